//! Telling the app's redirect URI from every other URL.

use url::Url;

use crate::recording::CallbackMode;

/// What would have reached the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caught {
    pub(super) mode: CallbackMode,
    pub(super) url: String,
    pub(super) parameters: Vec<(String, String)>,
}

/// The same scheme, host, port and path.
pub(super) fn is_redirect_uri(url: &Url, redirect_uri: &Url) -> bool {
    url.scheme() == redirect_uri.scheme()
        && url.host_str() == redirect_uri.host_str()
        && url.port_or_known_default() == redirect_uri.port_or_known_default()
        && url.path() == redirect_uri.path()
}

/// Reads the URL of a redirect to the redirect URI.
///
/// `written` is the URL as the provider wrote it, if it wrote an absolute one.
pub(super) fn caught(url: &Url, written: &str, redirect_uri: &Url) -> Option<Caught> {
    if !is_redirect_uri(url, redirect_uri) {
        return None;
    }
    let pairs = |text: &str| -> Vec<(String, String)> {
        url::form_urlencoded::parse(text.as_bytes()).map(|(n, v)| (n.into_owned(), v.into_owned())).collect()
    };
    let query = pairs(url.query().unwrap_or_default());
    let fragment = pairs(url.fragment().unwrap_or_default());
    let answers = |pairs: &[(String, String)]| {
        pairs.iter().any(|(n, _)| matches!(n.as_str(), "code" | "error" | "state" | "id_token" | "access_token" | "response"))
    };
    let (mode, parameters) =
        if !answers(&query) && answers(&fragment) { (CallbackMode::Fragment, fragment) } else { (CallbackMode::Query, query) };
    let absolute = Url::parse(written).is_ok();
    let url = if absolute { written.to_owned() } else { url.as_str().to_owned() };
    Some(Caught { mode, url, parameters })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catch(url: &str) -> Option<Caught> {
        caught(&url.parse().unwrap(), url, &"https://cloud.example.com/apps/user_oidc/code".parse().unwrap())
    }

    #[test]
    fn query_fragment_and_nothing() {
        let query = catch("https://cloud.example.com:443/apps/user_oidc/code?code=a%20b&state=c+d#_=_").unwrap();
        assert_eq!(query.mode, CallbackMode::Query);
        assert_eq!(query.parameters[0], ("code".to_owned(), "a b".to_owned()));
        assert_eq!(query.parameters[1].1, "c d");
        assert!(query.url.ends_with("#_=_"));
        assert_eq!(catch("https://cloud.example.com/apps/user_oidc/code#error=x").unwrap().mode, CallbackMode::Fragment);
        let bare = catch("https://cloud.example.com/apps/user_oidc/code").unwrap();
        assert_eq!((bare.mode, bare.parameters.len()), (CallbackMode::Query, 0));
    }

    #[test]
    fn other_places_are_not_it() {
        for other in [
            "http://cloud.example.com/apps/user_oidc/code?code=a",
            "https://cloud.example.com/apps/user_oidc/code/?code=a",
            "https://cloud.example.com:8443/apps/user_oidc/code?code=a",
            "https://op.example/?next=https://cloud.example.com/apps/user_oidc/code",
        ] {
            assert_eq!(catch(other), None, "{other}");
        }
    }
}
