//! An attribute where the app wants a text.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{in_words, seen};
use crate::account::oidc_login::{Attribute, NULL};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The claim of this attribute is neither a list nor an object.
pub struct TextAttribute;

/// Which attribute.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// What it is, for people.
    what: String,
    /// The claim that is mapped to it; empty or `null`: none.
    claim: String,
    /// Mapping it to null is as bad as a list.
    #[serde(default)]
    no_null: bool,
    /// It is read even where the account is one of an LDAP directory.
    #[serde(default)]
    always: bool,
}

impl Check for TextAttribute {
    const META: &'static Meta = &Meta {
        id: "oidc-login-text-attribute",
        title: "The claim of a mapped attribute is neither a list nor an object",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The attribute is declared as text; a list or an object is an error that nobody catches, and leaves a new account half made.",
        fix: "Send the claim as text, or map another one (members of an object have joined names, as in address_locality).",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (keys, flat) = seen(evidence)?;
        if keys.proxy_ldap && !params.always {
            return Err(Missing::not_reached("with oidc_login_proxy_ldap the app writes no attributes"));
        }
        if params.claim == NULL && params.no_null {
            let finding = Finding::new(format!("oidc_login_attributes maps the {} to null", params.what));
            return Ok(finding.compare("the name of a claim", NULL).into());
        }
        if params.claim.is_empty() || params.claim.starts_with('[') || flat.attribute(&params.claim) != Attribute::Unfit {
            return Ok(Outcome::Pass);
        }
        let actual = in_words(flat.get(&params.claim));
        let finding = Finding::new(format!("The {} in {:?} is {actual}", params.what, params.claim));
        Ok(flat.point(finding.compare("text", actual), &params.claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(value: &Value, params: &str) -> Outcome {
        let answer = Answer::json(200, &json!({ "sub": "alice", "email": value }));
        Fixture::app("nextcloud-oidc-login").userinfo(answer).judge::<TextAttribute>(params)
    }

    #[test]
    fn lists_and_objects_crash() {
        let params = "what = \"e-mail address\"\nclaim = \"email\"";
        for fine in [json!("a"), json!(5), json!(true), json!(null)] {
            assert_eq!(judged(&fine, params), Outcome::Pass, "{fine}");
        }
        for bad in [json!(["a"]), json!({ "a": 1 }), json!([])] {
            assert!(matches!(judged(&bad, params), Outcome::Fail(_)), "{bad}");
        }
        assert_eq!(judged(&json!(["a"]), "what = \"x\"\nclaim = \"email_0\""), Outcome::Pass, "flattened");
    }

    #[test]
    fn null_as_a_mapping() {
        assert_eq!(judged(&json!("a"), "what = \"x\"\nclaim = \"null\""), Outcome::Pass);
        assert!(matches!(judged(&json!("a"), "what = \"x\"\nclaim = \"null\"\nno_null = true"), Outcome::Fail(_)));
    }
}
