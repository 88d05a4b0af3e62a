//! Keys stay published while tokens signed with them are valid.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::JwkSet;
use crate::recording::Step;

/// Keys stay published while tokens signed with them are valid.
pub struct Stable;

impl Check for Stable {
    const META: &'static Meta = &Meta {
        id: "jwk-set-stable",
        title: "Keys stay published while tokens signed with them are valid",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcCore, "10.1.1")],
        needs: &[Need::Step(Step::JwkSet), Need::Step(Step::JwkSetAgain)],
        why: "Apps keep the JWK Set for hours; when keys come and go, or differ from node to node, signatures \
              cannot be verified.",
        fix: "Publish the same set on every node, and keep a retired key for a day at least.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let first = evidence.jwk_set()?;
        let (id, response) = evidence.response(Step::JwkSetAgain)?;
        let again: Value = match serde_json::from_slice(&response.body.bytes()) {
            Ok(again) if response.is_success() => again,
            _ => {
                return Ok(Finding::new(format!("The second fetch gave no JWK Set (status {})", response.status))
                    .compare("the same keys", format!("status {}", response.status))
                    .at(id, "")
                    .into());
            }
        };
        let again = JwkSet(&again);
        let gone: Vec<&str> = first
            .keys()
            .iter()
            .filter_map(|key| super::keys::text(key, "kid"))
            .filter(|kid| again.by_kid(kid).is_none())
            .collect();
        if gone.is_empty() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("Keys vanished between two fetches: {}", gone.join(", ")))
            .compare("all keys of the first fetch", format!("without {}", gone.join(", ")))
            .at(id, "/keys")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, jwk};

    #[test]
    fn the_same_keys_pass() {
        assert_eq!(
            Fixture::app("core")
                .step(Step::JwkSetAgain, vec![Answer::json(200, &json!({ "keys": [jwk("rsa")] }))], None)
                .judge::<Stable>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_new_key_beside_it_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(Step::JwkSetAgain, vec![Answer::json(200, &json!({ "keys": [jwk("p256"), jwk("rsa")] }))], None)
                .judge::<Stable>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_lost_key_fails() {
        let finding = Fixture::app("core")
            .step(Step::JwkSetAgain, vec![Answer::json(200, &json!({ "keys": [jwk("p256")] }))], None)
            .fails::<Stable>("");
        assert!(finding.message.contains("rsa"), "{}", finding.message);
    }

    #[test]
    fn one_fetch_stays_open() {
        let missing = Fixture::app("core").stays_open::<Stable>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
