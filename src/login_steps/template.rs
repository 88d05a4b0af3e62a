//! Texts with places to fill: `{user}`, `{secret:NAME}`, `{page:PARAMETER}` …

use std::fmt;

use serde::{Deserialize, Deserializer};

/// A text with places to fill. `{{` stands for a brace.
#[derive(Clone, PartialEq, Eq)]
pub struct Template {
    written: String,
    parts: Vec<Part>,
}

/// A part of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The text itself.
    Text(String),
    /// The user of the test account.
    User,
    /// Its password.
    Password,
    /// The code of its second factor.
    Totp,
    /// A further secret.
    Secret(String),
    /// The whole query of the authorization request.
    Request,
    /// One parameter of the authorization request, decoded; empty when it is not there.
    RequestParameter(String),
    /// The URL of the page.
    Page,
    /// One parameter of that URL, decoded; empty when it is not there.
    PageParameter(String),
    /// What an earlier step took out of an answer.
    Taken(String),
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(String);

impl Template {
    /// Reads a text.
    ///
    /// # Errors
    /// When a brace is not closed, or there is nothing of this kind.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            plain.push_str(before);
            if let Some(escaped) = after.strip_prefix('{') {
                plain.push('{');
                rest = escaped;
                continue;
            }
            let (name, behind) = after
                .split_once('}')
                .ok_or_else(|| TemplateError(format!("a brace in {text:?} is not closed; {{{{ is a brace")))?;
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::named(name)?);
            rest = behind;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self { written: text.to_owned(), parts })
    }

    /// Its parts in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// As it was written; holds no secrets.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Something of the account's goes into it.
    pub fn carries_credentials(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Password | Part::Totp | Part::Secret(_)))
    }

    /// The text with everything filled in. `encode`: what is filled in is one component of a URL, unless it stands first: then
    /// it may be a whole URL.
    ///
    /// # Errors
    /// With what `value` says is missing.
    pub fn fill(&self, encode: bool, mut value: impl FnMut(&Part) -> Result<String, String>) -> Result<String, String> {
        let mut out = String::new();
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Request => out.push_str(&value(part)?),
                _ if encode && at > 0 => out.extend(url::form_urlencoded::byte_serialize(value(part)?.as_bytes())),
                _ => out.push_str(&value(part)?),
            }
        }
        Ok(out)
    }
}

impl Part {
    /// What a name between braces stands for.
    ///
    /// # Errors
    /// When there is nothing of this kind.
    pub fn named(name: &str) -> Result<Self, TemplateError> {
        let word = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        let part = match name.split_once(':') {
            Some(("secret", name)) if word(name) => Part::Secret(name.to_owned()),
            Some(("request", name)) if word(name) => Part::RequestParameter(name.to_owned()),
            Some(("page", name)) if word(name) => Part::PageParameter(name.to_owned()),
            None if name == "user" => Part::User,
            None if name == "password" => Part::Password,
            None if name == "totp" => Part::Totp,
            None if name == "request" => Part::Request,
            None if name == "page" => Part::Page,
            None if word(name) => Part::Taken(name.to_owned()),
            _ => {
                return Err(TemplateError(format!(
                    "{{{name}}} is nothing that can be filled in; there are {{user}}, {{password}}, {{totp}}, {{secret:NAME}}, \
                     {{request}}, {{request:PARAMETER}}, {{page}}, {{page:PARAMETER}} and what a step takes"
                )));
            }
        };
        Ok(part)
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, encode: bool) -> String {
        let value = |part: &Part| match part {
            Part::User => Ok("a b&c".to_owned()),
            Part::Request => Ok("x=1&y=2".to_owned()),
            Part::Page => Ok("https://op.example/p?q".to_owned()),
            other => Err(format!("{other:?}")),
        };
        Template::parse(text).unwrap().fill(encode, value).unwrap()
    }

    #[test]
    fn components_are_encoded_and_whole_urls_are_not() {
        assert_eq!(filled("{user}", false), "a b&c");
        assert_eq!(filled("/x?u={user}&{request}", true), "/x?u=a+b%26c&x=1&y=2");
        assert_eq!(filled("{page}&g_continue", true), "https://op.example/p?q&g_continue");
        assert_eq!(filled("{{not} filled", false), "{not} filled");
    }

    #[test]
    fn what_cannot_be_filled_in_is_said() {
        for (text, said) in
            [("{user", "not closed"), ("{secret:}", "{secret:}"), ("{a b}", "{a b}"), ("{cookie:x}", "{cookie:x}")]
        {
            assert!(Template::parse(text).unwrap_err().to_string().contains(said), "{text}");
        }
        assert!(Template::parse("{secret:x}").unwrap().carries_credentials());
        assert!(!Template::parse("{user}{next}").unwrap().carries_credentials());
    }
}
