//! Domains that may log in.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{at, where_it_should_be};
use crate::account::social_login::email;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use crate::wire::Slot;

/// The e-mail address belongs to one of the domains that the authorize URL demands.
pub struct EmailDomain;

/// Whose provider it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The internal name of the provider.
    name: String,
}

impl Check for EmailDomain {
    const META: &'static Meta = &Meta {
        id: "social-login-email-domain",
        title: "The e-mail address belongs to a domain that hd in the authorize URL names",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With hd in the authorize URL only users of these domains log in; without an address nobody does.",
        fix: "Release email for the scope that the app asks for, or take hd out of the authorize URL.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let Some(allowed) = allowed(evidence)? else {
            return Ok(Outcome::NotApplicable("no domains are demanded (hd in the authorize URL)".to_owned()));
        };
        let address = email(sources);
        let domain = address.as_ref().and_then(|(_, text)| domain(text));
        // PHP takes a missing domain and an empty entry for equal.
        if allowed.contains(&domain.clone().unwrap_or_default()) {
            return Ok(Outcome::Pass);
        }
        let domain = domain.unwrap_or_default();
        let finding = Finding::new("The e-mail address is of none of the domains that may log in")
            .compare(allowed.join(", "), if domain.is_empty() { "no domain" } else { domain.as_str() })
            .words(format!("{domain} domain is not allowed for {} provider", params.name));
        Ok(match &address {
            Some((claim, _)) => at(finding, claim).into(),
            None => where_it_should_be(finding, sources, "email").into(),
        })
    }
}

/// The domains that the authorize URL demands; `None` where it demands none.
///
/// # Errors
/// When there was no flow.
pub(super) fn allowed(evidence: &Evidence<'_>) -> Result<Option<Vec<String>>, Missing> {
    let flow = evidence.reached_flow()?;
    let demanded = flow.record.plan.authorization.parameters.iter().find_map(|(name, slot)| match slot {
        Slot::Fixed(text) if name == "hd" && !matches!(text.as_str(), "" | "0") => Some(text),
        _ => None,
    });
    Ok(demanded.map(|text| text.split(',').map(|domain| domain.trim().to_owned()).collect()))
}

/// What follows the first `@`, up to the end of its line.
fn domain(address: &str) -> Option<String> {
    address.lines().find_map(|line| Some(line.split_once('@')?.1)).filter(|domain| !domain.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(hd: &str, email: Value) -> Outcome {
        let url = format!("https://op.example.org/auth?hd={hd}");
        let fixture = Fixture::app("nextcloud-sociallogin").set("authorizeUrl", url.as_str()).set("userInfoUrl", "");
        fixture.claims(json!({ "email": email })).judge::<EmailDomain>("name = \"idp\"")
    }

    #[test]
    fn the_domain_must_be_one_of_them() {
        assert_eq!(judge("a.org,+example.test+", json!("alice@example.test")), Outcome::Pass);
        let words = |hd, email| match judge(hd, email) {
            Outcome::Fail(finding) => finding.words.unwrap_or_default(),
            other => panic!("{other:?}"),
        };
        assert_eq!(words("a.org", json!("x@B.org")), "B.org domain is not allowed for idp provider");
        assert_eq!(words("a.org", json!(null)), " domain is not allowed for idp provider");
        assert_eq!(words("a.org", json!("a@b@a.org")), "b@a.org domain is not allowed for idp provider");
        assert_eq!(judge("a.org,", json!(null)), Outcome::Pass, "an empty entry lets users without an address in");
        assert!(matches!(judge("0", json!(null)), Outcome::NotApplicable(_)));
    }
}
