//! Userinfo has a subject identifier.

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

/// Userinfo has a subject identifier.
pub struct Subject;

impl Check for Subject {
    const META: &'static Meta = &Meta {
        id: "cloudreve-subject",
        title: "Userinfo has a subject identifier",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The link between account and identity is kept under it.",
        fix: "Return sub with userinfo, or set the path under which it lies.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let found = super::mapped::value(flow, &params.path)?;
        let usable = match &found {
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Number(_)) => true,
            _ => false,
        };
        if usable {
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
    fn text_passes() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<Subject>("path = \"sub\""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_number_passes() {
        assert_eq!(
            Fixture::app("cloudreve").userinfo(Answer::json(200, &json!({ "sub": 7 }))).judge::<Subject>("path = \"sub\""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").userinfo(Answer::json(200, &json!({ "id": "x" }))).judge::<Subject>("path = \"sub\"")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("nothing"), "{}", finding.message);
    }

    #[test]
    fn a_path_leads_on() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "attributes": { "uid": "x" } })))
                .judge::<Subject>("path = \"attributes.uid\""),
            Outcome::Pass
        );
    }

    #[test]
    fn an_empty_text_fails() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").userinfo(Answer::json(200, &json!({ "sub": "" }))).judge::<Subject>("path = \"sub\"")
        else {
            panic!("this must fail")
        };
        assert!(!finding.message.is_empty() && !finding.evidence.is_empty());
    }

    #[test]
    fn a_refusal_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("cloudreve").userinfo(Answer::raw(401, "text/plain", "")).judge::<Subject>("path = \"sub\"")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-userinfo");
    }
}
