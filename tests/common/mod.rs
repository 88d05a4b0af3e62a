//! What several tests need: a whole `check` of the embedded provider over real HTTP.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use oidc_compat::cli::{Catalogue, Judged, observe_and_judge};
use oidc_compat::config::{self, ClientGiven, Given, Layers, SecretSource};
use oidc_compat::judge::{JudgedRequirement, OutcomeWord, Prediction};
use oidc_compat::observe::Silent;
use oidc_compat::reference::{Config, Fault, Provider, RunningProvider};
use oidc_compat::secret::Secret;

/// Starts the embedded provider with these faults and runs a whole `check` on it.
pub async fn check(catalogue: &Catalogue, faults: Vec<Fault>, settings: &[String], scope: Option<&str>) -> Judged {
    let provider = Provider::start(Config { faults, ..Config::default() }).await.expect("loopback is there");
    let judged = check_running(catalogue, &provider, settings, scope).await;
    provider.shutdown().await;
    judged
}

/// Runs a whole `check` on a provider that runs already.
pub async fn check_running(
    catalogue: &Catalogue,
    provider: &RunningProvider,
    settings: &[String],
    scope: Option<&str>,
) -> Judged {
    let secret = |text: &str| Some(SecretSource::Value(Secret::new(text)));
    let flags = Given {
        issuer: Some(provider.issuer().to_owned()),
        client: ClientGiven { id: Some(provider.client_id().to_owned()), secret: secret(provider.client_secret()) },
        user: Some(provider.user().to_owned()),
        password: secret(provider.password()),
        scope: scope.map(str::to_owned),
        timeout: Some(3),
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

/// Every requirement of a judgement, by `suite/id`.
pub fn requirements(judged: &Judged) -> BTreeMap<String, &JudgedRequirement> {
    let judgement = &judged.judgement;
    let apps = judgement.apps.iter().flat_map(|a| a.requirements.iter().map(|r| (format!("{}/{}", a.id, r.id), r)));
    let specs = judgement.specs.iter().flat_map(|s| s.requirements.iter().map(|r| (format!("{}/{}", s.id, r.id), r)));
    apps.chain(specs).collect()
}

/// The `suite/id` of every requirement that failed.
pub fn failed(judged: &Judged) -> BTreeSet<String> {
    requirements(judged).into_iter().filter(|(_, r)| r.outcome == OutcomeWord::Fail).map(|(id, _)| id).collect()
}

/// A prediction in one line: `refused 403: The nonce does not match`.
pub fn in_one_line(prediction: &Prediction) -> String {
    let login = serde_json::to_value(prediction.login).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let status = prediction.http_status.map(|s| format!(" {s}")).unwrap_or_default();
    let message = prediction.message.as_deref().map(|m| format!(": {m}")).unwrap_or_default();
    format!("{login}{status}{message}")
}
