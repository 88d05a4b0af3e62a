//! An account name that people can read.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{at, in_words};
use crate::account::social_login::{Identity, LONGEST_UID, uid};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The account name holds `sub`, not a hash of it.
pub struct AccountName;

/// Whose provider it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The internal name of the provider.
    name: String,
}

impl Check for AccountName {
    const META: &'static Meta = &Meta {
        id: "social-login-account-name",
        title: "The account name has at most 64 bytes, and sub holds letters, digits and _ . @ - only",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Otherwise an MD5 hash stands for sub, and nobody recognises the account or its data folder.",
        fix: "Give short subject identifiers of plain characters; accounts that exist keep their names.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let Identity::Known { id, claim, .. } = Identity::of(sources) else {
            return Err(Missing::not_reached("there is no sub"));
        };
        let name = uid(&params.name, &id);
        if name.len() > LONGEST_UID {
            // The hash and what stands before it: no subject identifier makes that shorter.
            let message = format!(
                "The account is called {name}, {} bytes: MySQL and PostgreSQL have room for {LONGEST_UID}, and end the login with an error; SQLite takes it",
                name.len()
            );
            let finding = Finding::new(message).compare("an internal name of at most 31 bytes", params.name.clone());
            return Ok(finding.into());
        }
        if name.ends_with(&id) {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("The account is called {name}, by a hash of its subject identifier"))
            .compare("a short sub of plain characters", in_words(Some(claim.value)));
        Ok(at(finding, &claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn a_long_internal_name_leaves_no_room() {
        let judge = |name: &str| {
            let fixture = Fixture::app("nextcloud-sociallogin").set("userInfoUrl", "").claims(json!({ "sub": "auth0|abc" }));
            match fixture.judge::<AccountName>(&format!("name = \"{name}\"")) {
                Outcome::Fail(finding) => finding.message,
                other => panic!("{other:?}"),
            }
        };
        assert!(judge(&"x".repeat(31)).contains("hash") && judge(&"x".repeat(32)).contains("65 bytes"));
    }

    #[test]
    fn hashes_are_told() {
        let judge = |sub: &str| {
            let fixture = Fixture::app("nextcloud-sociallogin").set("userInfoUrl", "").claims(json!({ "sub": sub }));
            fixture.judge::<AccountName>("name = \"idp\"")
        };
        assert_eq!(judge("alice"), Outcome::Pass);
        assert_eq!(judge(&"a".repeat(60)), Outcome::Pass);
        assert!(matches!(judge(&"a".repeat(61)), Outcome::Fail(_)));
        assert!(matches!(judge("auth0|abc"), Outcome::Fail(_)));
    }
}
