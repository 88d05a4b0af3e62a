//! An ID Token in the token answer.

use serde_json::Value;

use super::support::{token_error, token_value};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// The token answer has a member `id_token`.
pub struct IdTokenMember;

impl Check for IdTokenMember {
    const META: &'static Meta = &Meta {
        id: "jumbojett-id-token-member",
        title: "The token answer has an id_token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.3")],
        needs: &[Need::Flow],
        why: "Without the member the library says that openid was not granted.",
        fix: "Grant the scope openid to the client, and return id_token on every way through the login.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (exchange, value) = token_value(evidence)?;
        if token_error(evidence)?.1.is_some() {
            return Err(Missing::not_reached("the token endpoint answers with an error"));
        }
        match &value {
            Some(Value::Object(members)) if members.contains_key("id_token") => Ok(Outcome::Pass),
            Some(Value::Object(_) | Value::String(_)) => {
                Ok(Finding::new("The token answer has no id_token").compare("id_token", "none").at(exchange, "").into())
            }
            _ => Err(Missing::not_reached("the token answer is no JSON object")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn null_is_a_member_and_text_has_none() {
        let judged = |body: &str| {
            let answers = vec![Answer::raw(200, "application/json", body)];
            Fixture::app("nextcloud-oidc-login").token_answers(answers).judge::<IdTokenMember>("")
        };
        assert_eq!(judged(&json!({ "id_token": null }).to_string()), Outcome::Pass);
        assert!(matches!(judged("{}"), Outcome::Fail(_)));
        assert!(matches!(judged("\"hello\""), Outcome::Fail(_)));
        assert!(matches!(judged("null"), Outcome::NotApplicable(_)));
    }
}
