//! A whole `check` of an embedded provider that runs, over real HTTP: what scenarios and benches have in common.

use std::sync::Arc;

use oidc_compat::cli::{Catalogue, Judged, observe_and_judge};
use oidc_compat::config::{self, ClientGiven, Given, Layers, SecretSource};
use oidc_compat::observe::Silent;
use oidc_compat::reference::RunningProvider;
use oidc_compat::secret::Secret;

/// What is asked for, as on the command line.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Ids of apps; empty: all.
    pub apps: &'a [String],
    /// The specifications, too.
    pub specs: bool,
    /// `ID.SETTING=VALUE`.
    pub settings: &'a [String],
    /// Scope.
    pub scope: Option<&'a str>,
    /// Seconds.
    pub timeout: u64,
}

/// Runs a whole `check` on a provider that runs already.
pub async fn check(catalogue: &Catalogue, provider: &RunningProvider, wanted: &Wanted<'_>) -> Judged {
    let secret = Some(SecretSource::Value(Secret::new(provider.client_secret())));
    let client = ClientGiven { id: Some(provider.client_id().to_owned()), secret, register: None };
    check_as(catalogue, provider, wanted, Given { client, ..Given::default() }).await
}

/// The same with another client, and with what else is given.
pub async fn check_as(catalogue: &Catalogue, provider: &RunningProvider, wanted: &Wanted<'_>, given: Given) -> Judged {
    let secret = |text: &str| Some(SecretSource::Value(Secret::new(text)));
    let flags = Given {
        issuer: Some(provider.issuer().to_owned()),
        apps: wanted.apps.to_vec(),
        user: Some(provider.user().to_owned()),
        password: secret(provider.password()),
        // The same on every machine, whether it has a browser or not.
        login: Some("form".to_owned()),
        scope: wanted.scope.map(str::to_owned),
        timeout: Some(wanted.timeout),
        settings: wanted
            .settings
            .iter()
            .map(|text| {
                let (name, value) = text.split_once('=').expect("ID.SETTING=VALUE");
                let (app, name) = name.split_once('.').expect("ID.SETTING=VALUE");
                (app.to_owned(), name.to_owned(), value.to_owned())
            })
            .collect(),
        ..given
    };
    let target = config::resolve(Layers { flags: &flags, plan: &Given::default() }, &catalogue.known()).expect("a good target");
    observe_and_judge(catalogue, &target, wanted.specs, &[], Arc::new(Silent)).await.expect("something was observed")
}
