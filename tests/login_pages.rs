//! Login pages that are more than one form: the whole tool against the embedded provider, kind by kind and driver by driver.

use std::sync::Arc;

use oidc_compat::cli::{Catalogue, Judged, observe_and_judge};
use oidc_compat::config::{self, ClientGiven, Given, Layers, SecretSource};
use oidc_compat::observe::Silent;
use oidc_compat::recording::{Obstacle, Recording};
use oidc_compat::reference::{Config, LoginPage, Provider, RunningProvider, TOTP_SECRET};
use oidc_compat::secret::Secret;

/// Short, because every further login of a run waits for the next code.
const PERIOD: u32 = 4;

async fn start(page: LoginPage) -> RunningProvider {
    Provider::start(Config { login_page: Some(page), totp_period: PERIOD, ..Config::default() }).await.expect("it starts")
}

fn given(provider: &RunningProvider) -> Given {
    let secret = |text: &str| Some(SecretSource::Value(Secret::new(text)));
    Given {
        issuer: Some(provider.issuer().to_owned()),
        client: ClientGiven {
            id: Some(provider.client_id().to_owned()),
            secret: secret(provider.client_secret()),
            register: None,
        },
        apps: vec!["nextcloud-user-oidc".to_owned()],
        user: Some(provider.user().to_owned()),
        password: secret(provider.password()),
        login: Some("form".to_owned()),
        ..Given::default()
    }
}

async fn check(flags: &Given, plan: &Given) -> Judged {
    let catalogue = Catalogue::built_in();
    let target = config::resolve(Layers { flags, plan }, &catalogue.known()).expect("a good target");
    observe_and_judge(&catalogue, &target, false, &[], Arc::new(Silent)).await.expect("something was observed")
}

fn login(judged: &Judged) -> (String, Option<&str>) {
    let app = serde_json::to_value(&judged.judgement.apps[0].prediction).expect("JSON");
    let cause = judged.judgement.causes.first().map(|cause| cause.id.as_str());
    (app["login"].as_str().unwrap_or_default().to_owned(), cause)
}

fn obstacle(recording: &Recording) -> &str {
    recording.flows.iter().find_map(|flow| flow.obstacle.as_ref()).map(Obstacle::said).unwrap_or_default()
}

#[tokio::test]
async fn forms_get_through_what_is_forms() {
    for page in [LoginPage::TwoStep, LoginPage::StaySignedIn] {
        let provider = start(page).await;
        let judged = check(&given(&provider), &Given::default()).await;
        assert_eq!(login(&judged), ("logged-in".to_owned(), None), "{page:?}: {}", obstacle(&judged.recording));
    }
}

#[tokio::test]
async fn a_code_is_made_where_its_secret_is_given() {
    let provider = start(LoginPage::Totp).await;
    let totp_secret =
        Some(SecretSource::Value(Secret::new(format!("otpauth://totp/alice?secret={TOTP_SECRET}&period={PERIOD}"))));
    let judged = check(&Given { totp_secret, ..given(&provider) }, &Given::default()).await;
    assert_eq!(login(&judged).0, "logged-in", "{}", obstacle(&judged.recording));
    let judged = check(&given(&provider), &Given::default()).await;
    assert_eq!(login(&judged), ("unknown".to_owned(), Some("page-not-understood")));
    assert!(obstacle(&judged.recording).contains("second factor"), "{}", obstacle(&judged.recording));
    let totp_secret = Some(SecretSource::Value(Secret::new("AAAAAAAAAAAAAAAA")));
    let judged = check(&Given { totp_secret, ..given(&provider) }, &Given::default()).await;
    assert_eq!(login(&judged), ("unknown".to_owned(), Some("login-refused")));
    assert!(obstacle(&judged.recording).contains("--totp-secret"), "{}", obstacle(&judged.recording));
}

#[tokio::test]
async fn a_page_of_scripts_needs_steps_or_a_browser() {
    let provider = start(LoginPage::Script).await;
    let judged = check(&given(&provider), &Given::default()).await;
    assert_eq!(login(&judged), ("unknown".to_owned(), Some("page-not-understood")));
    let auto = check(&Given { login: Some("auto".to_owned()), ..given(&provider) }, &Given::default()).await;
    let (word, _) = login(&auto);
    let said = obstacle(&auto.recording);
    // Where there is a browser it logs in; else its absence is told, and who else could.
    assert!(word == "logged-in" || said.to_lowercase().contains("chrom") && said.contains("terminal"), "{word}: {said}");
}
