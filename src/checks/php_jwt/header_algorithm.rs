//! The header of the ID Token names an algorithm that the app knows.

use super::support::{WalkParams, outcome, rules};
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jwt::header_refusal;

/// The header can be read and names an algorithm of the app's list.
pub struct HeaderAlgorithm;

impl Check for HeaderAlgorithm {
    const META: &'static Meta = &Meta {
        id: "php-jwt-algorithm",
        title: "The ID Token is signed with RS256, RS384, RS512, ES256, ES384 or EdDSA",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7")],
        needs: &[Need::Flow],
        why: "Symmetric signatures, PS256 and its kin, encryption and unsigned tokens are unknown to the app.",
        fix: "Set the ID Token signing algorithm of this client to RS256 (or ES256), and encryption off.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let token = evidence.reached_id_token()?;
        match header_refusal(&token.text, rules(evidence, WalkParams { strength: true })) {
            None => Ok(Outcome::Pass),
            Some(refusal) => outcome(&refusal, "/id_token", token.exchange, token.exchange),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(header: serde_json::Value, version: &str) -> Outcome {
        Fixture::app("nextcloud-user-oidc").version(version).header(header).judge::<HeaderAlgorithm>("")
    }

    #[test]
    fn the_list_depends_on_the_version() {
        for alg in ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"] {
            assert_eq!(judge(json!({ "alg": alg }), "8.11"), Outcome::Pass, "{alg}");
        }
        for alg in [json!("HS256"), json!("PS256"), json!("ES256K"), json!("none"), json!("Ed25519"), json!(null), json!(5)] {
            assert!(matches!(judge(json!({ "alg": alg }), "8.11"), Outcome::Fail(_)), "{alg}");
        }
        assert!(matches!(judge(json!({ "alg": "EdDSA" }), "8.1.0"), Outcome::Fail(_)));
        assert_eq!(judge(json!({ "alg": "EdDSA" }), "8.0.0"), Outcome::Pass);
    }

    #[test]
    fn what_is_no_token_fails() {
        for text in ["", "x", "a.b.c", "bnVsbA.e30.x"] {
            let outcome = Fixture::app("nextcloud-user-oidc").id_token(text).judge::<HeaderAlgorithm>("");
            assert!(matches!(outcome, Outcome::Fail(_)), "{text:?}");
        }
    }
}
