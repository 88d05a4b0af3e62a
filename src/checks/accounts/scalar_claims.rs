//! Claims that must be scalars.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{at_claim, in_words};
use crate::account::claim::{Claims, Naming};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// None of these claims is a list or an object.
#[derive(Debug)]
pub struct ScalarClaims;

/// Parameters of [`ScalarClaims`].
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScalarClaimsParams {
    /// The claims, top level, literally.
    pub claims: Vec<String>,
}

impl Check for ScalarClaims {
    const META: &'static Meta = &Meta {
        id: "scalar-claims",
        title: "Claims that the app writes into text properties are neither lists nor objects",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app hands these claims on without looking at their type; a list or an object is an exception nobody catches.",
        fix: "Send the claim as text, or leave it out.",
    };
    type Params = ScalarClaimsParams;

    fn judge(evidence: &Evidence<'_>, params: &ScalarClaimsParams) -> Result<Outcome, Missing> {
        let claims = Claims::of(evidence, Naming::Literal)?;
        let unfit = params.claims.iter().find(|name| claims.get(name).is_some_and(|v| v.is_array() || v.is_object()));
        Ok(match unfit {
            None => Outcome::Pass,
            Some(name) => {
                let finding = Finding::new(format!("the claim {name:?} is a list or an object"));
                at_claim(finding.compare("text", in_words(claims.get(name))), &claims, evidence, name).into()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(pronouns: &Value) -> Outcome {
        let app = Fixture::app("nextcloud-user-oidc").claims(json!({ "pronouns": pronouns }));
        app.judge::<ScalarClaims>("claims = [\"birthdate\", \"pronouns\"]")
    }

    #[test]
    fn lists_and_objects_are_refused() {
        for good in [json!("she"), json!(5), json!(true), json!(null)] {
            assert_eq!(judge(&good), Outcome::Pass, "{good}");
        }
        for bad in [json!(["she"]), json!({}), json!([])] {
            assert!(matches!(judge(&bad), Outcome::Fail(_)), "{bad}");
        }
    }
}
