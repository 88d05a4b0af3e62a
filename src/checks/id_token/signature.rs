//! Signature of the ID Token verifies with a published key.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::{SignatureError, verify_signature};
use crate::recording::Step;

/// Signature of the ID Token verifies with a published key.
pub struct Signature;

impl Check for Signature {
    const META: &'static Meta = &Meta {
        id: "id-token-signature",
        title: "Signature of the ID Token verifies with a published key",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2"), SpecRef::new(Doc::OidcCore, "10.1")],
        needs: &[Need::Step(Step::JwkSet), Need::Flow],
        why: "A client must refuse a token whose signature does not verify.",
        fix: "Publish the public half of the key that signs, on every node, under its kid.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let token = flow.id_token()?;
        let Some(alg) = token.alg() else {
            return Err(Missing::new("no-id-token", "the header of the ID Token names no algorithm"));
        };
        if alg.starts_with("HS") {
            return Err(Missing::new(
                "not-observed",
                format!("{alg} is verified with the client secret, which a run does not keep"),
            ));
        }
        if !VERIFIABLE.contains(&alg) && !alg.eq_ignore_ascii_case("none") {
            return Err(Missing::new("not-observed", format!("the tester cannot verify {alg}")));
        }
        let set = evidence.jwk_set()?;
        let kid = token.header_parameter("kid");
        let candidates: Vec<&Value> = set.keys().iter().filter(|key| kid.is_none() || key.get("kid") == kid).collect();
        let mut last = None;
        for key in candidates {
            // A saved run has lost its signatures and kept the answer.
            let verified = match evidence.kept_signature(&token, key) {
                Some(kept) => {
                    if kept? {
                        Ok(())
                    } else {
                        Err(SignatureError::Mismatch)
                    }
                }
                None => verify_signature(&token, key, alg),
            };
            match verified {
                Ok(()) => return Ok(Outcome::Pass),
                // A mismatch says more than a neighbour of another type.
                Err(error) if last.is_none() || error == SignatureError::Mismatch => last = Some(error),
                Err(_) => {}
            }
        }
        let why = last.map_or("no published key has its kid".to_owned(), |error| error.to_string());
        Ok(Finding::new(format!("The signature of the ID Token ({alg}) does not verify: {why}"))
            .compare("a signature by a published key", why)
            .at(flow.token_exchange_id()?, "/id_token")
            .into())
    }
}

/// Algorithms that the tester can verify.
const VERIFIABLE: [&str; 12] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, jwk};

    #[test]
    fn a_redacted_run_remembers() {
        let judged = |recording: crate::recording::Recording| {
            let mut built = Fixture::app("core").build();
            built.recording = recording;
            Signature::judge(&built.evidence(), &NoParams {}).unwrap_or_else(Outcome::Inconclusive)
        };
        let redacted = |fixture: Fixture| crate::recording::redact(&fixture.build().recording, &[]).unwrap();
        assert_eq!(judged(redacted(Fixture::app("core"))), Outcome::Pass);
        assert!(matches!(judged(redacted(Fixture::app("core").keys(vec![key_of_another()]))), Outcome::Fail(_)));
    }

    /// A public key of the right name and size that made no signature here.
    fn key_of_another() -> Value {
        let mut key = jwk("rsa");
        let n = key["n"].as_str().unwrap();
        key["n"] = json!(format!("{}{}", if n.starts_with('y') { "z" } else { "y" }, &n[1..]));
        key
    }

    #[test]
    fn a_good_one_passes() {
        assert_eq!(Fixture::app("core").judge::<Signature>(""), Outcome::Pass);
    }

    #[test]
    fn elliptic_curves_pass() {
        assert_eq!(Fixture::app("core").signed_by("p384").judge::<Signature>(""), Outcome::Pass);
    }

    #[test]
    fn another_key_fails() {
        let finding = Fixture::app("core").keys(vec![key_of_another()]).fails::<Signature>("");
        assert!(finding.message.contains("does not fit the token"), "{}", finding.message);
    }

    #[test]
    fn no_key_fails() {
        let finding = Fixture::app("core").keys(vec![]).fails::<Signature>("");
        assert!(finding.message.contains("no published key"), "{}", finding.message);
    }

    #[test]
    fn what_the_tester_cannot_verify_stays_open() {
        let missing = Fixture::app("core").header(json!({ "alg": "Ed448" })).stays_open::<Signature>("");
        assert_eq!(missing.cause, "not-observed");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Signature>("");
        assert_eq!(missing.cause, "no-account");
    }
}
