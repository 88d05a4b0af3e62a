//! iss of the Logout Token is the issuer.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::CompactJws;
use crate::recording::Step;

/// iss of the Logout Token is the issuer.
pub struct Issuer;

impl Check for Issuer {
    const META: &'static Meta = &Meta {
        id: "logout-token-issuer",
        title: "iss of the Logout Token is the issuer",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4"), SpecRef::new(Doc::BackChannelLogout, "2.6")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "Clients look the provider up by it.",
        fix: "Put the issuer of the metadata into iss, character by character.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        let issuer = evidence.metadata()?.text("issuer").value();
        let iss = token.claim("iss").and_then(Value::as_str);
        if iss.is_some() && iss == issuer {
            return Ok(Outcome::Pass);
        }
        let (expected, actual) = (issuer.unwrap_or("the issuer"), iss.unwrap_or("no iss that is text"));
        Ok(Finding::new(format!("iss of the Logout Token is {actual}"))
            .compare(expected, actual)
            .at(message.exchange, "/logout_token/payload/iss")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn the_issuer_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Issuer>(""), Outcome::Pass);
    }

    #[test]
    fn another_and_none_fail() {
        assert_eq!(heard(json!({}), json!({ "iss": "https://x.example" })).fails::<Issuer>("").actual, "https://x.example");
        assert!(heard(json!({}), json!({ "iss": null })).fails::<Issuer>("").actual.contains("no iss"));
    }
}
