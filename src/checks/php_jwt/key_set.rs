//! The JWK Set can be fetched and read.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::oidc::json::{excerpt, type_words};
use crate::php::{json_decode, jwt::set_members};
use crate::recording::Step;

/// `jwks_uri` leads to an object with `keys`.
pub struct KeySet;

impl Check for KeySet {
    const META: &'static Meta = &Meta {
        id: "php-jwt-key-set",
        title: "jwks_uri leads to a JSON object with a list of keys",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::Rfc(7517), "5")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet)],
        why: "Without keys no token can be verified; the body is kept for an hour, a wrong one too.",
        fix: "Publish jwks_uri, and answer it with status 200 and the JWK Set.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let metadata = evidence.reached_metadata()?;
        if metadata.text("jwks_uri").value().is_none() {
            let actual = metadata.0.get("jwks_uri").map_or_else(|| "no such member".to_owned(), excerpt);
            return Ok(Finding::new("The discovery document has no jwks_uri that is text")
                .compare("a URL", actual)
                .at(evidence.discovery()?.exchange, "/jwks_uri")
                .into());
        }
        let answer = evidence.fetched(Step::JwkSet)?;
        let Fetched::Body(id, response) = &answer else {
            return Ok(answer.finding("The JWK Set cannot be fetched", "status 200 and a JWK Set").into());
        };
        let set = json_decode(&response.body.bytes());
        if set.as_ref().filter(|s| s.is_object()).and_then(set_members).is_some() {
            return Ok(Outcome::Pass);
        }
        let actual = match &set {
            None => "no JSON".to_owned(),
            Some(set) if set.is_object() => format!("an object without such a list: {}", excerpt(set)),
            Some(other) => type_words(other).to_owned(),
        };
        Ok(Finding::new("The JWK Set is no JSON object with a list \"keys\"")
            .compare("{\"keys\": [ … ]}", actual)
            .at(*id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, jwk};

    fn fixture() -> Fixture {
        Fixture::app("nextcloud-user-oidc")
    }

    #[test]
    fn anything_but_an_object_with_keys_fails() {
        assert_eq!(fixture().judge::<KeySet>(""), Outcome::Pass);
        assert_eq!(fixture().keys(vec![]).judge::<KeySet>(""), Outcome::Pass, "an empty list is one");
        for (status, body) in
            [(200, "null"), (200, "[]"), (200, "{}"), (200, "<p>"), (200, r#"{"keys":"x"}"#), (404, "{\"keys\":[]}")]
        {
            let outcome = fixture().jwk_set_answers(vec![Answer::raw(status, "application/json", body)]).judge::<KeySet>("");
            assert!(matches!(outcome, Outcome::Fail(_)), "{status} {body}");
        }
        let object = json!({ "keys": { "a": jwk("rsa") } });
        assert_eq!(fixture().jwk_set_answers(vec![Answer::json(200, &object)]).judge::<KeySet>(""), Outcome::Pass);
    }

    #[test]
    fn jwks_uri_must_be_text() {
        for bad in [json!(null), json!(5), json!(["x"])] {
            assert!(matches!(fixture().discovery(json!({ "jwks_uri": bad })).judge::<KeySet>(""), Outcome::Fail(_)));
        }
    }
}
