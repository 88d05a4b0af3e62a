//! What the checks of this family share: parameters, words, places.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::account::claim::Claims;
use crate::check::{Finding, Missing};
use crate::evidence::Evidence;

/// The longest value a finding prints, in characters.
const LONGEST_SHOWN: usize = 60;

/// Parameters of a check on one claim.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimParams {
    /// The claim, by the name the operator mapped.
    pub claim: String,
    /// Whether names are paths and alternatives (`resolve-nested-claims`).
    #[serde(default)]
    pub nested: bool,
}

impl ClaimParams {
    /// The claims as the app sees them.
    ///
    /// # Errors
    /// When they were never obtained.
    pub fn claims(&self, evidence: &Evidence<'_>) -> Result<Claims, Missing> {
        Claims::of_user_oidc(evidence, self.nested)
    }
}

/// A value in words: its type, and the value where that is short.
pub(super) fn in_words(value: Option<&Value>) -> String {
    let cut = |text: String| {
        let short: String = text.chars().take(LONGEST_SHOWN).collect();
        if short.len() < text.len() { format!("{short}…") } else { short }
    };
    match value {
        None => "absent".to_owned(),
        Some(Value::Null) => "null".to_owned(),
        Some(value @ Value::Bool(_)) => format!("{value}"),
        Some(value @ Value::Number(_)) => format!("the number {value}"),
        Some(Value::String(text)) if text.is_empty() => "the empty text".to_owned(),
        Some(Value::String(text)) => format!("{:?}", cut(text.clone())),
        Some(value @ Value::Array(_)) => format!("the list {}", cut(value.to_string())),
        Some(value @ Value::Object(_)) => format!("the object {}", cut(value.to_string())),
    }
}

/// Adds the place of a claim to a finding.
pub(super) fn at_claim(finding: Finding, claims: &Claims, evidence: &Evidence<'_>, name: &str) -> Finding {
    match claims.place(evidence, name) {
        Some((exchange, pointer)) => finding.at(exchange, pointer),
        None => finding,
    }
}
