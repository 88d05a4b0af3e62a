//! The Logout Token has no nonce.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::CompactJws;
use crate::recording::Step;

/// The Logout Token has no nonce.
pub struct Nonce;

impl Check for Nonce {
    const META: &'static Meta = &Meta {
        id: "logout-token-nonce",
        title: "The Logout Token has no nonce",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4"), SpecRef::new(Doc::BackChannelLogout, "2.6")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "With one it could be taken for an ID Token; clients refuse it.",
        fix: "Leave nonce out of Logout Tokens.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        match token.claim("nonce") {
            None => Ok(Outcome::Pass),
            Some(nonce) => Ok(Finding::new("The Logout Token has a nonce")
                .compare("no such claim", nonce.to_string())
                .at(message.exchange, "/logout_token/payload/nonce")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn none_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Nonce>(""), Outcome::Pass);
    }

    #[test]
    fn any_fails() {
        assert_eq!(heard(json!({}), json!({ "nonce": "n" })).fails::<Nonce>("").actual, "\"n\"");
    }
}
