//! The discovery document is an object.

use serde_json::Value;

use super::support::discovery_value;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::type_words;
use crate::recording::Step;

/// The discovery document is an object (a list gets further, and fails for want of members).
pub struct DiscoveryObject;

impl Check for DiscoveryObject {
    const META: &'static Meta = &Meta {
        id: "nextcloud-discovery-object",
        title: "The discovery document is a JSON object",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "4.2")],
        needs: &[Need::Step(Step::Discovery)],
        why: "The app's function must return an array; null, a number or a text is an exception nobody catches.",
        fix: "Serve the provider metadata at this URL.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, value) = discovery_value(evidence)?;
        match value {
            Value::Object(_) | Value::Array(_) => Ok(Outcome::Pass),
            other => Ok(Finding::new(format!("The discovery document is {}, not an object", type_words(&other)))
                .compare("a JSON object", type_words(&other))
                .at(id, "")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn scalars_fail() {
        let judge = |body: &str| {
            let answer = Answer::raw(200, "application/json", body);
            Fixture::app("nextcloud-user-oidc").discovery_answers(vec![answer]).judge::<DiscoveryObject>("")
        };
        for bad in ["null", "5", "true", "\"text\""] {
            assert!(matches!(judge(bad), Outcome::Fail(_)), "{bad}");
        }
        assert_eq!(judge("{}"), Outcome::Pass);
        assert_eq!(judge("[]"), Outcome::Pass, "fails at the next member");
        assert!(matches!(judge("<p>"), Outcome::NotApplicable(_)), "said before");
    }
}
