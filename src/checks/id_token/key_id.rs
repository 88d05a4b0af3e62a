//! kid of the ID Token names a published key.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// kid of the ID Token names a published key.
pub struct KeyId;

impl Check for KeyId {
    const META: &'static Meta = &Meta {
        id: "id-token-key-id",
        title: "kid of the ID Token names a published key",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "10.1"), SpecRef::new(Doc::Rfc(7515), "4.1.4")],
        needs: &[Need::Step(Step::JwkSet), Need::Flow],
        why: "Clients look the key up by kid; one that is not in the set cannot be verified.",
        fix: "Send kid in the header of every token, and publish that key before it signs.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let token = flow.id_token()?;
        let alg = token.alg().unwrap_or_default();
        if alg.starts_with("HS") || alg == "none" {
            return Ok(Outcome::NotApplicable(format!("the ID Token is not signed with a published key ({alg})")));
        }
        let set = evidence.jwk_set()?;
        let known: Vec<&str> = set.keys().iter().filter_map(|key| key.get("kid")?.as_str()).collect();
        let finding = match token.header_parameter("kid") {
            Some(Value::String(kid)) if known.contains(&kid.as_str()) => return Ok(Outcome::Pass),
            Some(other) => {
                Finding::new(format!("The ID Token names the key {}, which was not published before the login", excerpt(other)))
                    .compare(format!("one of {}", known.join(", ")), excerpt(other))
            }
            // With a single key the kid may be left out.
            None if set.keys().len() <= 1 => return Ok(Outcome::Pass),
            None => Finding::new(format!("The ID Token names no key, and {} are published", set.keys().len()))
                .compare(format!("kid, one of {}", known.join(", ")), "no kid"),
        };
        Ok(finding.at(flow.token_exchange_id()?, "/id_token/header/kid").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, jwk};

    #[test]
    fn a_published_key_passes() {
        assert_eq!(Fixture::app("core").judge::<KeyId>(""), Outcome::Pass);
    }

    #[test]
    fn an_unknown_key_fails() {
        let finding = Fixture::app("core").header(json!({ "kid": "old" })).fails::<KeyId>("");
        assert!(finding.message.contains("old"), "{}", finding.message);
    }

    #[test]
    fn none_with_one_key_passes() {
        assert_eq!(Fixture::app("core").header(json!({ "kid": null })).judge::<KeyId>(""), Outcome::Pass);
    }

    #[test]
    fn none_with_two_keys_fails() {
        let finding = Fixture::app("core").keys(vec![jwk("rsa"), jwk("p256")]).header(json!({ "kid": null })).fails::<KeyId>("");
        assert!(finding.message.contains("2 are published"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<KeyId>("");
        assert_eq!(missing.cause, "no-account");
    }
}
