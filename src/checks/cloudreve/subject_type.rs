//! Subject identifier is text.

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

/// Subject identifier is text.
pub struct SubjectType;

impl Check for SubjectType {
    const META: &'static Meta = &Meta {
        id: "cloudreve-subject-type",
        title: "Subject identifier is text",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Whether a number is kept digit by digit is not known.",
        fix: "Return sub as JSON text.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        match super::mapped::value(flow, &params.path)? {
            Some(Value::String(_)) => Ok(Outcome::Pass),
            Some(other) => Ok(Finding::new(format!("The subject identifier is {}", excerpt(&other)))
                .compare("text", excerpt(&other))
                .at(flow.userinfo_response()?.0, super::mapped::pointer(&params.path))
                .into()),
            None => Err(Missing::new("no-userinfo", format!("userinfo has nothing under {:?}", params.path))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn text_passes() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<SubjectType>("path = \"sub\""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_number_is_told() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").userinfo(Answer::json(200, &json!({ "sub": 7 }))).judge::<SubjectType>("path = \"sub\"")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("7"), "{}", finding.message);
    }

    #[test]
    fn none_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("cloudreve").userinfo(Answer::json(200, &json!({}))).judge::<SubjectType>("path = \"sub\"")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-userinfo");
    }
}
