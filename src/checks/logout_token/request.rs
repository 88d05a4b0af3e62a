//! The Logout Token comes as the form field logout_token.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The Logout Token comes as the form field logout_token.
pub struct Request;

impl Check for Request {
    const META: &'static Meta = &Meta {
        id: "logout-token-request",
        title: "The Logout Token comes as the form field logout_token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.5")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "Apps read the form and nothing else.",
        fix: "Send a POST with Content-Type: application/x-www-form-urlencoded and the token as logout_token.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let messages = evidence.logout_messages()?;
        let Some(message) = messages.iter().find(|message| message.token.is_none()) else {
            return match messages.is_empty() {
                true => Err(Missing::not_reached("no Logout Token came")),
                false => Ok(Outcome::Pass),
            };
        };
        let kind = message.sent.request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let kind = kind.map_or("no Content-Type", |(_, value)| value.as_str());
        Ok(Finding::new(format!("A message came without the form field logout_token: {kind}"))
            .compare("a form with logout_token", kind)
            .at(message.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn a_form_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Request>(""), Outcome::Pass);
    }

    #[test]
    fn anything_else_fails() {
        let finding = heard(json!({}), json!({})).edit(as_json).fails::<Request>("");
        assert_eq!(finding.actual, "application/json");
    }

    #[test]
    fn silence_does_not_count() {
        assert!(matches!(silent(true).judge::<Request>(""), Outcome::NotApplicable(_)));
    }
}
