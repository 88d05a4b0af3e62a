//! Userinfo has the claim that this field setting names.

use crate::account::rocket_chat::{Stop, profile};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use schemars::JsonSchema;
use serde::Deserialize;

/// In this order the app looks at the fields.
fn order(setting: &str) -> usize {
    let all = ["username_field", "email_field", "avatar_field", "name_field"];
    all.iter().position(|name| *name == setting).unwrap_or(all.len())
}

/// Which field.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The setting that names it.
    setting: String,
}

/// Userinfo has the claim that this field setting names.
pub struct MappedField;

impl Check for MappedField {
    const META: &'static Meta = &Meta {
        id: "rocketchat-mapped-field",
        title: "Userinfo has the claim that this field setting names",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app reads userinfo alone; where a field is set and comes to nothing, the login ends.",
        fix: "Release the claim in userinfo, not only in the ID Token, for every user; or name another claim, or empty the field.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (id, read) = profile(evidence)?;
        let field = evidence.settings().text(&params.setting);
        match read {
            Err(Stop::Answer(_)) => Err(Missing::not_reached("the app makes no user of the answer")),
            Err(Stop::Unknown(setting, source)) if setting == params.setting => Err(Missing::new(
                "not-observed",
                format!("what the regular expression {source:?} matches is not known to this tool"),
            )),
            Err(Stop::Field(setting, why)) if setting == params.setting => {
                let in_token = evidence.reached_flow()?.id_token_claims().is_ok_and(|claims| claims.contains_key(field.trim()));
                let hint = if in_token { "; the ID Token has it, which the app does not read" } else { "" };
                let finding = Finding::new(format!("{setting} comes to nothing: {why}{hint}"));
                Ok(finding.compare(format!("a value for {field:?}"), why).at(id, "").into())
            }
            // The fields are looked at one after the other.
            Err(Stop::Field(earlier, _) | Stop::Unknown(earlier, _)) if order(earlier) < order(&params.setting) => {
                Err(Missing::not_reached(format!("the app stops at {earlier}")))
            }
            _ => Ok(Outcome::Pass),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    fn judge(change: serde_json::Value, setting: &str) -> Outcome {
        with_user("rocketchat", change).judge::<MappedField>(&format!("setting = {setting:?}"))
    }

    #[test]
    fn a_field_that_comes_to_nothing_fails() {
        assert_eq!(judge(json!({}), "username_field"), Outcome::Pass);
        assert!(matches!(judge(json!({ "preferred_username": null }), "username_field"), Outcome::Fail(_)));
        let Outcome::Fail(finding) = judge(json!({ "email": "" }), "email_field") else { panic!("this must fail") };
        assert!(finding.message.contains("the ID Token has it"), "{}", finding.message);
    }

    #[test]
    fn the_first_one_ends_it() {
        let both = json!({ "preferred_username": null, "email": null });
        assert!(matches!(judge(both.clone(), "email_field"), Outcome::NotApplicable(_)));
        assert_eq!(judge(json!({ "email": null }), "username_field"), Outcome::Pass);
    }

    #[test]
    fn an_empty_field_asks_for_nothing() {
        let outcome = with_user("rocketchat", json!({ "email": null }))
            .set("email_field", " ")
            .judge::<MappedField>("setting = \"email_field\"");
        assert_eq!(outcome, Outcome::Pass);
    }
}
