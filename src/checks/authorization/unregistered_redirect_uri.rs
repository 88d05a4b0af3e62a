//! Browser is not sent to a redirect URI that nobody registered.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef, must_refuse};
use crate::evidence::Evidence;
use crate::recording::Obstacle;
use crate::wire::Probe;

/// Browser is not sent to a redirect URI that nobody registered.
pub struct UnregisteredRedirectUri;

/// In what the request differs from the registration.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// What is other than registered; absent: a longer path.
    #[serde(default)]
    deviation: Deviation,
}

/// A difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Deviation {
    /// A longer path.
    #[default]
    Path,
    /// A query.
    Query,
    /// The path in capitals.
    Capitals,
    /// The client: whatever redirect URI comes with one that nobody registered, it is not registered either.
    Client,
}

impl Deviation {
    fn probe(self) -> Probe {
        match self {
            Self::Path => Probe::UnregisteredRedirectUri,
            Self::Query => Probe::RedirectUriWithQuery,
            Self::Capitals => Probe::RedirectUriInCapitals,
            Self::Client => Probe::UnknownClient,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Path => "a redirect URI that nobody registered",
            Self::Query => "a redirect URI that nobody registered: the registered one has no query",
            Self::Capitals => "a redirect URI that nobody registered: the registered one is not in capitals",
            Self::Client => "the redirect URI of a client that nobody registered",
        }
    }
}

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
        needs: &[
            Need::Probe(Probe::UnregisteredRedirectUri),
            Need::Probe(Probe::RedirectUriWithQuery),
            Need::Probe(Probe::RedirectUriInCapitals),
            Need::Probe(Probe::UnknownClient),
        ],
        why: "Whoever can choose the redirect URI steals the code.",
        fix: "Compare the redirect URI with the registered ones as exact text, and show an error page otherwise.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let flow = evidence.probe(params.deviation.probe())?;
        let wanted = "an error page, no redirect";
        if let Some(callback) = &flow.record.callback {
            let place = callback.url.split(['#', '&']).next().unwrap_or_default();
            // Only the query tells these two apart; an error at the registered one does no harm.
            let at_registered = params.deviation == Deviation::Query && !place.contains("?not=registered");
            if at_registered && callback.parameter("error").is_some() {
                return Ok(Outcome::Pass);
            }
            return Ok(Finding::new(format!("The provider sends the browser to {}", params.deviation.words()))
                .compare(wanted, place.split('?').next().unwrap_or_default())
                .at(callback.exchange, "")
                .into());
        }
        // Another place than the one that was asked for is no redirect to it.
        if let Some(Obstacle::Elsewhere(_)) = flow.obstacle() {
            return Ok(Outcome::Pass);
        }
        must_refuse(evidence, &flow.ending()?, params.deviation.words(), wanted)
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
        UnregisteredRedirectUri::judge(&built.evidence(), &Params::default()).unwrap_or_else(Outcome::Inconclusive)
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
        let finding = Fixture::app("core")
            .probe(Probe::UnregisteredRedirectUri, Answer::raw(200, "", ""))
            .fails::<UnregisteredRedirectUri>("");
        assert!(finding.message.contains("nobody registered"), "{}", finding.message);
    }

    #[test]
    fn every_deviation_is_looked_at() {
        for (name, probe) in
            [("query", Probe::RedirectUriWithQuery), ("capitals", Probe::RedirectUriInCapitals), ("client", Probe::UnknownClient)]
        {
            let outcome = Fixture::app("core")
                .probe(probe, Answer::raw(200, "", ""))
                .judge::<UnregisteredRedirectUri>(&format!("deviation = {name:?}"));
            assert!(matches!(outcome, Outcome::Fail(_)), "{name}: {outcome:?}");
        }
    }

    #[test]
    fn an_error_at_the_registered_one_passes() {
        let outcome = Fixture::app("core")
            .callback(serde_json::json!({ "code": null, "error": "invalid_request" }))
            .probe(Probe::RedirectUriWithQuery, Answer::raw(200, "", ""))
            .edit(|recording| {
                let callback = recording.flows.last_mut().unwrap().callback.as_mut().unwrap();
                callback.url = callback.url.replace("?not=registered?", "?");
            })
            .judge::<UnregisteredRedirectUri>("deviation = \"query\"");
        assert_eq!(outcome, Outcome::Pass);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<UnregisteredRedirectUri>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
