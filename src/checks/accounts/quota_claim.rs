//! A quota that the app can read.

use super::support::{ClaimParams, at_claim, in_words};
use crate::account::quota;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The quota, where there is one, can be read.
#[derive(Debug)]
pub struct QuotaClaim;

impl Check for QuotaClaim {
    const META: &'static Meta = &Meta {
        id: "quota-claim",
        title: "The quota claim, where it is text, is a size the app can read",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "A quota without a unit the server knows is an exception nobody catches, after the account was made.",
        fix: "Send `none`, `default`, a number of bytes, or a number with B, KB, MB, GB, TB or PB; or leave the claim out.",
    };
    type Params = ClaimParams;

    fn judge(evidence: &Evidence<'_>, params: &ClaimParams) -> Result<Outcome, Missing> {
        let claims = params.claims(evidence)?;
        let Some(text) = claims.text(&params.claim).filter(|text| !text.is_empty()) else {
            return Ok(match claims.get(&params.claim) {
                None => Outcome::NotApplicable("there is no quota claim".to_owned()),
                Some(value) => {
                    Outcome::NotApplicable(format!("the quota is {}, which the app passes over", in_words(Some(value))))
                }
            });
        };
        Ok(match quota::kept(text) {
            Ok(_) => Outcome::Pass,
            Err(unreadable) => {
                let finding =
                    Finding::new(unreadable.to_string()).compare("a size such as 5 GB", in_words(claims.get(&params.claim)));
                at_claim(finding, &claims, evidence, &params.claim).into()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(quota: &Value) -> Outcome {
        Fixture::app("nextcloud-user-oidc").claims(json!({ "quota": quota })).judge::<QuotaClaim>("claim = \"quota\"")
    }

    #[test]
    fn sizes_are_read() {
        for good in ["5 GB", "none", "1073741824", "5 GiB"] {
            assert_eq!(judge(&json!(good)), Outcome::Pass, "{good}");
        }
        for bad in ["5 x", "unlimited", "NONE"] {
            assert!(matches!(judge(&json!(bad)), Outcome::Fail(_)), "{bad}");
        }
    }

    #[test]
    fn what_is_no_text_is_passed_over() {
        for other in [json!(5), json!(null), json!(""), json!(["5 GB"])] {
            assert!(matches!(judge(&other), Outcome::NotApplicable(_)), "{other}");
        }
    }
}
