//! From TOML to a [`Suite`]: entry by entry, so that one slip does not hide the next, and every fault has its line.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::model::Suite;
use super::words::{Slip, listed, plainly};
use crate::snippet::Fault;

/// A suite with the places of its parts.
pub(super) struct Parsed<'t> {
    pub(super) suite: Suite,
    pub(super) places: Places<'t>,
}

/// Where things stand in the file, in bytes.
#[derive(Clone)]
pub(super) struct Places<'t> {
    root: DeTable<'t>,
}

/// One step down: a key, or the number of an entry.
#[derive(Clone, Copy)]
pub(super) enum At<'p> {
    Key(&'p str),
    Entry(usize),
}

/// Reads a suite.
///
/// # Errors
/// With every fault of its form.
pub(super) fn parse(text: &str) -> Result<Parsed<'_>, Vec<Fault>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(Fault::not_toml(errors));
    }
    let span = root.span();
    let mut rest = root.into_inner();
    let places = Places { root: rest.clone() };
    let mut faults = Vec::new();
    let settings = entries(&mut rest, "setting", &mut faults);
    let requirements = entries(&mut rest, "requirement", &mut faults);
    let account = entries(&mut rest, "account", &mut faults);
    // The name of the schema is for editors.
    rest.remove("$schema");
    let suite: Option<Suite> = read(Spanned::new(span, DeValue::Table(rest)), "the suite file", &mut faults);
    match suite {
        Some(suite) if faults.is_empty() => Ok(Parsed { suite: Suite { settings, requirements, account, ..suite }, places }),
        _ => {
            faults.sort_by_key(|f| f.span.start);
            Err(faults)
        }
    }
}

/// Takes the entries of one list of tables out of the file.
fn entries<T: DeserializeOwned>(rest: &mut DeTable<'_>, key: &str, faults: &mut Vec<Fault>) -> Vec<T> {
    let Some(value) = rest.remove(key) else { return Vec::new() };
    let span = value.span();
    let wrong = |span: Range<usize>| Fault::new(span, format!("`{key}` is no list of tables"), Some(format!("write [[{key}]]")));
    let DeValue::Array(items) = value.into_inner() else {
        faults.push(wrong(span));
        return Vec::new();
    };
    let name = format!("[[{key}]]");
    items.into_iter().filter_map(|item| read(item, &name, faults)).collect()
}

fn read<T: DeserializeOwned>(value: Spanned<DeValue<'_>>, name: &str, faults: &mut Vec<Fault>) -> Option<T> {
    let whole = value.span();
    T::deserialize(ValueDeserializer::from(value))
        .map_err(|error| faults.push(fault(error.message(), error.span().unwrap_or(whole), name)))
        .ok()
}

/// A fault out of what the reader of TOML says.
fn fault(message: &str, span: Range<usize>, name: &str) -> Fault {
    match Slip::of(message) {
        Slip::Unknown { kind: "field", name: key, known } => {
            Fault::new(span, format!("unknown key `{key}`"), listed(key, &known))
        }
        Slip::Unknown { name: value, known, .. } => {
            Fault::new(span, format!("`{value}` is no value that is known here"), listed(value, &known))
        }
        Slip::Missing(key) => Fault::new(span, format!("{name} has no `{key}`"), Some(format!("add a line `{key} = …`"))),
        Slip::Other(message) => Fault { label: plainly(message), ..Fault::new(span, "this value cannot be used", None) },
    }
}

impl Places<'_> {
    /// The place of what this path names, or of the nearest thing around it.
    pub(super) fn of(&self, path: &[At<'_>]) -> Range<usize> {
        let mut span = 0..0;
        let mut table = Some(&self.root);
        let mut value: Option<&Spanned<DeValue<'_>>> = None;
        for step in path {
            let next = match step {
                At::Key(key) => table.and_then(|t| t.get(*key)),
                At::Entry(number) => value.and_then(|v| v.get_ref().as_array()).and_then(|items| items.get(*number)),
            };
            let Some(next) = next else { return span };
            span = next.span();
            table = next.get_ref().as_table();
            value = Some(next);
        }
        span
    }

    /// The place of a key of the table that this path names.
    pub(super) fn of_key(&self, path: &[At<'_>], key: &str) -> Range<usize> {
        let mut table = Some(&self.root);
        let mut value: Option<&Spanned<DeValue<'_>>> = None;
        for step in path {
            let next = match step {
                At::Key(key) => table.and_then(|t| t.get(*key)),
                At::Entry(number) => value.and_then(|v| v.get_ref().as_array()).and_then(|items| items.get(*number)),
            };
            table = next.and_then(|n| n.get_ref().as_table());
            value = next;
        }
        let found = table.and_then(|t| t.iter().find(|(name, _)| name.get_ref().as_ref() == key));
        found.map_or_else(|| self.of(path), |(name, _)| name.span())
    }
}
