//! Types in the token answer that nobody catches.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::support::in_words;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::{Evidence, ServerCall};

/// The token is text, or something that PHP makes text of.
pub struct TokenMemberType;

/// Which answer, and which member.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Which answer.
    call: ServerCall,
    /// Which member.
    member: Member,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Member {
    AccessToken,
    IdToken,
}

impl Check for TokenMemberType {
    const META: &'static Meta = &Meta {
        id: "social-login-token-member-type",
        title: "The token in the token answer is text",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3"), SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "PHP makes text of numbers and of null; an object, or a list in place of the ID Token, is an exception nobody catches.",
        fix: "Give the token as text.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (id, members) = evidence.hybridauth_members(params.call)?;
        let (name, value) = match params.member {
            Member::AccessToken => ("access_token", members.get("access_token")),
            Member::IdToken => ("id_token", members.get("id_token")),
        };
        let breaks = match (params.member, value) {
            (Member::AccessToken, Some(Value::Object(_))) | (Member::IdToken, Some(Value::Object(_) | Value::Array(_))) => true,
            (Member::IdToken, _) if members.get("access_token").is_none_or(Value::is_object) => {
                return Err(Missing::not_reached("the app ends at the access_token"));
            }
            _ => false,
        };
        if !breaks {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The {name} is no text, and the app breaks on it"))
            .compare("text", in_words(value))
            .at(id, format!("/{name}"))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn php_makes_text_of_much_but_not_of_everything() {
        let judge = |member: &str, value: &Value| {
            let fixture = Fixture::app("nextcloud-sociallogin").token(json!({ member: value }));
            fixture.judge::<TokenMemberType>(&format!("call = \"token\"\nmember = {member:?}"))
        };
        for good in [json!("x"), json!(7), json!({ "null": 1 }), json!(["a"])] {
            assert_eq!(judge("access_token", &good), Outcome::Pass, "{good}");
        }
        assert!(matches!(judge("access_token", &json!({})), Outcome::Fail(_)));
        assert_eq!(judge("id_token", &json!(7)), Outcome::Pass);
        for bad in [json!({}), json!([]), json!(["a.b.c"])] {
            assert!(matches!(judge("id_token", &bad), Outcome::Fail(_)), "{bad}");
        }
    }
}
