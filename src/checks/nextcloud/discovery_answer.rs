//! The discovery document can be fetched and is JSON.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::oidc::JsonDocument;
use crate::recording::Step;

/// The discovery document comes with a success and is JSON.
pub struct DiscoveryAnswer;

impl Check for DiscoveryAnswer {
    const META: &'static Meta = &Meta {
        id: "nextcloud-discovery-answer",
        title: "The discovery document comes as JSON with status 200, to a client that sends no Accept header",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "4.2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "Without it no login begins.",
        fix: "Serve the document at the URL given to Nextcloud, as JSON without a byte order mark, whatever User-Agent and Accept say.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        const EXPECTED: &str = "status 200 and a JSON document";
        let answer = evidence.fetched(Step::Discovery)?;
        let Fetched::Body(id, response) = &answer else {
            return Ok(answer.finding("The discovery document cannot be fetched", EXPECTED).into());
        };
        let Err(fault) = JsonDocument::parse(&response.body.bytes()) else {
            return Ok(Outcome::Pass);
        };
        let what = if fault.looks_like_html {
            "an HTML page".to_owned()
        } else if fault.byte_order_mark {
            "JSON behind a byte order mark, which PHP does not read".to_owned()
        } else {
            format!("no JSON ({})", fault.message)
        };
        Ok(crate::check::Finding::new(format!("The discovery URL gives {what}")).compare(EXPECTED, what).at(*id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    fn judge(answer: Answer) -> Outcome {
        Fixture::app("nextcloud-user-oidc").discovery_answers(vec![answer]).judge::<DiscoveryAnswer>("")
    }

    #[test]
    fn json_with_a_success_passes_whatever_it_holds() {
        for body in ["{}", "[]", "null", " \"x\" "] {
            assert_eq!(judge(Answer::raw(200, "text/html", body)), Outcome::Pass, "{body}");
        }
        assert_eq!(judge(Answer::raw(203, "", "{}")), Outcome::Pass);
    }

    #[test]
    fn everything_else_fails() {
        for (status, body) in [(200, ""), (200, "<!doctype html>"), (200, "\u{feff}{}"), (503, "{}"), (404, "{}"), (204, "")] {
            assert!(matches!(judge(Answer::raw(status, "", body)), Outcome::Fail(_)), "{status} {body}");
        }
        let loops = Answer::raw(302, "", "").header("location", "/again");
        assert!(matches!(judge(loops), Outcome::Fail(_)));
    }

    #[test]
    fn transport_failures_name_their_cause() {
        for (kind, cause) in [(FailureKind::Dns, "dns"), (FailureKind::Connect, "connect"), (FailureKind::Tls, "tls-untrusted")] {
            let Outcome::Fail(finding) = judge(Answer::failure(kind, "no")) else { panic!("this must fail") };
            assert_eq!(finding.cause.as_deref(), Some(cause));
        }
        assert!(
            matches!(judge(Answer::failure(FailureKind::Timeout, "slow")), Outcome::Inconclusive(_)),
            "we waited less than 30 s"
        );
        let several = |statuses: &[u16]| {
            let answers = statuses.iter().map(|status| Answer::raw(*status, "", "{}")).collect();
            Fixture::app("nextcloud-user-oidc").discovery_answers(answers).judge::<DiscoveryAnswer>("")
        };
        assert!(matches!(several(&[429]), Outcome::Inconclusive(_)), "this run may ask too often");
        assert!(matches!(several(&[429, 200, 429]), Outcome::Inconclusive(_)));
        assert!(matches!(several(&[429, 429]), Outcome::Fail(_)), "nobody gets anything else");
    }
}
