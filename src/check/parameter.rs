//! The parameters of a check, in words: read out of their JSON Schema, so that they are written down once, in the code.

use schemars::SchemaGenerator;
use serde_json::{Map, Value};

use super::CheckDef;

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it takes: `text`, `list of text`, `one of userinfo, id-token` …
    pub kind: String,
    /// It must be given.
    pub required: bool,
    /// What it is.
    pub about: String,
}

impl CheckDef {
    /// What it takes, in the order of its type.
    pub fn parameters(&self) -> Vec<Parameter> {
        let mut generator = SchemaGenerator::default();
        let schema = self.params_schema(&mut generator).to_value();
        let definitions = generator.take_definitions(true);
        let required = |name: &str| {
            let list = schema.get("required").and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|r| r == name))
        };
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let one = |(name, property): (&String, &Value)| Parameter {
            name: name.clone(),
            kind: kind(property, &definitions, 0),
            required: required(name),
            about: property.get("description").and_then(Value::as_str).unwrap_or_default().replace('\n', " "),
        };
        properties.map(one).collect()
    }
}

fn kind(schema: &Value, definitions: &Map<String, Value>, depth: usize) -> String {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    if depth > 4 {
        return "value".to_owned();
    }
    if let Some(found) = text("$ref").and_then(|r| definitions.get(r.rsplit('/').next().unwrap_or_default())) {
        return kind(found, definitions, depth + 1);
    }
    let choices: Vec<&str> = ["enum", "oneOf", "anyOf"]
        .iter()
        .filter_map(|key| schema.get(*key)?.as_array())
        .flatten()
        .flat_map(|one| {
            one.as_str()
                .into_iter()
                .chain(one.get("const").and_then(Value::as_str))
                .chain(one.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str))
        })
        .collect();
    if !choices.is_empty() {
        return format!("one of {}", choices.join(", "));
    }
    if let Some(one) = schema.get("anyOf").and_then(Value::as_array).and_then(|all| all.first()) {
        return kind(one, definitions, depth + 1);
    }
    let name = match schema.get("type") {
        Some(Value::String(name)) => name.as_str(),
        Some(Value::Array(names)) => names.first().and_then(Value::as_str).unwrap_or_default(),
        _ => "",
    };
    match name {
        "string" => "text".to_owned(),
        "boolean" => "true or false".to_owned(),
        "integer" | "number" => "number".to_owned(),
        "array" => format!("list of {}", schema.get("items").map_or("values".to_owned(), |i| kind(i, definitions, depth + 1))),
        "object" => "table".to_owned(),
        _ => "value".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::checks;

    #[test]
    fn parameters_are_told_in_words() {
        let claims = checks::by_id("userinfo-claims-for-scope").unwrap().parameters();
        let told: Vec<(&str, &str, bool)> = claims.iter().map(|p| (p.name.as_str(), p.kind.as_str(), p.required)).collect();
        assert_eq!(told, [("scope", "text", true), ("claims", "list of text", true)]);
        assert!(checks::by_id("id-token-nonce").unwrap().parameters().is_empty());
        for check in checks::all() {
            for parameter in check.parameters() {
                assert!(parameter.about.len() > 5, "{}: {} is not described", check.meta.id, parameter.name);
                assert_ne!(parameter.kind, "value", "{}: {}", check.meta.id, parameter.name);
            }
        }
    }
}
