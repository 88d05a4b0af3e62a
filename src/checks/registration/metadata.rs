//! The answer tells what was registered.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// What to look for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Member of the client metadata.
    member: String,
}

/// The answer tells what was registered.
pub struct Metadata;

impl Check for Metadata {
    const META: &'static Meta = &Meta {
        id: "registration-metadata",
        title: "The answer tells what was registered",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7591), "3.2.1"), SpecRef::new(Doc::OidcRegistration, "3.2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration)],
        why: "The provider may put another value in the place of what was asked for; whoever registers learns of it here only.",
        fix: "Answer with every member of the client metadata that holds for the client, those of the request included.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        let client = evidence.registration()?;
        let member = params.member.as_str();
        let Some(asked) = client.asked.get(member) else {
            return Ok(Outcome::NotApplicable(format!("{member} was not asked for")));
        };
        let finding = |message: String, actual: String| {
            Finding::new(message).compare(asked.to_string(), actual).at(client.exchange, format!("/{member}"))
        };
        let Some(answered) = client.answered.get(member) else {
            return Ok(
                finding(format!("The answer does not say which {member} the client has"), "no such member".to_owned()).into()
            );
        };
        // A redirect URI that is not registered is no other choice: the app has no other.
        let lost = member == "redirect_uris"
            && asked.as_array().into_iter().flatten().any(|uri| answered.as_array().is_none_or(|all| !all.contains(uri)));
        if lost {
            return Ok(finding("A redirect URI was not registered".to_owned(), answered.to_string()).into());
        }
        Ok(Outcome::Pass)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::Answer;

    #[test]
    fn the_same_and_another_choice_pass() {
        assert_eq!(registered(json!({})).judge::<Metadata>("member = \"redirect_uris\""), Outcome::Pass);
        let other = registered(json!({ "token_endpoint_auth_method": "client_secret_post" }));
        assert_eq!(other.judge::<Metadata>("member = \"token_endpoint_auth_method\""), Outcome::Pass);
    }

    #[test]
    fn silence_and_a_lost_redirect_uri_fail() {
        let finding = registered(json!({ "grant_types": null })).fails::<Metadata>("member = \"grant_types\"");
        assert!(finding.message.contains("which grant_types"), "{}", finding.message);
        let finding = registered(json!({ "redirect_uris": [] })).fails::<Metadata>("member = \"redirect_uris\"");
        assert!(finding.message.contains("not registered"), "{}", finding.message);
    }

    #[test]
    fn what_was_not_asked_for_does_not_count() {
        assert!(matches!(registered(json!({})).judge::<Metadata>("member = \"logo_uri\""), Outcome::NotApplicable(_)));
        let refused = answered(Answer::json(400, &json!({})));
        assert!(matches!(refused.judge::<Metadata>("member = \"redirect_uris\""), Outcome::NotApplicable(_)));
    }
}
