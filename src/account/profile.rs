//! Properties of a Nextcloud profile: what the server keeps of a text, and what it blanks.

use super::scalar::trim;
use crate::php::url::hosted_url;

/// A property of more bytes than this is blanked.
pub const LONGEST_PROPERTY: usize = 2048;

/// A property without rules of its own.
pub fn property(claim: &str) -> Option<String> {
    (!claim.is_empty() && claim.len() <= LONGEST_PROPERTY).then(|| claim.to_owned())
}

/// A web address: scheme `http` or `https` in lower case, and a host.
pub fn website(claim: &str) -> Option<String> {
    let url = hosted_url(claim)?;
    matches!(url.scheme, Some("http" | "https")).then(|| property(claim)).flatten()
}

/// A Twitter (X) name: two to fifteen letters, digits or `_`, an `@` before them being dropped.
pub fn twitter(claim: &str) -> Option<String> {
    // PHP's `$` also stands before a line feed at the very end.
    let text = claim.strip_suffix('\n').unwrap_or(claim);
    let name = text.strip_prefix('@').unwrap_or(text);
    let fits = (2..=15).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    fits.then(|| name.to_owned())
}

/// A name in the fediverse, `user@host`. Whether the host confirms it (the server asks it) is not known here.
pub fn fediverse(claim: &str) -> Option<String> {
    let text = trim(claim);
    let (user, host) = text.strip_prefix('@').unwrap_or(text).split_once('@')?;
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '/' || c == '\\');
    let label = |label: &str| {
        let edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
        label.len() <= 63
            && edge(label.bytes().next())
            && edge(label.bytes().last())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_host = host.len() <= 253 && host.split('.').all(label) && !host.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (plain(user) && is_host).then(|| format!("{user}@{host}"))
}

/// The address of its parts: `street, postal_code locality, region, country`, empty parts kept, double spaces made single.
/// `None` when no part is there.
pub fn address_of_parts(
    street: Option<&str>,
    postal_code: Option<&str>,
    locality: Option<&str>,
    region: Option<&str>,
    country: Option<&str>,
) -> Option<String> {
    [street, postal_code, locality, region, country].iter().any(Option::is_some).then(|| {
        let or_empty = Option::unwrap_or_default;
        let town = format!("{} {}", or_empty(postal_code), or_empty(locality));
        [or_empty(street), &town, or_empty(region), or_empty(country)].join(", ").replace("  ", " ")
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn websites() {
        for good in [
            "https://example.org",
            "http://a",
            "http://user:pw@host:8080/x?y#z",
            "https://[::1]:443/",
            "http://host:",
            "https://host?x",
            "http://host:80x",
            "http://host: 80",
        ] {
            assert_eq!(website(good).as_deref(), Some(good));
        }
        for bad in [
            "HTTP://host",
            "example.org",
            "ftp://host",
            "https://",
            "https:///path",
            "http:host",
            "http://host:99999",
            "http://host:port",
            "http://:80",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(website(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn twitter_names() {
        assert_eq!(twitter("@alice_1").as_deref(), Some("alice_1"));
        assert_eq!(twitter("alice\n").as_deref(), Some("alice"));
        for bad in ["a", "@", "sixteen_letters_", "@@alice", "ali ce", "https://twitter.com/alice", "älice"] {
            assert_eq!(twitter(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn fediverse_names() {
        assert_eq!(fediverse("@alice@social.example").as_deref(), Some("alice@social.example"));
        assert_eq!(fediverse(" alice@social.example ").as_deref(), Some("alice@social.example"));
        for bad in ["alice", "alice@", "@social.example", "al ice@h.example", "a@b@c.example", "a@-h.example", "a@h_h.example"] {
            assert_eq!(fediverse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn addresses() {
        let all = address_of_parts(Some("High St 5"), Some("10115"), Some("Berlin"), None, Some("DE"));
        assert_eq!(all.as_deref(), Some("High St 5, 10115 Berlin, , DE"));
        assert_eq!(address_of_parts(None, None, Some("Berlin"), None, None).as_deref(), Some(", Berlin, , "));
        assert_eq!(address_of_parts(Some(""), None, None, None, None).as_deref(), Some(", , , "));
        assert_eq!(address_of_parts(None, None, None, None, None), None);
    }

    #[test]
    fn more_than_2048_bytes_are_blanked() {
        assert!(property(&"a".repeat(2048)).is_some());
        assert_eq!(property(&"a".repeat(2049)), None);
        assert_eq!(property(&"é".repeat(1025)), None, "bytes count");
        assert_eq!(website(&format!("https://h/{}", "a".repeat(2048))), None);
    }

    proptest! {
        #[test]
        fn nothing_panics(claim in ".{0,30}", shaped in "https?://[\\[\\]:@/a-z0-9?#.]{0,20}") {
            let _ = (website(&claim), website(&shaped), twitter(&claim), fediverse(&claim), fediverse(&format!("a@{claim}")));
        }
    }
}
