//! Memberships that were given by hand.

use super::login_restriction_group::GroupParams;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// What happens to memberships the provider does not know. Bound only while group provisioning is on.
#[derive(Debug)]
pub struct GroupMemberships;

impl Check for GroupMemberships {
    const META: &'static Meta = &Meta {
        id: "group-memberships",
        title: "Memberships outlive a login, those given by hand too",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "At every login the user is taken out of each group the claim does not name, `admin` included, unless the whitelist excludes that group.",
        fix: "Set group-whitelist-regex to the groups that come from the provider; the others are then left alone.",
    };
    type Params = GroupParams;

    fn judge(evidence: &Evidence<'_>, params: &GroupParams) -> Result<Outcome, Missing> {
        evidence.reached_claims()?;
        if params.rule.whitelist.is_empty() {
            let finding =
                Finding::new("without a whitelist, the login takes the user out of every group the claim does not name");
            return Ok(finding.compare("a whitelist of the provider's groups", "no whitelist").into());
        }
        if params.rule.ids.unique {
            let finding =
                Finding::new("group ids are hashed, so the whitelist never matches an old one: groups the user has left stay");
            return Ok(finding.compare("unique-uid off, or no whitelist", "both on").into());
        }
        Ok(Outcome::Pass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(whitelist: &str, unique: bool) -> Outcome {
        let params =
            format!("claim = \"groups\"\nrule = {{ whitelist = {whitelist:?}, ids = {{ unique = {unique}, provider_id = 1 }} }}");
        Fixture::app("nextcloud-user-oidc").judge::<GroupMemberships>(&params)
    }

    #[test]
    fn a_whitelist_of_plain_names_protects_the_others() {
        assert_eq!(judge("^sso-", false), Outcome::Pass);
        assert!(matches!(judge("", false), Outcome::Fail(f) if f.message.contains("every group")));
        assert!(matches!(judge("^sso-", true), Outcome::Fail(f) if f.message.contains("stay")));
    }
}
