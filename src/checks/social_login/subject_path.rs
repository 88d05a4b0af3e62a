//! Subjects that end alike.

use super::support::{at, in_words};
use crate::account::social_login::Identity;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// `sub` has no slash, so that all of it counts.
pub struct SubjectPath;

impl Check for SubjectPath {
    const META: &'static Meta = &Meta {
        id: "social-login-subject-path",
        title: "sub has no slash in it, so that all of it counts",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app cuts off everything up to the last slash: two users whose subs end alike share one account.",
        fix: "Give subject identifiers without slashes, or make sure that what follows the last one is unique.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let Identity::Known { id, sub, claim } = Identity::of(sources) else {
            return Err(Missing::not_reached("there is no sub"));
        };
        if id == sub {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("Of sub only {id:?} counts: whoever's sub ends alike gets into the same account"))
            .compare("text without a slash", in_words(Some(claim.value)));
        Ok(at(finding, &claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn a_slash_is_told() {
        let judge = |sub: &str| {
            let fixture = Fixture::app("nextcloud-sociallogin").set("userInfoUrl", "").claims(json!({ "sub": sub }));
            fixture.judge::<SubjectPath>("")
        };
        assert_eq!(judge("auth0|abc"), Outcome::Pass);
        assert!(matches!(judge("tenant-a/alice"), Outcome::Fail(_)));
        assert!(matches!(judge("/"), Outcome::NotApplicable(_)));
    }
}
