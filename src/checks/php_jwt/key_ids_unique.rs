//! No two keys of one type share a `kid`.

use std::collections::HashMap;

use serde_json::Value;

use super::support::key_set;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::php::jwt::set_members;
use crate::recording::Step;

/// `kid` is unique among the keys of one type.
pub struct KeyIdsUnique;

impl Check for KeyIdsUnique {
    const META: &'static Meta = &Meta {
        id: "php-jwt-key-ids-unique",
        title: "No two keys of one type share a kid",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(7517), "4.5")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet)],
        why: "Of two keys with one kid the later counts, so that logins fail as soon as the earlier one signs.",
        fix: "Give every key its own kid, a new one at every rotation.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (exchange, set) = key_set(evidence, Step::JwkSet)?;
        let mut seen: HashMap<(String, String), (usize, &Value)> = HashMap::new();
        for (index, key) in set_members(&set).unwrap_or_default().into_iter().enumerate() {
            let (Some(kty), Some(kid)) = (key.get("kty").and_then(Value::as_str), key.get("kid").filter(|k| !k.is_null())) else {
                continue;
            };
            let first = seen.entry((kty.to_owned(), kid.to_string())).or_insert((index, key));
            let other = ["n", "e", "crv", "x", "y"].iter().any(|member| first.1.get(*member) != key.get(*member));
            if other {
                let message = format!("Keys {} and {index} of type {kty} share the kid {}", first.0, excerpt(kid));
                return Ok(Finding::new(message)
                    .compare("every kid once", format!("kid {} twice", excerpt(kid)))
                    .at(exchange, format!("/keys/{}/kid", first.0))
                    .at(exchange, format!("/keys/{index}/kid"))
                    .into());
            }
        }
        Ok(Outcome::Pass)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, jwk};

    #[test]
    fn types_are_kept_apart() {
        let named = |name: &str| {
            let mut key = jwk(name);
            key["kid"] = json!("same");
            key
        };
        let judge = |keys| Fixture::app("nextcloud-user-oidc").keys(keys).judge::<KeyIdsUnique>("");
        assert_eq!(judge(vec![named("rsa"), named("p256"), named("rsa")]), Outcome::Pass);
        assert!(matches!(judge(vec![named("p256"), named("p384")]), Outcome::Fail(_)));
    }
}
