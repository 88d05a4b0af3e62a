//! Cookies between our jar and a browser context.

use serde_json::{Value, json};

use crate::http::JarCookie;

/// A cookie as the browser takes it.
///
/// What our jar does not keep is chosen so that nothing is lost: no `HttpOnly`, so that the page's script may read it; `None`
/// for `SameSite` where that is allowed, as every request of the jar was a navigation.
pub(super) fn to_browser(cookie: &JarCookie) -> Value {
    let loopback = matches!(cookie.domain.as_str(), "localhost" | "127.0.0.1" | "[::1]");
    let scheme = if cookie.secure && !loopback { "https" } else { "http" };
    let mut out = json!({
        "name": cookie.name,
        "value": cookie.value,
        "path": cookie.path,
        "secure": cookie.secure,
        "url": format!("{scheme}://{}{}", cookie.domain, cookie.path),
    });
    if let Some(members) = out.as_object_mut() {
        if !cookie.host_only {
            members.insert("domain".to_owned(), format!(".{}", cookie.domain).into());
        }
        if cookie.secure {
            members.insert("sameSite".to_owned(), "None".into());
        }
        if let Some(at) = cookie.expires {
            members.insert("expires".to_owned(), at.into());
        }
    }
    out
}

/// A cookie as the browser tells it.
pub(super) fn from_browser(cookie: &Value) -> Option<JarCookie> {
    let text = |name: &str| cookie.get(name).and_then(Value::as_str);
    let domain = text("domain")?;
    let session = cookie.get("session").and_then(Value::as_bool).unwrap_or(false);
    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float stops at the ends of the range")]
    let expires = cookie.get("expires").and_then(Value::as_f64).filter(|at| !session && *at > 0.0).map(|at| at as i64);
    Some(JarCookie {
        name: text("name")?.to_owned(),
        value: text("value")?.to_owned(),
        domain: domain.trim_start_matches('.').to_ascii_lowercase(),
        host_only: !domain.starts_with('.'),
        path: text("path").unwrap_or("/").to_owned(),
        secure: cookie.get("secure").and_then(Value::as_bool).unwrap_or(false),
        expires,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let cookie = |domain: &str, host_only, secure, expires| JarCookie {
            name: "a".to_owned(),
            value: "1".to_owned(),
            domain: domain.to_owned(),
            host_only,
            path: "/x".to_owned(),
            secure,
            expires,
        };
        let host = to_browser(&cookie("op.example", true, false, None));
        assert_eq!((&host["url"], host.get("domain"), host.get("sameSite")), (&json!("http://op.example/x"), None, None));
        let wide = to_browser(&cookie("op.example", false, true, Some(9)));
        assert_eq!((&wide["domain"], &wide["sameSite"], &wide["expires"]), (&json!(".op.example"), &json!("None"), &json!(9)));
        assert_eq!(to_browser(&cookie("127.0.0.1", true, true, None))["url"], "http://127.0.0.1/x");
        let told = json!({"name": "a", "value": "1", "domain": ".op.example", "path": "/x", "secure": true, "expires": 9.7});
        assert_eq!(from_browser(&told), Some(cookie("op.example", false, true, Some(9))));
        let session = json!({"name": "a", "value": "1", "domain": "op.example", "path": "/x", "expires": -1, "session": true});
        assert_eq!(from_browser(&session), Some(cookie("op.example", true, false, None)));
        assert_eq!(from_browser(&json!({"name": 1})), None);
    }
}
