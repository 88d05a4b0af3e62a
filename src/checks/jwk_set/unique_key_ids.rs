//! Keys of the JWK Set have different kids.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Keys of the JWK Set have different kids.
pub struct UniqueKeyIds;

impl Check for UniqueKeyIds {
    const META: &'static Meta = &Meta {
        id: "jwk-set-unique-key-ids",
        title: "Keys of the JWK Set have different kids",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(7517), "4.5")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "A client takes the first key of that name and fails on tokens that the other one signed.",
        fix: "Give every key a kid of its own.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let set = evidence.jwk_set()?;
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for (i, key) in set.keys().iter().enumerate() {
            // Different types may share a kid where an application takes them for alternatives (RFC 7517, section 4.5).
            let (Some(kid), kty) = (super::keys::text(key, "kid"), super::keys::text(key, "kty").unwrap_or_default()) else {
                continue;
            };
            if seen.contains(&(kid, kty)) {
                return Ok(Finding::new(format!("Two {kty} keys have the kid {kid:?}"))
                    .compare("a kid of its own for every key", kid)
                    .at(evidence.jwk_set_document()?.exchange, format!("/keys/{i}/kid"))
                    .into());
            }
            seen.push((kid, kty));
        }
        Ok(Outcome::Pass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, jwk};

    #[test]
    fn different_names_pass() {
        assert_eq!(Fixture::app("core").keys(vec![jwk("rsa"), jwk("p256")]).judge::<UniqueKeyIds>(""), Outcome::Pass);
    }

    #[test]
    fn the_same_name_twice_fails() {
        let finding = Fixture::app("core").keys(vec![jwk("rsa"), jwk("rsa")]).fails::<UniqueKeyIds>("");
        assert!(finding.message.contains("kid \"rsa\""), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<UniqueKeyIds>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
