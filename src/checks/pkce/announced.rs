//! Whether the provider announces PKCE: what it does not offer is no duty of it.

use serde_json::Value;

use crate::check::{Missing, Outcome, must_refuse};
use crate::evidence::{Ending, Evidence};

/// Whether `code_challenge_methods_supported` is published.
///
/// # Errors
/// When there is no metadata.
pub(super) fn is_announced(evidence: &Evidence<'_>) -> Result<bool, Missing> {
    Ok(evidence.metadata()?.0.get("code_challenge_methods_supported").is_some_and(|value| !value.is_null()))
}

/// Whether it holds this method.
///
/// # Errors
/// When there is no metadata.
pub(super) fn lists(evidence: &Evidence<'_>, method: &str) -> Result<bool, Missing> {
    let methods = evidence.metadata()?.0.get("code_challenge_methods_supported").and_then(Value::as_array);
    Ok(methods.is_some_and(|methods| methods.iter().any(|m| m == method)))
}

/// A deviation that a provider with PKCE must refuse; tokens of one that does not announce PKCE prove only that it has none.
///
/// # Errors
/// When there is no metadata.
pub(super) fn must_refuse_if_announced(
    evidence: &Evidence<'_>,
    ending: &Ending,
    deviation: &str,
    expected: &str,
) -> Result<Outcome, Missing> {
    if matches!(ending, Ending::Tokens(_)) && !is_announced(evidence)? {
        return Ok(Outcome::NotApplicable("the provider does not announce PKCE and ignores it".to_owned()));
    }
    must_refuse(evidence, ending, deviation, expected)
}
