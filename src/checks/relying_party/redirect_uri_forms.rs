//! The other form of the redirect URI.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// The redirect URI is registered with `index.php` too.
pub struct RedirectUriForms;

impl Check for RedirectUriForms {
    const META: &'static Meta = &Meta {
        id: "redirect-uri-with-index-php",
        title: "The redirect URI is registered with index.php too",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow, Need::Probe(Probe::IndexPhpRedirectUri)],
        why: "A Nextcloud whose web server does not rewrite URLs sends the redirect URI with index.php.",
        fix: "Register both forms of the redirect URI, or switch pretty URLs on in Nextcloud for good.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let flow = evidence.reached_flow()?;
        if flow.record.plan.authorization.redirect_uri.contains("/index.php/") {
            return Ok(Outcome::NotApplicable("the redirect URI holds index.php already".to_owned()));
        }
        evidence.reached_callback()?;
        let other = evidence.probe(Probe::IndexPhpRedirectUri)?;
        if other.record.callback.is_some() {
            return Ok(Outcome::Pass);
        }
        match other.obstacle().filter(|o| o.is_providers()) {
            Some(obstacle) => {
                let uri = &other.record.plan.authorization.redirect_uri;
                let finding = Finding::new(format!("The provider does not know the redirect URI {uri}"))
                    .compare("a login that comes back", obstacle.said());
                Ok(match other.record.authorization.last() {
                    Some(exchange) => finding.at(exchange, "").into(),
                    None => finding.into(),
                })
            }
            None => Err(other.callback().err().unwrap_or_else(|| Missing::new("not-observed", "the login did not come back"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::Obstacle;

    #[test]
    fn an_unregistered_form_is_told() {
        let probed = || Fixture::app("nextcloud-user-oidc").probe(Probe::IndexPhpRedirectUri, Answer::json(200, &json!({})));
        assert_eq!(probed().judge::<RedirectUriForms>(""), Outcome::Pass);
        let refused = probed().edit(|recording| {
            let Some(flow) = recording.flows.iter_mut().find(|f| f.probe.is_some()) else { return };
            flow.callback = None;
            flow.obstacle = Some(Obstacle::ErrorPage("redirect_uri is not registered".to_owned()));
        });
        assert!(matches!(refused.judge::<RedirectUriForms>(""), Outcome::Fail(_)));
        assert!(matches!(Fixture::app("nextcloud-user-oidc").judge::<RedirectUriForms>(""), Outcome::Inconclusive(_)));
    }
}
