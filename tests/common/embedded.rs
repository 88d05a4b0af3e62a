//! A whole `check` of an embedded provider that runs, over real HTTP: what scenarios and benches have in common.

use std::sync::Arc;

use oidc_compat::cli::{Catalogue, Judged, observe_and_judge};
use oidc_compat::config::{self, ClientGiven, Given, Layers, SecretSource};
use oidc_compat::observe::Silent;
use oidc_compat::reference::RunningProvider;
use oidc_compat::secret::Secret;

/// Runs a whole `check` on a provider that runs already; settings as on the command line, `timeout` in seconds.
pub async fn check(
    catalogue: &Catalogue,
    provider: &RunningProvider,
    settings: &[String],
    scope: Option<&str>,
    timeout: u64,
) -> Judged {
    let secret = |text: &str| Some(SecretSource::Value(Secret::new(text)));
    let flags = Given {
        issuer: Some(provider.issuer().to_owned()),
        client: ClientGiven { id: Some(provider.client_id().to_owned()), secret: secret(provider.client_secret()) },
        user: Some(provider.user().to_owned()),
        password: secret(provider.password()),
        scope: scope.map(str::to_owned),
        timeout: Some(timeout),
        settings: settings
            .iter()
            .map(|text| {
                let (name, value) = text.split_once('=').expect("ID.SETTING=VALUE");
                let (app, name) = name.split_once('.').expect("ID.SETTING=VALUE");
                (app.to_owned(), name.to_owned(), value.to_owned())
            })
            .collect(),
        ..Given::default()
    };
    let target = config::resolve(Layers { flags: &flags, plan: &Given::default() }, &catalogue.known()).expect("a good target");
    observe_and_judge(catalogue, &target, true, &[], Arc::new(Silent)).await.expect("something was observed")
}
