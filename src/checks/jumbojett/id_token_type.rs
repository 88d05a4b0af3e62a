//! An ID Token that is neither list nor object.

use serde_json::Value;

use super::support::id_token_value;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::type_words;

/// `id_token` is neither a list nor an object.
pub struct IdTokenType;

impl Check for IdTokenType {
    const META: &'static Meta = &Meta {
        id: "jumbojett-id-token-type",
        title: "id_token is neither a list nor an object",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3")],
        needs: &[Need::Flow],
        why: "The function that takes it apart takes text only, and nobody catches its error.",
        fix: "Return the ID Token in compact form, as text.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (exchange, value) = id_token_value(evidence)?;
        match &value {
            Value::Array(_) | Value::Object(_) => {
                let actual = type_words(&value);
                let finding = Finding::new(format!("id_token is {actual}")).compare("text", actual);
                Ok(finding.at(exchange, "/id_token").into())
            }
            _ => Ok(Outcome::Pass),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn what_has_members_crashes() {
        let judged = |value| Fixture::app("nextcloud-oidc-login").token(json!({ "id_token": value })).judge::<IdTokenType>("");
        for fine in [json!("x"), json!(5), json!({ "null": 1 })] {
            assert_eq!(judged(fine.clone()), Outcome::Pass, "{fine}");
        }
        assert!(matches!(judged(json!(["x"])), Outcome::Fail(_)));
        assert!(matches!(judged(json!({ "a": 1 })), Outcome::Fail(_)));
        assert!(matches!(judged(json!("<none>")), Outcome::NotApplicable(_)));
    }
}
