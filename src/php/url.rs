//! PHP's `parse_url`, as far as scheme and host go, and what Guzzle makes of an address.

/// An address in which PHP finds a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostedUrl<'t> {
    /// The scheme as it is written; `op.example:8080/x` and `//op.example/x` have none.
    pub scheme: Option<&'t str>,
    /// Everything from the authority on.
    pub rest: &'t str,
}

/// What `parse_url` finds; `None`: no URL, or one without a host.
pub fn hosted_url(text: &str) -> Option<HostedUrl<'_>> {
    let slashes = text.strip_prefix("//");
    let relative = slashes.map(|rest| HostedUrl { scheme: None, rest });
    let url = match text.split_once(':') {
        None => relative?,
        Some((before, after)) if !before.is_empty() && before.chars().all(is_of_scheme) => match after.strip_prefix("//") {
            Some(rest) => HostedUrl { scheme: Some(before), rest },
            None if !after.starts_with('/') && is_only_port(after) => HostedUrl { scheme: None, rest: text },
            None => return None,
        },
        // A colon in a query or fragment is nothing.
        Some((before, _)) if before.contains(['?', '#']) => relative?,
        Some((_, after)) if is_only_port(after) => relative.unwrap_or(HostedUrl { scheme: None, rest: text }),
        Some(_) => relative?,
    };
    host(url.rest).is_some().then_some(url)
}

fn is_of_scheme(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-')
}

/// One to five digits, and then nothing or a path: `a.example:80/x` has a port, not a scheme.
fn is_only_port(after: &str) -> bool {
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    let (digits, rest) = after.split_at(end);
    (1..=5).contains(&end) && (rest.is_empty() || rest.starts_with('/')) && digits.parse::<u32>().is_ok_and(|port| port <= 65_535)
}

/// `user:password@host:port`, the port of at most five characters and 65535.
fn host(rest: &str) -> Option<&str> {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match host_and_port.rfind(']') {
        // Colons inside of brackets belong to an IPv6 address.
        Some(end) if host_and_port.starts_with('[') => host_and_port.split_at(end + 1),
        _ => host_and_port.split_at(host_and_port.rfind(':').unwrap_or(host_and_port.len())),
    };
    let port = port.strip_prefix(':').unwrap_or(port);
    (!host.is_empty() && (port.is_empty() || port.len() <= 5 && is_port(port))).then_some(host)
}

/// Whether `filter_var($text, FILTER_VALIDATE_URL)` lets it pass for a web address: ASCII without blanks, and a host name of
/// letters, digits and hyphens.
pub fn is_web_address(text: &str) -> bool {
    const OTHERS: &str = "$-_.+!*'(),{}|\\^~[]`<>#%\";/?:@&=";
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || OTHERS.contains(c));
    let Some(url) = hosted_url(text).filter(|_| is_plain) else { return false };
    match url.scheme {
        Some("http" | "https") => host(url.rest).is_some_and(|host| host.starts_with('[') || is_host_name(host)),
        Some(scheme) => scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"),
        None => false,
    }
}

fn is_host_name(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_label = |label: &str| {
        let is_inside = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_inside && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

/// Whether C's `strtol` reads a port of it: what stands behind the digits does not count.
fn is_port(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let port = digits.get(..end).and_then(|digits| digits.parse::<u32>().ok());
    port.is_some_and(|port| port <= 65_535 && !(negative && port > 0))
}

/// The address that Guzzle asks, `http` where there is no scheme, white space and control characters in percent-encoding;
/// `None` where PHP finds no host, so that nothing is asked.
pub fn guzzle_address(text: &str) -> Option<String> {
    let url = hosted_url(text)?;
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str(url.scheme.unwrap_or("http"));
    out.push_str("://");
    for c in url.rest.chars() {
        if c == ' ' || c.is_ascii_control() {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All measured with PHP 8.2 and Guzzle 7.
    #[test]
    fn addresses() {
        for same in [
            "https://op.example/x?y=z#f",
            "http://u:p@op.example:80/",
            "HTTP://[::1]:8080/",
            "https://op.example:/x",
            "ftp://h/x",
        ] {
            assert_eq!(guzzle_address(same).as_deref(), Some(same));
        }
        for (text, asked) in [
            ("op.example:8080/token", "http://op.example:8080/token"),
            ("op.example:8080", "http://op.example:8080"),
            ("//op.example/token", "http://op.example/token"),
            ("//op.example:81/token", "http://op.example:81/token"),
            ("https://op.example/token ", "https://op.example/token%20"),
            ("https://op.example/to\nken", "https://op.example/to%0Aken"),
        ] {
            assert_eq!(guzzle_address(text).as_deref(), Some(asked), "{text:?}");
        }
    }

    #[test]
    fn addresses_without_a_host() {
        for none in [
            "",
            "/token",
            "token",
            " https://op.example/token",
            "https:/op.example",
            "https://",
            "https:///token",
            "urn:x:y",
            "mailto:a@op.example",
            "https://op.example:99999/token",
            "https://op.example:x/token",
            "op.example/token",
            "op.example:8080x",
            "?a:80",
        ] {
            assert_eq!(guzzle_address(none), None, "{none:?}");
        }
    }

    /// Measured with PHP 8.2.
    #[test]
    fn web_addresses() {
        for good in ["https://op.example/a.png?x=%20", "HTTP://op.example", "http://u:p@127.0.0.1:80/", "http://[::1]/"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "https://op.example/a b",
            "https://öp.example/",
            "https://op_.example/",
            "/a.png",
            "//h/a",
            "ftp://h/a",
            "https://-a/",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in ".{0,30}", shaped in "(https?:)?/{0,3}[\\[\\]:@/a-z0-9?# .]{0,20}") {
            let _ = (guzzle_address(&text), guzzle_address(&shaped), is_web_address(&text), is_web_address(&shaped));
        }
    }
}
