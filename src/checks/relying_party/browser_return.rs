//! The browser comes back to the app.

use url::Url;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::wire::{FlowPlan, Slot};

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
        if let Some(callback) = &flow.record.callback {
            let written = &flow.record.plan.authorization.redirect_uri;
            return Ok(match leads_elsewhere(&flow.record.plan) {
                // A parameter of the endpoint's or the discovery URL's own took the place of the app's.
                true => Finding::new(format!("The browser is sent to {written}, where the app is not"))
                    .compare("the app's own redirect_uri", written.as_str())
                    .at(callback.exchange, "")
                    .into(),
                false => Outcome::Pass,
            });
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

/// The redirect URI that was written is at another place than the one that the app names in its token request.
fn leads_elsewhere(plan: &FlowPlan) -> bool {
    let origin = |text: &str| Url::parse(text).ok().map(|url| url.origin());
    let own = plan.token.parameters.iter().find_map(|(name, slot)| match slot {
        Slot::Fixed(uri) if name == "redirect_uri" => origin(uri),
        _ => None,
    });
    own.is_some_and(|own| origin(&plan.authorization.redirect_uri) != Some(own))
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
    fn coming_back_to_another_place_fails() {
        let judge = |redirect_uri: &str| {
            let endpoint = format!("https://op.example.org/auth?redirect_uri={redirect_uri}");
            fixture().discovery(json!({ "authorization_endpoint": endpoint })).judge::<BrowserReturn>("")
        };
        assert!(matches!(judge("https://other.example.com/back"), Outcome::Fail(_)));
        assert_eq!(judge("https://cloud.example.com/index.php/apps/user_oidc/code"), Outcome::Pass);
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
