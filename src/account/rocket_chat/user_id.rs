//! The steps by which Rocket.Chat finds the id of a user in an answer, made for many providers.

use serde_json::{Map, Value};

use crate::js;

/// An answer after the steps.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Identified {
    /// Its members, `id` and `email` set where a step set them.
    pub(super) members: Map<String, Value>,
    /// The member that became `id`; `id` itself if it was there.
    pub(super) id_from: &'static str,
}

/// Takes the steps.
///
/// # Errors
/// With what the answer is, when the app cannot go on with it.
pub(super) fn identified(answer: Value) -> Result<Identified, String> {
    let Value::Object(mut members) = answer else {
        return Err(crate::oidc::json::type_words(&answer).to_owned());
    };
    let mut id_from = "id";
    if let Some(id) = truthy(&members, "_id").filter(|_| lacks_id(&members)) {
        members.insert("id".to_owned(), id);
        id_from = "_id";
    }
    if let Some(result) = truthy(&members, "result") {
        let Value::Object(inner) = result else {
            return Err(format!("an object whose member \"result\", {}, replaces it", crate::oidc::json::type_words(&result)));
        };
        members = inner;
        id_from = "id of result";
    }
    for name in ["ID", "user_id", "CharacterID"] {
        take(&mut members, &mut id_from, name, name);
    }
    if let Some(user) = truthy(&members, "user").filter(|_| lacks_id(&members)) {
        let of_user = |name: &str| js::member(&user, name).filter(|v| js::is_truthy(Some(v)));
        if let Some(userid) = of_user("userid") {
            let secured = of_user("userid_sec").and_then(|list| js::member(&list, "0")).filter(|v| js::is_truthy(Some(v)));
            members.insert("id".to_owned(), secured.unwrap_or(userid));
            id_from = "user.userid";
            overwrite(&mut members, "email", js::member(&user, "email"));
        }
    }
    if let Some(user) = truthy(&members, "user").filter(|_| lacks_id(&members))
        && let Some(id) = js::member(&user, "user_id").filter(|v| js::is_truthy(Some(v)))
    {
        members.insert("id".to_owned(), id);
        id_from = "user.user_id";
        overwrite(&mut members, "email", js::member(&user, "user_email"));
    }
    for name in ["phid", "sub"] {
        take(&mut members, &mut id_from, name, name);
    }
    if lacks_id(&members)
        && let Some(uid) = js::path(&Value::Object(members.clone()), "metadata.uid").filter(|v| js::is_truthy(Some(v)))
    {
        members.insert("id".to_owned(), uid);
        id_from = "metadata.uid";
        let name = members.get("fullName").cloned();
        overwrite(&mut members, "name", name);
    }
    take(&mut members, &mut id_from, "userid", "userid");
    if lacks_id(&members)
        && let Some(data) = js::path(&Value::Object(members.clone()), "ocs.data")
        && let Some(id) = js::member(&data, "id").filter(|v| js::is_truthy(Some(v)))
    {
        members.insert("id".to_owned(), id);
        id_from = "ocs.data.id";
        overwrite(&mut members, "name", js::member(&data, "displayname"));
        overwrite(&mut members, "email", js::member(&data, "email"));
    }
    if !js::is_truthy(members.get("email"))
        && let Some(Value::Array(list)) = members.get("emails")
        && let Some(first) = list.first()
    {
        if first.is_null() {
            return Err("an object whose list \"emails\" begins with null".to_owned());
        }
        let address = js::member(first, "address").filter(|v| js::is_truthy(Some(v)));
        overwrite(&mut members, "email", address);
    }
    Ok(Identified { members, id_from })
}

fn truthy(members: &Map<String, Value>, name: &str) -> Option<Value> {
    members.get(name).filter(|v| js::is_truthy(Some(v))).cloned()
}

fn lacks_id(members: &Map<String, Value>) -> bool {
    !js::is_truthy(members.get("id"))
}

fn take(members: &mut Map<String, Value>, id_from: &mut &'static str, name: &str, from: &'static str) {
    if lacks_id(members)
        && let Some(id) = truthy(members, name)
    {
        members.insert("id".to_owned(), id);
        *id_from = from;
    }
}

/// Sets a member, also to nothing.
fn overwrite(members: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => drop(members.insert(name.to_owned(), value)),
        None => drop(members.remove(name)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn id(answer: Value) -> (Option<Value>, &'static str, Option<Value>) {
        let i = identified(answer).expect("an object");
        (i.members.get("id").cloned(), i.id_from, i.members.get("email").cloned())
    }

    #[test]
    fn one_step_after_the_other() {
        for (answer, want, from) in [
            (json!({ "sub": "s" }), "s", "sub"),
            (json!({ "sub": "s", "id": "i" }), "i", "id"),
            (json!({ "sub": "s", "id": null }), "s", "sub"),
            (json!({ "sub": "s", "id": "", "_id": "m" }), "m", "_id"),
            (json!({ "sub": "s", "ID": "w", "user_id": "u" }), "w", "ID"),
            (json!({ "sub": "s", "user_id": "u", "CharacterID": "c" }), "u", "user_id"),
            (json!({ "sub": "s", "CharacterID": "c" }), "c", "CharacterID"),
            (json!({ "sub": "s", "phid": "p" }), "p", "phid"),
            (json!({ "sub": "s", "userid": "x", "metadata": { "uid": "m" } }), "s", "sub"),
            (json!({ "metadata": { "uid": "m" }, "userid": "x" }), "m", "metadata.uid"),
            (json!({ "userid": "x" }), "x", "userid"),
            (json!({ "ocs": { "data": { "id": "n" } } }), "n", "ocs.data.id"),
            (json!({ "sub": "s", "result": { "id": "r", "_id": "z" } }), "r", "id of result"),
            (json!({ "sub": "s", "result": { "sub": "r" } }), "r", "sub"),
            (json!({ "sub": "s", "result": 0 }), "s", "sub"),
            (json!({ "user": { "userid": "d", "userid_sec": ["e"] } }), "e", "user.userid"),
            (json!({ "user": { "userid": "d", "userid_sec": "xy" } }), "x", "user.userid"),
            (json!({ "user": { "userid": "d", "userid_sec": [""] } }), "d", "user.userid"),
        ] {
            let (id, id_from, _) = id(answer.clone());
            assert_eq!((id, id_from), (Some(json!(want)), from), "{answer}");
        }
    }

    #[test]
    fn other_attributes_are_overwritten() {
        assert_eq!(id(json!({ "sub": "s", "email": "e", "user": { "userid": "d" } })).2, None);
        assert_eq!(id(json!({ "email": "e", "user": { "user_id": "d", "user_email": "f" } })).2, Some(json!("f")));
        assert_eq!(id(json!({ "sub": "s", "email": "e", "emails": [{ "address": "f" }] })).2, Some(json!("e")));
        assert_eq!(id(json!({ "sub": "s", "email": "", "emails": [{ "address": "f" }] })).2, Some(json!("f")));
        assert_eq!(id(json!({ "sub": "s", "email": "", "emails": [{ "address": 0 }] })).2, None);
        let nextcloud = identified(json!({ "name": "a", "ocs": { "data": { "id": "n", "displayname": "N" } } })).unwrap();
        assert_eq!(nextcloud.members.get("name"), Some(&json!("N")));
        let openshift = identified(json!({ "name": "a", "metadata": { "uid": "n" } })).unwrap();
        assert_eq!(openshift.members.get("name"), None);
    }

    #[test]
    fn no_id_at_all() {
        for answer in [json!({}), json!({ "sub": null }), json!({ "sub": 0 }), json!({ "sub": "s", "result": { "_id": "x" } })] {
            assert_eq!(id(answer).0, None);
        }
        assert_eq!(id(json!({ "id": null })).0, Some(Value::Null), "there, and still nothing");
    }

    #[test]
    fn what_nothing_can_be_made_of() {
        for bad in [
            json!(null),
            json!("text"),
            json!(1),
            json!(true),
            json!([{ "sub": "s" }]),
            json!({ "sub": "s", "result": "ok" }),
            json!({ "sub": "s", "result": true }),
            json!({ "sub": "s", "result": [] }),
            json!({ "sub": "s", "emails": [null] }),
        ] {
            assert!(identified(bad.clone()).is_err(), "{bad}");
        }
        assert!(identified(json!({ "sub": "s", "email": "e", "emails": [null] })).is_ok());
    }
}
