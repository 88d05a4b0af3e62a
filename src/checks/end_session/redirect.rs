//! Logout with hint and registered URI comes back to that URI.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Logout with hint and registered URI comes back to that URI.
pub struct Redirect;

impl Check for Redirect {
    const META: &'static Meta = &Meta {
        id: "end-session-redirect",
        title: "Logout with hint and registered URI comes back to that URI",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "3")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint)],
        why: "Otherwise users are left on a page of the provider after they log out.",
        fix: "Register the post-logout redirect URI of the client, and redirect to it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::logout::absent(evidence)? {
            return Ok(outcome);
        }

        let logout = super::logout::logout(evidence, Step::EndSessionWithHint)?;
        if logout.returned().is_some() {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("Logout does not come back: {}", logout.words()))
            .compare(logout.back.clone().unwrap_or_default(), logout.words());
        Ok(match logout.last() {
            Some((exchange, _)) => finding.at(exchange, "").into(),
            None => finding.into(),
        })
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
    fn a_redirect_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(
                    Step::EndSessionWithHint,
                    vec![Answer::raw(302, "text/html", "").header("location", "https://app.example/bye?state=st-1")],
                    None
                )
                .edit(asked)
                .judge::<Redirect>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_page_fails() {
        let finding = Fixture::app("core")
            .step(Step::EndSessionWithHint, vec![Answer::raw(200, "text/html", "<p>bye")], None)
            .edit(asked)
            .fails::<Redirect>("");
        assert!(finding.message.contains("page with status 200"), "{}", finding.message);
    }

    #[test]
    fn a_redirect_by_the_page_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(
                    Step::EndSessionWithHint,
                    vec![Answer::raw(200, "text/html", "<p>bye")],
                    Some("https://app.example/bye?state=st-1")
                )
                .edit(asked)
                .judge::<Redirect>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "end_session_endpoint": null })).judge::<Redirect>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<Redirect>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
