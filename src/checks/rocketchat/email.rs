//! The account gets an e-mail address.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

use super::support::{identified, words};

/// The account gets an e-mail address.
pub struct Email;

impl Check for Email {
    const META: &'static Meta = &Meta {
        id: "rocketchat-email",
        title: "The account gets an e-mail address",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Without one the user gets no notifications and cannot be invited by it; the app stores any value and does not check it.",
        fix: "Release email in userinfo as text with an @, and ask for the scope email.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        if profile.email.as_ref().and_then(|v| v.as_str()).is_some_and(|email| email.contains('@')) {
            return Ok(Outcome::Pass);
        }
        let actual = words(profile.email.as_ref());
        Ok(Finding::new(format!("The e-mail address of the account is {actual}"))
            .compare("an e-mail address", actual)
            .at(id, "/email")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn addresses_are_text_with_an_at() {
        let judge = |email: serde_json::Value| {
            with_user("rocketchat", json!({ "email": email })).set("email_field", "").judge::<Email>("")
        };
        assert_eq!(judge(json!("a@b")), Outcome::Pass);
        for bad in [json!(null), json!(""), json!("not an address"), json!(["a@b"])] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }
}
