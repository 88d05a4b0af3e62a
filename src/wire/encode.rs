//! Query and form encoding, byte for byte as clients do it.

use super::QueryEncoding;

/// Percent-encodes all but the unreserved characters of RFC 3986 (PHP's `rawurlencode`).
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// PHP's `urlencode`, Java's and Go's form encoding: space becomes `+`, `~` is encoded.
pub fn form_encode(text: &str) -> String {
    percent_encode(text).replace("%20", "+").replace('~', "%7E")
}

/// A query string of these pairs, without a leading `?`.
pub fn query_string(pairs: &[(String, String)], encoding: QueryEncoding) -> String {
    let one = |text: &str| match encoding {
        QueryEncoding::Plus => form_encode(text),
        QueryEncoding::Percent => percent_encode(text),
        QueryEncoding::Raw => text.replace(' ', "%20"),
    };
    pairs.iter().map(|(name, value)| format!("{}={}", one(name), one(value))).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_and_tilde_differ() {
        let pairs = vec![("scope".to_owned(), "openid a~b".to_owned())];
        assert_eq!(query_string(&pairs, QueryEncoding::Plus), "scope=openid+a%7Eb");
        assert_eq!(query_string(&pairs, QueryEncoding::Percent), "scope=openid%20a~b");
        assert_eq!(query_string(&pairs, QueryEncoding::Raw), "scope=openid%20a~b");
    }
}
