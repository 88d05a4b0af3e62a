//! prompt=none is answered without a page.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Obstacle;
use crate::wire::Probe;

/// prompt=none is answered without a page.
pub struct PromptNone;

impl Check for PromptNone {
    const META: &'static Meta = &Meta {
        id: "authorization-prompt-none",
        title: "prompt=none is answered without a page",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.1"), SpecRef::new(Doc::OidcCore, "3.1.2.6")],
        needs: &[Need::Probe(Probe::PromptNone)],
        why: "Apps ask this way in a hidden frame or on every visit; a page there is never seen by anyone.",
        fix: "Answer prompt=none with a redirect, to a code or to an error such as login_required.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.probe(Probe::PromptNone)?;
        let recording = evidence.recording();
        let typed = |id: &&usize| recording.exchanges.get(**id).is_some_and(|e| e.request.method == "POST");
        let shown = match (&flow.record.callback, flow.obstacle()) {
            (Some(_), _) => match flow.record.authorization.exchanges.iter().find(typed) {
                None => return Ok(Outcome::Pass),
                Some(id) => (Some(*id), "a page with a form".to_owned()),
            },
            (None, Some(Obstacle::RateLimited(_) | Obstacle::NotTried(_) | Obstacle::NoAnswer(_)) | None) => {
                return flow.callback().map(|_| Outcome::Pass);
            }
            (None, Some(obstacle)) => (flow.record.authorization.last(), obstacle.said().to_owned()),
        };
        let finding = Finding::new(format!("prompt=none is answered with a page: {}", shown.1))
            .compare("a redirect with a code or an error", shown.1);
        Ok(match shown.0 {
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

    fn page(recording: &mut Recording) {
        let flow = recording.flows.last_mut().unwrap();
        (flow.callback, flow.obstacle) = (None, Some(Obstacle::ErrorPage("HTTP 500".to_owned())));
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
    fn a_page_fails() {
        let Outcome::Fail(finding) = Fixture::app("core")
            .probe(Probe::PromptNone, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .edit(page)
            .judge::<PromptNone>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("HTTP 500"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let Outcome::Inconclusive(missing) = Fixture::app("core").judge::<PromptNone>("") else { panic!("this must stay open") };
        assert_eq!(missing.cause, "not-observed");
    }
}
