//! Reading a table of the plan file key by key: what nobody asks for is a fault, shown with its line and the nearest known key.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::known::nearest;
use crate::snippet::Fault;

/// One table, read key by key. Every key that is asked for becomes a known one.
pub(super) struct Reader<'t> {
    table: &'t DeTable<'t>,
    /// Where the table stands, in bytes, for what is missing in it.
    span: Range<usize>,
    /// How the table is called: `the plan file`, `[client]`.
    name: String,
    asked: BTreeSet<&'static str>,
    faults: &'t RefCell<Vec<Fault>>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(table: &'t DeTable<'t>, span: Range<usize>, name: &str, faults: &'t RefCell<Vec<Fault>>) -> Self {
        Self { table, span, name: name.to_owned(), asked: BTreeSet::new(), faults }
    }

    pub(super) fn complain(&self, span: Range<usize>, title: String, label: &str, help: Option<String>) {
        self.faults.borrow_mut().push(Fault { span, title, label: label.to_owned(), help });
    }

    fn ask(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.insert(key);
        self.table.get(key)
    }

    fn wrong<T>(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) -> Option<T> {
        let found = article(value.get_ref().type_str());
        self.complain(value.span(), format!("`{key}` is {found}"), &format!("expected {wanted}"), None);
        None
    }

    /// A text.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        self.spanned_text(key).map(Spanned::into_inner)
    }

    /// A text with its place.
    pub(super) fn spanned_text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.ask(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some(Spanned::new(value.span(), text.to_owned())),
            None => self.wrong(key, value, "a text in quotes"),
        }
    }

    /// A text that must be there.
    pub(super) fn required_text(&mut self, key: &'static str, example: &str) -> Option<Spanned<String>> {
        if self.table.get(key).is_none() {
            self.asked.insert(key);
            let title = format!("{} has no `{key}`", self.name);
            self.complain(self.span.clone(), title, "", Some(format!("add a line like `{key} = {example}`")));
            return None;
        }
        self.spanned_text(key)
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let value = self.ask(key)?;
        value.get_ref().as_bool().or_else(|| self.wrong(key, value, "true or false, without quotes"))
    }

    /// A whole number that is not negative.
    pub(super) fn number(&mut self, key: &'static str) -> Option<u64> {
        let value = self.ask(key)?;
        let number = value.get_ref().as_integer().and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
        number.or_else(|| self.wrong(key, value, "a whole number, without quotes"))
    }

    /// A list of texts, or one text alone.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<String> {
        let Some(value) = self.ask(key) else { return Vec::new() };
        if let Some(text) = value.get_ref().as_str() {
            return vec![text.to_owned()];
        }
        let wanted = "a text in quotes, or a list of them";
        let Some(items) = value.get_ref().as_array() else {
            self.wrong::<()>(key, value, wanted);
            return Vec::new();
        };
        items.iter().filter_map(|i| i.get_ref().as_str().map(str::to_owned).or_else(|| self.wrong(key, i, wanted))).collect()
    }

    /// A date, in quotes or not.
    pub(super) fn date(&mut self, key: &'static str) -> Option<jiff::civil::Date> {
        let value = self.ask(key)?;
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Datetime(date) => Some(date.to_string()),
            _ => None,
        };
        text.and_then(|t| t.parse().ok()).or_else(|| self.wrong(key, value, "a date like 2027-01-31"))
    }

    /// A table.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Reader<'t>> {
        let value = self.ask(key)?;
        match value.get_ref().as_table() {
            Some(table) => Some(Reader::new(table, value.span(), &format!("[{key}]"), self.faults)),
            None => self.wrong(key, value, &format!("a table, as in [{key}]")),
        }
    }

    /// A text, or a table.
    pub(super) fn text_or_table(&mut self, key: &'static str) -> (Option<String>, Option<Reader<'t>>) {
        match self.table.get(key).map(|v| v.get_ref()) {
            Some(DeValue::Table(_)) => (None, self.table(key)),
            _ => (self.text(key), None),
        }
    }

    /// Where the table stands.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The members that are texts, under whatever names; others are faults, but for tables where there may be some.
    pub(super) fn texts_by_name(&self, beside_tables: bool) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for (name, value) in self.table {
            match value.get_ref() {
                DeValue::String(text) => out.push((name.get_ref().to_string(), text.to_string())),
                DeValue::Table(_) if beside_tables => {}
                _ => drop(self.wrong::<()>(name.get_ref(), value, "a text in quotes")),
            }
        }
        out
    }

    /// A status, or a list of them.
    pub(super) fn statuses(&mut self, key: &'static str) -> Vec<u16> {
        let Some(value) = self.ask(key) else { return Vec::new() };
        let wanted = "a status like 200, or a list of them";
        let one = |value: &Spanned<DeValue<'_>>| {
            let number = value.get_ref().as_integer().and_then(|n| u16::from_str_radix(n.as_str(), n.radix()).ok());
            number.filter(|status| (100..600).contains(status)).or_else(|| self.wrong(key, value, wanted))
        };
        match value.get_ref().as_array() {
            Some(items) => items.iter().filter_map(one).collect(),
            None => one(value).into_iter().collect(),
        }
    }

    /// Anything that JSON has a word for.
    pub(super) fn json(&mut self, key: &'static str) -> Option<serde_json::Value> {
        let value = self.ask(key)?;
        self.as_json(key, value)
    }

    fn as_json(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<serde_json::Value> {
        use serde_json::Value;
        Some(match value.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Boolean(on) => Value::Bool(*on),
            DeValue::Integer(n) => match i64::from_str_radix(n.as_str(), n.radix()) {
                Ok(number) => Value::from(number),
                Err(_) => return self.wrong(key, value, "a smaller number"),
            },
            DeValue::Float(n) => match n.as_str().parse::<f64>() {
                Ok(number) => Value::from(number),
                Err(_) => return self.wrong(key, value, "a number that JSON knows"),
            },
            DeValue::Datetime(_) => return self.wrong(key, value, "a text in quotes"),
            DeValue::Array(items) => Value::Array(items.iter().map(|i| self.as_json(key, i)).collect::<Option<_>>()?),
            DeValue::Table(members) => {
                let one = |(name, value): (&Spanned<std::borrow::Cow<'_, str>>, _)| {
                    Some((name.get_ref().to_string(), self.as_json(key, value)?))
                };
                Value::Object(members.iter().map(one).collect::<Option<_>>()?)
            }
        })
    }

    /// A list of tables.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Reader<'t>> {
        let Some(value) = self.ask(key) else { return Vec::new() };
        let wanted = format!("a list of tables, as in [[{key}]]");
        let Some(items) = value.get_ref().as_array() else {
            self.wrong::<()>(key, value, &wanted);
            return Vec::new();
        };
        let one = |item: &'t Spanned<DeValue<'t>>| match item.get_ref().as_table() {
            Some(table) => Some(Reader::new(table, item.span(), &format!("[[{key}]]"), self.faults)),
            None => self.wrong(key, item, &wanted),
        };
        items.iter().filter_map(one).collect()
    }

    /// A text, a list of texts (`from-app = ["…", "…"]`), or a table with one text per app.
    pub(super) fn texts_or_texts_by_name(&mut self, key: &'static str) -> Vec<(Option<Spanned<String>>, String)> {
        match self.table.get(key).map(|v| v.get_ref()) {
            Some(DeValue::Array(_)) => self.texts(key).into_iter().map(|text| (None, text)).collect(),
            _ => self.text_or_texts_by_name(key),
        }
    }

    /// A text, or a table of texts whose keys are free (`app-url = "…"`, `[app-url]` with one line per app).
    pub(super) fn text_or_texts_by_name(&mut self, key: &'static str) -> Vec<(Option<Spanned<String>>, String)> {
        let Some(value) = self.ask(key) else { return Vec::new() };
        let wanted = format!("a text in quotes, or a table [{key}] with one text per app");
        match value.get_ref() {
            DeValue::String(text) => vec![(None, text.to_string())],
            DeValue::Table(table) => {
                let one = |(name, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
                    let text =
                        value.get_ref().as_str().map(str::to_owned).or_else(|| self.wrong(name.get_ref(), value, &wanted))?;
                    Some((Some(Spanned::new(name.span(), name.get_ref().to_string())), text))
                };
                table.iter().filter_map(one).collect()
            }
            _ => {
                self.wrong::<()>(key, value, &wanted);
                Vec::new()
            }
        }
    }

    /// The members that are tables and that nobody asked for by name.
    pub(super) fn tables_by_name(&self) -> Vec<(Spanned<String>, Reader<'t>)> {
        let one = |(name, value): (&Spanned<std::borrow::Cow<'t, str>>, &'t Spanned<DeValue<'t>>)| {
            let table = value.get_ref().as_table()?;
            let title = format!("{}.{:?}]", self.name.trim_end_matches(']'), name.get_ref());
            let reader = Reader::new(table, name.span(), &title, self.faults);
            Some((Spanned::new(name.span(), name.get_ref().to_string()), reader))
        };
        self.table.iter().filter(|(name, _)| !self.asked.contains(name.get_ref().as_ref())).filter_map(one).collect()
    }

    /// Every member as text, with dotted names for members of members: an app's settings.
    pub(super) fn flat(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        self.flatten(self.table, "", &mut out);
        out
    }

    fn flatten(&self, table: &DeTable<'_>, before: &str, out: &mut Vec<(String, String)>) {
        for (name, value) in table {
            let name = format!("{before}{}", name.get_ref());
            match value.get_ref() {
                DeValue::String(text) => out.push((name, text.to_string())),
                DeValue::Boolean(on) => out.push((name, on.to_string())),
                DeValue::Integer(n) => out.push((name, n.as_str().to_owned())),
                DeValue::Table(members) => self.flatten(members, &format!("{name}."), out),
                _ => {
                    self.wrong::<()>(&name, value, "a text, a whole number, true or false");
                }
            }
        }
    }

    /// The last word: keys that nobody asked for.
    pub(super) fn finish(self, tables_have_free_names: bool) {
        for (name, value) in self.table {
            let key = name.get_ref().as_ref();
            if self.asked.contains(key) || tables_have_free_names && value.get_ref().is_table() {
                continue;
            }
            let (title, help) = match nearest(key, self.asked.iter().copied()) {
                Some(near) => (format!("unknown key `{key}` in {}", self.name), format!("did you mean `{near}`?")),
                None => {
                    let known: Vec<String> = self.asked.iter().map(|k| format!("`{k}`")).collect();
                    (format!("unknown key `{key}` in {}", self.name), format!("the keys here are {}", known.join(", ")))
                }
            };
            self.complain(name.span(), title, "", Some(help));
        }
    }
}

fn article(kind: &str) -> String {
    match kind {
        "integer" | "array" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}
