//! at_hash of the ID Token belongs to the access token.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::jose::half_hash;
use crate::oidc::json::excerpt;

/// at_hash of the ID Token belongs to the access token.
pub struct AccessTokenHash;

impl Check for AccessTokenHash {
    const META: &'static Meta = &Meta {
        id: "id-token-access-token-hash",
        title: "at_hash of the ID Token belongs to the access token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.6")],
        needs: &[Need::Flow],
        why: "Clients that compare at_hash refuse the login when it is wrong.",
        fix: "Hash the access token that is returned, as ASCII, with the hash of the signature algorithm; take the \
              left half in base64url.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        let Some(at_hash) = claims.get("at_hash") else {
            return Ok(Outcome::NotApplicable("the ID Token has no at_hash".to_owned()));
        };
        let token = flow.id_token()?;
        let alg = token.alg().unwrap_or_default();
        if evidence.recording().redacted {
            return Err(Missing::new("redacted", "the access token behind at_hash was taken out of the saved run"));
        }
        let Some(wanted) = half_hash(alg, flow.access_token()?) else {
            return Ok(Outcome::NotApplicable(format!("the hash that belongs to the algorithm {alg:?} is not known")));
        };
        if at_hash.as_str() == Some(wanted.as_str()) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("at_hash of the ID Token is not the hash of the access token that came with it")
            .compare(wanted, excerpt(at_hash))
            .at(place, "/id_token/payload/at_hash")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn none_does_not_count() {
        assert!(matches!(Fixture::app("core").judge::<AccessTokenHash>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn a_wrong_hash_fails() {
        let finding = Fixture::app("core").claims(json!({ "at_hash": "x" })).fails::<AccessTokenHash>("");
        assert!(finding.message.contains("at_hash"), "{}", finding.message);
    }

    #[test]
    fn a_redacted_run_stays_open() {
        let missing = Fixture::app("core")
            .claims(json!({ "at_hash": "x" }))
            .edit(|recording| recording.redacted = true)
            .stays_open::<AccessTokenHash>("");
        assert_eq!(missing.cause, "redacted");
    }

    #[test]
    fn the_right_hash_passes() {
        assert_eq!(
            Fixture::app("core").claims(json!({ "at_hash": half_hash("RS256", "at-1") })).judge::<AccessTokenHash>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<AccessTokenHash>("");
        assert_eq!(missing.cause, "no-account");
    }
}
