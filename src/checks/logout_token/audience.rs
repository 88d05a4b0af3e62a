//! aud of the Logout Token names the client.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::CompactJws;
use crate::recording::Step;

/// aud of the Logout Token names the client.
pub struct Audience;

impl Check for Audience {
    const META: &'static Meta = &Meta {
        id: "logout-token-audience",
        title: "aud of the Logout Token names the client",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4"), SpecRef::new(Doc::BackChannelLogout, "2.6")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "Clients refuse a token for another one.",
        fix: "Put the client_id into aud, as text or in a list.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        let client = evidence.client_id()?;
        let aud = token.claim("aud");
        let named = match aud {
            Some(Value::String(one)) => one == client,
            Some(Value::Array(all)) => all.iter().any(|one| one == client),
            _ => false,
        };
        if named {
            return Ok(Outcome::Pass);
        }
        let actual = aud.map_or("no aud".to_owned(), Value::to_string);
        Ok(Finding::new(format!("aud of the Logout Token does not name the client: {actual}"))
            .compare(client, actual)
            .at(message.exchange, "/logout_token/payload/aud")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn the_client_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Audience>(""), Outcome::Pass);
        assert_eq!(heard(json!({}), json!({ "aud": ["x", "rp1"] })).judge::<Audience>(""), Outcome::Pass);
    }

    #[test]
    fn another_and_none_fail() {
        assert!(heard(json!({}), json!({ "aud": "x" })).fails::<Audience>("").actual.contains('x'));
        assert_eq!(heard(json!({}), json!({ "aud": null })).fails::<Audience>("").actual, "no aud");
    }
}
