//! prompt=none is answered without a page.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::{Obstacle, StageStatus};
use crate::wire::Probe;

/// prompt=none is answered without a page.
pub struct PromptNone;

/// Which browser asks.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// One in which nobody is logged in.
    #[serde(default)]
    without_session: bool,
}

impl Check for PromptNone {
    const META: &'static Meta = &Meta {
        id: "authorization-prompt-none",
        title: "prompt=none is answered without a page",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.1"), SpecRef::new(Doc::OidcCore, "3.1.2.6")],
        needs: &[Need::Probe(Probe::PromptNone), Need::Probe(Probe::PromptNoneWithoutSession)],
        why: "Apps ask this way in a hidden frame or on every visit; a page there is never seen by anyone.",
        fix: "Answer prompt=none with a redirect, to a code or to an error such as login_required.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let flow = evidence.probe(if params.without_session { Probe::PromptNoneWithoutSession } else { Probe::PromptNone })?;
        // Nothing is typed in this flow: what comes back came without a page for people.
        let page = match flow.callback() {
            Ok(_) => return Ok(Outcome::Pass),
            // Where the plain login does not come back either, prompt=none is not to blame.
            Err(missing) if evidence.flow()?.callback().is_err() => return Err(missing),
            Err(missing) => match flow.obstacle() {
                Some(
                    Obstacle::ErrorPage(said) | Obstacle::Loop(said) | Obstacle::Elsewhere(said) | Obstacle::NoAccount(said),
                ) => said,
                // A login or consent page that was left alone: the leg itself was done.
                Some(Obstacle::NotTried(said)) if flow.record.authorization.status == StageStatus::Done => said,
                _ => return Err(missing),
            },
        };
        let finding = Finding::new(format!("prompt=none is answered with a page: {page}"))
            .compare("a redirect with a code or an error", page.clone());
        Ok(match flow.record.authorization.last() {
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
    use crate::recording::Recording;

    fn stop(recording: &mut Recording, obstacle: Obstacle) {
        let flow = recording.flows.last_mut().unwrap();
        (flow.callback, flow.obstacle) = (None, Some(obstacle));
    }

    fn page(recording: &mut Recording) {
        stop(recording, Obstacle::ErrorPage("HTTP 500".to_owned()));
    }

    fn login(recording: &mut Recording) {
        stop(recording, Obstacle::NotTried("a login page was shown".to_owned()));
    }

    fn limit(recording: &mut Recording) {
        stop(recording, Obstacle::RateLimited("429".to_owned()));
    }

    #[test]
    fn a_redirect_passes() {
        assert_eq!(
            Fixture::app("core")
                .probe(Probe::PromptNone, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<PromptNone>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn an_error_redirect_passes() {
        assert_eq!(
            Fixture::app("core")
                .callback(json!({ "code": null, "error": "login_required" }))
                .probe(Probe::PromptNone, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<PromptNone>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_server_error_fails() {
        let finding = Fixture::app("core")
            .probe(Probe::PromptNone, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .edit(page)
            .fails::<PromptNone>("");
        assert!(finding.message.contains("HTTP 500"), "{}", finding.message);
    }

    #[test]
    fn a_login_page_fails() {
        let finding = Fixture::app("core")
            .probe(Probe::PromptNone, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .edit(login)
            .fails::<PromptNone>("");
        assert!(finding.message.contains("a login page"), "{}", finding.message);
    }

    #[test]
    fn a_login_page_without_a_session_fails_too() {
        let outcome = Fixture::app("core")
            .probe(Probe::PromptNoneWithoutSession, Answer::json(200, &json!({})))
            .edit(login)
            .judge::<PromptNone>("without_session = true");
        assert!(matches!(outcome, Outcome::Fail(_)), "{outcome:?}");
    }

    #[test]
    fn a_rate_limit_stays_open() {
        let missing = Fixture::app("core")
            .probe(Probe::PromptNone, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .edit(limit)
            .stays_open::<PromptNone>("");
        assert_eq!(missing.cause, "rate-limited");
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<PromptNone>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
