//! One client for apps that authenticate in different ways, where the provider takes one way per client.

#[path = "common/embedded.rs"]
mod embedded;

use oidc_compat::cli::Catalogue;
use oidc_compat::reference::{Config, Provider};

async fn causes(fault: Option<&str>) -> Vec<oidc_compat::judge::Cause> {
    let faults = fault.iter().map(|id| id.parse().expect("a fault")).collect();
    let provider = Provider::start(Config { faults, ..Config::default() }).await.expect("loopback is there");
    let apps = ["nextcloud-user-oidc".to_owned(), "nextcloud-oidc-login".to_owned()];
    let wanted = embedded::Wanted { apps: &apps, specs: false, settings: &[], scope: None, timeout: 30 };
    let judged = embedded::check(&Catalogue::built_in(), &provider, &wanted).await;
    provider.shutdown().await;
    judged.judgement.causes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_entry_serves_an_app_that_posts_and_one_that_does_not() {
    let causes = causes(Some("token-basic-refused")).await;
    let conflict = causes.iter().find(|c| c.id == "one-client-for-several-apps").expect("a conflict");
    assert!(conflict.fix.contains("client_secret_post for Nextcloud user_oidc"), "{}", conflict.fix);
    assert!(conflict.fix.contains("client_secret_basic for Nextcloud oidc_login"), "{}", conflict.fix);
    assert!(conflict.blocks.iter().any(|b| b.starts_with("nextcloud-oidc-login/")), "{:?}", conflict.blocks);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_takes_both_ways_is_no_conflict() {
    assert!(causes(None).await.iter().all(|c| c.id != "one-client-for-several-apps"));
}
