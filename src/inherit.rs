//! A TOML file that is like another one: what it does not say is taken from there.
//!
//! ```toml
//! base = "rocketchat"          # the other file, by its `id`
//!
//! [wire.authorization]         # tables are laid over the base's, member by member
//! pkce = "always"
//!
//! [[requirement]]              # lists of requirements are this file's own, in its own order
//! base = "user-id"             # what this entry does not say is taken from the base's entry of that id
//! symptom = { login = "refused" }
//!
//! [[setting]]                  # entries of other lists are added to the base's, or replace those of the same name
//! name = "token_path"
//! ```

use toml::{Table, Value};

/// Keys by which entries of a list are told apart.
const NAMES: [&str; 3] = ["id", "name", "field"];

/// The id of the file that this one is like, if it is like one.
pub fn base_of(file: &Table) -> Option<&str> {
    file.get("base").and_then(Value::as_str)
}

/// The file with everything it takes from its base.
///
/// # Errors
/// With a sentence when it names an entry that its base does not have.
pub fn laid_over(base: &Table, file: Table) -> Result<Table, String> {
    let mut out = base.clone();
    for (key, own) in file {
        match (out.remove(&key), own) {
            (_, _) if key == "base" => {}
            (inherited, Value::Array(entries)) if key == "requirement" => {
                let inherited = inherited.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
                let entries: Result<Vec<Value>, String> = entries.into_iter().map(|entry| completed(&inherited, entry)).collect();
                out.insert(key, Value::Array(entries?));
            }
            (Some(Value::Array(inherited)), Value::Array(entries)) if entries.iter().any(Value::is_table) => {
                out.insert(key, Value::Array(joined(inherited, entries)));
            }
            (Some(Value::Table(inherited)), Value::Table(own)) => {
                out.insert(key, Value::Table(laid_over(&inherited, own)?));
            }
            (_, own) => {
                out.insert(key, own);
            }
        }
    }
    Ok(out)
}

fn name(entry: &Value) -> Option<&str> {
    NAMES.iter().find_map(|key| entry.get(key).and_then(Value::as_str))
}

fn completed(inherited: &[Value], entry: Value) -> Result<Value, String> {
    let Value::Table(mut own) = entry else { return Ok(entry) };
    let Some(Value::String(wanted)) = own.remove("base") else { return Ok(Value::Table(own)) };
    let found = inherited.iter().find(|e| name(e) == Some(wanted.as_str())).and_then(Value::as_table);
    let mut out = found.cloned().ok_or_else(|| format!("the base has no entry {wanted:?}"))?;
    out.extend(own);
    Ok(Value::Table(out))
}

fn joined(mut entries: Vec<Value>, own: Vec<Value>) -> Vec<Value> {
    for entry in own {
        match entries.iter_mut().find(|e| name(e).is_some() && name(e) == name(&entry)) {
            Some(place) => *place = entry,
            None => entries.push(entry),
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        text.parse().expect("TOML")
    }

    const BASE: &str = r#"
        id = "one"
        about = "a"
        [wire]
        agent = "x"
        [wire.token]
        order = ["a", "b"]
        [[setting]]
        name = "s"
        default = 1
        [[requirement]]
        id = "r"
        check = "c"
        impact = "info"
        [[requirement]]
        id = "q"
    "#;

    #[test]
    fn what_is_not_said_is_inherited() {
        let own = r#"
            base = "one"
            id = "two"
            [wire.token]
            order = ["b"]
            [[setting]]
            name = "t"
            [[setting]]
            name = "s"
            default = 2
            [[requirement]]
            base = "r"
            impact = "degrades"
            [[requirement]]
            id = "new"
        "#;
        let want = r#"
            id = "two"
            about = "a"
            [wire]
            agent = "x"
            [wire.token]
            order = ["b"]
            [[setting]]
            name = "s"
            default = 2
            [[setting]]
            name = "t"
            [[requirement]]
            id = "r"
            check = "c"
            impact = "degrades"
            [[requirement]]
            id = "new"
        "#;
        assert_eq!(base_of(&table(own)), Some("one"));
        assert_eq!(laid_over(&table(BASE), table(own)), Ok(table(want)));
    }

    #[test]
    fn an_entry_that_is_not_there_is_told() {
        let own = table("[[requirement]]\nbase = \"x\"");
        assert_eq!(laid_over(&table(BASE), own), Err("the base has no entry \"x\"".to_owned()));
    }
}
