//! An error comes back to the app.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Obstacle;
use crate::wire::Probe;

/// An error comes back to the app.
pub struct ErrorReturn;

impl Check for ErrorReturn {
    const META: &'static Meta = &Meta {
        id: "authorization-error-return",
        title: "An error of the authorization request comes back to the app",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.6"), SpecRef::new(Doc::Rfc(6749), "4.1.2.1")],
        needs: &[Need::Probe(Probe::UnknownResponseType)],
        why: "An app that never hears of the error can neither explain it nor let its user try again.",
        fix: "Where client and redirect URI are right, send every error to the redirect URI.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let flow = evidence.probe(Probe::UnknownResponseType)?;
        let missing = match flow.callback() {
            Ok(callback) if callback.parameter("error").is_some() => return Ok(Outcome::Pass),
            Ok(_) => return Ok(Outcome::NotApplicable("the request that should have failed did not".to_owned())),
            // Where the plain login does not come back either, there is nothing to compare with.
            Err(missing) if evidence.flow()?.callback().is_err() => return Err(missing),
            Err(missing) => missing,
        };
        let Some(Obstacle::ErrorPage(said)) = flow.obstacle() else { return Err(missing) };
        let finding = Finding::new(format!("An error is shown to the user and not sent to the app: {said}"))
            .compare("a redirect with error", said.clone());
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

    fn fixture() -> Fixture {
        Fixture::app("core").probe(Probe::UnknownResponseType, Answer::json(400, &json!({})))
    }

    #[test]
    fn a_redirect_passes() {
        let error = json!({ "code": null, "error": "unsupported_response_type" });
        assert_eq!(fixture().callback(error).judge::<ErrorReturn>(""), Outcome::Pass);
        assert!(matches!(fixture().judge::<ErrorReturn>(""), Outcome::NotApplicable(_)), "it gave a code");
    }

    #[test]
    fn a_page_fails() {
        let page = |r: &mut crate::recording::Recording| {
            let flow = r.flows.last_mut().unwrap();
            (flow.callback, flow.obstacle) = (None, Some(Obstacle::ErrorPage("no such type".to_owned())));
        };
        assert!(matches!(fixture().edit(page).judge::<ErrorReturn>(""), Outcome::Fail(_)));
    }

    #[test]
    fn an_untried_one_stays_open() {
        assert!(matches!(Fixture::app("core").judge::<ErrorReturn>(""), Outcome::Inconclusive(_)));
    }
}
