//! The groups that Social Login makes of its claims.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::account::scalar::trim;
use crate::account::uid::sha256_hex;
use crate::evidence::TwoSources;
use crate::php::{self, hybridauth};
use crate::wire::Version;

/// Longest name of a group, in characters.
const LONGEST_NAME: usize = 255;
/// A new group of a longer name gets the hash of it as id.
const LONGEST_ID: usize = 64;

/// How the app takes groups.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// `groupsClaim`; empty: groups are left alone.
    pub claim: String,
    /// `groupMapping`: a JSON object, group of the provider to group of Nextcloud; empty: none.
    #[serde(default)]
    pub mapping: String,
    /// The internal name of the provider, which is the prefix of groups.
    pub name: String,
    /// `auto_create_groups`
    #[serde(default)]
    pub create: bool,
    /// `update_profile_on_login`
    #[serde(default)]
    pub update: bool,
    /// `no_prune_user_groups`
    #[serde(default)]
    pub keep: bool,
    /// `defaultGroup`
    #[serde(default)]
    pub default_group: String,
}

/// A group that the user joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What becomes of the claims.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SocialGroups {
    /// The list as the app counts it: of the ID Token if it is not empty, else of userinfo. `None`: no groups claim.
    pub list: Option<Vec<Value>>,
    /// It comes from the ID Token.
    pub from_id_token: bool,
    /// The groups joined, in order, each once.
    pub joined: Vec<Joined>,
    /// Members of the list of which nothing comes, or a group that nobody meant.
    pub odd: Vec<String>,
    /// Groups that are joined only if they are there already.
    pub waiting: Vec<String>,
    /// An exception that nobody catches; the account is there by then.
    pub error: Option<String>,
}

impl GroupRule {
    /// The mapping, group of the provider to group of Nextcloud; empty where there is none.
    pub fn mapped(&self) -> Map<String, Value> {
        match php::json_decode(self.mapping.as_bytes()) {
            Some(Value::Object(map)) => map,
            Some(Value::Array(items)) => items.into_iter().enumerate().map(|(i, item)| (i.to_string(), item)).collect(),
            _ => Map::new(),
        }
    }

    /// Whether the user may lose memberships: at the first login there are none yet.
    pub fn prunes(&self) -> bool {
        self.update && !self.keep
    }

    /// Whether one of the claims is there, in a shape that the app reads, be it empty.
    ///
    /// # Errors
    /// With what is there instead, in words.
    pub fn readable(&self, sources: &TwoSources, version: &Version) -> Result<(), String> {
        let places = [Some(&sources.id_token), sources.userinfo.as_ref().map(|(_, members)| members)];
        let names = if *version < Version::from_numbers(&[6, 5]) { vec![self.claim.as_str()] } else { split(&self.claim) };
        let found: Vec<&Value> =
            places.into_iter().flatten().flat_map(|claims| names.iter().filter_map(|name| value_of(claims, name))).collect();
        match found.iter().find(|value| !value.is_array() && !value.is_string()) {
            _ if found.iter().any(|value| value.is_array() || value.is_string()) => Ok(()),
            Some(other) => Err(crate::oidc::json::type_words(other).to_owned()),
            None => Err("absent".to_owned()),
        }
    }

    /// The members of the groups claims, of the ID Token or of userinfo; `None` while no claim is configured.
    pub fn list(&self, sources: &TwoSources, version: &Version) -> (Option<Vec<Value>>, bool) {
        if matches!(self.claim.as_str(), "" | "0") {
            return (None, false);
        }
        let own = self.members(&sources.id_token, version);
        match &sources.userinfo {
            Some((_, userinfo)) if own.is_empty() => (Some(self.members(userinfo, version)), false),
            _ => (Some(own), true),
        }
    }

    fn members(&self, claims: &Map<String, Value>, version: &Version) -> Vec<Value> {
        // Several claims, separated by commas, since 6.5.0.
        if *version < Version::from_numbers(&[6, 5]) {
            return single(claims, &self.claim);
        }
        split(&self.claim).into_iter().flat_map(|claim| single(claims, claim)).collect()
    }

    /// What the app makes of the groups.
    pub fn taken(&self, sources: &TwoSources, version: &Version) -> SocialGroups {
        let (list, from_id_token) = self.list(sources, version);
        let mut out = SocialGroups { list, from_id_token, ..SocialGroups::default() };
        let mapping = self.mapped();
        let mut wanted: Vec<(String, Option<Value>)> = Vec::new();
        for member in out.list.clone().unwrap_or_default() {
            let (gid, display) = match &member {
                Value::Object(group) => {
                    let gid = group.get("gid").unwrap_or(&Value::Null);
                    if !hybridauth::is_filled(Some(gid)) && *gid != "0" && *gid != 0 {
                        out.odd.push(member.to_string());
                        continue;
                    }
                    (gid.clone(), group.get("displayName").filter(|name| !name.is_null()).cloned())
                }
                other => (other.clone(), None),
            };
            if gid.is_object() || gid.is_array() && !mapping.is_empty() {
                let kind = crate::oidc::json::type_words(&gid);
                out.error = Some(format!("a group is {kind}, which is no name"));
                return out;
            }
            let text = php::to_text(&gid);
            if gid.is_array() || text.is_empty() {
                out.odd.push(member.to_string());
            }
            let mapped = mapping.get(&array_key(&gid)).filter(|group| !group.is_null());
            if let Some(group) = mapped {
                wanted.push((php::to_text(group), None));
            }
            let own = format!("{}-{text}", super::identity::prefix(&self.name));
            if self.create {
                wanted.push((own, display));
            } else if mapped.is_none() {
                out.waiting.push(own);
            }
        }
        for (name, display) in wanted {
            let length = name.chars().count();
            if length > LONGEST_NAME {
                out.error = Some(format!("the name of a group has {length} characters"));
                return out;
            }
            if let Some(kind @ (Value::Array(_) | Value::Object(_))) = &display {
                out.error = Some(format!("the displayName of a group is {}", crate::oidc::json::type_words(kind)));
                return out;
            }
            // The server makes no group without a name.
            if name.is_empty() {
                continue;
            }
            let id = if length > LONGEST_ID { sha256_hex(&name) } else { name.clone() };
            let shown = display.as_ref().map(php::to_text).map(|text| trim(&text).to_owned()).filter(|text| !text.is_empty());
            if !out.joined.iter().any(|group| group.id == id) {
                out.joined.push(Joined { id, name: shown.unwrap_or(name) });
            }
        }
        out
    }
}

/// The members of one claim: under exactly this name, else along a path of names between dots.
fn single(claims: &Map<String, Value>, claim: &str) -> Vec<Value> {
    match value_of(claims, claim) {
        Some(Value::Array(items)) => items.clone(),
        Some(Value::String(text)) => split(text).into_iter().map(Value::from).collect(),
        _ => Vec::new(),
    }
}

fn value_of<'c>(claims: &'c Map<String, Value>, claim: &str) -> Option<&'c Value> {
    claims.get(claim).filter(|value| !value.is_null()).or_else(|| {
        let parts = quoted_parts(claim);
        let (first, rest) = parts.split_first()?;
        rest.iter().try_fold(claims.get(first)?, |value, part| value.as_object()?.get(part).filter(|v| !v.is_null()))
    })
}

/// Parts between commas, white space around them taken away, empty ones left out.
fn split(text: &str) -> Vec<&str> {
    text.split(',').map(trim).filter(|part| !part.is_empty()).collect()
}

/// Names between dots; a name in quotation marks may itself hold dots, and `""` in it is one quotation mark.
fn quoted_parts(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(part) = parts.last_mut() else { break };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                part.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if part.is_empty() => quoted = true,
            '.' if !quoted => parts.push(String::new()),
            c => part.push(c),
        }
    }
    parts
}

/// The key of a PHP array that a value stands for.
fn array_key(value: &Value) -> String {
    match value {
        Value::Bool(on) => u8::from(*on).to_string(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.to_string(),
            None => format!("{:.0}", number.as_f64().unwrap_or_default().trunc()),
        },
        other => php::to_text(other),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

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

    fn rule(claim: &str, mapping: &str, create: bool) -> GroupRule {
        GroupRule {
            claim: claim.to_owned(),
            mapping: mapping.to_owned(),
            name: "idp".to_owned(),
            create,
            update: false,
            keep: false,
            default_group: String::new(),
        }
    }

    fn newest() -> Version {
        Version::from_numbers(&[6, 5, 4])
    }

    fn ids(claims: &Value, rule: &GroupRule) -> Vec<String> {
        let taken = rule.taken(&sources(claims, None), &newest());
        assert_eq!(taken.error, None, "{claims}");
        taken.joined.into_iter().map(|g| g.id).collect()
    }

    #[test]
    fn every_shape_of_the_claim() {
        let of = |groups: Value| ids(&json!({ "groups": groups }), &rule("groups", "", true));
        assert_eq!(of(json!(["a", "b", "a"])), ["idp-a", "idp-b"]);
        assert_eq!(of(json!("a, b,,c ")), ["idp-a", "idp-b", "idp-c"]);
        assert_eq!(of(json!("a b")), ["idp-a b"]);
        assert_eq!(of(json!([7, true, null, false, "", 1.5])), ["idp-7", "idp-1", "idp-", "idp-1.5"]);
        assert_eq!(of(json!([{ "gid": "x" }, { "gid": 0 }, { "gid": "" }, { "name": "y" }, { "gid": 0.0 }])), ["idp-x", "idp-0"]);
        assert_eq!(of(json!([["x"]])), ["idp-Array"]);
        for nothing in [json!({ "a": 1 }), json!(7), json!(true), json!(null), json!([])] {
            assert!(of(nothing).is_empty());
        }
        assert!(ids(&json!({}), &rule("groups", "", true)).is_empty());
    }

    #[test]
    fn names_are_literal_first_and_paths_then() {
        let claims = json!({
            "https://x/groups": ["u"], "resource_access": { "my.client": { "roles": ["r"] } }, "a": { "b": "s,t" }, "n": null,
            "n.m": null,
        });
        assert_eq!(ids(&claims, &rule("https://x/groups", "", true)), ["idp-u"]);
        assert_eq!(ids(&claims, &rule("resource_access.\"my.client\".roles, a.b", "", true)), ["idp-r", "idp-s", "idp-t"]);
        assert!(ids(&claims, &rule("n.m,a.b.c,resource_access.my.client.roles", "", true)).is_empty());
        let older = rule("a.b,https://x/groups", "", true).taken(&sources(&claims, None), &Version::from_numbers(&[6, 4, 3]));
        assert!(older.joined.is_empty(), "one claim only before 6.5.0");
    }

    #[test]
    fn the_id_token_goes_first_unless_it_is_empty() {
        let taken = |token: Value| {
            let both = sources(&json!({ "groups": token }), Some(&json!({ "groups": ["u"] })));
            rule("groups", "", true).taken(&both, &newest())
        };
        assert_eq!(taken(json!(["t"])).joined.first().map(|g| g.id.clone()).as_deref(), Some("idp-t"));
        assert_eq!(taken(json!([])).joined.first().map(|g| g.id.clone()).as_deref(), Some("idp-u"));
        assert_eq!(rule("", "", true).taken(&sources(&json!({}), None), &newest()).list, None);
    }

    #[test]
    fn mapped_groups_come_beside_the_others() {
        let mapping = r#"{"staff":"employees","7":"seven","x":null}"#;
        let of = |groups: Value, create: bool| ids(&json!({ "groups": groups }), &rule("groups", mapping, create));
        assert_eq!(of(json!(["staff", "other"]), false), ["employees"]);
        assert_eq!(of(json!(["staff"]), true), ["employees", "idp-staff"]);
        assert_eq!(of(json!([7, "x", { "gid": "staff" }]), false), ["seven", "employees"]);
        let waiting = rule("groups", "", false).taken(&sources(&json!({ "groups": ["a"] }), None), &newest()).waiting;
        assert_eq!(waiting, ["idp-a"]);
    }

    #[test]
    fn what_nobody_catches() {
        let error = |groups: Value, mapping: &str| {
            rule("groups", mapping, true).taken(&sources(&json!({ "groups": groups }), None), &newest()).error
        };
        assert!(error(json!([["x"]]), r#"{"a":"b"}"#).is_some() && error(json!([["x"]]), "{}").is_none());
        assert!(error(json!([{ "gid": {} }]), "").is_some());
        assert!(error(json!([{ "gid": "a", "displayName": ["x"] }]), "").is_some());
        assert!(error(json!(["g".repeat(252)]), "").is_some() && error(json!(["g".repeat(251)]), "").is_none());
    }

    #[test]
    fn long_names_have_a_hash_for_an_id() {
        let long = ids(&json!({ "groups": ["g".repeat(61)] }), &rule("groups", "", true));
        assert_eq!(long, [sha256_hex(&format!("idp-{}", "g".repeat(61)))]);
        assert_eq!(ids(&json!({ "groups": ["g".repeat(60)] }), &rule("groups", "", true)), [format!("idp-{}", "g".repeat(60))]);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(|n| json!(n)),
            any::<f64>().prop_map(|n| json!(n)),
            ".{0,12}".prop_map(Value::String),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::btree_map("gid|displayName|[a-c]", inner, 0..3)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn nothing_panics(claim in any_json(), name in "[a-c.\",]{0,8}", mapping in "[{}\":ab]{0,8}", create in any::<bool>()) {
            let claims = json!({ "a": claim.clone(), "b": { "c": claim } });
            let _ = rule(&name, &mapping, create).taken(&sources(&claims, None), &newest());
        }
    }
}
