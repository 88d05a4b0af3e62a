//! JWK Set is a JSON object with a list of keys.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// JWK Set is a JSON object with a list of keys.
pub struct Json;

impl Check for Json {
    const META: &'static Meta = &Meta {
        id: "jwk-set-json",
        title: "JWK Set is a JSON object with a list of keys",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7517), "5"), SpecRef::new(Doc::Rfc(7517), "5.1")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "A client that cannot read the set refuses every token.",
        fix: "Return `{\"keys\": [ … ]}` with one object per key.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::JwkSet)?;
        if !response.is_success() {
            return Err(Missing::new("no-jwk-set", "there is no successful answer to look at"));
        }
        let document = evidence.jwk_set_document()?;
        let wanted = "{\"keys\": [ … ]} with objects in it";
        let finding = match &document.parsed {
            Some(Ok(parsed)) => match parsed.value.get("keys") {
                Some(Value::Array(keys)) if keys.iter().all(Value::is_object) => return Ok(Outcome::Pass),
                _ => Finding::new("The JWK Set has no list of keys").compare(wanted, excerpt(&parsed.value)),
            },
            Some(Err(fault)) if fault.looks_like_html => {
                Finding::new("jwks_uri answers with an HTML page").compare(wanted, "an HTML page")
            }
            Some(Err(fault)) => {
                Finding::new(format!("The JWK Set is no JSON: {}", fault.message)).compare(wanted, fault.message.clone())
            }
            None => return Err(Missing::new("no-jwk-set", "there is no body to look at")),
        };
        Ok(finding.at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn keys_pass() {
        assert_eq!(Fixture::app("core").judge::<Json>(""), Outcome::Pass);
    }

    #[test]
    fn a_bare_list_fails() {
        let finding = Fixture::app("core").jwk_set_answers(vec![Answer::json(200, &json!([]))]).fails::<Json>("");
        assert!(finding.message.contains("no list of keys"), "{}", finding.message);
    }

    #[test]
    fn a_page_fails() {
        let finding = Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).fails::<Json>("");
        assert!(finding.message.contains("HTML"), "{}", finding.message);
    }

    #[test]
    fn keys_that_are_texts_fail() {
        let finding = Fixture::app("core").jwk_set_answers(vec![Answer::json(200, &json!({ "keys": ["x"] }))]).fails::<Json>("");
        assert!(finding.message.contains("no list of keys"), "{}", finding.message);
    }

    #[test]
    fn an_error_stays_open() {
        let missing = Fixture::app("core").jwk_set_answers(vec![Answer::raw(500, "text/plain", "")]).stays_open::<Json>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
