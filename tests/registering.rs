//! Runs that register their own clients: every app gets one, nothing of it is left behind, and what is left is told.

#[path = "common/embedded.rs"]
mod embedded;

use embedded::Wanted;
use oidc_compat::cli::{Catalogue, Judged};
use oidc_compat::config::{ClientGiven, Given, SecretSource};
use oidc_compat::judge::{Judgement, OutcomeWord};
use oidc_compat::recording::{Step, redact};
use oidc_compat::reference::{Config, Provider};
use oidc_compat::secret::Secret;

async fn check(faults: &[&str]) -> Judged {
    let faults = faults.iter().map(|id| id.parse().expect("a fault")).collect();
    let provider = Provider::start(Config { faults, ..Config::default() }).await.expect("loopback is there");
    let apps = ["cloudreve".to_owned()];
    let wanted = Wanted { apps: &apps, specs: true, settings: &[], scope: None, timeout: 30 };
    let initial_access_token = Some(SecretSource::Value(Secret::new("an-initial-access-token")));
    let client = ClientGiven { register: Some(true), ..ClientGiven::default() };
    let given = Given { client, initial_access_token, ..Given::default() };
    let judged = embedded::check_as(&Catalogue::built_in(), &provider, &wanted, given).await;
    provider.shutdown().await;
    judged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_has_a_client_and_none_is_left() {
    let judged = check(&[]).await;
    let target = &judged.recording.target;
    let ids = [&target.apps[0].client_id, &target.spec_client.as_ref().expect("a client").client_id];
    assert!(ids.iter().all(|id| id.is_some()) && ids[0] != ids[1], "{ids:?}");
    let removed: Vec<u16> = judged
        .recording
        .steps
        .iter()
        .filter(|s| s.step == Step::RegistrationRemoval)
        .filter_map(|s| judged.recording.exchanges[*s.exchanges.last()?].status())
        .collect();
    // Two of the actors, and one that asked for another algorithm.
    assert_eq!(removed, [204, 204, 204]);
    assert_eq!(judged.judgement.provider.registration, None);
    assert!(judged.judgement.apps[0].paste.contains("CLIENT_ID"), "a client that is gone is not pasted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_of_a_registration_is_saved() {
    let judged = check(&[]).await;
    let secrets: Vec<String> = judged
        .recording
        .exchanges
        .iter()
        .filter(|e| e.purpose.starts_with("registration"))
        .filter_map(|e| serde_json::from_str::<serde_json::Value>(e.response.as_ref()?.body.text()?).ok())
        .flat_map(|answer| {
            ["client_secret", "registration_access_token"].map(|name| answer[name].as_str().unwrap_or_default().to_owned())
        })
        .filter(|secret| !secret.is_empty())
        .chain(["an-initial-access-token".to_owned()])
        .collect();
    assert!(secrets.len() > 3, "{secrets:?}");
    let saved = serde_json::to_string(&redact(&judged.recording, &[]).expect("a recording")).expect("JSON");
    let told: Vec<&String> = secrets.iter().filter(|secret| saved.contains(secret.as_str())).collect();
    assert!(told.is_empty(), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_cannot_be_removed_are_named() {
    for (fault, words) in [("registration-management-missing", "named no"), ("registration-deletion-failing", "status 500")] {
        let judged = check(&[fault]).await;
        let left = judged.judgement.provider.registration.expect("something to tell").left;
        assert_eq!(left.len(), 3, "{left:?}");
        assert!(left.iter().all(|client| client.why.contains(words)), "{left:?}");
        let own = judged.recording.target.apps[0].client_id.as_deref();
        assert!(left.iter().any(|client| Some(client.client_id.as_str()) == own && client.app.as_deref() == Some("cloudreve")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_can_be_registered_it_is_said_what_to_register() {
    let judged = check(&["registration-refused"]).await;
    let refused = judged.judgement.provider.registration.clone().expect("something to tell").refused;
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert!(refused[0].why.contains("access_denied"), "{refused:?}");
    let app = refused.iter().find(|r| r.app.as_deref() == Some("cloudreve")).expect("the app");
    assert_eq!(app.register[0].values, ["https://cloud.example.com/callback/openid/2"]);
    let login = judged.judgement.apps[0].requirements.iter().find(|r| r.id == "redirect-uri").expect("a requirement");
    assert_eq!(login.outcome, OutcomeWord::Inconclusive);
    assert_eq!(login.cause.as_deref(), Some("no-registration"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_was_given_is_used_and_none_is_registered() {
    let provider = Provider::start(Config::default()).await.expect("loopback is there");
    let apps = ["cloudreve".to_owned()];
    let wanted = Wanted { apps: &apps, specs: true, settings: &[], scope: None, timeout: 30 };
    let judged = embedded::check(&Catalogue::built_in(), &provider, &wanted).await;
    assert!(!judged.recording.steps.iter().any(|s| s.step.is_registration() || s.step == Step::BackChannelLogout));
    assert_eq!(judged.recording.target.apps[0].client_id.as_deref(), Some(provider.client_id()));
    provider.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_saved_run_tells_of_logout_tokens_what_the_live_one_told() {
    let provider = Provider::start(Config::default()).await.expect("loopback is there");
    let apps = ["nextcloud-user-oidc".to_owned()];
    let wanted = Wanted { apps: &apps, specs: true, settings: &[], scope: None, timeout: 30 };
    let client = ClientGiven { register: Some(true), ..ClientGiven::default() };
    let given = Given { client, backchannel_listen: Some("127.0.0.1:0".to_owned()), ..Given::default() };
    let catalogue = Catalogue::built_in();
    let judged = embedded::check_as(&catalogue, &provider, &wanted, given).await;
    provider.shutdown().await;
    let heard = judged.recording.exchanges.iter().filter(|e| e.purpose.starts_with("Logout Token")).count();
    assert!(heard >= 2, "one for each of the clients, {heard} came");
    let saved = redact(&judged.recording, &[]).expect("a recording");
    let of = |judgement: &Judgement| -> Vec<(String, OutcomeWord)> {
        let all = judgement.specs.iter().flat_map(|s| &s.requirements).chain(judgement.apps.iter().flat_map(|a| &a.requirements));
        all.filter(|r| r.check.contains("logout-token")).map(|r| (r.id.clone(), r.outcome)).collect()
    };
    let live = of(&judged.judgement);
    assert!(live.len() == 14 && live.iter().all(|(_, outcome)| *outcome == OutcomeWord::Pass), "{live:?}");
    assert_eq!(of(&catalogue.judge(&saved, true, &[]).expect("known apps")), live);
}
