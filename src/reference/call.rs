//! One request as the endpoints see it: parameters decoded, cookies and credentials within reach.

use axum::{
    body::Bytes,
    http::{HeaderMap, Method, request::Parts},
};

/// A decoded request.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) query: Params,
    pub(super) raw_query: String,
    /// The form in the body; empty unless the body says that it is one.
    pub(super) form: Params,
    pub(super) body: Bytes,
    headers: HeaderMap,
}

impl Call {
    /// Reads a request whose body has been received.
    pub(super) fn new(parts: Parts, body: Bytes) -> Self {
        let raw_query = parts.uri.query().unwrap_or_default().to_owned();
        let content_type = parts.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_form = content_type
            .split(';')
            .next()
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
        let form = if is_form { Params::parse(&body) } else { Params::default() };
        Self { method: parts.method, query: Params::parse(raw_query.as_bytes()), raw_query, form, body, headers: parts.headers }
    }

    /// The parameters of a request that may come by GET or POST.
    pub(super) fn params(&self) -> &Params {
        if self.method == Method::POST { &self.form } else { &self.query }
    }

    /// A header's first value.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A cookie's value.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        self.headers
            .get_all("cookie")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// What follows the scheme in the `Authorization` header; schemes do not mind their case.
    pub(super) fn authorization(&self, scheme: &str) -> Option<&str> {
        let (given, rest) = self.header("authorization")?.split_once(' ')?;
        given.eq_ignore_ascii_case(scheme).then(|| rest.trim())
    }

    /// Whether the client asks for JSON by name.
    pub(super) fn accepts_json(&self) -> bool {
        self.header("accept").is_some_and(|accept| accept.contains("application/json"))
    }

    /// Whether the client calls itself a crawler, which some firewalls hold against it.
    pub(super) fn is_crawler(&self) -> bool {
        self.header("user-agent").is_some_and(|agent| agent.to_ascii_lowercase().contains("crawler"))
    }
}

/// Decoded parameters in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Decodes a query or a form.
    pub(super) fn parse(encoded: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// A parameter's value. One without a value counts as left out (RFC 6749, section 3.1).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A parameter's value, owned.
    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// The words of a parameter that is a list with spaces.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        self.get(name).unwrap_or_default().split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// The first name that occurs twice, which no request may have (RFC 6749, section 3.1).
    pub(super) fn repeated(&self) -> Option<&str> {
        let names = self.0.iter().map(|(name, _)| name.as_str());
        names
            .clone()
            .enumerate()
            .find(|(place, name)| names.clone().take(*place).any(|other| other == *name))
            .map(|(_, name)| name)
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Whether nothing was sent.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Undoes the form encoding of one value.
pub(super) fn form_decoded(encoded: &str) -> String {
    // `=` and `&` would end the value; a stray one is taken literally instead.
    let line = format!("v={}", encoded.replace('&', "%26"));
    url::form_urlencoded::parse(line.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}
