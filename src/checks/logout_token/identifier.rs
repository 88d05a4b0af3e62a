//! The Logout Token has an identifier of its own (jti).

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::CompactJws;
use crate::recording::Step;

/// The Logout Token has an identifier of its own (jti).
pub struct Identifier;

impl Check for Identifier {
    const META: &'static Meta = &Meta {
        id: "logout-token-identifier",
        title: "The Logout Token has an identifier of its own (jti)",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "Clients tell a repeated token by it, and some refuse one without.",
        fix: "Put a random jti into every Logout Token.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        match token.claim("jti") {
            Some(Value::String(jti)) if !jti.is_empty() => Ok(Outcome::Pass),
            other => {
                let actual = other.map_or("no such claim".to_owned(), Value::to_string);
                Ok(Finding::new(format!("The Logout Token has no usable jti: {actual}"))
                    .compare("a text", actual)
                    .at(message.exchange, "/logout_token/payload/jti")
                    .into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn a_text_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Identifier>(""), Outcome::Pass);
    }

    #[test]
    fn none_and_a_number_fail() {
        assert_eq!(heard(json!({}), json!({ "jti": null })).fails::<Identifier>("").actual, "no such claim");
        assert_eq!(heard(json!({}), json!({ "jti": 7 })).fails::<Identifier>("").actual, "7");
    }
}
