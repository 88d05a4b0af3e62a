//! What makes a URL of the metadata usable.

use url::{Host, Url};

/// Why this text is no absolute `https` URL; plain `http` is tolerated on loopback addresses, where nobody can listen in.
pub(super) fn fault(text: &str) -> Option<String> {
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return Some(format!("it is no absolute URL ({error})")),
    };
    match url.scheme() {
        "https" => None,
        "http" if is_loopback(&url) => None,
        other => Some(format!("its scheme is {other}, not https")),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Members of the metadata that are URLs of endpoints or documents.
pub(super) fn is_url_member(name: &str) -> bool {
    name.ends_with("_endpoint") || ["jwks_uri", "check_session_iframe"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_loopback_are_fine() {
        for good in ["https://op.example/auth", "http://127.0.0.1:8080/auth", "http://localhost/x", "http://[::1]:1/x"] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    #[test]
    fn relative_and_plain_http_are_not() {
        for bad in ["/auth", "http://op.example/auth", "http://192.168.1.1/auth", "ftp://127.0.0.1/", ""] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }
}
