//! What nobody knows of an app's request is left open, also where a provider demands several such things at once.

#[path = "common/embedded.rs"]
mod embedded;

use oidc_compat::cli::Catalogue;
use oidc_compat::judge::{Login, Verdict};
use oidc_compat::reference::{Config, Provider};

async fn cloudreve(faults: &[&str]) -> (Verdict, Login, String) {
    let faults = faults.iter().map(|id| id.parse().expect("a fault")).collect();
    let provider = Provider::start(Config { faults, ..Config::default() }).await.expect("loopback is there");
    let apps = ["cloudreve".to_owned()];
    let wanted = embedded::Wanted { apps: &apps, specs: false, settings: &[], scope: None, timeout: 30 };
    let judged = embedded::check(&Catalogue::built_in(), &provider, &wanted).await;
    provider.shutdown().await;
    let app = &judged.judgement.apps[0];
    let code = app.requirements.iter().find(|r| r.id == "code").expect("the requirement");
    (app.verdict, app.prediction.login, code.message.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pkce_and_nonce_may_be_demanded_together() {
    let (verdict, login, message) = cloudreve(&["authorize-pkce-required", "authorize-nonce-required"]).await;
    assert_eq!((verdict, login), (Verdict::Undetermined, Login::Unknown));
    assert!(message.contains("with a PKCE challenge (S256) and a nonce the login works"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_request_mends_is_a_refusal() {
    let (verdict, login, message) = cloudreve(&["authorize-redirect-uri-refused"]).await;
    assert_eq!((verdict, login), (Verdict::Incompatible, Login::StuckAtProvider), "{message}");
}
