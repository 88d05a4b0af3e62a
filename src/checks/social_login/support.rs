//! What the checks of this family share: places and words.

use serde_json::Value;

use crate::account::social_login::{Claim, pointer};
use crate::check::Finding;
use crate::evidence::TwoSources;
use crate::oidc::json::{excerpt, type_words};

/// Adds the place of a claim that was found.
pub(super) fn at(finding: Finding, claim: &Claim<'_>) -> Finding {
    finding.at(claim.exchange, claim.pointer())
}

/// Adds the place where a claim should be: in userinfo where that is asked, else in the ID Token.
pub(super) fn where_it_should_be(finding: Finding, sources: &TwoSources, name: &str) -> Finding {
    match &sources.userinfo {
        Some((exchange, _)) => finding.at(*exchange, pointer(name, false)),
        None => finding.at(sources.token_exchange, pointer(name, true)),
    }
}

/// A value in words: `text "a"`, `the list [1]`, `absent`.
pub(super) fn in_words(value: Option<&Value>) -> String {
    match value {
        None => "absent".to_owned(),
        Some(Value::Null) => "null".to_owned(),
        Some(value) => format!("{} {}", type_words(value), excerpt(value)),
    }
}
