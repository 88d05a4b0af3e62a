//! Finding a claim under the name that an app's setting gives.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::scalar::trim;
use crate::check::Missing;
use crate::evidence::{ClaimsSource, Evidence};
use crate::recording::ExchangeId;
use crate::wire::Version;

/// How the name of a claim is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// A member of the top level with exactly this name.
    Literal,
    /// `a.b | c`: alternatives, each a path of members; the first that exists counts, be it null (user_oidc up to 8.6).
    Dots,
    /// The same, and every part of a path may itself hold dots: the longest member name first; null does not count
    /// (user_oidc from 8.7).
    LongestName,
    /// A GJSON path.
    Gjson,
}

impl Naming {
    /// How user_oidc reads names: its setting `resolve-nested-claims`, and its version.
    pub fn of_user_oidc(nested: bool, version: &Version) -> Self {
        match nested {
            false => Self::Literal,
            true if *version < Version::from_numbers(&[8, 7]) => Self::Dots,
            true => Self::LongestName,
        }
    }
}

/// A claim as found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found<'c, 'n> {
    /// Its value; never null.
    pub value: &'c Value,
    /// The alternative of the name under which it was found.
    pub name: &'n str,
}

/// Looks up a claim; null counts as absent.
pub fn find<'c, 'n>(claims: &'c Map<String, Value>, name: &'n str, naming: Naming) -> Option<Found<'c, 'n>> {
    if name.is_empty() {
        return None;
    }
    let found = match naming {
        Naming::Literal => claims.get(name).map(|value| Found { value, name }),
        Naming::Gjson => gjson(claims, name).map(|value| Found { value, name }),
        Naming::Dots => name.split('|').map(trim).find_map(|name| {
            let mut parts = name.split('.');
            let first = claims.get(parts.next()?)?;
            let value = parts.try_fold(first, |value, part| member(value, part))?;
            Some(Found { value, name })
        }),
        Naming::LongestName => {
            name.split('|').map(trim).find_map(|name| longest(&|name| claims.get(name), name).map(|value| Found { value, name }))
        }
    };
    found.filter(|f| !f.value.is_null())
}

/// A member of an object, or of a list by its number.
fn member<'c>(value: &'c Value, name: &str) -> Option<&'c Value> {
    match value {
        Value::Object(map) => map.get(name),
        Value::Array(items) => {
            // PHP takes a canonical decimal number for an index, nothing else.
            let index: usize = name.parse().ok()?;
            if index.to_string() == name { items.get(index) } else { None }
        }
        _ => None,
    }
}

/// The whole path as one name; if there is no such member, ever shorter beginnings of it (cut at a dot), and the rest
/// inside of what they name.
fn longest<'c>(member_of: &dyn Fn(&str) -> Option<&'c Value>, path: &str) -> Option<&'c Value> {
    if path.is_empty() {
        return None;
    }
    if let Some(value) = member_of(path) {
        return Some(value).filter(|v| !v.is_null());
    }
    path.rmatch_indices('.').find_map(|(dot, _)| {
        let (prefix, rest) = (path.get(..dot)?, path.get(dot + 1..)?);
        let inner = member_of(prefix).filter(|v| v.is_object() || v.is_array())?;
        longest(&|name| member(inner, name), rest)
    })
}

/// A plain GJSON path: members between dots (`\.` is a dot inside of a name), list items by number. Patterns, queries and
/// modifiers are not understood and find nothing.
fn gjson<'c>(claims: &'c Map<String, Value>, path: &str) -> Option<&'c Value> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => parts.last_mut()?.push(chars.next()?),
            '.' => parts.push(String::new()),
            '*' | '?' | '#' | '|' | '@' | '!' | '{' | '[' | '(' => return None,
            c => parts.last_mut()?.push(c),
        }
    }
    let (first, rest) = parts.split_first()?;
    rest.iter().try_fold(claims.get(first)?, |value, part| member(value, part))
}

/// The claims as an app sees them, and how it reads their names.
#[derive(Debug, Clone)]
pub struct Claims {
    map: Rc<Map<String, Value>>,
    naming: Naming,
}

impl Claims {
    /// The claims of this app's login, by its profile.
    ///
    /// # Errors
    /// When they were never obtained, or the app never gets as far as to read them.
    pub fn of(evidence: &Evidence<'_>, naming: Naming) -> Result<Self, Missing> {
        let map = match evidence.view().claims {
            ClaimsSource::Userinfo | ClaimsSource::UserinfoOverIdToken => evidence.claims()?,
            ClaimsSource::UserinfoUnless(_) => evidence.reached_profile()?.members,
            ClaimsSource::IdTokenEnrichedWhile(_) => evidence.reached_claims()?,
            ClaimsSource::Hybridauth => evidence.claims()?,
        };
        Ok(Self { map: Rc::new(map), naming })
    }

    /// The same for user_oidc, by its setting `resolve-nested-claims` and its version.
    ///
    /// # Errors
    /// When they were never obtained.
    pub fn of_user_oidc(evidence: &Evidence<'_>, nested: bool) -> Result<Self, Missing> {
        Self::of(evidence, Naming::of_user_oidc(nested, evidence.view().version))
    }

    /// The same claims, their names read in another way.
    #[must_use]
    pub fn renamed(&self, naming: Naming) -> Self {
        Self { map: Rc::clone(&self.map), naming }
    }

    /// A claim; null counts as absent.
    pub fn get(&self, name: &str) -> Option<&Value> {
        find(&self.map, name, self.naming).map(|f| f.value)
    }

    /// A claim that is text; every other type counts as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// A member of the top level with exactly this name, whatever the naming; null counts as absent.
    pub fn literal(&self, name: &str) -> Option<&Value> {
        find(&self.map, name, Naming::Literal).map(|f| f.value)
    }

    /// The alternative of `name` under which a claim was found; `name` itself when none was.
    pub fn name_found<'n>(&self, name: &'n str) -> &'n str {
        find(&self.map, name, self.naming).map_or(name, |f| f.name)
    }

    /// `sub of the ID Token`, `email of userinfo`: where a claim comes from, in words.
    pub fn origin(&self, evidence: &Evidence<'_>, name: &str) -> String {
        let found = self.name_found(name);
        let place = if self.is_from_id_token(evidence, name) { "the ID Token" } else { "userinfo" };
        format!("{found} of {place}")
    }

    /// Where a claim stands in the recording: exchange, and JSON pointer to it or to where it should be.
    pub fn place(&self, evidence: &Evidence<'_>, name: &str) -> Option<(ExchangeId, String)> {
        let flow = evidence.flow().ok()?;
        let top = self.name_found(name).split('.').next().unwrap_or_default().replace('~', "~0").replace('/', "~1");
        if self.is_from_id_token(evidence, name) {
            Some((flow.token_exchange_id().ok()?, format!("/id_token/payload/{top}")))
        } else {
            Some((flow.userinfo_exchange().ok()?.0, format!("/{top}")))
        }
    }

    fn is_from_id_token(&self, evidence: &Evidence<'_>, name: &str) -> bool {
        match evidence.view().claims {
            ClaimsSource::Userinfo => return false,
            ClaimsSource::UserinfoOverIdToken => {
                let over = evidence.flow().and_then(|flow| flow.userinfo_claims());
                return over.is_err() || over.is_ok_and(|over| find(over, name, self.naming).is_none());
            }
            ClaimsSource::Hybridauth => return true,
            ClaimsSource::UserinfoUnless(_) => return evidence.profile_is_id_token(),
            ClaimsSource::IdTokenEnrichedWhile(_) => {}
        }
        let Ok(token) = evidence.reached_id_token_claims() else { return true };
        // What is nowhere is missing from the ID Token, the first place.
        find(&token, name, self.naming).is_some() || self.get(name).is_none()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().expect("an object").clone()
    }

    fn get(claims: &Value, name: &str, naming: Naming) -> Option<Value> {
        find(&map(claims.clone()), name, naming).map(|f| f.value.clone())
    }

    #[test]
    fn literal_names_know_neither_dots_nor_alternatives() {
        let claims = json!({ "a": { "b": 1 }, "a.b": 2, "x | y": 3, "n": null });
        assert_eq!(get(&claims, "a.b", Naming::Literal), Some(json!(2)));
        assert_eq!(get(&claims, "x | y", Naming::Literal), Some(json!(3)));
        assert_eq!(get(&claims, "n", Naming::Literal), None);
        assert_eq!(get(&claims, "", Naming::Literal), None);
    }

    #[test]
    fn the_first_alternative_that_is_not_null_wins_whatever_its_type() {
        let claims = json!({ "a": 5, "email": "e", "n": null });
        assert_eq!(get(&claims, "a | email", Naming::LongestName), Some(json!(5)));
        assert_eq!(get(&claims, "n|email", Naming::LongestName), Some(json!("e")));
        assert_eq!(get(&claims, "|none | email", Naming::LongestName), Some(json!("e")));
    }

    #[test]
    fn a_path_tries_the_longest_name_first() {
        let claims = json!({ "a.b": { "c": 1 }, "a": { "b.c": 2, "b": { "d": 3 } } });
        assert_eq!(get(&claims, "a.b.c", Naming::LongestName), Some(json!(1)));
        assert_eq!(get(&claims, "a.b.d", Naming::LongestName), Some(json!(3)));
        let url = json!({ "https://idp.example/claims/groups": ["x"] });
        assert_eq!(get(&url, "https://idp.example/claims/groups", Naming::LongestName), Some(json!(["x"])));
        assert_eq!(get(&json!({ "a.b": null, "a": { "b": 1 } }), "a.b", Naming::LongestName), None, "the literal name is there");
        assert_eq!(get(&json!({ "a": [{ "b": 1 }] }), "a.0.b", Naming::LongestName), Some(json!(1)));
        assert_eq!(get(&json!({ "a": [1] }), "a.00", Naming::LongestName), None);
    }

    #[test]
    fn older_versions_split_at_every_dot_and_stop_at_a_null() {
        let claims = json!({ "a.b": 1, "a": { "b": 2 }, "n": null, "x": 3 });
        assert_eq!(get(&claims, "a.b", Naming::Dots), Some(json!(2)));
        assert_eq!(get(&claims, "n | x", Naming::Dots), None);
        assert_eq!(get(&claims, "q.r | x", Naming::Dots), Some(json!(3)));
    }

    #[test]
    fn gjson_paths() {
        let claims = json!({ "data": { "e.mail": "x", "list": ["y"] } });
        assert_eq!(get(&claims, "data.e\\.mail", Naming::Gjson), Some(json!("x")));
        assert_eq!(get(&claims, "data.list.0", Naming::Gjson), Some(json!("y")));
        assert_eq!(get(&claims, "data.*", Naming::Gjson), None);
    }

    #[test]
    fn version_8_7_changed_the_reading() {
        let naming = |v: &str| Naming::of_user_oidc(true, &v.parse().expect("a version"));
        assert_eq!(naming("8.6.1"), Naming::Dots);
        assert_eq!(naming("8.7.0"), Naming::LongestName);
        assert_eq!(Naming::of_user_oidc(false, &"8.7.0".parse().expect("a version")), Naming::Literal);
    }

    proptest! {
        #[test]
        fn nothing_panics(name in ".{0,20}", key in ".{0,5}") {
            let claims = map(json!({ key.clone(): { key: [1, null] }, "a": { "b": null } }));
            for naming in [Naming::Literal, Naming::Dots, Naming::LongestName, Naming::Gjson] {
                let _ = find(&claims, &name, naming);
            }
        }
    }
}
