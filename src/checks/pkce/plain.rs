//! Challenge method plain is offered or refused as announced, and best refused.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_refuse, refused_anyway};
use crate::evidence::{Ending, Evidence};
use crate::recording::Step;
use crate::wire::Probe;

/// Challenge method plain is offered or refused as announced, and best refused.
pub struct Plain;

impl Check for Plain {
    const META: &'static Meta = &Meta {
        id: "pkce-plain",
        title: "Challenge method plain is offered or refused as announced, and best refused",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(9700), "2.1.1"), SpecRef::new(Doc::Rfc(7636), "4.2"), SpecRef::new(Doc::Rfc(7636), "7.2")],
        needs: &[Need::Step(Step::Discovery), Need::Probe(Probe::PlainCodeChallenge)],
        why: "With plain the challenge is the verifier: whoever reads the request can redeem the code.",
        fix: "Offer S256 alone, and list what is offered.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let listed = super::announced::lists(evidence, "plain")?;
        let announced = super::announced::is_announced(evidence)?;
        let ending = evidence.probe(Probe::PlainCodeChallenge)?.ending()?;
        let anyway = match &ending {
            Ending::Refused(refusal) => refused_anyway(evidence, &ending, refusal, "the challenge method plain"),
            _ => None,
        };
        match ending {
            Ending::Tokens(_) if !announced => {
                Ok(Outcome::NotApplicable("the provider does not announce PKCE and ignores it".to_owned()))
            }
            Ending::Tokens(exchange) => Ok(Finding::new(format!(
                "The provider accepts the challenge method plain{}",
                if listed { "" } else { ", although it does not list it" }
            ))
            .compare("S256 alone", "plain works")
            .at(exchange, "")
            .into()),
            Ending::Refused(_) if anyway.is_some() => anyway.map_or(Ok(Outcome::Pass), Err),
            Ending::Refused(refusal) if listed => {
                let finding =
                    Finding::new(format!("The provider lists the challenge method plain and refuses it: {}", refusal.said))
                        .compare("a list without plain", refusal.said);
                Ok(match refusal.exchange {
                    Some(exchange) => finding.at(exchange, "").into(),
                    None => finding.into(),
                })
            }
            Ending::Refused(_) => Ok(Outcome::Pass),
            broken @ Ending::Broken(_) => {
                must_refuse(evidence, &broken, "the challenge method plain", "an error, invalid_request")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_refusal_passes() {
        assert_eq!(
            Fixture::app("core")
                .probe(Probe::PlainCodeChallenge, Answer::json(400, &json!({ "error": "invalid_request" })))
                .judge::<Plain>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn tokens_fail() {
        let finding = Fixture::app("core")
            .probe(Probe::PlainCodeChallenge, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<Plain>("");
        assert!(finding.message.contains("does not list"), "{}", finding.message);
    }

    #[test]
    fn listed_and_refused_fails() {
        let finding = Fixture::app("core")
            .discovery(json!({ "code_challenge_methods_supported": ["plain", "S256"] }))
            .probe(Probe::PlainCodeChallenge, Answer::json(400, &json!({ "error": "invalid_request" })))
            .fails::<Plain>("");
        assert!(finding.message.contains("refuses it"), "{}", finding.message);
    }

    #[test]
    fn a_provider_without_pkce_does_not_count() {
        assert!(matches!(
            Fixture::app("core")
                .discovery(json!({ "code_challenge_methods_supported": null }))
                .probe(Probe::PlainCodeChallenge, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<Plain>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<Plain>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
