//! The provider comes back without an error of this kind.

use super::support::{callback_error, read_callback};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use schemars::JsonSchema;
use serde::Deserialize;

/// Which errors are meant; none of both: every one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Only these.
    #[serde(default)]
    only: Vec<String>,
    /// All but these.
    #[serde(default)]
    except: Vec<String>,
}

/// The provider comes back without an error of this kind.
pub struct CallbackError;

impl Check for CallbackError {
    const META: &'static Meta = &Meta {
        id: "rocketchat-callback-error",
        title: "The provider comes back without an error of this kind",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.6"), SpecRef::new(Doc::Rfc(6749), "4.1.2.1")],
        needs: &[Need::Flow],
        why: "An error in the answer ends the login, whatever else the answer holds.",
        fix: "Allow what the app asks for: the scopes, PKCE or its absence, the long state; the error names it.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let callback = read_callback(evidence)?;
        let Some(error) = callback_error(callback) else { return Ok(Outcome::Pass) };
        let named = |list: &[String]| list.iter().any(|e| e == error);
        if named(&params.except) || !params.only.is_empty() && !named(&params.only) {
            return Ok(Outcome::Pass);
        }
        let description = callback.last_parameter("error_description").filter(|text| !text.is_empty());
        let said = description.map_or_else(|| format!("error {error}"), |text| format!("error {error} ({text})"));
        let finding = Finding::new(format!("The provider comes back with {said}"));
        Ok(finding.compare("a code", said).at(callback.exchange, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::advised;
    use crate::recording::CallbackMode;

    fn judge(app: &str, change: serde_json::Value, params: &str) -> Outcome {
        advised(app).callback(change).judge::<CallbackError>(params)
    }

    #[test]
    fn an_error_counts_beside_a_code_and_without_a_state() {
        for app in ["rocketchat", "rocketchat-passport"] {
            assert_eq!(judge(app, json!({ "error": "" }), ""), Outcome::Pass);
            assert!(matches!(judge(app, json!({ "error": "access_denied" }), ""), Outcome::Fail(_)));
            assert!(matches!(judge(app, json!({ "error": "x", "state": null, "code": null }), ""), Outcome::Fail(_)));
        }
    }

    #[test]
    fn kinds_are_told_apart() {
        let denied = json!({ "error": "access_denied" });
        let app = "rocketchat-passport";
        assert!(matches!(judge(app, denied.clone(), "only = [\"access_denied\"]"), Outcome::Fail(_)));
        assert_eq!(judge(app, denied.clone(), "only = [\"server_error\"]"), Outcome::Pass);
        assert_eq!(judge(app, denied, "except = [\"access_denied\"]"), Outcome::Pass);
    }

    #[test]
    fn a_posted_answer_is_read_by_the_classic_flow_alone() {
        let posted = |app| advised(app).callback(json!({ "error": "x" })).mode(CallbackMode::FormPost).judge::<CallbackError>("");
        assert!(matches!(posted("rocketchat"), Outcome::Fail(_)));
        assert!(matches!(posted("rocketchat-passport"), Outcome::NotApplicable(_)));
    }
}
