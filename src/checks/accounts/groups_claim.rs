//! Groups that the app takes over.

use serde_json::Value;

use super::login_restriction_group::GroupParams;
use super::support::{at_claim, in_words};
use crate::account::claim::Claims;
use crate::account::groups::{GroupsError, is_served_by_entra, taken};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The groups claim is always there, in a shape the app reads.
#[derive(Debug)]
pub struct GroupsClaim;

impl Check for GroupsClaim {
    const META: &'static Meta = &Meta {
        id: "groups-claim",
        title: "The groups claim is present, in a shape the app reads",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With group provisioning on, a claim that is absent or unreadable means no groups: every membership is taken away.",
        fix: "Send the claim in the ID Token at every login, as a list of texts; an empty list for a user without groups.",
    };
    type Params = GroupParams;

    fn judge(evidence: &Evidence<'_>, params: &GroupParams) -> Result<Outcome, Missing> {
        let claims = Claims::of_user_oidc(evidence, params.nested)?;
        let claim = claims.get(&params.claim);
        let message = match taken(claim, &params.rule, is_served_by_entra(evidence)) {
            Err(GroupsError::NotTaken(why)) => why,
            Err(GroupsError::Unknown(why)) => return Err(Missing::new("not-observed", why)),
            Err(GroupsError::ServerError(why)) => return Ok(Outcome::NotApplicable(why)),
            Ok(groups) => match claim {
                None => format!("there is no claim {:?}, so the user is taken out of every group", params.claim),
                Some(Value::Bool(_) | Value::Number(_)) => {
                    format!("{:?} is neither text nor a list, so the user is taken out of every group", params.claim)
                }
                Some(_) if groups.broken_whitelist.is_some() => {
                    let why = groups.broken_whitelist.unwrap_or_default();
                    format!("group-whitelist-regex is no pattern to PHP, so that no group passes: {why}")
                }
                Some(_) if !groups.skipped.is_empty() => {
                    format!("the app passes over {}: no groups to it", groups.skipped.join(", "))
                }
                Some(_) if groups.counted > groups.groups.len() && groups.groups.is_empty() => {
                    "the server makes no group of an empty name".to_owned()
                }
                Some(_) => return Ok(Outcome::Pass),
            },
        };
        let finding = Finding::new(message).compare("a list of texts", in_words(claim));
        Ok(at_claim(finding, &claims, evidence, &params.claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(groups: &Value) -> Outcome {
        let params = "claim = \"groups\"\nrule = { whitelist = \"\", ids = { unique = false, provider_id = 1 } }";
        Fixture::app("nextcloud-user-oidc").claims(json!({ "groups": groups })).judge::<GroupsClaim>(params)
    }

    #[test]
    fn shapes_the_app_reads() {
        for good in [json!(["a"]), json!([]), json!("a,b"), json!(""), json!({ "x": "a" }), json!([{ "gid": "a" }])] {
            assert_eq!(judge(&good), Outcome::Pass, "{good}");
        }
    }

    #[test]
    fn a_broken_whitelist_is_told() {
        let params = "claim = \"groups\"\nrule = { whitelist = \"(\", ids = { unique = false, provider_id = 1 } }";
        let fixture = Fixture::app("nextcloud-user-oidc").claims(json!({ "groups": ["a"] }));
        assert!(matches!(fixture.judge::<GroupsClaim>(params), Outcome::Fail(_)));
    }

    #[test]
    fn shapes_that_empty_the_account() {
        for bad in [
            json!(null),
            json!({ "null": 1 }),
            json!(true),
            json!(7),
            json!([1, 2]),
            json!([1, "b"]),
            json!([{ "name": "a" }]),
            json!([""]),
        ] {
            assert!(matches!(judge(&bad), Outcome::Fail(_)), "{bad}");
        }
    }
}
