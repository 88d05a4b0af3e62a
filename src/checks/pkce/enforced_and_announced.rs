//! PKCE is announced where it is enforced.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Ending, Evidence};
use crate::recording::Step;
use crate::wire::Probe;

/// PKCE is announced where it is enforced.
pub struct EnforcedAndAnnounced;

impl Check for EnforcedAndAnnounced {
    const META: &'static Meta = &Meta {
        id: "pkce-enforced-and-announced",
        title: "PKCE is announced where it is enforced",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(9700), "2.1.1"), SpecRef::new(Doc::Rfc(8414), "2")],
        needs: &[Need::Step(Step::Discovery), Need::Probe(Probe::WithoutPkce)],
        why: "Apps send a challenge where they find it announced; demanded and not announced, it locks them out.",
        fix: "Publish code_challenge_methods_supported with \"S256\".",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if super::announced::is_announced(evidence)? {
            return Ok(Outcome::Pass);
        }
        match evidence.probe(Probe::WithoutPkce)?.ending()? {
            Ending::Refused(refusal)
                if refusal.said.contains("challenge") || refusal.said.to_ascii_lowercase().contains("pkce") =>
            {
                let finding = Finding::new(format!("The provider demands PKCE and does not announce it: {}", refusal.said))
                    .compare("code_challenge_methods_supported", "no such member");
                Ok(match refusal.exchange {
                    Some(exchange) => finding.at(exchange, "").into(),
                    None => finding.into(),
                })
            }
            Ending::Tokens(_) => Ok(Outcome::Pass),
            Ending::Refused(other) | Ending::Broken(other) => {
                Err(Missing::new("not-observed", format!("a login without PKCE ended in another way: {}", other.said)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn announced_passes() {
        assert_eq!(Fixture::app("core").judge::<EnforcedAndAnnounced>(""), Outcome::Pass);
    }

    #[test]
    fn demanded_unseen_fails() {
        let finding = Fixture::app("core")
            .discovery(json!({ "code_challenge_methods_supported": null }))
            .callback(json!({ "code": null, "error": "invalid_request", "error_description": "code_challenge required" }))
            .fails::<EnforcedAndAnnounced>("");
        assert!(finding.message.contains("demands PKCE"), "{}", finding.message);
    }

    #[test]
    fn not_demanded_passes() {
        assert_eq!(
            Fixture::app("core").discovery(json!({ "code_challenge_methods_supported": null })).judge::<EnforcedAndAnnounced>(""),
            Outcome::Pass
        );
    }
}
