//! Client id and secret.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The client has an id and a secret.
pub struct Credentials;

impl Check for Credentials {
    const META: &'static Meta = &Meta {
        id: "social-login-credentials",
        title: "The client is confidential: it has an id and a secret",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app refuses to begin with an empty id or secret, so that a public client cannot be used.",
        fix: "Register a confidential client, with a secret of its own, and give the secret to the app.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let id = evidence.client_id()?;
        let target = evidence.view().target;
        let message = match (id, target.has_secret, target.empty_secret) {
            ("" | "0", _, _) => "The client has no id",
            (_, false, _) => "No client secret was given, and the app does not begin without one",
            (_, true, true) => "The client secret is empty, and the app does not begin with an empty one",
            (_, true, false) => return Ok(Outcome::Pass),
        };
        Ok(Finding::new(message).compare("an id and a secret", "an empty one").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;
    use crate::recording::AppTarget;

    fn judge(change: impl Fn(&mut AppTarget)) -> Outcome {
        let mut fixture = Fixture::app("nextcloud-sociallogin");
        change(&mut fixture.target);
        fixture.judge::<Credentials>("")
    }

    #[test]
    fn both_are_wanted() {
        assert_eq!(judge(|_| {}), Outcome::Pass);
        for bad in
            [judge(|t| t.has_secret = false), judge(|t| t.empty_secret = true), judge(|t| t.client_id = Some(String::new()))]
        {
            assert!(matches!(bad, Outcome::Fail(_)), "{bad:?}");
        }
        assert!(matches!(judge(|t| t.client_id = None), Outcome::Inconclusive(_)));
    }
}
