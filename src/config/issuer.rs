//! What the operator typed as issuer: an issuer, with or without a trailing slash, or a whole discovery URL.

use thiserror::Error;
use url::{Host, Url};

use crate::oidc::names::DISCOVERY_PATH;

/// Where the provider is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// As typed, without the blanks around it.
    pub given: String,
    /// As typed, without the discovery path and what follows it.
    pub issuer: String,
    /// The discovery URL: as typed, or the issuer with the well-known path appended.
    pub discovery_url: String,
}

/// Why the text cannot be an issuer, with what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IssuerError {
    /// Nothing at all.
    #[error("the issuer is empty")]
    Empty,
    /// `sso.example.com`
    #[error("{given:?} has no scheme; write {suggestion:?}")]
    NoScheme {
        /// As typed.
        given: String,
        /// With a scheme.
        suggestion: String,
    },
    /// `ftp://…`
    #[error("{given:?} begins with {scheme}://, and an issuer begins with https:// (on a machine of your own also http://)")]
    OtherScheme {
        /// As typed.
        given: String,
        /// Its scheme.
        scheme: String,
    },
    /// Not a URL.
    #[error(
        "{given:?} is not a URL ({why}); an issuer looks like https://sso.example.com or https://sso.example.com/realms/staff"
    )]
    NotAUrl {
        /// As typed.
        given: String,
        /// The parser's words.
        why: String,
    },
    /// `https://user:password@…`
    #[error("the issuer holds a user name or password before the @; write it without: {suggestion:?}")]
    UserInfo {
        /// Without user and password.
        suggestion: String,
    },
    /// `https://…#…`
    #[error("{given:?} has a fragment (#…), and an issuer has none; write {suggestion:?}")]
    Fragment {
        /// As typed.
        given: String,
        /// Without the fragment.
        suggestion: String,
    },
    /// An authorization URL out of a browser, or another endpoint.
    #[error("{given:?} is the address of the {endpoint}, not of the provider{}", try_instead(.suggestion))]
    Endpoint {
        /// As typed, without its query.
        given: String,
        /// `authorization endpoint` …
        endpoint: &'static str,
        /// The issuer it most likely belongs to.
        suggestion: Option<String>,
    },
    /// A query on something that is no discovery URL.
    #[error(
        "{given:?} has a query (?…), and an issuer has none; write {suggestion:?}, or the whole discovery URL with its query, as in …{DISCOVERY_PATH}?x=y"
    )]
    Query {
        /// As typed.
        given: String,
        /// Without the query.
        suggestion: String,
    },
    /// `http://` at a public name.
    #[error(
        "{given:?} would send passwords and tokens over the open Internet in clear text, and OpenID Connect Discovery demands https; \
         write {suggestion:?}, or add --insecure if the provider really is served like this"
    )]
    PlainHttp {
        /// As typed.
        given: String,
        /// With https.
        suggestion: String,
    },
}

fn try_instead(suggestion: &Option<String>) -> String {
    match suggestion {
        Some(issuer) => format!("; the issuer is most likely {issuer:?}"),
        None => "; give the issuer, or the discovery URL that your provider's documentation names".to_owned(),
    }
}

/// Reads what the operator typed.
///
/// # Errors
/// With a sentence that names what to write instead.
pub fn parse_issuer(text: &str, insecure: bool) -> Result<Issuer, IssuerError> {
    let given = text.trim();
    if given.is_empty() {
        return Err(IssuerError::Empty);
    }
    let Some((scheme, rest)) = given.split_once("://") else {
        return Err(IssuerError::NoScheme { given: given.to_owned(), suggestion: format!("https://{given}") });
    };
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "https" && scheme != "http" {
        return Err(IssuerError::OtherScheme { given: given.to_owned(), scheme });
    }
    let url = Url::parse(given).map_err(|e| IssuerError::NotAUrl { given: given.to_owned(), why: e.to_string() })?;
    if !url.username().is_empty() || url.password().is_some() {
        let host = rest.split_once('@').map_or(rest, |(_, host)| host);
        return Err(IssuerError::UserInfo { suggestion: format!("{scheme}://{host}") });
    }
    if let Some((before, _)) = given.split_once('#') {
        return Err(IssuerError::Fragment { given: given.to_owned(), suggestion: before.to_owned() });
    }
    let (base, query) = given.split_once('?').map_or((given, None), |(base, query)| (base, Some(query)));
    let discovery = base.find("/.well-known/").or_else(|| base.ends_with("/.well-known").then(|| base.len() - 12));
    if discovery.is_none() {
        not_an_endpoint(base, &url)?;
        if query.is_some() {
            return Err(IssuerError::Query { given: given.to_owned(), suggestion: base.to_owned() });
        }
    }
    if scheme == "http" && !insecure && is_public(&url) {
        let suggestion = given.replacen("http", "https", 1);
        return Err(IssuerError::PlainHttp { given: given.to_owned(), suggestion });
    }
    let issuer = discovery.map_or(given, |at| &base[..at]);
    let whole = discovery.is_some_and(|at| base.len() > at + "/.well-known/".len());
    let discovery_url = if whole { given.to_owned() } else { format!("{}{DISCOVERY_PATH}", issuer.trim_end_matches('/')) };
    Ok(Issuer { given: given.to_owned(), issuer: issuer.to_owned(), discovery_url })
}

/// Last path segments that name an endpoint, and how to call it.
const ENDPOINTS: &[(&str, &str)] = &[
    ("authorize", "authorization endpoint"),
    ("authorization", "authorization endpoint"),
    ("token", "token endpoint"),
    ("userinfo", "userinfo endpoint"),
    ("jwks", "JWK Set"),
    ("jwks.json", "JWK Set"),
    ("certs", "JWK Set"),
    ("end_session", "end-session endpoint"),
    ("logout", "end-session endpoint"),
];

/// Where the part of an endpoint's path begins that does not belong to the issuer.
const TAILS: &[&str] = &["/protocol/openid-connect/", "/oauth2/", "/oauth/", "/connect/", "/oidc/", "/api/oidc/"];

fn not_an_endpoint(base: &str, url: &Url) -> Result<(), IssuerError> {
    let path = url.path();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let asks = url.query_pairs().any(|(name, _)| name == "client_id" || name == "response_type");
    let keycloak = path.contains("/protocol/openid-connect/");
    let named = ENDPOINTS.iter().find(|(segment, _)| *segment == last).map(|(_, name)| *name);
    let endpoint = match named {
        Some(name) => name,
        None if asks || keycloak => "authorization endpoint",
        None => return Ok(()),
    };
    let start = base.len() - base.split_once("://").and_then(|(_, r)| r.find('/').map(|i| r.len() - i)).unwrap_or(0);
    let (origin, path) = base.split_at(start);
    let entra = path.strip_suffix("/oauth2/v2.0/authorize").map(|tenant| format!("{origin}{tenant}/v2.0"));
    let cut = TAILS.iter().filter_map(|tail| path.find(tail)).min().or_else(|| path.trim_end_matches('/').rfind('/'));
    let suggestion = entra.or_else(|| cut.map(|at| format!("{origin}{}", &path[..at])));
    Err(IssuerError::Endpoint { given: base.to_owned(), endpoint, suggestion })
}

/// A name or address that the whole Internet can reach, as far as the text tells.
fn is_public(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let top = name.rsplit('.').next().unwrap_or_default();
            let own = ["localhost", "local", "lan", "home", "internal", "intranet", "corp", "test", "arpa", "invalid"];
            name.contains('.') && !own.contains(&top)
        }
        Some(Host::Ipv4(ip)) => !(ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified()),
        Some(Host::Ipv6(ip)) => !(ip.is_loopback() || ip.is_unicast_link_local() || ip.is_unique_local() || ip.is_unspecified()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(text: &str) -> (String, String) {
        let issuer = parse_issuer(text, false).unwrap();
        (issuer.issuer, issuer.discovery_url)
    }

    fn refused(text: &str) -> String {
        parse_issuer(text, false).unwrap_err().to_string()
    }

    #[test]
    fn issuers_and_discovery_urls() {
        let well_known = "https://op.example.com/.well-known/openid-configuration";
        assert_eq!(ok("https://op.example.com"), ("https://op.example.com".into(), well_known.into()));
        assert_eq!(ok(" https://op.example.com/ "), ("https://op.example.com/".into(), well_known.into()));
        assert_eq!(ok(well_known), ("https://op.example.com".into(), well_known.into()));
        let with_query = format!("{well_known}?prompt=login&scope=openid+custom");
        assert_eq!(ok(&with_query), ("https://op.example.com".into(), with_query.clone()));
        assert_eq!(ok("https://op.example.com/.well-known/"), ("https://op.example.com".into(), well_known.into()));
        let realm = "https://sso.example.com/auth/realms/staff";
        assert_eq!(ok(realm).1, format!("{realm}/.well-known/openid-configuration"));
        assert_eq!(ok("http://localhost:7501").0, "http://localhost:7501");
        assert_eq!(ok("http://keycloak:8080/realms/x").0, "http://keycloak:8080/realms/x");
        assert_eq!(ok("http://10.0.0.3").0, "http://10.0.0.3");
    }

    #[test]
    fn what_is_no_issuer_says_what_to_write() {
        assert_eq!(refused("sso.example.com"), r#""sso.example.com" has no scheme; write "https://sso.example.com""#);
        assert!(refused("localhost:8080").contains("https://localhost:8080"));
        assert!(refused("").contains("empty"));
        assert!(refused("ftp://x").contains("begins with ftp://"));
        assert!(refused("https://").contains("is not a URL"));
        assert!(refused("https://u:p@op.example.com/x").contains(r#""https://op.example.com/x""#));
        assert!(!refused("https://u:geheim@op.example.com/x").contains("geheim"));
        assert!(refused("https://op.example.com/#a").contains("fragment"));
        assert!(refused("https://op.example.com/x?y=z").contains("query"));
        assert!(refused("http://sso.example.com").contains(r#""https://sso.example.com""#));
        assert!(parse_issuer("http://sso.example.com", true).is_ok());
    }

    #[test]
    fn endpoints_lead_back_to_the_issuer() {
        let cases = [
            ("https://k.example.com/realms/a/protocol/openid-connect/auth?client_id=x", "https://k.example.com/realms/a"),
            ("https://op.example.com/authorize?response_type=code&client_id=x", "https://op.example.com"),
            ("https://login.example.com/t/oauth2/v2.0/authorize", "https://login.example.com/t/v2.0"),
            ("https://op.example.com/oauth2/authorize", "https://op.example.com"),
            ("https://op.example.com/jwks.json", "https://op.example.com"),
        ];
        for (pasted, issuer) in cases {
            assert!(refused(pasted).contains(&format!("{issuer:?}")), "{}", refused(pasted));
        }
    }
}
