//! JWK Set is answered with status 200.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// JWK Set is answered with status 200.
pub struct Status;

impl Check for Status {
    const META: &'static Meta = &Meta {
        id: "jwk-set-status",
        title: "JWK Set is answered with status 200",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::OidcCore, "10.1")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Without the keys no client can verify a token.",
        fix: "Serve the JWK Set at jwks_uri with status 200, without login and without redirect.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::JwkSet)?;
        if response.status == 200 {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The JWK Set is answered with status {}", response.status))
            .compare("status 200", format!("status {}", response.status))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn keys_pass() {
        assert_eq!(Fixture::app("core").judge::<Status>(""), Outcome::Pass);
    }

    #[test]
    fn an_error_fails() {
        let finding = Fixture::app("core").jwk_set_answers(vec![Answer::raw(404, "text/html", "")]).fails::<Status>("");
        assert!(finding.message.contains("404"), "{}", finding.message);
    }

    #[test]
    fn no_answer_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::failure(FailureKind::Connect, "refused")]).stays_open::<Status>("");
        assert_eq!(missing.cause, "connect");
    }
}
