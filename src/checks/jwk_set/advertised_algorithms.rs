//! Every advertised signing algorithm has a key.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Every advertised signing algorithm has a key.
pub struct AdvertisedAlgorithms;

impl Check for AdvertisedAlgorithms {
    const META: &'static Meta = &Meta {
        id: "jwk-set-advertised-algorithms",
        title: "Every advertised signing algorithm has a key",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet)],
        why: "A client registered for such an algorithm gets tokens that nobody can verify, or none.",
        fix: "Add a key for the algorithm, or take it off id_token_signing_alg_values_supported.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let Some(algorithms) = evidence.metadata()?.list("id_token_signing_alg_values_supported").value() else {
            return Err(Missing::new("no-discovery", "the discovery document lists no signing algorithms"));
        };
        let set = evidence.jwk_set()?;
        let keys = super::keys::signing(&set);
        let has_key = |alg: &str| {
            keys.iter().any(|(_, key)| super::keys::fits(key, alg) && super::keys::text(key, "alg").is_none_or(|own| own == alg))
        };
        let without: Vec<&str> =
            algorithms.into_iter().filter(|alg| super::keys::fitting(alg).is_some() && !has_key(alg)).collect();
        if without.is_empty() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("No published key fits the advertised {}", without.join(", ")))
            .compare("a key for every advertised algorithm", format!("none for {}", without.join(", ")))
            .at(evidence.jwk_set_document()?.exchange, "/keys")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn rs256_with_its_key_passes() {
        assert_eq!(Fixture::app("core").judge::<AdvertisedAlgorithms>(""), Outcome::Pass);
    }

    #[test]
    fn es256_without_key_fails() {
        let finding = Fixture::app("core")
            .discovery(json!({ "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256"] }))
            .fails::<AdvertisedAlgorithms>("");
        assert!(finding.message.contains("advertised ES256"), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing = Fixture::app("core")
            .jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")])
            .stays_open::<AdvertisedAlgorithms>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
