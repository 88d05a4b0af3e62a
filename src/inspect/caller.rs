//! Asking an app: GETs (and one documented PUT) to the host that the operator named, and to no other.
//!
//! Redirects are followed on that host only, cookies live as long as the caller, every answer is bounded by the client in
//! time and size.

use url::Url;

use super::error::InspectError;
use crate::asked::AuthorizationRequest;
use crate::http::{Client, Jar, Outgoing, now_ms};
use crate::recording::{Exchange, Response};

/// Redirects on the app's own host, as browsers would follow them, within reason.
const REDIRECTS: usize = 6;

/// What a browser says of itself; apps answer machines otherwise than people.
const HEADERS: [(&str, &str); 7] = [
    ("User-Agent", concat!("Mozilla/5.0 (compatible; oidc-compat/", env!("CARGO_PKG_VERSION"), ")")),
    ("Accept", "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en-US,en;q=0.9"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Sec-Fetch-Dest", "document"),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-Site", "none"),
];

/// Asks one app.
pub(super) struct AppCaller {
    client: Client,
    base: Url,
    jar: Jar,
    exchanges: Vec<Exchange>,
}

/// What came of a request.
#[derive(Debug)]
pub(super) enum Answer {
    /// A page of the app.
    Page(Page),
    /// The app sends the browser there; nobody went.
    Away(String),
}

/// A page of the app.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) url: Url,
    pub(super) response: Response,
}

impl Page {
    /// The text of the body, as far as it is text.
    pub(super) fn text(&self) -> &str {
        self.response.body.text().unwrap_or_default()
    }

    /// The body as JSON.
    pub(super) fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_str(self.text()).ok()
    }
}

impl AppCaller {
    pub(super) fn new(client: Client, base: Url) -> Self {
        Self { client, base, jar: Jar::default(), exchanges: Vec::new() }
    }

    /// The app's address, without a slash at its end.
    pub(super) fn base(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Other requests go where this answer came from, if only scheme or port changed on the way.
    pub(super) fn settle(&mut self, path: &str, at: &Url) {
        let whole = at.as_str().split(['?', '#']).next().unwrap_or_default();
        if let Some(base) = whole.strip_suffix(path).and_then(|base| Url::parse(base).ok()) {
            self.base = base;
        }
    }

    /// Everything that was asked.
    pub(super) fn into_exchanges(self) -> Vec<Exchange> {
        self.exchanges
    }

    /// GET of a path below the app's address, or of an absolute URL on its host.
    pub(super) async fn get(&mut self, path: &str, purpose: &str) -> Result<Answer, InspectError> {
        let mut url = self.url(path)?;
        let mut seen: Vec<(Url, String)> = Vec::new();
        loop {
            let cookies = self.jar.header(&url, now_ms() / 1000).unwrap_or_default();
            if seen.len() > REDIRECTS || seen.contains(&(url.clone(), cookies.clone())) {
                return Err(InspectError::Loop { url: self.url(path)?.to_string(), back: url.to_string() });
            }
            seen.push((url.clone(), cookies));
            let response = self.send(Outgoing::get(purpose, url.as_str()), &url).await?;
            let Some(to) = redirect(&url, &response) else { return Ok(Answer::Page(Page { url, response })) };
            if AuthorizationRequest::read(&to).is_some() {
                return Ok(Answer::Away(to));
            }
            match Url::parse(&to) {
                Ok(next) if next.host_str() == url.host_str() && matches!(next.scheme(), "http" | "https") => {
                    if url.scheme() == "https" && next.scheme() == "http" {
                        return Err(InspectError::Downgrade { from: url.to_string(), to });
                    }
                    url = next;
                }
                _ => return Ok(Answer::Away(to)),
            }
        }
    }

    /// PUT of a JSON document to a path below the app's address. A redirect is an answer.
    pub(super) async fn put(&mut self, path: &str, document: String, purpose: &str) -> Result<Page, InspectError> {
        let url = self.url(path)?;
        let response = self.send(Outgoing::put_json(purpose, url.as_str(), document), &url).await?;
        Ok(Page { url, response })
    }

    async fn send(&mut self, outgoing: Outgoing, url: &Url) -> Result<Response, InspectError> {
        let mut outgoing = outgoing;
        for (name, value) in HEADERS {
            if outgoing.header(name).is_none() {
                outgoing = outgoing.with_header(name, value);
            }
        }
        if let Some(cookies) = self.jar.header(url, now_ms() / 1000) {
            outgoing = outgoing.with_header("Cookie", cookies);
        }
        let exchange = self.client.send(outgoing).await;
        let answer = match (&exchange.response, &exchange.failure) {
            (Some(response), None) => Ok(response.clone()),
            (_, failure) => {
                let why = failure.as_ref().map_or_else(|| "there was no answer".to_owned(), |f| f.message.clone());
                Err(InspectError::Unreachable { url: url.to_string(), why })
            }
        };
        for (_, cookie) in exchange.response.iter().flat_map(|r| &r.headers).filter(|(name, _)| name == "set-cookie") {
            self.jar.store(url, cookie, now_ms() / 1000);
        }
        self.exchanges.push(exchange);
        answer
    }

    /// An address on the app's host. A link to another host is asked on this one: the operator named no other.
    fn url(&self, path: &str) -> Result<Url, InspectError> {
        let wrong = |why: url::ParseError| InspectError::Unreachable { url: path.to_owned(), why: why.to_string() };
        let url = if path.starts_with("http://") || path.starts_with("https://") {
            Url::parse(path).map_err(wrong)?
        } else {
            Url::parse(&format!("{}{path}", self.base())).map_err(wrong)?
        };
        if url.host_str() == self.base.host_str() {
            return Ok(url);
        }
        let mut here = self.base.clone();
        here.set_path(url.path());
        here.set_query(url.query());
        Ok(here)
    }
}

/// Where a redirect leads, as written where it is absolute: an authorization request must not be rewritten by a parser.
fn redirect(from: &Url, response: &Response) -> Option<String> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.header("location")?.trim();
    if location.starts_with("https://") || location.starts_with("http://") {
        return Some(location.to_owned());
    }
    from.join(location).ok().map(String::from)
}
