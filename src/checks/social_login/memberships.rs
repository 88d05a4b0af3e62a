//! Memberships that were given by hand.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// What happens to memberships that the provider does not know. Bound only while they are taken away.
pub struct Memberships;

impl Check for Memberships {
    const META: &'static Meta = &Meta {
        id: "social-login-memberships",
        title: "Memberships that the provider does not know outlive a login",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "At every login after the first the user leaves each group that does not come of the claim, `admin` included.",
        fix: "Switch no_prune_user_groups on, or give those memberships at the provider.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.two_sources()?;
        let finding =
            Finding::new("From the second login on the user is taken out of every group that does not come of the claim");
        Ok(finding.compare("no_prune_user_groups on, or update_profile_on_login off", "memberships follow the claim").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn they_do_not() {
        let outcome = Fixture::app("nextcloud-sociallogin").userinfo(Answer::json(200, &json!({}))).judge::<Memberships>("");
        assert!(matches!(outcome, Outcome::Fail(_)), "{outcome:?}");
    }
}
