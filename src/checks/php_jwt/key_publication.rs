//! Keys stay where they are.

use serde_json::Value;

use super::support::key_set;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::php::jwt::set_members;
use crate::recording::Step;

/// Two readings of the JWK Set hold the same keys.
pub struct KeyPublication;

impl Check for KeyPublication {
    const META: &'static Meta = &Meta {
        id: "php-jwt-key-publication",
        title: "The JWK Set holds the same keys at every reading",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcCore, "10.1.1")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Step(Step::JwkSetAgain)],
        why: "The app keeps the set for an hour, and a token with a kid it has not seen does not make it look again.",
        fix: "Publish a new key at least an hour before it signs, and keep the old one as long as its tokens live.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (_, first) = key_set(evidence, Step::JwkSet)?;
        let (exchange, again) = key_set(evidence, Step::JwkSetAgain)?;
        let kids = |set: &Value| -> Vec<String> {
            let members = set_members(set).unwrap_or_default();
            members.iter().map(|key| key.get("kid").map_or_else(|| "none".to_owned(), excerpt)).collect()
        };
        let (before, after) = (kids(&first), kids(&again));
        let changed = before.iter().any(|kid| !after.contains(kid)) || after.iter().any(|kid| !before.contains(kid));
        if !changed {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The JWK Set changed during the run")
            .compare(before.join(", "), after.join(", "))
            .at(exchange, "/keys")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, jwk};

    #[test]
    fn a_changed_set_is_told() {
        let judge = |keys: Value| {
            let answer = Answer::json(200, &json!({ "keys": keys }));
            Fixture::app("nextcloud-user-oidc").step(Step::JwkSetAgain, vec![answer], None).judge::<KeyPublication>("")
        };
        assert_eq!(judge(json!([jwk("rsa")])), Outcome::Pass);
        assert!(matches!(judge(json!([jwk("p256")])), Outcome::Fail(_)));
        assert!(matches!(Fixture::app("nextcloud-user-oidc").judge::<KeyPublication>(""), Outcome::Inconclusive(_)));
    }
}
