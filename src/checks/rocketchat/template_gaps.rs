//! Userinfo has every claim that the templates use.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

use super::support::identified;

/// Userinfo has every claim that the templates use.
pub struct TemplateGaps;

impl Check for TemplateGaps {
    const META: &'static Meta = &Meta {
        id: "rocketchat-template-gaps",
        title: "Userinfo has every claim that the templates use",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "In a template a missing claim becomes the word undefined, null the word null; users with such names are made without a complaint.",
        fix: "Release every claim that the templates name, for every user, or use claims that are always there.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, profile) = identified(evidence)?;
        let Some((setting, part)) = profile.gaps.first() else { return Ok(Outcome::Pass) };
        let finding = Finding::new(format!(
            "{{{{{part}}}}} in {setting} comes to nothing, and the word undefined or null stands in its place"
        ));
        Ok(finding.compare(format!("a value for {part}"), "nothing").at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn gaps_are_told() {
        let judge = |field: &str| {
            with_user("rocketchat", json!({ "given_name": "Al" })).set("username_field", field).judge::<TemplateGaps>("")
        };
        assert_eq!(judge("{{given_name}}"), Outcome::Pass);
        let Outcome::Fail(finding) = judge("{{given_name}}.{{family_name}}") else { panic!("this must fail") };
        assert!(finding.message.starts_with("{{family_name}} in username_field"), "{}", finding.message);
    }
}
