//! The browser comes back to the app.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// The provider sends the browser back to the app.
pub struct BrowserReturn;

impl Check for BrowserReturn {
    const META: &'static Meta = &Meta {
        id: "browser-return",
        title: "The provider sends the browser back to the app",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::Rfc(6749), "4.1.2")],
        needs: &[Need::Step(crate::recording::Step::Discovery), Need::Flow],
        why: "The user sees the provider's own page and never gets to the app.",
        fix: "Read the page: most often the redirect URI, the client or a parameter of the request is not registered or not allowed.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let flow = evidence.reached_flow()?;
        if flow.record.callback.is_some() {
            return Ok(Outcome::Pass);
        }
        let missing = flow.callback().err().unwrap_or_else(|| Missing::new("not-observed", "the login did not come back"));
        let Some(obstacle) = flow.obstacle().filter(|o| o.is_providers()) else {
            return Err(missing);
        };
        let finding = Finding::new(format!("The browser does not come back: {}", obstacle.said()))
            .compare(format!("a redirect to {}", flow.record.plan.authorization.redirect_uri), obstacle.said())
            .words(obstacle.said())
            .cause(missing.cause);
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
    use crate::evidence::fixture::Fixture;
    use crate::recording::Obstacle;

    fn fixture() -> Fixture {
        Fixture::app("nextcloud-user-oidc")
    }

    #[test]
    fn coming_back_with_anything_passes() {
        assert_eq!(fixture().judge::<BrowserReturn>(""), Outcome::Pass);
        assert_eq!(fixture().callback(json!({ "code": null, "state": null })).judge::<BrowserReturn>(""), Outcome::Pass);
    }

    #[test]
    fn an_error_page_fails_and_names_its_cause() {
        let outcome = fixture().obstacle(Obstacle::ErrorPage("unknown client".to_owned())).judge::<BrowserReturn>("");
        let Outcome::Fail(finding) = outcome else { panic!("{outcome:?}") };
        assert_eq!(finding.cause.as_deref(), Some("provider-error-page"));
    }

    #[test]
    fn what_the_tester_cannot_do_stays_open() {
        let outcome = fixture().obstacle(Obstacle::PageNotUnderstood("captcha".to_owned())).judge::<BrowserReturn>("");
        assert!(matches!(outcome, Outcome::Inconclusive(_)), "{outcome:?}");
        assert!(matches!(fixture().without_account().judge::<BrowserReturn>(""), Outcome::Inconclusive(_)));
    }

    #[test]
    fn without_a_place_to_go_it_is_not_reached() {
        let outcome = fixture().discovery(json!({ "authorization_endpoint": null })).judge::<BrowserReturn>("");
        assert!(matches!(outcome, Outcome::NotApplicable(_)), "{outcome:?}");
    }
}
