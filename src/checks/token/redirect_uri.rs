//! Redirect URI of the token request must be that of the authorization request.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_refuse};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// Redirect URI of the token request must be that of the authorization request.
pub struct RedirectUri;

impl Check for RedirectUri {
    const META: &'static Meta = &Meta {
        id: "token-redirect-uri",
        title: "Redirect URI of the token request must be that of the authorization request",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.2"), SpecRef::new(Doc::Rfc(6749), "4.1.3")],
        needs: &[Need::Probe(Probe::OtherRedirectUriAtToken)],
        why: "It binds the code to the place it was sent to.",
        fix: "Keep the redirect URI with the code, and compare it as exact text.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let ending = evidence.probe(Probe::OtherRedirectUriAtToken)?.ending()?;
        must_refuse(evidence, &ending, "another redirect_uri than in the authorization request", "an error, invalid_grant")
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
                .probe(Probe::OtherRedirectUriAtToken, Answer::json(400, &json!({ "error": "invalid_grant" })))
                .judge::<RedirectUri>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn tokens_fail() {
        let finding = Fixture::app("core")
            .probe(Probe::OtherRedirectUriAtToken, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<RedirectUri>("");
        assert!(finding.message.contains("gave tokens"), "{}", finding.message);
    }

    #[test]
    fn a_server_error_fails() {
        let finding = Fixture::app("core")
            .probe(Probe::OtherRedirectUriAtToken, Answer::raw(500, "text/html", ""))
            .fails::<RedirectUri>("");
        assert!(finding.message.contains("not refuse"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<RedirectUri>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
