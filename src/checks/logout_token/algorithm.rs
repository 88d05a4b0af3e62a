//! The Logout Token is signed like the ID Tokens of its client.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::CompactJws;
use crate::recording::Step;

/// The Logout Token is signed like the ID Tokens of its client.
pub struct Algorithm;

impl Check for Algorithm {
    const META: &'static Meta = &Meta {
        id: "logout-token-algorithm",
        title: "The Logout Token is signed like the ID Tokens of its client",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4"), SpecRef::new(Doc::BackChannelLogout, "2.6")],
        needs: &[
            Need::Step(Step::Discovery),
            Need::Flow,
            Need::Step(Step::EndSessionWithHint),
            Need::Step(Step::BackChannelLogout),
        ],
        why: "Clients refuse another algorithm, and alg none lets anybody end any session.",
        fix: "Sign Logout Tokens with the algorithm of the client's ID Tokens.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        let alg = token.alg().unwrap_or("none");
        let flow = evidence.flow()?;
        let id_token = flow.id_token()?;
        let usual = id_token.alg().unwrap_or("none");
        if alg == usual && !alg.eq_ignore_ascii_case("none") {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The Logout Token has alg {alg}, ID Tokens have {usual}"))
            .compare(usual, alg)
            .at(message.exchange, "/logout_token/header/alg")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn the_same_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Algorithm>(""), Outcome::Pass);
    }

    #[test]
    fn another_and_none_fail() {
        assert_eq!(heard(json!({ "alg": "RS512" }), json!({})).fails::<Algorithm>("").actual, "RS512");
        assert_eq!(heard(json!({ "alg": "none" }), json!({})).fails::<Algorithm>("").actual, "none");
    }
}
