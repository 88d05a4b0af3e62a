//! The account name: a prefix, and what is left of `sub`.

use super::{Claim, in_id_token, one_or_the_other};
use crate::evidence::TwoSources;
use crate::php;

/// Longest account name, in bytes.
pub const LONGEST_UID: usize = 64;

/// What the app makes of `sub`.
#[derive(Debug, Clone, PartialEq)]
pub enum Identity<'s> {
    /// A list or an object: an error nobody catches.
    Unusable(Claim<'s>),
    /// Nothing is left of it, or there is none.
    Missing(Option<Claim<'s>>),
    /// The identifier, and the claim it comes from.
    Known {
        /// What follows the prefix.
        id: String,
        /// `sub` as text, before it is cut.
        sub: String,
        /// Where it comes from.
        claim: Claim<'s>,
    },
}

impl<'s> Identity<'s> {
    /// Of the ID Token, else of userinfo.
    pub fn of(sources: &'s TwoSources) -> Self {
        let Some(claim) = one_or_the_other(sources, "sub") else { return Self::Missing(in_id_token(sources, "sub")) };
        if claim.value.is_array() || claim.value.is_object() {
            return Self::Unusable(claim);
        }
        let sub = php::to_text(claim.value);
        match cut(&sub) {
            id if id.is_empty() || id == "0" => Self::Missing(Some(claim)),
            id => Self::Known { id, sub, claim },
        }
    }
}

/// `sub` without slashes at its end, and without everything up to the last slash left (of each line).
pub fn cut(sub: &str) -> String {
    let lines = sub.trim_end_matches('/').split('\n').map(|line| line.rsplit('/').next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// An id that the app takes for plain although a line feed is at its end: PHP's `$` stands before that, too.
pub fn slips_through(id: &str) -> bool {
    id.strip_suffix('\n').is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain))
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.@-".contains(c)
}

/// What accounts and groups begin with: the internal name, except that `telegram` is cut as it was when that was all it could be.
pub fn prefix(name: &str) -> &str {
    if name == "telegram" { "tg" } else { name }
}

/// The account name: `prefix-id`, the hash of the id in its place where the whole is too long or has other characters.
pub fn uid(name: &str, id: &str) -> String {
    let prefix = prefix(name);
    let whole = format!("{prefix}-{id}");
    if whole.len() > LONGEST_UID || !id.chars().all(is_plain) { format!("{prefix}-{}", php::md5(id)) } else { whole }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;

    fn sources(id_token: &Value, userinfo: Option<&Value>) -> TwoSources {
        let map = |value: &Value| value.as_object().cloned().unwrap_or_else(Map::new);
        TwoSources {
            token_exchange: 1,
            id_token: map(id_token),
            payload: Vec::new(),
            userinfo: userinfo.map(|value| (2, map(value))),
        }
    }

    fn id(id_token: &Value, userinfo: Option<&Value>) -> String {
        match Identity::of(&sources(id_token, userinfo)) {
            Identity::Known { id, .. } => id,
            Identity::Missing(_) => "(missing)".to_owned(),
            Identity::Unusable(_) => "(unusable)".to_owned(),
        }
    }

    #[test]
    fn the_id_token_goes_first() {
        assert_eq!(id(&json!({ "sub": "a" }), Some(&json!({ "sub": "b" }))), "a");
        for empty in [json!(null), json!(""), json!(0), json!("0"), json!(false), json!([])] {
            assert_eq!(id(&json!({ "sub": empty }), Some(&json!({ "sub": "b" }))), "b");
        }
        assert_eq!(id(&json!({}), Some(&json!({ "sub": 42 }))), "42");
        assert_eq!(id(&json!({ "sub": true }), None), "1");
        assert_eq!(id(&json!({ "sub": 1.5 }), None), "1.5");
    }

    #[test]
    fn what_cannot_name_anybody() {
        for nothing in [json!(null), json!(""), json!("0"), json!("a/0"), json!("/"), json!("//"), json!(false)] {
            assert_eq!(id(&json!({ "sub": nothing }), None), "(missing)");
        }
        assert_eq!(id(&json!({}), Some(&json!({}))), "(missing)");
        for odd in [json!(["a"]), json!({})] {
            assert_eq!(id(&json!({ "sub": odd }), None), "(unusable)", "{odd}");
        }
        assert_eq!(id(&json!({ "sub": [] }), None), "(unusable)");
        assert_eq!(id(&json!({}), Some(&json!({ "sub": ["a"] }))), "(unusable)");
    }

    #[test]
    fn only_the_last_segment_counts() {
        for (sub, left) in [("a/b", "b"), ("https://op.example/users/7/", "7"), ("a//", "a"), ("a", "a"), ("a/b\nc/d", "b\nd")] {
            assert_eq!(cut(sub), left);
        }
    }

    #[test]
    fn even_a_hash_may_be_too_long() {
        assert_eq!((uid(&"x".repeat(31), "a|b").len(), uid(&"x".repeat(32), "a|b").len()), (64, 65));
    }

    #[test]
    fn long_and_odd_names_are_hashed() {
        assert_eq!(uid("idp", "Alice.L@x_-"), "idp-Alice.L@x_-");
        assert_eq!(uid("idp", &"a".repeat(60)).len(), 64);
        assert_eq!(uid("idp", &"a".repeat(61)), "idp-cced11f7bbbffea2f718903216643648");
        assert_eq!(uid("idp", "auth0|abc"), format!("idp-{}", php::md5("auth0|abc")));
        assert!(slips_through("alice\n") && !slips_through("alice") && !slips_through("é\n") && !slips_through("\n"));
        assert_eq!((uid("telegram", "7"), uid("Telegram", "7")), ("tg-7".to_owned(), "Telegram-7".to_owned()));
        assert_eq!(uid("idp", "é"), format!("idp-{}", php::md5("é")));
    }
}
