//! The profile: fields evaluated, members renamed, and what the newer flow lays over them.

use serde_json::{Map, Value};

use super::Flow;
use super::field::{Trouble, evaluate};
use super::user_id::{Identified, identified};
use crate::js;
use crate::wire::Settings;

/// The settings that decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    flow: Flow,
    username_field: String,
    email_field: String,
    name_field: String,
    avatar_field: String,
}

/// What the app knows about the user.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Member `id`; `None`: there is none, and the login ends.
    pub id: Option<Value>,
    /// The member that became `id`.
    pub id_from: String,
    /// The account's username.
    pub username: Option<Value>,
    /// The account's e-mail address.
    pub email: Option<Value>,
    /// The account's name.
    pub name: Option<Value>,
    /// URL of the avatar.
    pub avatar: Option<Value>,
    /// Parts of templates that became the text `undefined` or `null`: the setting, the part.
    pub gaps: Vec<(&'static str, String)>,
    /// Everything, as it is kept with the account.
    pub members: Map<String, Value>,
}

/// Where the login ends, in the order in which the app gets there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The answer is nothing to go on with; what it is, in words.
    Answer(String),
    /// A field comes to nothing, or throws: the setting, and why.
    Field(&'static str, String),
    /// This tool cannot tell: the setting, and the regular expression.
    Unknown(&'static str, String),
}

impl Rules {
    /// The rules by these settings.
    pub fn new(flow: Flow, settings: &Settings) -> Self {
        let field = |name: &str| settings.text(name).trim().to_owned();
        Self {
            flow,
            username_field: field("username_field"),
            email_field: field("email_field"),
            name_field: field("name_field"),
            avatar_field: field("avatar_field"),
        }
    }

    /// Reads an answer.
    ///
    /// # Errors
    /// With the place where the login ends.
    pub fn read(&self, answer: Value) -> Result<Profile, Stop> {
        let Identified { members, id_from } = identified(answer).map_err(Stop::Answer)?;
        let mut answer = Value::Object(members);
        let mut gaps = Vec::new();
        let mut evaluated = |setting: &'static str, field: &str, answer: &Value| {
            let value = evaluate(field, answer).map_err(|trouble| match trouble {
                Trouble::Throws(source) => Stop::Field(setting, format!("{source:?} is no regular expression")),
                Trouble::NotUnderstood(source) => Stop::Unknown(setting, source),
            })?;
            gaps.extend(value.gaps.into_iter().map(|part| (setting, part)));
            Ok(value.value.filter(|v| js::is_truthy(Some(v))))
        };
        for (setting, field, member) in
            [("username_field", &self.username_field, "username"), ("email_field", &self.email_field, "email")]
        {
            if !field.is_empty() {
                let value = evaluated(setting, field, &answer)?.ok_or_else(|| Stop::Field(setting, nothing(&answer, field)))?;
                set(&mut answer, member, Some(value));
            }
        }
        if !self.avatar_field.is_empty() {
            let value = evaluated("avatar_field", &self.avatar_field, &answer)?;
            set(&mut answer, "avatarUrl", value);
        }
        let named = if self.name_field.is_empty() { None } else { evaluated("name_field", &self.name_field, &answer)? };
        let name = named.or_else(|| name(&answer));
        set(&mut answer, "name", name);
        Ok(self.profile(renamed(answer), id_from, gaps))
    }

    fn profile(&self, answer: Value, id_from: &str, gaps: Vec<(&'static str, String)>) -> Profile {
        let mut members = if let Value::Object(members) = answer { members } else { Map::new() };
        let mut id_from = id_from.to_owned();
        if self.flow == Flow::Passport && laid_over(&mut members) {
            "_json.id".clone_into(&mut id_from);
        }
        let kept = |name: &str| members.get(name).filter(|v| js::is_truthy(Some(v))).cloned();
        // An id that is falsy keeps the app from copying the username.
        let names_account = !self.username_field.is_empty() && kept("id").is_some();
        Profile {
            id: members.get("id").cloned(),
            id_from,
            // As it is: `_json` may have laid something falsy over it.
            username: members.get("username").filter(|v| names_account && !v.is_null()).cloned(),
            email: kept("email"),
            name: kept("name").or_else(|| kept("username")),
            avatar: if self.avatar_field.is_empty() { None } else { kept("avatarUrl") },
            gaps,
            members,
        }
    }
}

/// Why a field that was looked at is worth nothing.
fn nothing(answer: &Value, field: &str) -> String {
    match js::path(answer, field) {
        None => format!("there is no {field:?} in the answer"),
        Some(value) => format!("{field:?} is {value} there"),
    }
}

fn set(answer: &mut Value, name: &str, value: Option<Value>) {
    if let Value::Object(members) = answer {
        match value {
            Some(value) => drop(members.insert(name.to_owned(), value)),
            None => drop(members.remove(name)),
        }
    }
}

/// The first of the members that may hold a name.
fn name(answer: &Value) -> Option<Value> {
    ["name", "username", "nickname", "CharacterName", "userName", "preferred_username", "user.name"]
        .iter()
        .find_map(|path| js::path(answer, path).filter(|v| js::is_truthy(Some(v))))
}

/// Dots in names of members become underscores; of two that become alike the later one counts.
fn renamed(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(renamed).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name.replace('.', "_"), renamed(value))).collect())
        }
        other => other,
    }
}

/// What Passport's names for members do: `emails`, `displayName`, and an object `_json`, whose members win over all but an
/// e-mail address and a name that were there. Says whether that object brought an `id`.
fn laid_over(members: &mut Map<String, Value>) -> bool {
    let before = Value::Object(members.clone());
    let truthy = |path: &str| js::path(&before, path).filter(|v| js::is_truthy(Some(v)));
    let email = truthy("emails.0.value").or_else(|| truthy("email"));
    let name = truthy("displayName").or_else(|| truthy("name"));
    let own = if let Some(Value::Object(own)) = members.get("_json") { own.clone() } else { Map::new() };
    let brings_id = own.contains_key("id");
    members.extend(own);
    for (member, value) in [("email", email), ("name", name)] {
        if let Some(value) = value {
            members.insert(member.to_owned(), value);
        }
    }
    brings_id
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::wire::SettingValue;

    fn rules(flow: Flow, fields: &[(&str, &str)]) -> Rules {
        let text = |(name, value): &(&str, &str)| ((*name).to_owned(), SettingValue::Text((*value).to_owned()));
        Rules::new(flow, &Settings(fields.iter().map(text).collect()))
    }

    const ADVISED: [(&str, &str); 3] =
        [("username_field", " preferred_username "), ("email_field", "email"), ("name_field", "name")];

    fn advised(answer: Value) -> Result<Profile, Stop> {
        rules(Flow::Classic, &ADVISED).read(answer)
    }

    fn passport(answer: Value) -> Profile {
        rules(Flow::Passport, &ADVISED).read(answer).expect("a profile")
    }

    fn user() -> Value {
        json!({ "sub": "alice", "preferred_username": "al", "email": "al@x", "name": "Al" })
    }

    fn with(change: &Value) -> Value {
        let mut user = user();
        let change = change.as_object().expect("an object").clone();
        user.as_object_mut().expect("an object").extend(change);
        user
    }

    #[test]
    fn an_ordinary_user() {
        let p = advised(user()).unwrap();
        assert_eq!((p.id, p.id_from.as_str()), (Some(json!("alice")), "sub"));
        assert_eq!((p.username, p.email, p.name), (Some(json!("al")), Some(json!("al@x")), Some(json!("Al"))));
    }

    #[test]
    fn without_fields_there_is_no_username() {
        let p = rules(Flow::Classic, &[]).read(json!({ "sub": "alice", "username": "al", "email": "e" })).unwrap();
        assert_eq!((p.username, p.email, p.name), (None, Some(json!("e")), Some(json!("al"))));
        let p = rules(Flow::Classic, &[]).read(json!({ "sub": "alice" })).unwrap();
        assert_eq!((p.username, p.email, p.name), (None, None, None));
    }

    #[test]
    fn fields_that_come_to_nothing() {
        for bad in [json!(null), json!(0), json!(""), json!(false)] {
            let stop = advised(with(&json!({ "preferred_username": bad }))).unwrap_err();
            assert!(matches!(stop, Stop::Field("username_field", _)), "{stop:?}");
            let stop = advised(with(&json!({ "email": bad }))).unwrap_err();
            assert!(matches!(stop, Stop::Field("email_field", _)), "{stop:?}");
        }
        assert_eq!(advised(with(&json!({ "preferred_username": [] }))).unwrap().username, Some(json!([])));
        let broken = rules(Flow::Classic, &[("name_field", "{{/(/::name}}")]).read(user()).unwrap_err();
        assert!(matches!(broken, Stop::Field("name_field", _)));
        assert!(matches!(advised(json!([])).unwrap_err(), Stop::Answer(_)));
    }

    #[test]
    fn the_first_name_counts() {
        let name = |change: Value| advised(with(&change)).unwrap().name;
        assert_eq!(name(json!({ "name": "" })), Some(json!("al")), "the Username field's result comes second");
        assert_eq!(name(json!({ "name": 42 })), Some(json!(42)));
        let bare = |answer: Value| rules(Flow::Classic, &[("name_field", "x")]).read(answer).unwrap().name;
        assert_eq!(bare(json!({ "sub": "s", "nickname": "n", "userName": "u" })), Some(json!("n")));
        assert_eq!(bare(json!({ "sub": "s", "user": { "name": "u" } })), Some(json!("u")));
        assert_eq!(bare(json!({ "sub": "s", "preferred_username": "p", "CharacterName": "c" })), Some(json!("c")));
    }

    #[test]
    fn a_falsy_id_has_no_username() {
        let p = advised(json!({ "id": 0, "preferred_username": "al", "email": "e", "name": "N" })).unwrap();
        assert_eq!((p.id, p.username, p.email, p.name), (Some(json!(0)), None, Some(json!("e")), Some(json!("N"))));
    }

    #[test]
    fn dots_in_names_become_underscores_at_last() {
        let p = advised(with(&json!({ "https://x.org/roles": ["a"], "a": [{ "c.d": 1 }] }))).unwrap();
        assert_eq!(p.members.get("https://x_org/roles"), Some(&json!(["a"])));
        assert_eq!(p.members.get("a"), Some(&json!([{ "c_d": 1 }])));
        let stop = rules(Flow::Classic, &[("username_field", "a_b")]).read(json!({ "sub": "s", "a.b": "x" }));
        assert!(stop.is_err());
    }

    #[test]
    fn passport_has_names_of_its_own() {
        let p = passport(with(&json!({ "displayName": "D", "emails": [{ "value": "v@x" }] })));
        assert_eq!((p.email, p.name), (Some(json!("v@x")), Some(json!("D"))));
        let p = passport(with(&json!({ "_json": { "id": "j", "username": "ju", "email": "je@x", "name": "J" } })));
        assert_eq!((p.id, p.id_from.as_str(), p.username), (Some(json!("j")), "_json.id", Some(json!("ju"))));
        assert_eq!((p.email, p.name), (Some(json!("al@x")), Some(json!("Al"))));
        assert_eq!(passport(with(&json!({ "_json": { "username": "" } }))).username, Some(json!("")));
        let p = rules(Flow::Passport, &[]).read(json!({ "sub": "s", "_json": { "email": "je@x", "name": "J" } })).unwrap();
        assert_eq!((p.email, p.name), (Some(json!("je@x")), Some(json!("J"))));
        let p = rules(Flow::Passport, &[]).read(json!({ "sub": "s", "_json": { "email": 5 } })).unwrap();
        assert_eq!(p.email, Some(json!(5)), "of any type");
        assert_eq!(advised(with(&json!({ "displayName": "D", "_json": { "id": "j" } }))).unwrap().name, Some(json!("Al")));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i8>().prop_map(|n| json!(n)),
            "[a-c@.]{0,3}".prop_map(Value::String)
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            let name = "id|_id|sub|result|user|userid|emails|address|email|name|_json|ocs|data|metadata|uid|a\\.b";
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
                prop::collection::btree_map(name, inner, 0..5).prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_answer_is_too_odd(answer in any_json()) {
            for flow in [Flow::Classic, Flow::Passport] {
                let _ = rules(flow, &ADVISED).read(answer.clone());
                let _ = rules(flow, &[("username_field", "{{user.name}}"), ("name_field", "{{/(.)/::result}}")]).read(answer.clone());
            }
        }
    }
}
