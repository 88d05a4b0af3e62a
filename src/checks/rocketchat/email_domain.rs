//! The e-mail address is in a domain that the workspace allows.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

use super::support::identified;

/// The list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Domains, comma separated.
    domains: String,
}

/// The e-mail address is in a domain that the workspace allows.
pub struct EmailDomain;

impl Check for EmailDomain {
    const META: &'static Meta = &Meta {
        id: "rocketchat-email-domain",
        title: "The e-mail address is in a domain that the workspace allows",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Only addresses of the listed domains may register; upper and lower case count, and a subdomain is another domain.",
        fix: "Add the domain to the list as the provider writes it, or release an address of a listed domain.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        // Without an address nobody looks; one that is no text is an exception of its own.
        let Some(Value::String(email)) = &profile.email else { return Ok(Outcome::Pass) };
        let allowed = |domain: &str| email.ends_with(&format!("@{}", domain.trim()));
        if params.domains.trim().is_empty() || params.domains.split(',').any(allowed) {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("{email} is in none of the allowed domains"));
        Ok(finding.compare(&*params.domains, email.as_str()).at(id, "/email").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn the_whole_domain_counts() {
        let judge = |domains: &str| with_user("rocketchat", json!({})).judge::<EmailDomain>(&format!("domains = {domains:?}"));
        for good in ["", " ", "example.test", "x.test, example.test "] {
            assert_eq!(judge(good), Outcome::Pass, "{good}");
        }
        for bad in ["other.test", "Example.test", "test", ","] {
            assert!(matches!(judge(bad), Outcome::Fail(_)), "{bad}");
        }
        let nobody = with_user("rocketchat", json!({ "email": null }))
            .set("email_field", "")
            .judge::<EmailDomain>("domains = \"other.test\"");
        assert_eq!(nobody, Outcome::Pass);
    }
}
