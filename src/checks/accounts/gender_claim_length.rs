//! The length of the gender claim.

use super::support::{ClaimParams, at_claim};
use crate::account::profile::LONGEST_PROPERTY;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The gender claim fits into a property.
#[derive(Debug)]
pub struct GenderClaimLength;

impl Check for GenderClaimLength {
    const META: &'static Meta = &Meta {
        id: "gender-claim-length",
        title: "The gender claim has at most 2048 bytes",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app blanks a property that is too long, except this one: the server does not know it, and the exception is not caught.",
        fix: "Send a shorter text, or leave the claim out.",
    };
    type Params = ClaimParams;

    fn judge(evidence: &Evidence<'_>, params: &ClaimParams) -> Result<Outcome, Missing> {
        let claims = params.claims(evidence)?;
        let length = claims.text(&params.claim).map_or(0, str::len);
        if length <= LONGEST_PROPERTY {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("the claim {:?} is too long", params.claim));
        let finding = finding.compare(format!("at most {LONGEST_PROPERTY} bytes"), format!("{length} bytes"));
        Ok(at_claim(finding, &claims, evidence, &params.claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn more_than_2048_bytes_fail() {
        let judge = |bytes: usize| {
            let app = Fixture::app("nextcloud-user-oidc").claims(json!({ "gender": "x".repeat(bytes) }));
            app.judge::<GenderClaimLength>("claim = \"gender\"")
        };
        assert_eq!(judge(2048), Outcome::Pass);
        assert!(matches!(judge(2049), Outcome::Fail(_)));
    }
}
