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
        if evidence.recording().redacted {
            return Err(Missing::new("redacted", "the signature was taken out of the saved run"));
        }
        let set = evidence.jwk_set()?;
        let kid = token.header_parameter("kid");
        let candidates: Vec<&Value> = set.keys().iter().filter(|key| kid.is_none() || key.get("kid") == kid).collect();
        let mut last = None;
        for key in candidates {
            match verify_signature(&token, key, alg) {
                Ok(()) => return Ok(Outcome::Pass),
                Err(SignatureError::UnsupportedAlgorithm(alg)) if alg != "none" => {
                    return Err(Missing::new("not-observed", format!("the tester cannot verify {alg}")));
                }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, jwk};

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
        let Outcome::Fail(finding) = Fixture::app("core").keys(vec![key_of_another()]).judge::<Signature>("") else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("does not fit the token"), "{}", finding.message);
    }

    #[test]
    fn no_key_fails() {
        let Outcome::Fail(finding) = Fixture::app("core").keys(vec![]).judge::<Signature>("") else { panic!("this must fail") };
        assert!(finding.message.contains("no published key"), "{}", finding.message);
    }

    #[test]
    fn a_redacted_run_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("core").edit(|recording| recording.redacted = true).judge::<Signature>("")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "redacted");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let Outcome::Inconclusive(missing) = Fixture::app("core").without_account().judge::<Signature>("") else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-account");
    }
}
