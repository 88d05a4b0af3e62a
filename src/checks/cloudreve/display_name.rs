//! Userinfo has the display name.

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

/// Userinfo has the display name.
pub struct DisplayName;

impl Check for DisplayName {
    const META: &'static Meta = &Meta {
        id: "cloudreve-display-name",
        title: "Userinfo has the display name",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Without it the account is named by something like a UUID.",
        fix: "Map the name into userinfo for the scope profile, or set the path under which it lies.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let found = super::mapped::value(flow, &params.path)?;
        if let Some(Value::String(name)) = &found
            && !name.trim().is_empty()
        {
            return Ok(Outcome::Pass);
        }
        let actual = found.as_ref().map_or("nothing".to_owned(), excerpt);
        Ok(Finding::new(format!("Userinfo has {actual} under {:?}", params.path))
            .compare("text that is not empty", actual)
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
    fn a_name_passes() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<DisplayName>("path = \"name\""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").userinfo(Answer::json(200, &json!({ "sub": "a" }))).judge::<DisplayName>("path = \"name\"")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("nothing"), "{}", finding.message);
    }

    #[test]
    fn a_refusal_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("cloudreve").userinfo(Answer::raw(401, "text/plain", "")).judge::<DisplayName>("path = \"name\"")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-userinfo");
    }
}
