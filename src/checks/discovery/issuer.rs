//! Issuer in the discovery document is the one whose document was asked for.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::Member;
use crate::oidc::json::{excerpt, type_words};
use crate::oidc::names::DISCOVERY_PATH;
use crate::recording::Step;

/// Issuer in the discovery document is the one whose document was asked for.
pub struct Issuer;

impl Check for Issuer {
    const META: &'static Meta = &Meta {
        id: "discovery-issuer",
        title: "Issuer in the discovery document is the one whose document was asked for",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "4.3"), SpecRef::new(Doc::OidcDiscovery, "4.1")],
        needs: &[Need::Step(Step::Discovery)],
        why: "A client must refuse a document whose issuer is another one than it asked for; most do so byte by \
              byte.",
        fix: "Set the public URL of the provider to the address under which clients reach it, and publish that as \
              `issuer`.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let metadata = evidence.metadata()?;
        let place = evidence.discovery()?.exchange;
        let asked = &evidence.recording().target.discovery_url;
        let issuer = match metadata.text("issuer") {
            Member::Value(issuer) => issuer,
            Member::Absent => return Err(Missing::new("no-discovery", "the discovery document has no issuer")),
            Member::Malformed(other) => {
                return Ok(Finding::new(format!("The issuer is {} instead of text", type_words(other)))
                    .compare("an https URL", excerpt(other))
                    .at(place, "/issuer")
                    .into());
            }
        };
        // A slash at the end of the issuer is dropped before the path is appended, so both spellings lead to one document.
        let own = format!("{}{DISCOVERY_PATH}", issuer.strip_suffix('/').unwrap_or(issuer));
        let asked_plain = asked.split(['?', '#']).next().unwrap_or_default();
        if own == asked_plain {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The discovery document names the issuer {issuer:?}, but it was fetched from {asked}"))
            .compare(asked_plain.strip_suffix(DISCOVERY_PATH).unwrap_or(asked_plain), issuer)
            .at(place, "/issuer")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn the_same_issuer_passes() {
        assert_eq!(Fixture::app("core").judge::<Issuer>(""), Outcome::Pass);
    }

    #[test]
    fn another_host_fails() {
        let finding = Fixture::app("core").discovery(json!({ "issuer": "http://internal:8080" })).fails::<Issuer>("");
        assert!(finding.message.contains("internal"), "{}", finding.message);
    }

    #[test]
    fn a_slash_at_the_end_leads_to_the_same_document() {
        assert_eq!(
            Fixture::app("core").discovery(json!({ "issuer": "https://op.example.org/" })).judge::<Issuer>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn another_path_fails() {
        let finding = Fixture::app("core").discovery(json!({ "issuer": "https://op.example.org/realms/a" })).fails::<Issuer>("");
        assert!(finding.message.contains("realms"), "{}", finding.message);
    }

    #[test]
    fn a_number_fails() {
        let finding = Fixture::app("core").discovery(json!({ "issuer": 1 })).fails::<Issuer>("");
        assert!(finding.message.contains("a number"), "{}", finding.message);
    }

    #[test]
    fn an_unreachable_provider_stays_open() {
        let missing = Fixture::app("core")
            .discovery_answers(vec![Answer::failure(FailureKind::Timeout, "timed out")])
            .stays_open::<Issuer>("");
        assert_eq!(missing.cause, "no-discovery");
    }
}
