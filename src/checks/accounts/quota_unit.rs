//! A quota that means what it says.

use super::support::{ClaimParams, at_claim, in_words};
use crate::account::quota;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The quota's unit is read as it is meant, and the claim has a type the app looks at.
#[derive(Debug)]
pub struct QuotaUnit;

impl Check for QuotaUnit {
    const META: &'static Meta = &Meta {
        id: "quota-unit",
        title: "The quota claim is text with a unit that the app reads as it is meant",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app looks at text only, and of `GiB` at the last letter only: 5 GiB are 5 bytes, and the user cannot store anything.",
        fix: "Send the quota as text with KB, MB, GB, TB or PB (they count in 1024), or as text of a number of bytes.",
    };
    type Params = ClaimParams;

    fn judge(evidence: &Evidence<'_>, params: &ClaimParams) -> Result<Outcome, Missing> {
        let claims = params.claims(evidence)?;
        let Some(value) = claims.get(&params.claim) else {
            return Ok(Outcome::NotApplicable("there is no quota claim".to_owned()));
        };
        let (message, kept) = match value.as_str() {
            None => ("the quota is no text, and the app passes it over".to_owned(), "no quota".to_owned()),
            Some("") => return Ok(Outcome::NotApplicable("the quota claim is empty".to_owned())),
            Some(text) => match quota::kept(text) {
                Err(_) => return Ok(Outcome::NotApplicable("the quota cannot be read at all".to_owned())),
                Ok(kept) if is_misread(text, &kept) => (format!("the quota {text:?} is read as {kept}"), kept),
                Ok(_) => return Ok(Outcome::Pass),
            },
        };
        let finding = Finding::new(message).compare(in_words(Some(value)), kept);
        Ok(at_claim(finding, &claims, evidence, &params.claim).into())
    }
}

/// `GiB` and its kin, a negative number, or no number at all.
fn is_misread(text: &str, kept: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let binary = ["kib", "mib", "gib", "tib", "pib"].iter().any(|unit| lower.trim_end().ends_with(unit));
    binary || kept == "?" || kept == "0 B" && !text.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(quota: &Value) -> Outcome {
        Fixture::app("nextcloud-user-oidc").claims(json!({ "quota": quota })).judge::<QuotaUnit>("claim = \"quota\"")
    }

    #[test]
    fn units_that_are_meant_otherwise() {
        for bad in [json!("5 GiB"), json!("512MiB"), json!("Default"), json!("-5"), json!(5), json!({})] {
            assert!(matches!(judge(&bad), Outcome::Fail(_)), "{bad}");
        }
        for good in ["5 GB", "none", "default", "0", "0 B"] {
            assert_eq!(judge(&json!(good)), Outcome::Pass, "{good}");
        }
    }
}
