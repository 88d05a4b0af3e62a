//! Browser is not sent to a redirect URI that nobody registered.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_refuse};
use crate::evidence::Evidence;
use crate::recording::Obstacle;
use crate::wire::Probe;

/// Browser is not sent to a redirect URI that nobody registered.
pub struct UnregisteredRedirectUri;

impl Check for UnregisteredRedirectUri {
    const META: &'static Meta = &Meta {
        id: "authorization-unregistered-redirect-uri",
        title: "Browser is not sent to a redirect URI that nobody registered",
        level: Level::Must,
        spec: &[
            SpecRef::new(Doc::OidcCore, "3.1.2.1"),
            SpecRef::new(Doc::Rfc(6749), "3.1.2.4"),
            SpecRef::new(Doc::Rfc(9700), "2.1"),
        ],
        needs: &[Need::Probe(Probe::UnregisteredRedirectUri)],
        why: "Whoever can choose the redirect URI steals the code.",
        fix: "Compare the redirect URI with the registered ones as exact text, and show an error page otherwise.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.probe(Probe::UnregisteredRedirectUri)?;
        let wanted = "an error page, no redirect";
        if let Some(callback) = &flow.record.callback {
            return Ok(Finding::new("The provider sends the browser to a redirect URI that nobody registered")
                .compare(wanted, callback.url.split(['?', '#']).next().unwrap_or_default())
                .at(callback.exchange, "")
                .into());
        }
        // Another place than the one that was asked for is no redirect to it.
        if let Some(Obstacle::Elsewhere(_)) = flow.obstacle() {
            return Ok(Outcome::Pass);
        }
        must_refuse(evidence, &flow.ending()?, "a redirect URI that nobody registered", wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::Recording;

    fn stopped(obstacle: fn() -> Obstacle) -> Outcome {
        let edits: fn(&mut Recording, Obstacle) = |recording, obstacle| {
            let flow = recording.flows.last_mut().unwrap();
            (flow.callback, flow.obstacle) = (None, Some(obstacle));
            let page = flow.authorization.last().unwrap();
            recording.exchanges[page].response.as_mut().unwrap().status = 400;
        };
        let mut built = Fixture::app("core").probe(Probe::UnregisteredRedirectUri, Answer::raw(200, "", "")).build();
        edits(&mut built.recording, obstacle());
        UnregisteredRedirectUri::judge(&built.evidence(), &NoParams {}).unwrap_or_else(Outcome::Inconclusive)
    }

    #[test]
    fn an_error_page_passes() {
        assert_eq!(stopped(|| Obstacle::ErrorPage("bad redirect_uri".to_owned())), Outcome::Pass);
        assert_eq!(stopped(|| Obstacle::Elsewhere("https://app/error".to_owned())), Outcome::Pass);
    }

    #[test]
    fn a_page_for_people_stays_open() {
        let outcome = stopped(|| Obstacle::PageNotUnderstood("script".to_owned()));
        assert!(matches!(outcome, Outcome::Inconclusive(missing) if missing.cause == "page-not-understood"));
    }

    #[test]
    fn a_redirect_fails() {
        let Outcome::Fail(finding) = Fixture::app("core")
            .probe(Probe::UnregisteredRedirectUri, Answer::raw(200, "", ""))
            .judge::<UnregisteredRedirectUri>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("nobody registered"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let Outcome::Inconclusive(missing) = Fixture::app("core").judge::<UnregisteredRedirectUri>("") else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "not-observed");
    }
}
