//! Client id, secret and URL of the provider are set in the app.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// Client id, secret and URL of the provider are set in the app.
pub struct ProviderRegistered;

impl Check for ProviderRegistered {
    const META: &'static Meta = &Meta {
        id: "rocketchat-provider-registered",
        title: "Client id, secret and URL of the provider are set in the app",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The newer flow registers no provider without all three; its addresses then answer 404.",
        fix: "Fill in Id, Secret and URL; of a client without a secret register a confidential one instead.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.client_id()?;
        let flow = evidence.reached_flow()?;
        let target = evidence.view().target;
        if !target.has_secret {
            return Err(Missing::new("no-client", "no client secret was given (--client-secret)"));
        }
        if !target.empty_secret {
            return Ok(Outcome::Pass);
        }
        // The login begins below /oauth/, and comes back below /_oauth/.
        let back = &flow.record.plan.authorization.redirect_uri;
        let name = back.rsplit_once("/_oauth/").map_or("", |(_, name)| name);
        let finding = Finding::new("The client secret is empty, and the app registers no provider without one");
        Ok(finding.compare("a client secret", "an empty one").words(format!("Cannot GET /oauth/{name}")).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::rocketchat::support::tests::advised;

    #[test]
    fn a_secret_is_needed() {
        assert_eq!(advised("rocketchat-passport").judge::<ProviderRegistered>(""), Outcome::Pass);
        let mut without = advised("rocketchat-passport");
        without.target.empty_secret = true;
        let finding = without.fails::<ProviderRegistered>("");
        assert_eq!(finding.words.as_deref(), Some("Cannot GET /oauth/idp"));
    }

    #[test]
    fn without_a_client_nobody_can_tell() {
        let mut nobody = advised("rocketchat-passport");
        nobody.target.client_id = None;
        assert!(matches!(nobody.judge::<ProviderRegistered>(""), Outcome::Inconclusive(_)));
        let mut without = advised("rocketchat-passport");
        without.target.has_secret = false;
        assert!(matches!(without.judge::<ProviderRegistered>(""), Outcome::Inconclusive(_)));
    }
}
