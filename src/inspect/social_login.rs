//! Social Login, Custom OpenID Connect: login start and callback are one address; without a `code` it answers with the
//! redirect to the provider (appinfo/routes.php; hybridauth, Adapter/OAuth2.php).

use super::caller::AppCaller;
use super::error::InspectError;
use super::nextcloud::{Login, route};
use crate::asked::FoundClient;

/// Its profile.
pub(super) const APP: &str = "nextcloud-sociallogin";

/// Asks one provider's login route.
pub(super) async fn ask(caller: &mut AppCaller, login: &Login) -> Result<FoundClient, InspectError> {
    let mut client = FoundClient::new(APP, &login.provider, &login.to);
    client.fact("provider-name", login.provider.as_str());
    route(caller, &mut client, explain).await?;
    Ok(client)
}

fn explain(status: u16, words: &str) -> Option<&'static str> {
    if words.contains("application id is required") {
        return Some("Client Id or Client Secret of this provider is empty: Administration settings > Social login.");
    }
    (status == 401).then_some("The words are Social Login's own; they name what is wrong in its settings.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_client_is_told() {
        let words = "Your application id is required in order to connect to CustomOpenIDConnect";
        assert!(explain(401, words).unwrap().contains("Client Id"));
        assert!(explain(404, "Page not found").is_none());
    }
}
