//! Claims as the app sees them: nested members under joined names, list items by number and by value.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::account::scalar::to_text;
use crate::check::{Finding, Missing};
use crate::evidence::{Evidence, Profile};

/// The flattened profile.
#[derive(Debug, Clone)]
pub struct Flat {
    members: Rc<Map<String, Value>>,
    profile: Rc<Profile>,
}

/// What the app finds where it wants a text or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute {
    /// Absent, or null.
    Absent,
    /// A scalar, as text.
    Text(String),
    /// A list or an object: an error nobody catches.
    Unfit,
}

impl Flat {
    /// The claims of the app's login.
    ///
    /// # Errors
    /// When the app never gets as far as to read them, or nobody obtained them.
    pub fn of(evidence: &Evidence<'_>) -> Result<Self, Missing> {
        let profile = evidence.reached_profile()?;
        Ok(Self { members: Rc::new(flatten(&profile.members)), profile: Rc::new(profile) })
    }

    /// A member, null included.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// A member where the app wants a text.
    pub fn attribute(&self, name: &str) -> Attribute {
        match self.get(name).filter(|value| !value.is_null()) {
            None => Attribute::Absent,
            Some(value) => to_text(value).map_or(Attribute::Unfit, Attribute::Text),
        }
    }

    /// The same, when it is a text.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.attribute(name) {
            Attribute::Text(text) => Some(text),
            Attribute::Absent | Attribute::Unfit => None,
        }
    }

    /// `sub of userinfo`.
    pub fn origin(&self, name: &str) -> String {
        format!("{name} of {}", self.source())
    }

    /// `userinfo`, or `the ID Token`.
    pub fn source(&self) -> &'static str {
        if self.profile.pointer.is_empty() { "userinfo" } else { "the ID Token" }
    }

    /// Adds the place where a claim is, or should be.
    pub fn point(&self, finding: Finding, name: &str) -> Finding {
        let top = self.profile.members.contains_key(name);
        let name = if top { format!("/{}", name.replace('~', "~0").replace('/', "~1")) } else { String::new() };
        finding.at(self.profile.exchange, format!("{}{name}", self.profile.pointer))
    }
}

fn flatten(members: &Map<String, Value>) -> Map<String, Value> {
    let mut walk = Walk::default();
    walk.object(members, "");
    walk.out
}

/// One pass over all levels, deep documents included.
#[derive(Default)]
struct Walk {
    out: Map<String, Value>,
    /// Which level, numbered as they were begun, wrote a name last.
    by: HashMap<String, usize>,
    begun: usize,
}

impl Walk {
    fn object(&mut self, members: &Map<String, Value>, prefix: &str) {
        let level = self.begin();
        members.iter().for_each(|(key, value)| self.member(level, prefix, key, value));
    }

    fn begin(&mut self) -> usize {
        self.begun += 1;
        self.begun
    }

    fn member(&mut self, level: usize, prefix: &str, key: &str, value: &Value) {
        self.write(level, format!("{prefix}{key}"), value);
        let inner = format!("{prefix}{key}_");
        match value {
            Value::Object(map) => self.object(map, &inner),
            Value::Array(items) => {
                let level = self.begin();
                items.iter().enumerate().for_each(|(at, item)| self.member(level, &inner, &at.to_string(), item));
            }
            _ => {}
        }
        if is_index(key)
            && let Value::String(text) = value
        {
            self.write(level, format!("{prefix}{text}"), value);
        }
    }

    /// A level takes names from itself and from levels inside it, never from those around it or beside it.
    fn write(&mut self, level: usize, name: String, value: &Value) {
        if self.by.get(&name).is_none_or(|by| *by >= level) {
            self.by.insert(name.clone(), level);
            self.out.insert(name, value.clone());
        }
    }
}

/// Whether PHP makes an integer of this key.
fn is_index(key: &str) -> bool {
    key.parse::<i64>().is_ok_and(|number| number.to_string() == key)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn flat(value: &Value) -> Value {
        Value::Object(flatten(value.as_object().expect("an object")))
    }

    #[test]
    fn nested_members_get_joined_names() {
        let out = flat(&json!({ "resource_access": { "nextcloud": { "roles": ["a"] } } }));
        assert_eq!(out["resource_access_nextcloud_roles"], json!(["a"]));
        assert_eq!(out["resource_access_nextcloud_roles_0"], json!("a"));
        assert_eq!(out["resource_access_nextcloud_roles_a"], json!("a"));
    }

    #[test]
    fn real_members_win_wherever_they_stand() {
        assert_eq!(flat(&json!({ "a": { "b": 1 }, "a_b": 2 }))["a_b"], json!(2));
        assert_eq!(flat(&json!({ "a_b": 2, "a": { "b": 1 } }))["a_b"], json!(2));
        assert_eq!(flat(&json!({ "a": { "b_c": 1, "b": { "c": 2 } } }))["a_b_c"], json!(1));
    }

    #[test]
    fn the_first_of_two_beside_each_other_wins() {
        assert_eq!(flat(&json!({ "a": { "b_c": 1 }, "a_b": { "c": 2 } }))["a_b_c"], json!(1));
        assert_eq!(flat(&json!({ "a_b": { "c": 2 }, "a": { "b_c": 1 } }))["a_b_c"], json!(2));
        assert_eq!(flat(&json!({ "a": { "b": { "c": 1 } }, "a_b": { "c": 2 } }))["a_b_c"], json!(1));
    }

    #[test]
    fn items_by_number_and_by_value() {
        let out = flat(&json!({ "g": ["1", "x", 5, null] }));
        assert_eq!((&out["g_0"], &out["g_1"], &out["g_x"]), (&json!("1"), &json!("x"), &json!("x")));
        assert_eq!(out.get("g_5"), None, "only texts");
        assert_eq!(flat(&json!({ "g": { "7": "y", "07": "z" } }))["g_y"], json!("y"), "a name like a number is one");
        assert_eq!(flat(&json!({ "g": { "07": "z" } })).get("g_z"), None);
    }

    proptest! {
        #[test]
        fn nothing_panics(name in ".{0,6}", text in ".{0,6}") {
            let value = json!({ name.clone(): [{ name.clone(): text.clone() }, text, null], "x": { name: [[]] } });
            let _ = flat(&value);
        }
    }
}
