//! E-mail address and display name have at most 100 characters.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// Which values are measured.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// GJSON paths in the userinfo answer.
    paths: Vec<String>,
}

/// E-mail address and display name have at most 100 characters.
pub struct Lengths;

impl Check for Lengths {
    const META: &'static Meta = &Meta {
        id: "cloudreve-lengths",
        title: "E-mail address and display name have at most 100 characters",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The columns of the database hold 100; what happens to longer values is not known.",
        fix: "Shorten the value, or map another one.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        const LONGEST: usize = 100;
        let flow = evidence.flow()?;
        for path in &params.paths {
            if let Some(Value::String(text)) = super::mapped::value(flow, path)? {
                let length = text.chars().count();
                if length > LONGEST {
                    return Ok(Finding::new(format!("The value under {path:?} has {length} characters"))
                        .compare("at most 100 characters", format!("{length} characters"))
                        .at(flow.userinfo_response()?.0, super::mapped::pointer(path))
                        .into());
                }
            }
        }
        Ok(Outcome::Pass)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn short_ones_pass() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<Lengths>("paths = [\"email\", \"name\"]"),
            Outcome::Pass
        );
    }

    #[test]
    fn a_long_one_is_told() {
        let Outcome::Fail(finding) = Fixture::app("cloudreve")
            .userinfo(Answer::json(200, &json!({ "name": "x".repeat(101) })))
            .judge::<Lengths>("paths = [\"email\", \"name\"]")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("101 characters"), "{}", finding.message);
    }

    #[test]
    fn a_refusal_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("cloudreve").userinfo(Answer::raw(401, "text/plain", "")).judge::<Lengths>("paths = [\"email\"]")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-userinfo");
    }
}
