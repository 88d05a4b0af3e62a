//! user_oidc: its login route answers with the redirect to the provider (lib/Controller/LoginController.php, `login`).

use super::caller::AppCaller;
use super::error::InspectError;
use super::nextcloud::{Login, route};
use crate::asked::FoundClient;

/// Its profile.
pub(super) const APP: &str = "nextcloud-user-oidc";

/// Asks one provider's login route.
pub(super) async fn ask(caller: &mut AppCaller, login: &Login) -> Result<FoundClient, InspectError> {
    let mut client = FoundClient::new(APP, &login.provider, &login.to);
    client.fact("provider-id", login.provider.as_str());
    route(caller, &mut client, explain).await?;
    Ok(client)
}

/// The app's own words, as its templates have them in English.
fn explain(status: u16, words: &str) -> Option<&'static str> {
    if words.contains("You must access Nextcloud with HTTPS") {
        return Some(
            "Nextcloud does not know that it is reached by https: behind a reverse proxy set 'overwriteprotocol' => 'https' and trusted_proxies in config.php.",
        );
    }
    if words.contains("There is no such OpenID Connect provider") {
        return Some("`occ user_oidc:provider` lists the providers with their numbers.");
    }
    if words.contains("Could not reach the OpenID Connect provider") {
        return Some(
            "Nextcloud's server cannot read the discovery document: wrong --discoveryuri, a certificate it does not trust (`occ security:certificates:import`), or a local address (allow_local_remote_servers).",
        );
    }
    (status == 404).then_some(
        "user_oidc is not enabled, or has no provider with this number: `occ app:enable user_oidc`, `occ user_oidc:provider`.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_error_pages_have_reasons() {
        assert!(
            explain(404, "Error You must access Nextcloud with HTTPS to use OpenID Connect.")
                .unwrap()
                .contains("overwriteprotocol")
        );
        assert!(explain(404, "Could not reach the OpenID Connect provider.").unwrap().contains("--discoveryuri"));
        assert!(explain(404, "There is no such OpenID Connect provider.").unwrap().contains("occ user_oidc:provider"));
        assert_eq!(explain(500, "Internal Server Error"), None);
    }
}
