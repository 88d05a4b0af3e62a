//! The Logout Token is signed with a published key.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::{CompactJws, verify_signature};
use crate::recording::Step;

/// The Logout Token is signed with a published key.
pub struct Signature;

impl Check for Signature {
    const META: &'static Meta = &Meta {
        id: "logout-token-signature",
        title: "The Logout Token is signed with a published key",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.6")],
        needs: &[
            Need::Step(Step::Discovery),
            Need::Step(Step::JwkSet),
            Need::Step(Step::EndSessionWithHint),
            Need::Step(Step::BackChannelLogout),
        ],
        why: "Anybody could end sessions otherwise; clients refuse the token.",
        fix: "Sign Logout Tokens with a key of the JWK Set.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        let alg = token.alg().unwrap_or("none");
        if alg.eq_ignore_ascii_case("none") {
            return Err(Missing::not_reached("the Logout Token is not signed"));
        }
        let set = evidence.jwk_set()?;
        let kid = token.header_parameter("kid").and_then(Value::as_str);
        let named = kid.and_then(|kid| set.by_kid(kid)).map(std::slice::from_ref);
        for key in named.unwrap_or_else(|| set.keys()) {
            let good = match evidence.kept_signature(&token, key) {
                Some(fact) => fact?,
                None => verify_signature(&token, key, alg).is_ok(),
            };
            if good {
                return Ok(Outcome::Pass);
            }
        }
        let actual = format!("alg {alg}, {}", kid.map_or("no kid".to_owned(), |kid| format!("kid {kid:?}")));
        Ok(Finding::new("No published key verifies the Logout Token")
            .compare("a signature by a key of the JWK Set", actual)
            .at(message.exchange, "/logout_token")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::jwk;

    #[test]
    fn a_good_one_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Signature>(""), Outcome::Pass);
    }

    #[test]
    fn another_key_fails() {
        let finding = heard(json!({}), json!({})).keys(vec![jwk("p256")]).fails::<Signature>("");
        assert!(finding.actual.contains("RS256"), "{}", finding.actual);
    }

    #[test]
    fn an_unsigned_one_is_the_affair_of_another_check() {
        assert!(matches!(heard(json!({ "alg": "none" }), json!({})).judge::<Signature>(""), Outcome::NotApplicable(_)));
    }
}
