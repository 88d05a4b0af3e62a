//! oidc_login: its one route answers with the redirect to the provider as long as there is neither `code` nor `error`
//! (lib/Controller/LoginController.php, `oidc`).

use super::caller::AppCaller;
use super::error::InspectError;
use super::nextcloud::{Login, route};
use crate::asked::FoundClient;

/// Its profile.
pub(super) const APP: &str = "nextcloud-oidc-login";

/// Asks the login route.
pub(super) async fn ask(caller: &mut AppCaller, login: &Login) -> Result<FoundClient, InspectError> {
    let mut client = FoundClient::new(APP, &login.provider, &login.to);
    route(caller, &mut client, explain).await?;
    Ok(client)
}

fn explain(status: u16, words: &str) -> Option<&'static str> {
    if status == 200 && !words.is_empty() {
        return Some("'oidc_login_redir_fallback' => false in config.php shows the error instead of the login page.");
    }
    if words.contains("could not be fetched") {
        return Some(
            "Nextcloud's server cannot read the discovery document: oidc_login_provider_url is the issuer without /.well-known; a cached old document goes with `occ config:app:delete oidc_login last_updated_well_known`.",
        );
    }
    if words.contains("Curl error") {
        return Some(
            "Nextcloud's server cannot reach the provider; it trusts the certificates of the operating system (oidc_login_tls_verify).",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_words_have_reasons() {
        let words = "The provider authorization_endpoint could not be fetched. Make sure your provider has a well known configuration available.";
        assert!(explain(500, words).unwrap().contains("oidc_login_provider_url"));
        assert!(explain(500, "Curl error: (60) SSL certificate problem").unwrap().contains("certificates"));
        assert!(explain(200, "Log in").unwrap().contains("oidc_login_redir_fallback"));
    }
}
