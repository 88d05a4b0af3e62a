//! The e-mail address is one that the rules for new accounts can work with.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{identified, words};

/// What the settings need.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// There has to be one; else it only has to be text where there is one.
    needed: bool,
    /// The domains with which it is compared, comma separated; while they are blank nobody looks at it.
    domains: Option<String>,
}

/// The e-mail address is one that the rules for new accounts can work with.
pub struct EmailForm;

impl Check for EmailForm {
    const META: &'static Meta = &Meta {
        id: "rocketchat-email-form",
        title: "The e-mail address is one that the rules for new accounts can work with",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With approval by hand the app writes to the new user, and a list of domains is compared as text: what is missing or no text is an exception.",
        fix: "Release the e-mail address as text for every user, or change these settings of the workspace.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        if params.domains.as_ref().is_some_and(|domains| domains.trim().is_empty()) {
            return Ok(Outcome::Pass);
        }
        let fits = match &profile.email {
            None => !params.needed,
            Some(email) => params.needed || email.is_string(),
        };
        if fits {
            return Ok(Outcome::Pass);
        }
        let actual = words(profile.email.as_ref());
        let expected = if params.needed { "an e-mail address" } else { "text, or nothing" };
        Ok(Finding::new(format!("The e-mail address is {actual}")).compare(expected, actual).at(id, "/email").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn approval_needs_one_and_domains_need_text() {
        let judge = |email: serde_json::Value, params: &str| {
            with_user("rocketchat", json!({ "email": email })).set("email_field", "").judge::<EmailForm>(params)
        };
        assert!(matches!(judge(json!(null), "needed = true"), Outcome::Fail(_)));
        assert_eq!(judge(json!(42), "needed = true"), Outcome::Pass);
        assert!(matches!(judge(json!(42), "needed = false"), Outcome::Fail(_)));
        assert_eq!(judge(json!(null), "needed = false"), Outcome::Pass);
        assert_eq!(judge(json!("a@b"), "needed = false"), Outcome::Pass);
        assert_eq!(judge(json!(42), "needed = false\ndomains = \" \""), Outcome::Pass);
        assert!(matches!(judge(json!(42), "needed = false\ndomains = \"x\""), Outcome::Fail(_)));
    }
}
