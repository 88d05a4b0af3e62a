//! A small browser and a small client on top of it.

use std::{collections::BTreeMap, time::Duration};

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Method, StatusCode, header::HeaderMap, redirect::Policy};
use scraper::{Html, Selector};
use serde_json::Value;
use tokio::time::timeout;
use url::{Url, form_urlencoded};

use crate::reference::{
    RunningProvider,
    encoding::{base64url, from_base64url},
};

/// A redirect URI that is registered from the start.
pub(super) const CALLBACK: &str = "https://cloud.example.com/apps/user_oidc/code";
/// A verifier of the shortest allowed length.
pub(super) const VERIFIER: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";

/// How long an answer may take before it counts as never coming.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What came back.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Page {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }

    /// A parameter of the address redirected to.
    pub(super) fn answered(&self, name: &str) -> Option<String> {
        let location = Url::parse(self.header("location")).ok()?;
        location.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The fields of the only form, with their values.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let selector = Selector::parse("form input").expect("a selector");
        let page = Html::parse_document(&self.text);
        let inputs = page.select(&selector).map(|input| {
            let attribute = |name| input.value().attr(name).unwrap_or_default().to_owned();
            (attribute("name"), attribute("value"))
        });
        inputs.collect()
    }

    /// Where the only form goes.
    pub(super) fn action(&self) -> Option<String> {
        let selector = Selector::parse("form").expect("a selector");
        let page = Html::parse_document(&self.text);
        page.select(&selector).next().and_then(|form| form.value().attr("action")).map(str::to_owned)
    }
}

/// A browser with its cookies.
pub(super) struct Browser {
    http: reqwest::Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(super) fn new() -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
        Self::with(http)
    }

    /// Another browser on the same machine.
    pub(super) fn with(http: reqwest::Client) -> Self {
        Self { http, cookies: BTreeMap::new() }
    }

    pub(super) fn has_cookie(&self, name: &str) -> bool {
        self.cookies.contains_key(name)
    }

    pub(super) async fn get(&mut self, address: &str) -> Page {
        self.send(Method::GET, address, &[], None).await
    }

    pub(super) async fn post(&mut self, address: &str, form: &[(&str, &str)]) -> Page {
        self.send(Method::POST, address, &[], Some(encoded(form))).await
    }

    /// Any request. An answer that does not come has status 599.
    pub(super) async fn send(&mut self, method: Method, address: &str, headers: &[(&str, &str)], form: Option<String>) -> Page {
        let mut request = self.http.request(method, address);
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(form) = form {
            let is_json = form.starts_with('{');
            let kind = if is_json { "application/json" } else { "application/x-www-form-urlencoded" };
            request = request.header("content-type", kind).body(form);
        }
        let received = timeout(PATIENCE, async {
            let response = request.send().await?;
            let (status, headers) = (response.status(), response.headers().clone());
            Ok::<_, reqwest::Error>(Page { status, headers, text: response.text().await? })
        });
        let page = match received.await {
            Ok(Ok(page)) => page,
            Ok(Err(_)) => Page::nothing("broken"),
            Err(_) => Page::nothing("endless"),
        };
        self.keep_cookies(&page);
        page
    }

    fn keep_cookies(&mut self, page: &Page) {
        for cookie in page.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()) {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Fills in forms until the browser is sent elsewhere or nothing more can be filled in.
    pub(super) async fn log_in(&mut self, provider: &RunningProvider, mut page: Page) -> Page {
        for _ in 0..4 {
            let Some(action) = page.action().filter(|action| action.starts_with('/')) else {
                break;
            };
            let mut fields = page.fields();
            for (name, value) in &mut fields {
                match name.as_str() {
                    "username" => *value = provider.user().to_owned(),
                    "password" => *value = provider.password().to_owned(),
                    _ => {}
                }
            }
            if action == "/consent" {
                fields.push(("decision".to_owned(), "allow".to_owned()));
            }
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            page = self.post(&format!("{}{action}", provider.base()), &fields).await;
        }
        page
    }

    /// Asks for a code and logs in if need be.
    pub(super) async fn authorize(&mut self, provider: &RunningProvider, more: &[(&str, &str)]) -> Page {
        let page = self.get(&authorize_url(provider, more)).await;
        self.log_in(provider, page).await
    }

    /// A code, for the standard request.
    pub(super) async fn code(&mut self, provider: &RunningProvider, more: &[(&str, &str)]) -> String {
        let page = self.authorize(provider, more).await;
        page.answered("code").unwrap_or_else(|| panic!("no code in {page:?}"))
    }

    /// A token request with the secret in the form.
    pub(super) async fn token(&mut self, provider: &RunningProvider, form: &[(&str, &str)]) -> Page {
        let mut all = vec![("client_id", provider.client_id()), ("client_secret", provider.client_secret())];
        all.extend(form);
        self.post(&provider.at("token_endpoint"), &all).await
    }

    /// Redeems a code that the standard request gave.
    pub(super) async fn redeem(&mut self, provider: &RunningProvider, code: &str) -> Page {
        let form =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
        self.token(provider, &form).await
    }

    /// Logs in and gets tokens.
    pub(super) async fn tokens(&mut self, provider: &RunningProvider, more: &[(&str, &str)]) -> Value {
        let code = self.code(provider, more).await;
        let page = self.redeem(provider, &code).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        page.json()
    }

    pub(super) async fn userinfo(&mut self, provider: &RunningProvider, token: &str) -> Page {
        let bearer = format!("Bearer {token}");
        self.send(Method::GET, &provider.at("userinfo_endpoint"), &[("authorization", &bearer)], None).await
    }
}

impl Page {
    fn nothing(why: &str) -> Self {
        Self { status: StatusCode::from_u16(599).expect("a status"), headers: HeaderMap::new(), text: why.to_owned() }
    }
}

/// The standard request, with parameters changed or added; an empty value leaves one out.
pub(super) fn authorize_url(provider: &RunningProvider, more: &[(&str, &str)]) -> String {
    format!("{}?{}", provider.at("authorization_endpoint"), authorize_form(provider, more))
}

/// The same, as a form.
pub(super) fn authorize_form(provider: &RunningProvider, more: &[(&str, &str)]) -> String {
    let challenge = challenge(VERIFIER);
    let mut params = vec![
        ("client_id", provider.client_id()),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile email groups"),
        ("state", "a-state-of-some-length"),
        ("nonce", "a-nonce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    params.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    params.extend(more.iter().filter(|(_, value)| !value.is_empty()));
    encoded(&params)
}

pub(super) fn challenge(verifier: &str) -> String {
    base64url(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

pub(super) fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub(super) fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

/// Header and payload of a JWT.
pub(super) fn decoded(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| from_base64url(part).expect("base64url"));
    let mut next = || serde_json::from_slice(&parts.next().expect("a segment")).expect("JSON");
    (next(), next())
}
