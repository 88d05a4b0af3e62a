//! Basic authentication works both with and without form-encoding of id and secret.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence};
use crate::wire::Probe;

/// Basic authentication works both with and without form-encoding of id and secret.
pub struct SecretBasicEncoding;

impl Check for SecretBasicEncoding {
    const META: &'static Meta = &Meta {
        id: "client-secret-basic-encoding",
        title: "Basic authentication works both with and without form-encoding of id and secret",
        level: Level::May,
        spec: &[SpecRef::new(Doc::Rfc(6749), "2.3.1")],
        needs: &[Need::Probe(Probe::ClientSecretBasic), Need::Probe(Probe::ClientSecretBasicRaw)],
        why: "The specification wants id and secret form-encoded before Basic, many apps send them as they are; \
              with characters such as + % : only one of the two works.",
        fix: "Choose a client id and a secret of letters and digits.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::listed::public_client(evidence) {
            return Ok(outcome);
        }
        // An app has one way; where that works, nobody tries the other.
        if evidence.view().app.is_some() && matches!(evidence.flow()?.ending()?, Ending::Tokens(_)) {
            return Ok(Outcome::Pass);
        }
        let encoded = evidence.probe(Probe::ClientSecretBasic)?.ending()?;
        let raw = evidence.probe(Probe::ClientSecretBasicRaw)?.ending()?;
        let (works, other) = match (&encoded, &raw) {
            (Ending::Tokens(_), Ending::Refused(other) | Ending::Broken(other)) => ("with", other),
            (Ending::Refused(other) | Ending::Broken(other), Ending::Tokens(_)) => ("without", other),
            (Ending::Tokens(_), Ending::Tokens(_)) => return Ok(Outcome::Pass),
            _ => return Ok(Outcome::NotApplicable("the provider does not accept Basic from this client".to_owned())),
        };
        let finding =
            Finding::new(format!("Basic authentication works only {works} form-encoding of id and secret: {}", other.said))
                .compare("tokens both ways", other.said.clone());
        Ok(match other.exchange {
            Some(exchange) => finding.at(exchange, "").into(),
            None => finding.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn public() -> Fixture {
        let mut fixture = Fixture::app("core");
        fixture.target.has_secret = false;
        fixture
    }

    #[test]
    fn both_pass() {
        assert_eq!(
            Fixture::app("core")
                .probe(Probe::ClientSecretBasic, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .probe(Probe::ClientSecretBasicRaw, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<SecretBasicEncoding>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn raw_refused_fails() {
        let finding = Fixture::app("core")
            .probe(Probe::ClientSecretBasic, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .probe(Probe::ClientSecretBasicRaw, Answer::json(401, &json!({ "error": "invalid_client" })))
            .fails::<SecretBasicEncoding>("");
        assert!(finding.message.contains("only with form-encoding"), "{}", finding.message);
    }

    #[test]
    fn encoded_refused_fails() {
        let finding = Fixture::app("core")
            .probe(Probe::ClientSecretBasic, Answer::json(401, &json!({ "error": "invalid_client" })))
            .fails::<SecretBasicEncoding>("");
        assert!(finding.message.contains("only without form-encoding"), "{}", finding.message);
    }

    #[test]
    fn neither_does_not_count() {
        assert!(matches!(
            Fixture::app("core")
                .probe(Probe::ClientSecretBasic, Answer::json(401, &json!({ "error": "invalid_client" })))
                .probe(Probe::ClientSecretBasicRaw, Answer::json(401, &json!({ "error": "invalid_client" })))
                .judge::<SecretBasicEncoding>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn a_public_client_does_not_count() {
        assert!(matches!(public().judge::<SecretBasicEncoding>(""), Outcome::NotApplicable(_)));
    }
}
