//! What the form for a new provider asks of the discovery document.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::recording::Step;

/// Members that must be there, and not null.
const MEMBERS: [&str; 7] = [
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
];

/// The administration page accepts the discovery document.
pub struct SetupMembers;

impl Check for SetupMembers {
    const META: &'static Meta = &Meta {
        id: "nextcloud-setup-members",
        title: "The discovery document has status 200 and the members that the administration page wants",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "The administration page refuses the provider otherwise; the command line does not look.",
        fix: "Publish the missing members, or create the provider with occ.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let metadata = evidence.reached_metadata()?;
        let Fetched::Body(id, response) = evidence.fetched(Step::Discovery)? else {
            return Err(Missing::not_reached("there is no discovery document"));
        };
        if response.status != 200 {
            return Ok(Finding::new("The administration page takes status 200 only")
                .compare("200", response.status.to_string())
                .at(id, "")
                .into());
        }
        let missing: Vec<&str> =
            MEMBERS.iter().copied().filter(|name| metadata.0.get(*name).is_none_or(Value::is_null)).collect();
        if missing.is_empty() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The administration page says: Missing fields: {}", missing.join(", ")))
            .compare(MEMBERS.join(", "), format!("without {}", missing.join(", ")))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn null_counts_as_missing() {
        let fixture = || Fixture::app("nextcloud-user-oidc");
        assert_eq!(fixture().judge::<SetupMembers>(""), Outcome::Pass);
        let outcome = fixture().discovery(json!({ "subject_types_supported": { "null": 1 } })).judge::<SetupMembers>("");
        let Outcome::Fail(finding) = outcome else { panic!("{outcome:?}") };
        assert!(finding.message.ends_with("Missing fields: subject_types_supported"));
    }
}
