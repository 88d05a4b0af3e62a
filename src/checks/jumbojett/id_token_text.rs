//! An ID Token that is text.

use serde_json::Value;

use super::support::id_token_value;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::{excerpt, type_words};

/// `id_token` is text.
pub struct IdTokenText;

impl Check for IdTokenText {
    const META: &'static Meta = &Meta {
        id: "jumbojett-id-token-text",
        title: "id_token is text",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3")],
        needs: &[Need::Flow],
        why: "null, a number or a boolean is refused.",
        fix: "Return the ID Token in compact form, as text.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (exchange, value) = id_token_value(evidence)?;
        match &value {
            Value::Null | Value::Bool(_) | Value::Number(_) => {
                let actual = excerpt(&value);
                let finding = Finding::new(format!("id_token is {}", type_words(&value))).compare("text", actual);
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
    fn scalars_that_are_no_text_fail() {
        let judged = |value| Fixture::app("nextcloud-oidc-login").token(json!({ "id_token": value })).judge::<IdTokenText>("");
        assert_eq!(judged(json!("")), Outcome::Pass);
        for bad in [json!({ "null": 1 }), json!(5), json!(true)] {
            assert!(matches!(judged(bad.clone()), Outcome::Fail(_)), "{bad}");
        }
    }
}
