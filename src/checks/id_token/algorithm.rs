//! ID Token is signed with an advertised algorithm.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// ID Token is signed with an advertised algorithm.
pub struct Algorithm;

impl Check for Algorithm {
    const META: &'static Meta = &Meta {
        id: "id-token-algorithm",
        title: "ID Token is signed with an advertised algorithm",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3"), SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "Clients accept the algorithms that the discovery document lists, and must never take an unsigned \
              token.",
        fix: "Sign with an algorithm of id_token_signing_alg_values_supported, or correct that list.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let token = flow.id_token()?;
        let place = flow.token_exchange_id()?;
        let actual = token.header_parameter("alg").map_or("no alg".to_owned(), excerpt);
        let listed = evidence.metadata()?.list("id_token_signing_alg_values_supported").value();
        let finding = match token.alg() {
            None => Finding::new("The header of the ID Token names no algorithm").compare("alg", actual),
            Some(alg) if alg.eq_ignore_ascii_case("none") => {
                Finding::new("The ID Token is not signed").compare("a signature algorithm", actual)
            }
            Some(alg) => match listed {
                None => return Err(Missing::new("no-discovery", "the discovery document lists no signing algorithms")),
                Some(listed) if listed.contains(&alg) => return Ok(Outcome::Pass),
                Some(listed) => Finding::new(format!("The ID Token is signed with {alg}, which the provider does not advertise"))
                    .compare(format!("one of {}", listed.join(", ")), alg),
            },
        };
        Ok(finding.at(place, "/id_token/header/alg").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn an_advertised_one_passes() {
        assert_eq!(Fixture::app("core").judge::<Algorithm>(""), Outcome::Pass);
    }

    #[test]
    fn another_fails() {
        let finding = Fixture::app("core").signed_by("p256").fails::<Algorithm>("");
        assert!(finding.message.contains("ES256"), "{}", finding.message);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").header(json!({ "alg": "none" })).fails::<Algorithm>("");
        assert!(finding.message.contains("not signed"), "{}", finding.message);
    }

    #[test]
    fn no_alg_fails() {
        let finding = Fixture::app("core").header(json!({ "alg": null })).fails::<Algorithm>("");
        assert!(finding.message.contains("no algorithm"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Algorithm>("");
        assert_eq!(missing.cause, "no-account");
    }
}
