//! A claim that should be a list.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{in_words, seen};
use crate::account::oidc_login::{BadGroup, GroupsClaim, list_claim};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The claim is a list or text, and its items are scalars.
pub struct ListAttribute;

/// Which claim.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The claim, by its flattened name.
    claim: String,
    /// Groups are made of its items, so that these count, too.
    #[serde(default)]
    groups: bool,
}

impl Check for ListAttribute {
    const META: &'static Meta = &Meta {
        id: "oidc-login-list-attribute",
        title: "The claim is a list of text, or text with blanks between the words",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "A number or a boolean, and groups that are objects, lists or null, are errors that nobody catches.",
        fix: "Send the claim as a list of text (a multivalued mapper).",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (keys, flat) = seen(evidence)?;
        if params.groups && keys.proxy_ldap {
            return Err(Missing::not_reached("with oidc_login_proxy_ldap the app writes no groups"));
        }
        let read = list_claim(&flat, &params.claim);
        let breaks = read == GroupsClaim::Scalar || params.groups && matches!(read.bad_group(&keys), Some(BadGroup::Unfit(_)));
        if !breaks {
            return Ok(Outcome::Pass);
        }
        let actual = in_words(flat.get(&params.claim));
        let finding = Finding::new(format!("The claim {:?} is {actual}", params.claim)).compare("a list of text", actual);
        Ok(flat.point(finding, &params.claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(groups: &Value, as_groups: bool) -> Outcome {
        let answer = Answer::json(200, &json!({ "sub": "alice", "groups": groups }));
        let fixture = Fixture::app("nextcloud-oidc-login").userinfo(answer);
        fixture.judge::<ListAttribute>(&format!("claim = \"groups\"\ngroups = {as_groups}"))
    }

    #[test]
    fn shapes() {
        for fine in [json!(["a", 5, true]), json!("a b"), json!({ "a": "b" }), json!(null), json!("")] {
            assert_eq!(judged(&fine, true), Outcome::Pass, "{fine}");
        }
        for scalar in [json!(7), json!(true)] {
            assert!(matches!(judged(&scalar, false), Outcome::Fail(_)), "{scalar}");
        }
        for bad in [json!([{ "gid": "a" }]), json!([["a"]]), json!([null]), json!({ "a": { "b": 1 } })] {
            assert!(matches!(judged(&bad, true), Outcome::Fail(_)), "{bad}");
            assert_eq!(judged(&bad, false), Outcome::Pass, "a filter only compares");
        }
    }
}
