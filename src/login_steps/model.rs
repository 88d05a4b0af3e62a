//! One step, as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::template::{Part, Template};

/// One step of a login.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub struct LoginStep {
    /// The page it applies to: a path, or a whole URL; `*` stands for anything. Query and fragment do not count.
    pub at: String,
    /// It is left out where the session has a cookie of this name; `*` stands for anything.
    pub unless_cookie: Option<String>,
    /// What it sends is good for one login of a run.
    pub once_per_run: bool,
    /// It is left out unless what earlier steps took is this; the empty text: they found nothing.
    pub when: BTreeMap<String, String>,
    /// What is done.
    pub act: Act,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Types into controls, told by CSS selectors. Nothing is sent yet.
    Fill(BTreeMap<String, Template>),
    /// Presses a button, follows a link, or sends a form, told by a CSS selector. Leaves the page.
    Click(String),
    /// A request of the page's own script.
    Call(Box<Call>),
    /// Opens a URL. Leaves the page.
    Go(Template),
}

/// A request that the page's own script would send.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The method.
    pub method: CallMethod,
    /// The URL, counted from the page.
    pub url: Template,
    /// Further headers.
    #[serde(default)]
    pub headers: BTreeMap<String, Template>,
    /// The body, a JSON document; texts in it are templates.
    #[serde(default)]
    pub json: Option<Value>,
    /// Statuses to go on with; none: every one from 200 to 299.
    #[serde(default)]
    pub expect: Statuses,
    /// Statuses that say that user, password or code are wrong; none: 401 and 403, where the request carries them.
    #[serde(default)]
    pub refused: Statuses,
    /// What to take from the answer: name, and JSON pointer of the member. One that ends in `?` may be missing.
    #[serde(default)]
    pub take: BTreeMap<String, String>,
}

/// Methods of such a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CallMethod {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
}

/// One status or several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "OneOrMany")]
pub struct Statuses(pub Vec<u16>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(u16),
    Many(Vec<u16>),
}

impl From<OneOrMany> for Statuses {
    fn from(given: OneOrMany) -> Self {
        match given {
            OneOrMany::One(status) => Self(vec![status]),
            OneOrMany::Many(statuses) => Self(statuses),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    at: String,
    unless_cookie: Option<String>,
    #[serde(default)]
    once_per_run: bool,
    #[serde(default)]
    when: BTreeMap<String, String>,
    fill: Option<BTreeMap<String, Template>>,
    click: Option<String>,
    call: Option<Call>,
    go: Option<Template>,
}

impl TryFrom<Written> for LoginStep {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { at, unless_cookie, once_per_run, when, fill, click, call, go } = written;
        let acts = [fill.map(Act::Fill), click.map(Act::Click), call.map(|c| Act::Call(Box::new(c))), go.map(Act::Go)];
        let step = Self { at, unless_cookie, once_per_run, when, act: Self::one_act(acts.into_iter().flatten().collect())? };
        step.selectors()?;
        if let Act::Call(call) = &step.act {
            call.templates()?;
        }
        Ok(step)
    }
}

impl LoginStep {
    /// The one thing that a step does.
    ///
    /// # Errors
    /// When there are none or several.
    pub fn one_act(acts: Vec<Act>) -> Result<Act, String> {
        let several = acts.len() > 1;
        let one = acts.into_iter().next().filter(|_| !several);
        one.ok_or_else(|| "a step does one thing: `fill`, `click`, `call` or `go`".to_owned())
    }

    /// Every selector can be read.
    ///
    /// # Errors
    /// With the one that cannot.
    pub fn selectors(&self) -> Result<(), String> {
        let all: Vec<&str> = match &self.act {
            Act::Fill(fields) => fields.keys().map(String::as_str).collect(),
            Act::Click(selector) => vec![selector],
            Act::Call(_) | Act::Go(_) => Vec::new(),
        };
        let wrong = all.into_iter().find(|text| scraper::Selector::parse(text).is_err());
        wrong.map_or(Ok(()), |text| Err(format!("{text:?} is no CSS selector, as in \"input[name=user]\" or \"#login button\"")))
    }

    /// Everything that is filled in, in whatever text.
    pub fn parts(&self) -> Vec<Part> {
        let templates: Vec<Template> = match &self.act {
            Act::Fill(fields) => fields.values().cloned().collect(),
            Act::Click(_) => Vec::new(),
            Act::Go(url) => vec![url.clone()],
            Act::Call(call) => {
                let body = call.templates().unwrap_or_default();
                std::iter::once(call.url.clone()).chain(call.headers.values().cloned()).chain(body).collect()
            }
        };
        templates.iter().flat_map(|template| template.parts().to_vec()).collect()
    }

    /// Whether it applies to the page at this URL.
    pub fn is_at(&self, url: &Url) -> bool {
        let mut bare = url.clone();
        bare.set_query(None);
        bare.set_fragment(None);
        fits(&self.at, url.path()) || fits(&self.at, bare.as_str())
    }
}

impl Call {
    /// The templates in the body, read.
    ///
    /// # Errors
    /// With the first text that is none.
    pub fn templates(&self) -> Result<Vec<Template>, String> {
        let mut out = Vec::new();
        collect(self.json.as_ref(), &mut out)?;
        Ok(out)
    }

    /// Something of the account's goes along.
    pub fn carries_credentials(&self) -> bool {
        let body = self.templates().unwrap_or_default();
        std::iter::once(&self.url).chain(self.headers.values()).chain(&body).any(Template::carries_credentials)
    }
}

fn collect(value: Option<&Value>, out: &mut Vec<Template>) -> Result<(), String> {
    match value {
        Some(Value::String(text)) => out.push(Template::parse(text).map_err(|e| e.to_string())?),
        Some(Value::Array(items)) => items.iter().try_for_each(|item| collect(Some(item), out))?,
        Some(Value::Object(members)) => members.values().try_for_each(|member| collect(Some(member), out))?,
        _ => {}
    }
    Ok(())
}

/// A text with stars for anything.
pub fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}
