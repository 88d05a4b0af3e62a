//! An access token that can be written into a header.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// The access token is no object.
pub struct AccessTokenType;

impl Check for AccessTokenType {
    const META: &'static Meta = &Meta {
        id: "jumbojett-access-token-type",
        title: "The access token is no object",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "PHP makes no text of an object, and nobody catches its error; without any access token userinfo is asked all the same.",
        fix: "Return the access token as text.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (exchange, tokens) = evidence.reached_tokens()?;
        if !matches!(tokens.get("access_token"), Some(Value::Object(_))) {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new("access_token is an object").compare("text", "an object");
        Ok(finding.at(exchange, "/access_token").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn only_an_object_crashes() {
        let judged =
            |token| Fixture::app("nextcloud-oidc-login").token(json!({ "access_token": token })).judge::<AccessTokenType>("");
        for fine in [json!("x"), json!(5), json!(["x"]), json!("<none>")] {
            assert_eq!(judged(fine.clone()), Outcome::Pass, "{fine}");
        }
        assert!(matches!(judged(json!({ "a": 1 })), Outcome::Fail(_)));
    }
}
