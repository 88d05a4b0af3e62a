//! state comes back from logout unchanged.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// state comes back from logout unchanged.
pub struct State;

impl Check for State {
    const META: &'static Meta = &Meta {
        id: "end-session-state",
        title: "state comes back from logout unchanged",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint)],
        why: "The app recognises its own logout by it.",
        fix: "Append state to the post-logout redirect URI unchanged.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::logout::absent(evidence)? {
            return Ok(outcome);
        }

        let logout = super::logout::logout(evidence, Step::EndSessionWithHint)?;
        let Some(sent) = &logout.state else {
            return Err(Missing::new("not-observed", "the logout was sent without state"));
        };
        let Some((exchange, url)) = logout.returned() else {
            return Err(Missing::new("not-observed", "the logout did not come back"));
        };
        let query = url.split_once('?').map(|(_, query)| query.split('#').next().unwrap_or_default()).unwrap_or_default();
        let found = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "state").map(|(_, value)| value);
        if found.as_deref() == Some(sent.as_str()) {
            return Ok(Outcome::Pass);
        }
        let actual = found.map_or("no state".to_owned(), |state| format!("{state:?}"));
        Ok(Finding::new(format!("Logout comes back with {actual}")).compare(format!("{sent:?}"), actual).at(exchange, "").into())
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
    fn the_same_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(
                    Step::EndSessionWithHint,
                    vec![Answer::raw(302, "text/html", "").header("location", "https://app.example/bye?state=st-1")],
                    None
                )
                .edit(asked)
                .judge::<State>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core")
            .step(Step::EndSessionWithHint, vec![Answer::raw(302, "", "").header("location", "https://app.example/bye")], None)
            .edit(asked)
            .fails::<State>("");
        assert!(finding.message.contains("no state"), "{}", finding.message);
    }

    #[test]
    fn a_page_stays_open() {
        let missing = Fixture::app("core")
            .step(Step::EndSessionWithHint, vec![Answer::raw(200, "text/html", "<p>bye")], None)
            .edit(asked)
            .stays_open::<State>("");
        assert_eq!(missing.cause, "not-observed");
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "end_session_endpoint": null })).judge::<State>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<State>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
