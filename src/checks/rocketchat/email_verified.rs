//! The provider vouches for the e-mail address.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

use super::support::{identified, words};

/// The provider vouches for the e-mail address.
pub struct EmailVerified;

impl Check for EmailVerified {
    const META: &'static Meta = &Meta {
        id: "rocketchat-email-verified",
        title: "The provider vouches for the e-mail address",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The classic flow gives a login the account that has its e-mail address, an administrator included, and never reads email_verified.",
        fix: "Release only addresses that the provider has verified and that users cannot choose, and say so with email_verified.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        if profile.email.is_none() {
            return Ok(Outcome::NotApplicable("there is no e-mail address".to_owned()));
        }
        let verified = profile.members.get("email_verified");
        if verified.is_some_and(|v| *v == true || *v == "true") {
            return Ok(Outcome::Pass);
        }
        let actual = words(verified);
        let message = format!(
            "email_verified is {actual}; whoever can choose the address at the provider takes over the account that has it"
        );
        Ok(Finding::new(message).compare("true", actual).at(id, "/email_verified").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn only_true_vouches() {
        let judge =
            |value: serde_json::Value| with_user("rocketchat", json!({ "email_verified": value })).judge::<EmailVerified>("");
        assert_eq!(judge(json!(true)), Outcome::Pass);
        assert_eq!(judge(json!("true")), Outcome::Pass);
        assert!(matches!(judge(json!(false)), Outcome::Fail(_)));
        assert!(matches!(judge(json!(null)), Outcome::Fail(_)));
    }
}
