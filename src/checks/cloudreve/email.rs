//! Userinfo has the e-mail address.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// Where the value lies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// GJSON path in the userinfo answer.
    path: String,
}

/// Userinfo has the e-mail address.
pub struct Email;

impl Check for Email {
    const META: &'static Meta = &Meta {
        id: "cloudreve-email",
        title: "Userinfo has the e-mail address",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Without it the account gets a made-up address, <uuid>@openid.unmanaged.",
        fix: "Map the e-mail address into userinfo (not only into the ID Token) for the scope email, or set the \
              path under which it lies.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let found = super::mapped::value(flow, &params.path)?;
        if let Some(Value::String(email)) = &found
            && email.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        {
            return Ok(Outcome::Pass);
        }
        let actual = found.as_ref().map_or("nothing".to_owned(), excerpt);
        let in_token = flow.id_token_claims().is_ok_and(|claims| claims.get("email").is_some_and(Value::is_string));
        let hint = if in_token { "; the ID Token has one, which Cloudreve does not read" } else { "" };
        Ok(Finding::new(format!("Userinfo has {actual} under {:?}{hint}", params.path))
            .compare("an e-mail address", actual)
            .at(flow.userinfo_response()?.0, super::mapped::pointer(&params.path))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn an_address_passes() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<Email>("path = \"email\""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").userinfo(Answer::json(200, &json!({ "sub": "a" }))).judge::<Email>("path = \"email\"")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("the ID Token has one"), "{}", finding.message);
    }

    #[test]
    fn another_text_fails() {
        let Outcome::Fail(finding) = Fixture::app("cloudreve")
            .userinfo(Answer::json(200, &json!({ "email": "alice" })))
            .judge::<Email>("path = \"email\"")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("alice"), "{}", finding.message);
    }

    #[test]
    fn a_path_leads_on() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "data": { "mail": "a@b" } })))
                .judge::<Email>("path = \"data.mail\""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_refusal_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("cloudreve").userinfo(Answer::raw(401, "text/plain", "")).judge::<Email>("path = \"email\"")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-userinfo");
    }
}
