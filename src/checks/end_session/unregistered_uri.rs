//! Browser is not sent to a post-logout redirect URI that nobody registered.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Browser is not sent to a post-logout redirect URI that nobody registered.
pub struct UnregisteredUri;

impl Check for UnregisteredUri {
    const META: &'static Meta = &Meta {
        id: "end-session-unregistered-uri",
        title: "Browser is not sent to a post-logout redirect URI that nobody registered",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "3")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionUnregisteredUri)],
        why: "Otherwise the provider lends its good name to any link.",
        fix: "Compare post_logout_redirect_uri with the registered ones as exact text.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::logout::absent(evidence)? {
            return Ok(outcome);
        }

        let logout = super::logout::logout(evidence, Step::EndSessionUnregisteredUri)?;
        let wanted = "a page of the provider";
        if let Some((exchange, url)) = logout.returned() {
            return Ok(Finding::new("After logout the browser is sent to a URI that nobody registered")
                .compare(wanted, url.split(['?', '#']).next().unwrap_or_default())
                .at(exchange, "")
                .into());
        }
        match logout.last() {
            Some((exchange, response)) if response.status >= 500 => {
                Ok(Finding::new(format!("An unregistered URI is answered with status {}", response.status))
                    .compare(wanted, logout.words())
                    .at(exchange, "")
                    .into())
            }
            _ => Ok(Outcome::Pass),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::Recording;

    /// The request as it was sent: a registered URI to come back to, and a state.
    fn asked(recording: &mut Recording) {
        let first = recording.steps.last().unwrap().exchanges[0];
        recording.exchanges[first].request.url =
            "https://op.example.org/end?id_token_hint=x&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye&state=st-1"
                .to_owned();
    }

    #[test]
    fn a_page_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(Step::EndSessionUnregisteredUri, vec![Answer::raw(200, "text/html", "<p>bye")], None)
                .edit(asked)
                .judge::<UnregisteredUri>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn an_error_page_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(Step::EndSessionUnregisteredUri, vec![Answer::raw(400, "text/html", "")], None)
                .edit(asked)
                .judge::<UnregisteredUri>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_redirect_fails() {
        let finding = Fixture::app("core")
            .step(
                Step::EndSessionUnregisteredUri,
                vec![Answer::raw(302, "text/html", "").header("location", "https://app.example/bye?state=st-1")],
                None,
            )
            .edit(asked)
            .fails::<UnregisteredUri>("");
        assert!(finding.message.contains("nobody registered"), "{}", finding.message);
    }

    #[test]
    fn a_server_error_fails() {
        let finding = Fixture::app("core")
            .step(Step::EndSessionUnregisteredUri, vec![Answer::raw(500, "", "")], None)
            .edit(asked)
            .fails::<UnregisteredUri>("");
        assert!(finding.message.contains("500"), "{}", finding.message);
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "end_session_endpoint": null })).judge::<UnregisteredUri>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<UnregisteredUri>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
