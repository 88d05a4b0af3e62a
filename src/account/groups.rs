//! The groups user_oidc makes of a claim.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::pattern::{Match, Pattern};
use super::scalar::{to_text, trim};
use super::uid::{IdRule, sha256_hex};
use crate::evidence::Evidence;
use crate::php::json_round_trip;

/// Longest name of a group, in characters.
pub const LONGEST_NAME: usize = 255;
/// A group id of more characters than this is hashed by the server.
const LONGEST_ID: usize = 64;

/// How user_oidc takes groups.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// How ids are formed.
    pub ids: IdRule,
    /// Setting `group-whitelist-regex`; empty: every group is taken.
    #[serde(default)]
    pub whitelist: String,
    /// Setting `entraid-group-names`: names are asked of Microsoft Graph.
    #[serde(default)]
    pub entra: bool,
}

/// A group as Nextcloud keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name, where the claim gives one.
    pub name: Option<String>,
}

/// What becomes of the claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenGroups {
    /// The groups, each once, in the order of the claim.
    pub groups: Vec<Group>,
    /// Members of the claim that the app passes over because of their type.
    pub skipped: Vec<String>,
    /// Groups that the whitelist holds back.
    pub held_back: Vec<String>,
    /// PHP refuses the whitelist, so that it holds back every group: why.
    pub broken_whitelist: Option<String>,
    /// The app counts so many groups, those without a name included.
    pub counted: usize,
    /// Characters of a name that is too long for the server: an exception nobody catches, once the groups are written.
    pub too_long: Option<usize>,
    /// A group whose displayName is a list or an object: the same, once the groups are written.
    pub unfit_name: Option<String>,
}

/// Why no groups come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupsError {
    /// An exception nobody catches.
    ServerError(String),
    /// It cannot be told from outside.
    Unknown(String),
    /// The app gives up and leaves all memberships as they are.
    NotTaken(String),
}

/// One group of the claim, before its id is formed.
struct Claimed {
    gid: String,
    name: Option<String>,
    /// The name is a list or an object.
    has_unfit_name: bool,
}

/// Applies the rule to the claim. `entra_host`: discovery is served by Microsoft, so that Graph may answer.
///
/// # Errors
/// With what happens instead.
pub fn taken(claim: Option<&Value>, rule: &GroupRule, entra_host: bool) -> Result<TakenGroups, GroupsError> {
    if rule.entra {
        return Err(if entra_host {
            GroupsError::Unknown("the names of Entra groups are asked of Microsoft Graph, which this tool does not do".to_owned())
        } else {
            GroupsError::NotTaken("entraid-group-names is on, and Microsoft Graph knows nothing of this provider".to_owned())
        });
    }
    let whitelist = Pattern::whitelist(&rule.whitelist);
    let mut out = TakenGroups::default();
    if let Some(Pattern::Refused(why)) = &whitelist {
        out.broken_whitelist = Some(why.clone());
    }
    if let Some(Value::String(text)) = claim {
        // PHP calls the text 0 empty.
        out.skipped.extend(text.split(',').filter(|part| trim(part) == "0").map(|_| "\"0\"".to_owned()));
    }
    for member in members(claim) {
        let claimed = match claimed(&member)? {
            Some(claimed) => claimed,
            None => {
                out.skipped.push(member.to_string());
                continue;
            }
        };
        match whitelist.as_ref().map(|pattern| (pattern, pattern.matches(&claimed.gid))) {
            Some((_, Match::No)) => {
                out.held_back.push(claimed.gid);
                continue;
            }
            Some((pattern, Match::Unknown)) => return Err(GroupsError::Unknown(not_understood(pattern))),
            Some((_, Match::Yes)) | None => {}
        }
        out.counted += 1;
        let id = stored_id(&claimed.gid, &rule.ids, &mut out.too_long);
        // The server makes no group without a name, and gives none to what it does not make.
        if claimed.has_unfit_name && !id.is_empty() {
            out.unfit_name.get_or_insert(claimed.gid);
        }
        if !id.is_empty() && !out.groups.iter().any(|g| g.id == id) {
            out.groups.push(Group { id, name: claimed.name });
        }
    }
    Ok(out)
}

/// The members of the claim that stand for a group each, whatever they are.
fn members(claim: Option<&Value>) -> Vec<Value> {
    match claim {
        Some(Value::String(text)) => text
            .split(',')
            .map(trim)
            .filter(|part| !part.is_empty() && *part != "0")
            .map(|part| Value::String(part.to_owned()))
            .collect(),
        Some(Value::Array(items)) => items.clone(),
        Some(Value::Object(map)) => map.values().cloned().collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => Vec::new(),
    }
}

fn claimed(member: &Value) -> Result<Option<Claimed>, GroupsError> {
    match member {
        Value::String(text) => Ok(Some(Claimed { gid: text.clone(), name: Some(text.clone()), has_unfit_name: false })),
        Value::Object(map) => {
            let Some(gid) = map.get("gid").filter(|gid| !is_empty(gid)) else { return Ok(None) };
            let gid = encoded_text(gid)
                .ok_or_else(|| GroupsError::ServerError("the gid of a group is a list or an object".to_owned()))?;
            let name = map.get("displayName").filter(|name| !name.is_null());
            Ok(Some(Claimed {
                gid,
                name: name.and_then(encoded_text),
                has_unfit_name: name.is_some_and(|n| to_text(n).is_none()),
            }))
        }
        _ => Ok(None),
    }
}

/// What PHP calls empty, 0 excepted.
fn is_empty(gid: &Value) -> bool {
    match gid {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Number(_) | Value::Bool(true) | Value::Object(_) => false,
    }
}

/// A scalar as text, after it went through `json_encode` and back.
fn encoded_text(value: &Value) -> Option<String> {
    let mut value = value.clone();
    json_round_trip(&mut value);
    to_text(&value)
}

fn stored_id(gid: &str, ids: &IdRule, too_long: &mut Option<usize>) -> String {
    let id = ids.id(gid);
    let length = id.chars().count();
    if length > LONGEST_NAME {
        *too_long = Some(length);
    }
    if length > LONGEST_ID { sha256_hex(&id) } else { id }
}

/// Whether Microsoft serves this provider's discovery document.
pub fn is_served_by_entra(evidence: &Evidence<'_>) -> bool {
    let url = &evidence.recording().target.discovery_url;
    let host = url.split("://").nth(1).and_then(|rest| rest.split(['/', ':', '?']).next()).unwrap_or_default();
    host == "login.microsoftonline.com"
}

fn not_understood(pattern: &Pattern) -> String {
    let why = match pattern {
        Pattern::NotUnderstood(why) => why.as_str(),
        _ => "it takes too long",
    };
    format!("this tool does not understand group-whitelist-regex as PHP does: {why}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn rule(unique: bool, whitelist: &str) -> GroupRule {
        let ids = IdRule { unique, provider_based: false, provider_id: 1, provider_identifier: "idp".to_owned() };
        GroupRule { ids, whitelist: whitelist.to_owned(), entra: false }
    }

    fn ids(claim: &Value) -> Vec<String> {
        let taken = taken(Some(claim), &rule(false, ""), false).expect("groups");
        taken.groups.into_iter().map(|g| g.id).collect()
    }

    #[test]
    fn every_shape_of_the_claim() {
        assert_eq!(ids(&json!(["a", "b", "a"])), ["a", "b"]);
        assert_eq!(ids(&json!("a,b , c")), ["a", "b", "c"]);
        assert_eq!(ids(&json!("a,,0, ")), ["a"]);
        assert_eq!(ids(&json!([1, "b", true, null, ["c"], 1.5])), ["b"]);
        assert_eq!(ids(&json!({ "x": "a", "y": "b" })), ["a", "b"]);
        assert_eq!(ids(&json!([{ "gid": "1", "displayName": "A" }])), ["1"]);
        assert_eq!(ids(&json!({ "gid": "a", "displayName": "A" })), ["a", "A"], "one object is a list of its values");
        for nothing in [json!(true), json!(7), json!(null), json!(""), json!([]), json!({}), json!("0")] {
            assert!(ids(&nothing).is_empty(), "{nothing}");
        }
        assert!(taken(None, &rule(true, ""), false).expect("no groups").groups.is_empty());
    }

    #[test]
    fn ids_of_groups_given_as_objects() {
        assert_eq!(ids(&json!([{ "gid": 0 }, { "gid": "0" }])), ["0"]);
        assert_eq!(ids(&json!([{ "gid": 12 }])), ["12"]);
        assert_eq!(ids(&json!([{ "gid": true }])), ["1"]);
        assert_eq!(
            ids(&json!([{ "gid": -0.0 }, { "gid": 1e16 }, { "gid": 1e17 }, { "gid": 1.5 }])),
            ["0", "10000000000000000", "1.0E+17", "1.5"]
        );
        assert!(ids(&json!([{ "gid": "" }, { "gid": null }, { "gid": [] }, { "displayName": "x" }])).is_empty());
        for unfit in [json!([{ "gid": ["a"] }]), json!([{ "gid": {} }])] {
            assert!(matches!(taken(Some(&unfit), &rule(true, ""), false), Err(GroupsError::ServerError(_))), "{unfit}");
        }
        let named = taken(Some(&json!([{ "gid": "a", "displayName": ["x"] }])), &rule(true, ""), false).expect("groups");
        assert_eq!(named.unfit_name.as_deref(), Some("a"), "it is looked at once the groups are written");
    }

    #[test]
    fn the_empty_text_is_a_group_only_where_ids_are_hashed() {
        let claim = json!([""]);
        assert!(ids(&claim).is_empty());
        let hashed = taken(Some(&claim), &rule(true, ""), false).expect("groups");
        assert_eq!(hashed.groups.first().map(|g| g.id.as_str()), Some(sha256_hex("1_0_").as_str()));
        assert_eq!(taken(Some(&claim), &rule(false, ""), false).expect("groups").counted, 1, "the login restriction counts it");
    }

    #[test]
    fn hashed_ids_keep_the_name() {
        let groups = taken(Some(&json!(["sso-a"])), &rule(true, ""), false).expect("groups").groups;
        let id = "36ec59907f57116cc9c68579646bcfaf4dba4a1adcdccaa48da715ec9994603b".to_owned();
        assert_eq!(groups, [Group { id, name: Some("sso-a".to_owned()) }]);
    }

    #[test]
    fn the_whitelist_looks_at_the_raw_name() {
        let claim = json!(["sso-a", "x"]);
        let out = taken(Some(&claim), &rule(true, "^sso-"), false).expect("groups");
        assert_eq!((out.groups.len(), out.held_back), (1, vec!["x".to_owned()]));
        let broken = taken(Some(&claim), &rule(true, "/*/"), false).expect("no group passes a broken pattern");
        assert!(broken.groups.is_empty());
        assert!(matches!(taken(Some(&claim), &rule(true, "(?|a)"), false), Err(GroupsError::Unknown(_))));
    }

    #[test]
    fn long_names() {
        let long = json!(["g".repeat(65)]);
        assert_eq!(ids(&long), [sha256_hex(&"g".repeat(65))]);
        assert_eq!(ids(&json!(["g".repeat(64)])), ["g".repeat(64)]);
        let longer = json!(["g".repeat(256)]);
        assert_eq!(taken(Some(&longer), &rule(false, ""), false).expect("groups").too_long, Some(256));
        assert_eq!(taken(Some(&longer), &rule(true, ""), false).expect("groups").too_long, None);
    }

    #[test]
    fn entra_names_are_not_known_from_outside() {
        let entra = GroupRule { entra: true, ..rule(true, "") };
        assert!(matches!(taken(Some(&json!(["a"])), &entra, true), Err(GroupsError::Unknown(_))));
        assert!(matches!(taken(Some(&json!(["a"])), &entra, false), Err(GroupsError::NotTaken(_))));
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
        fn nothing_panics(claim in any_json(), unique in any::<bool>(), whitelist in ".{0,6}") {
            let _ = taken(Some(&claim), &rule(unique, &whitelist), false);
        }
    }
}
