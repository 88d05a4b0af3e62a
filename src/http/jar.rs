//! Cookies, as browsers keep them (RFC 6265bis), for one browser session.
//!
//! Two things differ from common libraries on purpose, because browsers differ too: a loopback address counts as secure, and
//! addresses have cookies like names do. `SameSite` is not looked at: everything here is a top-level navigation. Where it is
//! `None` without `Secure`, though, browsers part ways, and Chromium gets no such cookie from here.

use cookie::{Cookie, SameSite};
use url::{Host, Url};

/// Cookies of one browser session.
#[derive(Debug, Clone, Default)]
pub struct Jar {
    cookies: Vec<Kept>,
    counter: u64,
}

/// One cookie with what decides where it goes, as other browsers tell it or take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JarCookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The host or domain, lower case, without a dot before it.
    pub domain: String,
    /// It goes to this very host alone, not to those below it.
    pub host_only: bool,
    /// The path it begins to count at.
    pub path: String,
    /// It goes over https (and to this machine) alone.
    pub secure: bool,
    /// Seconds since the epoch; absent: as long as the session.
    pub expires: Option<i64>,
}

#[derive(Debug, Clone)]
struct Kept {
    name: String,
    value: String,
    domain: String,
    host_only: bool,
    path: String,
    secure: bool,
    /// Seconds since the epoch; absent: as long as the session.
    expires: Option<i64>,
    /// Order of creation.
    created: u64,
    /// Chromium would not have taken it, and would not let its server change it later.
    unfit: bool,
}

impl Jar {
    /// Takes one `Set-Cookie` value of an answer from `url`; what a browser would refuse is refused.
    pub fn store(&mut self, url: &Url, set_cookie: &str, now_s: i64) {
        let Ok(cookie) = Cookie::parse(set_cookie) else {
            return;
        };
        let host = host_of(url);
        let trustworthy = is_trustworthy(url);
        let secure = cookie.secure().unwrap_or(false);
        let domain = cookie.domain().map(|d| d.trim_start_matches('.').to_ascii_lowercase()).filter(|d| !d.is_empty());
        let (domain, host_only) = match domain {
            None => (host, true),
            Some(domain) if domain == host => (host, is_address(url)),
            Some(domain) if !is_address(url) && domain.contains('.') && host.ends_with(&format!(".{domain}")) => (domain, false),
            Some(_) => return,
        };
        let path = cookie.path().filter(|p| p.starts_with('/')).map_or_else(|| default_path(url), str::to_owned);
        if secure && !trustworthy || cookie.name().is_empty() {
            return;
        }
        if cookie.name().starts_with("__Secure-") && !secure {
            return;
        }
        if cookie.name().starts_with("__Host-") && !(secure && path == "/" && cookie.domain().is_none()) {
            return;
        }
        let expires = match (cookie.max_age(), cookie.expires_datetime()) {
            (Some(age), _) => Some(now_s.saturating_add(age.whole_seconds())),
            (None, Some(at)) => Some(at.unix_timestamp()),
            (None, None) => None,
        };
        let same = |k: &Kept| k.name == cookie.name() && k.domain == domain && k.path == path && k.host_only == host_only;
        let created = self.cookies.iter().find(|k| same(k)).map(|k| k.created);
        self.cookies.retain(|k| !same(k));
        if expires.is_some_and(|at| at <= now_s) {
            return;
        }
        self.counter += 1;
        self.cookies.push(Kept {
            name: cookie.name().to_owned(),
            value: cookie.value().to_owned(),
            domain,
            host_only,
            path,
            secure,
            expires,
            created: created.unwrap_or(self.counter),
            unfit: cookie.same_site() == Some(SameSite::None) && !secure,
        });
    }

    /// A jar with these cookies, the oldest first.
    pub fn of(cookies: Vec<JarCookie>) -> Self {
        let mut jar = Self::default();
        for cookie in cookies {
            let JarCookie { name, value, domain, host_only, path, secure, expires } = cookie;
            jar.counter += 1;
            jar.cookies.push(Kept { name, value, domain, host_only, path, secure, expires, created: jar.counter, unfit: false });
        }
        jar
    }

    /// Every cookie that is still good and that Chromium takes, the oldest first.
    pub fn cookies(&self, now_s: i64) -> Vec<JarCookie> {
        let mut kept: Vec<&Kept> = self.cookies.iter().filter(|k| !k.unfit && k.expires.is_none_or(|at| at > now_s)).collect();
        kept.sort_by_key(|k| k.created);
        let told = |k: &Kept| JarCookie {
            name: k.name.clone(),
            value: k.value.clone(),
            domain: k.domain.clone(),
            host_only: k.host_only,
            path: k.path.clone(),
            secure: k.secure,
            expires: k.expires,
        };
        kept.into_iter().map(told).collect()
    }

    /// Value of the `Cookie` header of a request, if any cookie fits: longer paths first, then older ones.
    pub fn header(&self, url: &Url, now_s: i64) -> Option<String> {
        let host = host_of(url);
        let fits = |k: &&Kept| {
            let domain = k.domain == host || !k.host_only && host.ends_with(&format!(".{}", k.domain));
            let alive = k.expires.is_none_or(|at| at > now_s);
            domain && alive && path_matches(url.path(), &k.path) && (!k.secure || is_trustworthy(url))
        };
        let mut all: Vec<&Kept> = self.cookies.iter().filter(fits).collect();
        all.sort_by_key(|k| (std::cmp::Reverse(k.path.len()), k.created));
        let pairs: Vec<String> = all.iter().map(|k| format!("{}={}", k.name, k.value)).collect();
        if pairs.is_empty() { None } else { Some(pairs.join("; ")) }
    }
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_ascii_lowercase()
}

fn is_address(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Ipv4(_) | Host::Ipv6(_)))
}

/// Secure cookies live on https, and on this very machine.
fn is_trustworthy(url: &Url) -> bool {
    url.scheme() == "https"
        || match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

fn default_path(url: &Url) -> String {
    match url.path().rfind('/') {
        None | Some(0) => "/".to_owned(),
        Some(end) => url.path()[..end].to_owned(),
    }
}

fn path_matches(path: &str, cookie: &str) -> bool {
    match path.strip_prefix(cookie) {
        Some(rest) => rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(at: &str, cookies: &[&str]) -> Jar {
        let mut jar = Jar::default();
        for cookie in cookies {
            jar.store(&at.parse().unwrap(), cookie, 1000);
        }
        jar
    }

    fn sent(jar: &Jar, to: &str) -> String {
        jar.header(&to.parse().unwrap(), 1000).unwrap_or_default()
    }

    #[test]
    fn secure_cookies_live_on_loopback_http() {
        let there = jar("http://127.0.0.1:8080/", &["a=1; Secure; HttpOnly", "__Host-b=2; Secure; Path=/"]);
        assert_eq!(sent(&there, "http://127.0.0.1:8080/x"), "a=1; __Host-b=2");
        assert_eq!(sent(&jar("http://op.example/", &["a=1; Secure"]), "https://op.example/"), "");
    }

    #[test]
    fn chromium_gets_none_that_it_would_refuse() {
        let there = jar("http://127.0.0.1/", &["a=1; SameSite=None", "b=2; SameSite=None; Secure", "c=3; SameSite=Lax"]);
        assert_eq!(sent(&there, "http://127.0.0.1/"), "a=1; b=2; c=3");
        let told: Vec<String> = there.cookies(1000).into_iter().map(|cookie| cookie.name).collect();
        assert_eq!(told, ["b", "c"]);
    }

    #[test]
    fn addresses_have_cookies_without_subdomains() {
        let there = jar("http://127.0.0.1/", &["a=1; Domain=127.0.0.1", "b=2; Domain=0.0.1"]);
        assert_eq!(sent(&there, "http://127.0.0.1:9/"), "a=1");
    }

    #[test]
    fn domains_and_hosts() {
        let there = jar(
            "https://login.op.example/",
            &["a=1", "b=2; Domain=.op.example", "c=3; Domain=other.example", "d=4; Domain=example"],
        );
        assert_eq!(sent(&there, "https://login.op.example/"), "a=1; b=2");
        assert_eq!(sent(&there, "https://op.example/"), "b=2");
        assert_eq!(sent(&there, "https://notop.example/"), "");
    }

    #[test]
    fn paths_by_segment_longest_first() {
        let there = jar("https://op.example/auth/login", &["a=1; Path=/", "b=2", "c=3; Path=/auth/login"]);
        assert_eq!(sent(&there, "https://op.example/auth/login"), "c=3; b=2; a=1");
        assert_eq!(sent(&there, "https://op.example/authority"), "a=1");
    }

    #[test]
    fn deletion_expiry_and_replacement() {
        let mut there = jar("https://op.example/", &["a=1", "b=2; Max-Age=10", "a=3; Path=/"]);
        assert_eq!(sent(&there, "https://op.example/"), "a=3; b=2");
        assert_eq!(there.header(&"https://op.example/".parse().unwrap(), 1010).unwrap(), "a=3");
        there.store(&"https://op.example/".parse().unwrap(), "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 1000);
        assert_eq!(sent(&there, "https://op.example/"), "b=2");
    }

    #[test]
    fn what_is_told_makes_the_same_jar() {
        let there = jar("https://login.op.example/a/b", &["a=1; Path=/", "b=2; Secure; Domain=op.example", "c=3; Max-Age=1"]);
        let told = there.cookies(1001);
        assert_eq!(told.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((told[1].domain.as_str(), told[1].host_only, told[1].path.as_str()), ("op.example", false, "/a"));
        assert_eq!(sent(&Jar::of(told), "https://login.op.example/a/x"), "b=2; a=1");
    }

    #[test]
    fn prefixes_are_promises() {
        let there = jar(
            "https://op.example/",
            &["__Host-a=1; Path=/", "__Host-b=1; Secure; Path=/x", "__Secure-c=1", "__Secure-d=1; Secure"],
        );
        assert_eq!(sent(&there, "https://op.example/x"), "__Secure-d=1");
    }
}
