//! Memberships: what the app wants the account to be in, and what becomes of it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::flatten::{Attribute, Flat};
use super::settings::Keys;
use crate::account::groups::LONGEST_NAME;
use crate::account::scalar::to_text;
use crate::account::uid::sha256_hex;

/// A group id of more characters than this is hashed by the server.
const LONGEST_ID: usize = 64;
/// The group that every Nextcloud has.
const ADMIN: &str = "admin";

/// What the app makes of a claim that should be a list.
#[derive(Debug, Clone, PartialEq)]
pub enum GroupsClaim {
    /// There is no such claim.
    Absent,
    /// It is null: refused, with these words of PHP for its type.
    Null,
    /// A number, a boolean: an error nobody catches.
    Scalar,
    /// Its items, whatever they are.
    Items(Vec<Value>),
}

/// The memberships after a login.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memberships {
    /// `None`: memberships are left alone. Otherwise the groups that are known to exist afterwards.
    pub groups: Option<Vec<String>>,
    /// Names of the groups whose id is a hash.
    pub names: BTreeMap<String, String>,
    /// What cannot be known from outside.
    pub notes: Vec<String>,
}

/// A claim that should be a list: a list, the values of an object, or text split at blanks.
pub fn list_claim(flat: &Flat, claim: &str) -> GroupsClaim {
    match flat.get(claim) {
        None => GroupsClaim::Absent,
        Some(Value::Null) => GroupsClaim::Null,
        Some(Value::Bool(_) | Value::Number(_)) => GroupsClaim::Scalar,
        // PHP's array_filter drops what counts as empty.
        Some(Value::String(text)) => {
            let words = text.split(' ').filter(|word| !matches!(*word, "" | "0"));
            GroupsClaim::Items(words.map(|word| Value::String(word.to_owned())).collect())
        }
        Some(Value::Array(items)) => GroupsClaim::Items(items.clone()),
        Some(Value::Object(map)) => GroupsClaim::Items(map.values().cloned().collect()),
    }
}

/// The groups claim.
pub fn groups_claim(flat: &Flat, keys: &Keys) -> GroupsClaim {
    list_claim(flat, &keys.groups)
}

/// Whether `is_admin` is mapped and true to PHP.
fn is_admin(flat: &Flat, keys: &Keys) -> bool {
    let claim = keys.is_admin.as_ref().map(|claim| flat.attribute(claim));
    matches!(claim, Some(Attribute::Text(text)) if !matches!(text.as_str(), "" | "0"))
}

/// The names the app wants, in its order, each once.
fn wanted(flat: &Flat, keys: &Keys) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if !name.is_empty() && !out.contains(&name) {
            out.push(name);
        }
    };
    if is_admin(flat, keys) {
        add(ADMIN.to_owned());
    }
    if keys.default_group != "0" {
        add(keys.default_group.clone());
    }
    if let GroupsClaim::Items(items) = groups_claim(flat, keys) {
        items.iter().filter_map(to_text).for_each(&mut add);
    }
    out
}

/// What becomes of the account's memberships.
pub fn memberships(flat: &Flat, keys: &Keys) -> Memberships {
    let mut out = Memberships::default();
    let claimed = flat.get(&keys.groups).is_some();
    let mut joined = Vec::new();
    let mut unknown = Vec::new();
    for name in wanted(flat, keys) {
        if name == ADMIN {
            joined.push(name);
        } else if keys.create_groups {
            let id = if name.chars().count() > LONGEST_ID { sha256_hex(&name) } else { name.clone() };
            if id != name {
                out.names.insert(id.clone(), name);
            }
            joined.push(id);
        } else {
            unknown.push(name);
        }
    }
    if !unknown.is_empty() {
        out.notes.push(format!("groups: joined only if Nextcloud has them already: {}", unknown.join(", ")));
    }
    if !claimed && keys.is_admin.is_some() && !is_admin(flat, keys) {
        out.notes.push("groups: the account leaves admin, and nothing else".to_owned());
    }
    out.groups = (claimed || !joined.is_empty()).then_some(joined);
    out
}

/// An item of the groups claim at which the app ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BadGroup<'c> {
    /// A list, an object or null: an error nobody catches.
    Unfit(&'c Value),
    /// A name that is too long for a group that would have to be made; its length in characters.
    TooLong(usize),
}

impl GroupsClaim {
    /// The first item at which the app ends.
    pub fn bad_group(&self, keys: &Keys) -> Option<BadGroup<'_>> {
        let Self::Items(items) = self else { return None };
        items.iter().find_map(|item| match item {
            Value::Null => Some(BadGroup::Unfit(item)),
            scalar => match to_text(scalar) {
                None => Some(BadGroup::Unfit(item)),
                Some(name) => {
                    let length = name.chars().count();
                    (keys.create_groups && length > LONGEST_NAME).then_some(BadGroup::TooLong(length))
                }
            },
        })
    }

    /// The names in it.
    pub fn names(&self) -> Vec<String> {
        let Self::Items(items) = self else { return Vec::new() };
        items.iter().filter_map(to_text).filter(|name| !name.is_empty()).collect()
    }
}
