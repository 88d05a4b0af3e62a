//! Reports of a judgement built by hand: what people, programs and CI read.

use std::collections::BTreeMap;

use oidc_compat::account::Account;
use oidc_compat::check::{EvidenceRef, Level};
use oidc_compat::judge::{
    AppJudgement, Cause, Change, JudgedRequirement, Judgement, Login, Loss, OutcomeWord, Prediction, ProviderJudgement,
    SettingsAdvice, SpecJudgement, Traffic, Verdict,
};
use oidc_compat::judge::{Field, Product, Purpose, Registration};
use oidc_compat::provider_profile::Deviation;
use oidc_compat::recording::{Body, Exchange, Recording, Request, Response, TargetRecord, Tool};
use oidc_compat::report::{TerminalOptions, brief, junit, report, terminal};
use oidc_compat::suite::{Impact, SettingPlace};
use oidc_compat::wire::{SettingValue, Settings};

fn requirement(id: &str, outcome: OutcomeWord, impact: Impact, message: &str) -> JudgedRequirement {
    let failed = outcome == OutcomeWord::Fail;
    JudgedRequirement {
        id: id.to_owned(),
        check: format!("check-of-{id}"),
        title: format!("Title of {id}"),
        level: Level::App,
        outcome,
        impact,
        message: message.to_owned(),
        expected: String::new(),
        actual: String::new(),
        evidence: Vec::new(),
        because: String::new(),
        fix: if failed { "Mend it at the provider.".to_owned() } else { String::new() },
        source: "app:lib/Login.php".to_owned(),
        cause: None,
        words: None,
    }
}

fn app(id: &str, name: &str, verdict: Verdict, prediction: Prediction, requirements: Vec<JudgedRequirement>) -> AppJudgement {
    AppJudgement {
        id: id.to_owned(),
        name: name.to_owned(),
        version: "1.2.3".to_owned(),
        settings: Settings::default(),
        verdict,
        prediction,
        with_settings: None,
        requirements,
        paste: String::new(),
        notes: Vec::new(),
        baseline: None,
        wanted: Vec::new(),
    }
}

fn logged_in(groups: Option<Vec<String>>) -> Prediction {
    let account = Account {
        uid: "alice".to_owned(),
        uid_from: "sub of the ID Token".to_owned(),
        display_name: Some("Alice A.".to_owned()),
        groups,
        ..Account::default()
    };
    Prediction { login: Login::LoggedIn, http_status: None, message: None, because: None, account: Some(account) }
}

fn refused(because: &str) -> Prediction {
    Prediction {
        login: Login::Refused,
        http_status: Some(403),
        message: Some("The issuer does not match the one from the discovery endpoint".to_owned()),
        because: Some(because.to_owned()),
        account: None,
    }
}

fn recording() -> Recording {
    let request = Request { method: "POST".into(), url: "https://op.example.com/token?x=y".into(), headers: vec![], body: None };
    let response =
        Response { status: 200, version: "HTTP/1.1".into(), headers: vec![], body: Body::Text("{}".into()), truncated: false };
    let exchange = Exchange {
        purpose: "token".into(),
        sent_at_ms: 1_000,
        received_at_ms: 1_250,
        first_byte_us: Some(200_000),
        total_us: 250_000,
        request,
        response: Some(response),
        failure: None,
        peer: None,
        tls: None,
    };
    Recording {
        schema: oidc_compat::recording::FORMAT.into(),
        tool: Tool::this(),
        started_at_ms: 1_000,
        finished_at_ms: 2_200,
        interrupted: false,
        redacted: false,
        target: TargetRecord::default(),
        hosts: BTreeMap::new(),
        exchanges: vec![exchange],
        steps: vec![],
        flows: vec![],
        signatures: vec![],
        login: None,
    }
}

/// What would be known of a recognised product.
fn product() -> Product {
    let uris = vec!["https://cloud.example.com/code".to_owned(), "https://cloud.example.com/index.php/code".to_owned()];
    let redirect = Field { purpose: Purpose::Redirect, field: Some("Valid redirect URIs".to_owned()), values: uris };
    let none = Field { purpose: Purpose::BackChannel, field: None, values: vec!["https://cloud.example.com/back".to_owned()] };
    Product {
        id: "keycloak".to_owned(),
        name: "Keycloak".to_owned(),
        page: Some("Clients > CLIENT > Settings".to_owned()),
        note: Some("Compared letter by letter.".to_owned()),
        register: vec![Registration {
            app: "good-app".to_owned(),
            name: "Good App".to_owned(),
            fields: vec![redirect, none],
            notes: vec!["Switch it on.".to_owned()],
        }],
        deviations: vec![Deviation {
            id: "asks".to_owned(),
            what: "It asks before each logout.".to_owned(),
            works: Some("Send the hint.".to_owned()),
            apps: Vec::new(),
            source: "measured".to_owned(),
        }],
    }
}

fn judgement() -> Judgement {
    let good = app(
        "good-app",
        "Good App",
        Verdict::Compatible,
        logged_in(None),
        vec![requirement("nonce", OutcomeWord::Pass, Impact::BlocksLogin, "")],
    );
    let mut issuer = requirement("issuer", OutcomeWord::Fail, Impact::BlocksLogin, "`iss` of the ID Token ends with a slash");
    issuer.expected = "https://op.example.com".to_owned();
    issuer.actual = "https://op.example.com/".to_owned();
    issuer.evidence = vec![EvidenceRef { exchange: 0, pointer: "/id_token/payload/iss".to_owned() }];
    issuer.because = "The app compares both texts character by character.".to_owned();
    let mut blocked = requirement("userinfo", OutcomeWord::Inconclusive, Impact::Degrades, "there is no access token");
    blocked.cause = Some("no-access-token".to_owned());
    let mut bad = app("bad-app", "Bad App", Verdict::Incompatible, refused("issuer"), vec![issuer, blocked.clone()]);
    bad.with_settings = Some(SettingsAdvice {
        changes: vec![Change {
            setting: "issuer-check".to_owned(),
            from: SettingValue::Bool(true),
            to: SettingValue::Bool(false),
            how: String::new(),
            place: SettingPlace::ConfigPhpUserOidc,
        }],
        verdict: Verdict::Degraded,
        prediction: logged_in(None),
        proved_on_the_wire: false,
        lost: vec![Loss { requirement: "groups".to_owned(), message: "no groups arrive".to_owned() }],
    });
    let mut with_settings = app(
        "nextcloud-user-oidc",
        "Nextcloud user_oidc",
        Verdict::CompatibleWithSettings,
        logged_in(Some(Vec::new())),
        vec![requirement("email", OutcomeWord::Fail, Impact::Degrades, "there is no e-mail address in the ID Token")],
    );
    with_settings.with_settings = Some(SettingsAdvice {
        changes: vec![Change {
            setting: "enrich_login_id_token_with_userinfo".to_owned(),
            from: SettingValue::Bool(false),
            to: SettingValue::Bool(true),
            how: "'user_oidc' => ['enrich_login_id_token_with_userinfo' => true]".to_owned(),
            place: SettingPlace::ConfigPhpUserOidc,
        }],
        verdict: Verdict::Compatible,
        prediction: logged_in(Some(vec!["staff".to_owned()])),
        proved_on_the_wire: true,
        lost: Vec::new(),
    });
    with_settings.paste = "occ user_oidc:provider idp --clientid='cloud'\n".to_owned();
    let mut pkce = requirement("pkce", OutcomeWord::Inconclusive, Impact::BlocksLogin, "a login needs a test account");
    pkce.cause = Some("no-account".to_owned());
    let unknown =
        Prediction { login: Login::Unknown, http_status: None, message: None, because: Some("pkce".to_owned()), account: None };
    let passed = requirement("discovery", OutcomeWord::Pass, Impact::BlocksLogin, "");
    let mut open = app("open-app", "Open App", Verdict::Undetermined, unknown, vec![passed, pkce]);
    open.notes = vec!["The provider stands on a loopback address; it is judged as if it stood at a public one.".to_owned()];
    let mut replay = requirement("code-replay", OutcomeWord::Fail, Impact::WeakensSecurity, "a code was taken twice");
    replay.level = Level::Must;
    Judgement {
        provider: ProviderJudgement {
            registration: None,
            issuer: "https://op.example.com".to_owned(),
            discovery_url: "https://op.example.com/.well-known/openid-configuration".to_owned(),
            recognised_as: Some("keycloak".to_owned()),
            product: Some(product()),
        },
        apps: vec![good, with_settings, bad, open],
        specs: vec![SpecJudgement {
            id: "core".to_owned(),
            name: "OpenID Connect Core".to_owned(),
            version: "0.1.0".to_owned(),
            counts: [("pass".to_owned(), 1), ("fail".to_owned(), 1)].into(),
            requirements: vec![requirement("state", OutcomeWord::Pass, Impact::Info, ""), replay],
        }],
        causes: vec![
            Cause {
                id: "no-account".to_owned(),
                title: "No test account was given".to_owned(),
                message: "a login needs a test account".to_owned(),
                fix: "Give --user and --password (or --password-env) of an account made for testing.".to_owned(),
                blocks: vec!["open-app/pkce".to_owned()],
            },
            Cause {
                id: "no-access-token".to_owned(),
                title: "There is no access token".to_owned(),
                message: "there is no access token".to_owned(),
                fix: "See the findings on the token endpoint.".to_owned(),
                blocks: vec!["bad-app/userinfo".to_owned()],
            },
        ],
    }
}

const TRAFFIC: Traffic = Traffic { exchanges: 1, logins: 1, wall_ms: 1200.0, provider_ms: 250.0, judge_ms: 1.4 };

fn plain(verbose: bool, width: usize) -> String {
    colored::control::set_override(false);
    terminal(&judgement(), &recording(), &TRAFFIC, TerminalOptions { width, verbose })
}

#[test]
fn the_first_screen_comes_first() {
    insta::assert_snapshot!(plain(false, 80));
}

#[test]
fn verbose_shows_what_passed() {
    let text = plain(true, 80);
    assert!(text.contains("good-app/nonce"), "{text}");
    assert!(!plain(false, 80).contains("good-app/nonce  "));
    assert!(text.contains("app:lib/Login.php"));
}

#[test]
fn no_line_is_wider_than_asked() {
    for width in [60, 80, 100] {
        let text = plain(true, width);
        let pasted = "occ user_oidc:provider";
        for line in text.lines().filter(|l| !l.contains(pasted)) {
            let longest_word = line.split_whitespace().map(|w| w.chars().count()).max().unwrap_or(0);
            assert!(line.chars().count() <= width || longest_word > width / 3, "{width}: {line}");
        }
    }
}

#[test]
fn brief_is_the_verdicts_alone() {
    colored::control::set_override(false);
    let text = brief(&judgement(), TerminalOptions { width: 80, verbose: false });
    assert!(text.starts_with("✓ Good App 1.2.3  compatible\n"), "{text}");
    assert!(!text.contains("Causes"));
}

#[test]
fn json_has_the_shape_of_the_contract() {
    let mut report = report(&judgement(), &recording(), TRAFFIC);
    report.tool.version = "0.0.0".to_owned();
    insta::assert_json_snapshot!(report);
    let schema = serde_json::to_value(schemars::schema_for!(oidc_compat::report::Report)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&serde_json::to_value(&report).unwrap()).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn junit_tells_failures_from_errors() {
    let text = junit(&judgement()).unwrap();
    insta::assert_snapshot!(text);
}
