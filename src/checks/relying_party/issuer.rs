//! `iss` in the claims.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// `iss` is the `issuer` of the discovery document, byte by byte.
pub struct AcceptedIssuer;

/// How the app compares.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Neither an `issuer` nor an `iss` is also fine.
    #[serde(default)]
    both_absent: bool,
}

impl Check for AcceptedIssuer {
    const META: &'static Meta = &Meta {
        id: "accepted-issuer",
        title: "The ID Token's iss is the issuer of the discovery document, byte by byte",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7"), SpecRef::new(Doc::OidcDiscovery, "4.3")],
        needs: &[Need::Step(crate::recording::Step::Discovery), Need::Flow],
        why: "A slash at the end, another case or another scheme is another issuer.",
        fix: "Write the same issuer into the discovery document and into tokens; behind a proxy, set the provider's public URL.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let token = evidence.reached_id_token()?;
        let claims = evidence.reached_claims()?;
        let metadata = evidence.reached_metadata()?;
        let issuer = metadata.0.get("issuer").filter(|v| !v.is_null());
        let iss = claims.get("iss").filter(|v| !v.is_null());
        if iss == issuer && (iss.is_some() || params.both_absent) {
            return Ok(Outcome::Pass);
        }
        let words = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), excerpt);
        let mut finding = Finding::new("The issuer of the ID Token is not the one of the discovery document")
            .compare(words(issuer), words(iss))
            .at(token.exchange, "/id_token/payload/iss");
        if let Ok(document) = evidence.discovery() {
            finding = finding.at(document.exchange, "/issuer");
        }
        Ok(finding.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, ISSUER};

    fn fixture() -> Fixture {
        Fixture::app("nextcloud-user-oidc")
    }

    #[test]
    fn every_byte_counts() {
        assert_eq!(fixture().judge::<AcceptedIssuer>(""), Outcome::Pass);
        for bad in [json!(null), json!(format!("{ISSUER}/")), json!(5), json!({ "null": 1 })] {
            assert!(matches!(fixture().claims(json!({ "iss": bad })).judge::<AcceptedIssuer>(""), Outcome::Fail(_)));
        }
        assert!(matches!(fixture().discovery(json!({ "issuer": null })).judge::<AcceptedIssuer>(""), Outcome::Fail(_)));
    }

    #[test]
    fn both_absent_passed_once() {
        let neither = || fixture().discovery(json!({ "issuer": null })).claims(json!({ "iss": null }));
        assert!(matches!(neither().judge::<AcceptedIssuer>(""), Outcome::Fail(_)));
        assert_eq!(neither().judge::<AcceptedIssuer>("both_absent = true"), Outcome::Pass);
    }
}
