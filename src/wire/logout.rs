//! The logout URL, as each app writes it.

use super::{ClientBehaviour, LogoutRule, QueryEncoding, Settings, query_string};

/// What a logout URL needs.
#[derive(Debug, Clone, Copy)]
pub struct LogoutContext<'a> {
    /// `end_session_endpoint` of the metadata, if it is text.
    pub end_session_endpoint: Option<&'a str>,
    /// The client.
    pub client_id: &'a str,
    /// Where the app lives, without a trailing slash.
    pub app_url: &'a str,
    /// The ID Token of the session.
    pub id_token: Option<&'a str>,
}

/// Where the app sends the browser at logout; `None` when it ends only its own session.
pub fn logout_url(behaviour: &ClientBehaviour, settings: &Settings, context: LogoutContext<'_>) -> Option<String> {
    match behaviour.logout {
        LogoutRule::None => None,
        LogoutRule::Bare => context.end_session_endpoint.map(str::to_owned),
        LogoutRule::Typed => {
            let published = context.end_session_endpoint.unwrap_or_default();
            Some(settings.text("logoutUrl").replace("{end_session_endpoint}", published)).filter(|url| !url.is_empty())
        }
        LogoutRule::NextcloudUserOidc => {
            if !settings.is_on("single_logout") {
                return None;
            }
            let own = settings.text("endsessionendpointuri");
            let endpoint = if own.is_empty() { context.end_session_endpoint?.to_owned() } else { own };
            let back = settings.text("postlogouturi");
            let back = if back.is_empty() { format!("{}/", context.app_url) } else { back };
            // Nothing is encoded, and the question mark is written even where the endpoint has a query already.
            let mut url = format!("{endpoint}?post_logout_redirect_uri={back}&client_id={}", context.client_id);
            if settings.is_on("send-id-token-hint")
                && let Some(token) = context.id_token
            {
                url.push_str("&id_token_hint=");
                url.push_str(token);
            }
            Some(url)
        }
        LogoutRule::NextcloudOidcLogin => {
            let back = settings.text("oidc_login_logout_url");
            if back.is_empty() || !settings.is_on("oidc_login_end_session_redirect") {
                return None;
            }
            let endpoint = context.end_session_endpoint?;
            let hint = context.id_token.unwrap_or_default().to_owned();
            let fields = [("id_token_hint".to_owned(), hint), ("post_logout_redirect_uri".to_owned(), back)];
            let separator = if endpoint.contains('?') { '&' } else { '?' };
            Some(format!("{endpoint}{separator}{}", query_string(&fields, QueryEncoding::Plus)))
        }
    }
}
