//! The JSON Schema of suite files, for editors: the Rust types, and for each check and each account rule its own parameters.

use std::collections::BTreeSet;

use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::model::Suite;
use crate::account::FieldRule;
use crate::checks;

/// `$id` of the schema.
pub const SCHEMA_ID: &str = "oidc-compat/suite/v1";
/// Name of the definition that stands for `"$setting"`.
const FROM_SETTING: &str = "FromSetting";

/// The schema, with this `$id`.
pub fn schema(id: &str) -> Value {
    let mut generator = SchemaGenerator::default();
    let checks = checks::all();
    let of_checks: Vec<Params> = checks.iter().map(|c| Params::of(c.meta.id, c.params_schema(&mut generator))).collect();
    let rules = names_of::<FieldRule>(&mut generator);
    let typed = |name: &String| serde_json::from_value::<FieldRule>(Value::String(name.clone())).ok();
    let of_rules: Vec<Params> =
        rules.iter().filter_map(|name| Some(Params::of(name, typed(name)?.params_schema(&mut generator)))).collect();

    let mut root = generator.into_root_schema_for::<Suite>();
    root.insert("$id".to_owned(), id.into());
    root.insert("title".to_owned(), "Suite file of oidc-compat".into());
    let mut root = root.to_value();
    inner_tables(&mut root, of_checks.iter().chain(&of_rules));
    if let Some(properties) = root.pointer_mut("/properties").and_then(Value::as_object_mut) {
        properties.insert("$schema".to_owned(), json!({ "type": "string", "description": "Name of this schema, for editors." }));
    }
    let titles: Vec<&str> = checks.iter().map(|c| c.meta.title).collect();
    let ids: Vec<&str> = checks.iter().map(|c| c.meta.id).collect();
    if let Some(check) = root.pointer_mut("/$defs/Requirement/properties/check").and_then(Value::as_object_mut) {
        check.insert("enum".to_owned(), json!(ids));
        // What Even Better TOML and taplo show beside each value.
        check.insert("x-taplo".to_owned(), json!({ "docs": { "enumValues": titles } }));
    }
    conditions(&mut root, "Requirement", "check", &of_checks);
    conditions(&mut root, "AccountRow", "rule", &of_rules);
    if let Some(definitions) = root.pointer_mut("/$defs").and_then(Value::as_object_mut) {
        let description = "\"$name\": the value of the setting of this name.";
        definitions.insert(FROM_SETTING.to_owned(), json!({ "type": "string", "pattern": "^\\$.", "description": description }));
    }
    root
}

/// The parameters of one check or rule.
struct Params {
    name: String,
    schema: Value,
}

impl Params {
    fn of(name: &str, schema: Schema) -> Self {
        let mut schema = schema.to_value();
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.values_mut().for_each(or_from_setting);
        }
        if let Some(members) = schema.as_object_mut() {
            members.remove("title");
            members.remove("$schema");
        }
        Self { name: name.to_owned(), schema }
    }

    fn is_none(&self) -> bool {
        self.schema.get("properties").and_then(Value::as_object).is_none_or(Map::is_empty)
    }
}

/// What holds for a parameter holds for the members of one that is a table, too.
fn inner_tables<'p>(root: &mut Value, params: impl Iterator<Item = &'p Params>) {
    let mut left: Vec<String> = params.flat_map(|p| references(&p.schema)).collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = left.pop().filter(|_| seen.len() < 1000) {
        if !seen.insert(name.clone()) {
            continue;
        }
        let Some(definition) = root.pointer_mut(&format!("/$defs/{name}")) else { continue };
        left.extend(references(definition));
        if let Some(properties) = definition.get_mut("properties").and_then(Value::as_object_mut) {
            properties.values_mut().for_each(or_from_setting);
        }
    }
}

/// Names of the definitions that a schema refers to.
fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/")).map(str::to_owned);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// A parameter may also be the text `"$setting"`; where it is a text anyway, nothing has to be said.
fn or_from_setting(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    if let Some(items) = members.get_mut("items") {
        or_from_setting(items);
    }
    let is_text = match members.get("type") {
        Some(Value::String(kind)) => kind == "string",
        Some(Value::Array(kinds)) => kinds.iter().any(|k| k == "string"),
        _ => false,
    };
    if is_text && !members.contains_key("enum") {
        return;
    }
    let kept: Map<String, Value> =
        ["description", "default"].iter().filter_map(|k| Some(((*k).to_owned(), members.remove(*k)?))).collect();
    let own = std::mem::take(members);
    members.extend(kept);
    members.insert("anyOf".to_owned(), json!([own, { "$ref": format!("#/$defs/{FROM_SETTING}") }]));
}

/// For each value of `key`, what `params` may hold.
fn conditions(root: &mut Value, definition: &str, key: &str, all: &[Params]) {
    let Some(definition) = root.pointer_mut(&format!("/$defs/{definition}")).and_then(Value::as_object_mut) else { return };
    let bare: Vec<&str> = all.iter().filter(|p| p.is_none()).map(|p| p.name.as_str()).collect();
    let mut cases = vec![json!({
        "if": { "properties": { key: { "enum": bare } }, "required": [key] },
        "then": { "properties": { "params": { "maxProperties": 0 } } },
    })];
    for params in all.iter().filter(|p| !p.is_none()) {
        let mut then = json!({ "properties": { "params": params.schema } });
        if params.schema.get("required").and_then(Value::as_array).is_some_and(|r| !r.is_empty()) {
            then["required"] = json!(["params"]);
        }
        cases.push(json!({ "if": { "properties": { key: { "const": params.name } }, "required": [key] }, "then": then }));
    }
    definition.insert("allOf".to_owned(), Value::Array(cases));
}

/// The values of an enumeration.
fn names_of<T: schemars::JsonSchema>(generator: &mut SchemaGenerator) -> Vec<String> {
    let schema = T::json_schema(generator).to_value();
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    let one_by_one = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let inside = one_by_one.flat_map(|one| {
        let listed = one.get("enum").and_then(Value::as_array).into_iter().flatten();
        listed.chain(one.get("const"))
    });
    listed.chain(inside).filter_map(Value::as_str).map(str::to_owned).collect()
}
