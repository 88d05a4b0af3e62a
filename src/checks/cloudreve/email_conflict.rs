//! E-mail address belongs to no other Cloudreve account.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// Where the value lies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// GJSON path in the userinfo answer.
    path: String,
}

/// E-mail address belongs to no other Cloudreve account.
pub struct EmailConflict;

impl Check for EmailConflict {
    const META: &'static Meta = &Meta {
        id: "cloudreve-email-conflict",
        title: "E-mail address belongs to no other Cloudreve account",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Cloudreve never links by address: where an account with a password has it already, the sign-in ends \
              with \"This email is already in use\".",
        fix: "Let such users sign in with their password and link the account in their settings.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        match super::mapped::value(evidence.flow()?, &params.path)? {
            Some(Value::String(email)) => Ok(Outcome::NotApplicable(format!(
                "whether a Cloudreve account has the address {email} already cannot be seen from here; its owner would read \
                 \"This email is already in use\" (40032)"
            ))),
            _ => Ok(Outcome::NotApplicable("userinfo has no e-mail address".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn it_cannot_be_seen() {
        assert!(matches!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<EmailConflict>("path = \"email\""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn no_address_does_not_count() {
        assert!(matches!(
            Fixture::app("cloudreve").userinfo(Answer::json(200, &json!({}))).judge::<EmailConflict>("path = \"email\""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn a_refusal_stays_open() {
        let missing = Fixture::app("cloudreve")
            .userinfo(Answer::raw(401, "text/plain", ""))
            .stays_open::<EmailConflict>("path = \"email\"");
        assert_eq!(missing.cause, "no-userinfo");
    }
}
