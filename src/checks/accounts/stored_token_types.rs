//! A token answer that the app can keep.

use serde_json::Value;

use super::support::in_words;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// The members of the token answer have the types the app keeps.
#[derive(Debug)]
pub struct StoredTokenTypes;

/// Members, whether they must be there, and what they must be.
const MEMBERS: [(&str, bool, &str); 5] = [
    ("access_token", true, "text"),
    ("expires_in", true, "a whole number"),
    ("refresh_expires_in", false, "a whole number"),
    ("refresh_token", false, "text"),
    // Not of OAuth; some providers send it, and the app reads it.
    ("created_at", false, "a whole number"),
];

impl Check for StoredTokenTypes {
    const META: &'static Meta = &Meta {
        id: "stored-token-types",
        title: "The token answer holds access_token as text and expires_in as a whole number",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "An app that keeps the tokens is strict about their types; another type is an exception nobody catches.",
        fix: "Answer with `expires_in` as a JSON number without a fraction, and with tokens as JSON strings.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (exchange, tokens) = evidence.reached_tokens()?;
        let fits = |value: Option<&Value>, required: bool, kind: &str| match value.filter(|v| !v.is_null()) {
            None => !required,
            Some(value) => {
                if kind == "text" {
                    value.is_string()
                } else {
                    value.is_i64()
                }
            }
        };
        let unfit = MEMBERS.iter().find(|(name, required, kind)| !fits(tokens.get(*name), *required, kind));
        Ok(match unfit {
            None => Outcome::Pass,
            Some((name, required, kind)) => {
                let expected = if *required { (*kind).to_owned() } else { format!("{kind}, or nothing") };
                Finding::new(format!("{name} of the token answer is not {kind}"))
                    .compare(expected, in_words(tokens.get(*name)))
                    .at(exchange, format!("/{name}"))
                    .into()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(change: Value) -> Outcome {
        Fixture::app("nextcloud-user-oidc").token(change).judge::<StoredTokenTypes>("")
    }

    #[test]
    fn types_are_strict() {
        assert_eq!(judge(json!({})), Outcome::Pass);
        assert_eq!(judge(json!({ "refresh_token": "r", "refresh_expires_in": 0, "created_at": 5 })), Outcome::Pass);
        assert_eq!(judge(json!({ "refresh_token": { "null": 1 }, "expires_in": -5 })), Outcome::Pass);
        for bad in [
            json!({ "access_token": null }),
            json!({ "access_token": 5 }),
            json!({ "expires_in": null }),
            json!({ "expires_in": "3600" }),
            json!({ "expires_in": 3600.0 }),
            json!({ "expires_in": u64::MAX }),
            json!({ "refresh_expires_in": "0" }),
            json!({ "refresh_token": 5 }),
            json!({ "created_at": "now" }),
        ] {
            assert!(matches!(judge(bad.clone()), Outcome::Fail(_)), "{bad}");
        }
    }
}
