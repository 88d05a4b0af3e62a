//! The workspace lets a new user in.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use schemars::JsonSchema;
use serde::Deserialize;

use super::support::identified;

/// What keeps a new user out. Bound only while the settings say so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// In words.
    what: String,
}

/// The workspace lets a new user in.
pub struct NewAccount;

impl Check for NewAccount {
    const META: &'static Meta = &Meta {
        id: "rocketchat-new-account",
        title: "The workspace lets a new user in",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "A setting of the workspace keeps new users out. It is no fault of the provider.",
        fix: "Change the setting, or make (and activate) the accounts of such users beforehand.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (id, _) = identified(evidence)?;
        Ok(Finding::new(format!("A new user does not get in: {}", params.what))
            .compare("new users get in", params.what.as_str())
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;

    #[test]
    fn it_says_what_keeps_them_out() {
        let judge = |change| with_user("rocketchat", change).judge::<NewAccount>("what = \"registration is off\"");
        assert!(matches!(judge(json!({})), Outcome::Fail(f) if f.message.ends_with("registration is off")));
        assert!(matches!(judge(json!({ "sub": null })), Outcome::NotApplicable(_)), "an earlier rule ends it");
    }
}
