//! Where the browser is sent.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;
use crate::wire::Endpoint;

/// There is an authorization endpoint with scheme and host.
pub struct AuthorizationUrl;

impl Check for AuthorizationUrl {
    const META: &'static Meta = &Meta {
        id: "social-login-authorization-url",
        title: "There is an authorization endpoint, with scheme and host",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "The app sends the browser to what was typed: an empty or relative address leads back into Nextcloud.",
        fix: "Publish authorization_endpoint as an absolute URL, and type it into the app as it is.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let url = evidence.endpoint(Endpoint::Authorization);
        // Browsers pass over blanks at the beginning; PHP sends no header that has two lines.
        let one_line = url.as_deref().filter(|url| !url.contains(['\r', '\n', '\0']));
        let lower = one_line.map(|url| url.trim_start_matches([' ', '\t']).to_ascii_lowercase());
        if lower.is_some_and(|url| url.starts_with("http://") || url.starts_with("https://")) {
            return Ok(Outcome::Pass);
        }
        if url.is_none() {
            // Without a document nobody knows what an administrator would have typed.
            evidence.metadata()?;
        }
        let finding = Finding::new("There is no address to send the browser to")
            .compare("an absolute URL", url.unwrap_or_else(|| "none".to_owned()));
        Ok(match evidence.discovery() {
            Ok(document) => finding.at(document.exchange, "/authorization_endpoint").into(),
            Err(_) => finding.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn only_absolute_urls_lead_anywhere() {
        let judge = |url: Value| {
            Fixture::app("nextcloud-sociallogin")
                .discovery(json!({ "authorization_endpoint": url }))
                .judge::<AuthorizationUrl>("")
        };
        for good in ["HTTPS://op.example.org/auth", " https://op.example.org/auth"] {
            assert_eq!(judge(json!(good)), Outcome::Pass);
        }
        for bad in [json!(null), json!(7), json!(""), json!("/auth"), json!("https://op.example.org/auth\n")] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }

    #[test]
    fn what_was_typed_needs_no_document() {
        let lost = || Fixture::app("nextcloud-sociallogin").discovery_answers(vec![Answer::raw(404, "text/html", "")]);
        assert!(matches!(lost().judge::<AuthorizationUrl>(""), Outcome::Inconclusive(_)));
        let typed = lost().set("authorizeUrl", "https://op.example.org/auth");
        assert_eq!(typed.judge::<AuthorizationUrl>(""), Outcome::Pass);
    }
}
