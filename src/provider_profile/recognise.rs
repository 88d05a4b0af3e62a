//! Telling a product by its answers: pure rules over a discovery document and the headers it came with.

use serde_json::{Map, Value};
use url::Url;

use super::load::built_in;
use super::model::{ProviderProfile, Sign};

/// What there is to go by.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The discovery document.
    pub document: &'a Map<String, Value>,
    /// The headers of the answer that brought it.
    pub headers: &'a [(String, String)],
}

/// The product, if its answers give it away.
pub fn recognise(answer: Answer<'_>) -> Option<&'static ProviderProfile> {
    built_in().iter().find(|profile| recognised_by(profile, answer))
}

/// Whether an answer is this product's.
pub fn recognised_by(profile: &ProviderProfile, answer: Answer<'_>) -> bool {
    profile.recognised_by.iter().any(|signs| signs.all.iter().all(|sign| answer.shows(sign)))
}

impl<'a> Answer<'a> {
    fn shows(self, sign: &Sign) -> bool {
        match sign {
            Sign::Issuer(issuer) => self.text("issuer") == Some(issuer),
            Sign::IssuerPath(end) => self
                .path("issuer")
                .is_some_and(|path| if end.is_empty() { path.len() <= 1 } else { path.ends_with(end.as_str()) }),
            Sign::Path(member, end) => self.path(member).is_some_and(|path| path.ends_with(end.as_str())),
            Sign::BelowIssuer(member, rest) => self.rest_below_issuer(member) == Some(rest),
            Sign::Has(member) => self.document.contains_key(member),
            Sign::Lacks(member) => !self.document.contains_key(member),
            Sign::Lists(member, text) => {
                let list = self.document.get(member).and_then(Value::as_array);
                list.is_some_and(|list| list.iter().any(|item| item.as_str() == Some(text)))
            }
            Sign::Is(member, text) => self.text(member) == Some(text),
            Sign::Header(name, text) => {
                let mine = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
                mine.into_iter().any(|(_, value)| value.to_ascii_lowercase().contains(&text.to_ascii_lowercase()))
            }
        }
    }

    fn text(self, member: &str) -> Option<&'a str> {
        self.document.get(member)?.as_str()
    }

    fn path(self, member: &str) -> Option<String> {
        let url = Url::parse(self.text(member)?).ok()?;
        Some(url.path().to_owned())
    }

    fn rest_below_issuer(self, member: &str) -> Option<&'a str> {
        let issuer = self.text("issuer")?.trim_end_matches('/');
        self.text(member)?.strip_prefix(issuer)
    }
}
