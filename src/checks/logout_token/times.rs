//! The Logout Token says when it was issued and when it expires.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::CompactJws;
use crate::recording::Step;

/// The Logout Token says when it was issued and when it expires.
pub struct Times;

impl Check for Times {
    const META: &'static Meta = &Meta {
        id: "logout-token-times",
        title: "The Logout Token says when it was issued and when it expires",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4"), SpecRef::new(Doc::BackChannelLogout, "2.6")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "A token without an end can be sent again for ever, and clients refuse it.",
        fix: "Put iat and exp into the token, in seconds; two minutes are enough.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        for name in ["iat", "exp"] {
            let value = token.claim(name);
            if value.is_none_or(|value| value.as_f64().is_none()) {
                let actual = value.map_or("no such claim".to_owned(), Value::to_string);
                return Ok(Finding::new(format!("The Logout Token has no usable {name}: {actual}"))
                    .compare("seconds since 1970", actual)
                    .at(message.exchange, format!("/logout_token/payload/{name}"))
                    .into());
            }
        }
        let exp = token.claim("exp").and_then(Value::as_f64).unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "seconds of this century are exact")]
        let late = exp < message.now() as f64;
        if late {
            return Ok(Finding::new("The Logout Token had expired when it arrived")
                .compare(format!("exp later than {}", message.now()), exp.to_string())
                .at(message.exchange, "/logout_token/payload/exp")
                .into());
        }
        Ok(Outcome::Pass)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn both_pass() {
        assert_eq!(heard(json!({}), json!({})).judge::<Times>(""), Outcome::Pass);
    }

    #[test]
    fn a_missing_one_a_text_and_the_past_fail() {
        assert!(heard(json!({}), json!({ "exp": null })).fails::<Times>("").message.contains("no usable exp"));
        assert!(heard(json!({}), json!({ "iat": "now" })).fails::<Times>("").message.contains("no usable iat"));
        assert!(heard(json!({}), json!({ "exp": 1 })).fails::<Times>("").message.contains("had expired"));
    }
}
