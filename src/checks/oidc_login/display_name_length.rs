//! The length of the display name.

use super::support::written;
use crate::account::oidc_login::{LONGEST_NAME, display_name, identifier, user_id};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The display name has at most 64 characters.
pub struct DisplayNameLength;

impl Check for DisplayNameLength {
    const META: &'static Meta = &Meta {
        id: "oidc-login-display-name-length",
        title: "The display name has at most 64 characters",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The server refuses a longer one, after the account was made; where the name is empty, the claim of the account counts, unhashed.",
        fix: "Send shorter names, or map another claim to the name.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = written(evidence)?;
        let Some(name) = display_name(&flat, &keys) else { return Ok(Outcome::Pass) };
        // A name that the account has already is not set again.
        let known = identifier(&flat, &keys).is_some_and(|id| user_id(&id) == name);
        let length = name.chars().count();
        if known || length <= LONGEST_NAME {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("The display name has {length} characters"));
        let claim = keys.name.first().map(String::as_str).unwrap_or_default();
        Ok(flat.point(finding.compare("64 characters or less", length.to_string()), claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(userinfo: &Value) -> Outcome {
        Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, userinfo)).judge::<DisplayNameLength>("")
    }

    #[test]
    fn characters_count_after_trimming() {
        assert_eq!(judged(&json!({ "sub": "a", "name": format!(" {} ", "ñ".repeat(64)) })), Outcome::Pass);
        assert!(matches!(judged(&json!({ "sub": "a", "name": "n".repeat(65) })), Outcome::Fail(_)));
        assert_eq!(judged(&json!({ "sub": "a" })), Outcome::Pass);
    }

    #[test]
    fn an_empty_name_falls_back_on_the_unhashed_claim() {
        assert!(matches!(judged(&json!({ "sub": "s".repeat(65), "name": "" })), Outcome::Fail(_)));
        assert_eq!(judged(&json!({ "sub": "s".repeat(64), "name": "0" })), Outcome::Pass);
        assert_eq!(judged(&json!({ "sub": "s".repeat(65) })), Outcome::Pass, "no name at all leaves it alone");
    }
}
