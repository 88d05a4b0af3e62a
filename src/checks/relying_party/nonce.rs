//! `nonce` in the claims.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::wire::Slot;

/// `nonce`, where there is one, is the one that was sent.
pub struct AcceptedNonce;

impl Check for AcceptedNonce {
    const META: &'static Meta = &Meta {
        id: "accepted-nonce",
        title: "The ID Token's nonce, where there is one, is the one that was sent",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7"), SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Flow],
        why: "A token of another login is refused.",
        fix: "Copy the nonce of the authorization request into the ID Token unchanged.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let token = evidence.reached_id_token()?;
        let claims = evidence.reached_claims()?;
        let flow = evidence.reached_flow()?;
        let own = flow.record.plan.authorization.parameters.iter().any(|(n, slot)| n == "nonce" && *slot == Slot::Nonce);
        let sent = flow.record.sent.nonce.as_deref().filter(|_| own);
        match claims.get("nonce").filter(|v| !v.is_null()) {
            None => Ok(Outcome::Pass),
            Some(Value::String(nonce)) if Some(nonce.as_str()) == sent => Ok(Outcome::Pass),
            Some(other) => Ok(Finding::new("The nonce of the ID Token is not the one that was sent")
                .compare(sent.unwrap_or("none"), excerpt(other))
                .at(token.exchange, "/id_token/payload/nonce")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn another_nonce_fails_and_none_passes() {
        let judge =
            |nonce: Value| Fixture::app("nextcloud-user-oidc").claims(json!({ "nonce": nonce })).judge::<AcceptedNonce>("");
        assert_eq!(Fixture::app("nextcloud-user-oidc").judge::<AcceptedNonce>(""), Outcome::Pass);
        assert_eq!(judge(json!(null)), Outcome::Pass);
        for bad in [json!("other"), json!(""), json!(0)] {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }

    #[test]
    fn userinfo_may_supply_a_wrong_one() {
        let answer = Answer::json(200, &json!({ "nonce": "x" }));
        let fixture = || Fixture::app("nextcloud-user-oidc").claims(json!({ "nonce": null })).userinfo(answer.clone());
        assert_eq!(fixture().judge::<AcceptedNonce>(""), Outcome::Pass);
        let enriched = fixture().set("enrich_login_id_token_with_userinfo", true).judge::<AcceptedNonce>("");
        assert!(matches!(enriched, Outcome::Fail(_)));
    }
}
