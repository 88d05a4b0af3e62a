//! PKCE is advertised, so that the app uses it.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The app uses PKCE with this provider.
pub struct PkceAdvertised;

impl Check for PkceAdvertised {
    const META: &'static Meta = &Meta {
        id: "nextcloud-pkce-advertised",
        title: "code_challenge_methods_supported names S256, so that the app uses PKCE",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(8414), "2"), SpecRef::new(Doc::Rfc(9700), "2.1.1")],
        needs: &[Need::Step(Step::Discovery)],
        why: "The app uses PKCE only where S256 is advertised; nobody is told when it does not.",
        fix: "Publish code_challenge_methods_supported with S256.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.reached_metadata()?;
        let Ok(plan) = evidence.plan() else {
            return Err(Missing::not_reached("the app cannot begin a login"));
        };
        if plan.authorization.has("code_challenge") {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The app logs in without PKCE, because the discovery document does not name S256")
            .compare("S256 in code_challenge_methods_supported", "no S256")
            .at(evidence.discovery()?.exchange, "/code_challenge_methods_supported")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn without_s256_there_is_no_pkce() {
        let fixture = || Fixture::app("nextcloud-user-oidc").set("use_pkce", true);
        assert_eq!(fixture().judge::<PkceAdvertised>(""), Outcome::Pass);
        for list in [json!(null), json!(["plain"])] {
            let outcome = fixture().discovery(json!({ "code_challenge_methods_supported": list })).judge::<PkceAdvertised>("");
            assert!(matches!(outcome, Outcome::Fail(_)), "{outcome:?}");
        }
    }
}
