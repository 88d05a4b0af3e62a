//! A suite of the operator's own, from outside of the crate: docs/examples/gitea.toml is a whole app without a line of Rust.

#[path = "common/embedded.rs"]
mod embedded;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use embedded::Wanted;
use oidc_compat::cli::Catalogue;
use oidc_compat::judge::{AppJudgement, Login, Verdict};
use oidc_compat::reference::{Config, Fault, Provider, RunningProvider};
use serde_json::Value;

fn example() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/examples/gitea.toml")
}

fn text() -> String {
    fs::read_to_string(example()).expect("readable")
}

fn temporary() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// A file for one test.
fn file(name: &str, text: &str) -> String {
    let path = temporary().join(name);
    fs::write(&path, text).expect("writable");
    path.display().to_string()
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oidc-compat"));
    command.args(arguments).env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE").output().expect("the binary runs")
}

/// Exit code and both streams, in a form that snapshots can hold.
fn told(arguments: &[&str]) -> String {
    let output = run(arguments);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let folders = [(temporary().display().to_string(), "FOLDER"), (example().display().to_string(), "gitea.toml")];
    let told = format!("exit {}\n{out}{err}", output.status.code().unwrap_or(-1));
    folders.iter().fold(told, |told, (path, name)| told.replace(path, name))
}

async fn provider(faults: &[&str]) -> RunningProvider {
    let faults = faults.iter().map(|id| id.parse::<Fault>().unwrap_or_else(|e| panic!("{e}"))).collect();
    let redirect_uris = vec!["https://git.example.com/user/oauth2/sso/callback".to_owned()];
    Provider::start(Config { faults, redirect_uris, ..Config::default() }).await.expect("loopback is there")
}

/// What Gitea would do at the embedded provider with this fault.
async fn judged(faults: &[&str], settings: &[&str]) -> AppJudgement {
    let catalogue = Catalogue::with(&[example()]).expect("a good suite");
    let provider = provider(faults).await;
    let settings: Vec<String> = settings.iter().map(|s| (*s).to_owned()).collect();
    let wanted = Wanted { apps: &["gitea".to_owned()], specs: false, settings: &settings, scope: None, timeout: 30 };
    let mut judged = embedded::check(&catalogue, &provider, &wanted).await;
    provider.shutdown().await;
    judged.judgement.apps.remove(0)
}

const WITH_SCOPES: &[&str] = &["gitea.scope=profile email"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_healthy_provider_makes_the_account() {
    let app = judged(&[], WITH_SCOPES).await;
    assert_eq!((app.verdict, app.prediction.login), (Verdict::Compatible, Login::LoggedIn), "{:?}", app.prediction);
    let account = app.prediction.account.expect("an account");
    assert_eq!((account.uid.as_str(), account.uid_from.as_str()), ("Alice", "nickname of userinfo"));
    assert!(account.email.is_some_and(|e| e.contains('@')) && account.display_name.is_some());
    assert!(account.attributes.contains_key("login_name"));
    let other = judged(&[], &["gitea.scope=profile email", "gitea.username=email"]).await;
    assert!(other.prediction.account.expect("an account").uid.contains('@'));
    for line in ["Redirect URI        : https://git.example.com/user/oauth2/sso/callback", "Additional scopes   : profile email"]
    {
        assert!(app.paste.contains(line), "{line:?} is not in\n{}", app.paste);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_scopes_to_add_are_found_and_proved() {
    let app = judged(&[], &[]).await;
    assert_eq!(app.verdict, Verdict::CompatibleWithSettings);
    let with = app.with_settings.expect("settings that help");
    assert!(with.proved_on_the_wire);
    let changes: Vec<(String, String)> = with.changes.iter().map(|c| (c.setting.clone(), c.to.to_string())).collect();
    assert_eq!(changes, [("scope".to_owned(), "profile email".to_owned())]);
}

/// Fault, the requirement that it fails, and how the sign-in ends.
const FAULTS: &[(&str, Option<&str>, Login, Option<u16>)] = &[
    // The secret is tried in the header and in the body.
    ("token-basic-refused", None, Login::LoggedIn, None),
    ("token-post-refused", None, Login::LoggedIn, None),
    ("token-error-always", Some("token-status"), Login::ServerError, Some(500)),
    ("token-status-201", None, Login::LoggedIn, None),
    ("token-dropped", Some("token-status"), Login::ServerError, Some(500)),
    ("token-answer-error-200", Some("token-error"), Login::ServerError, Some(500)),
    ("token-form-encoded", Some("token-object"), Login::ServerError, Some(500)),
    // What it cannot use it asks for once more, and by then the code is spent.
    ("token-content-type-text", Some("token-status"), Login::ServerError, Some(500)),
    ("token-access-token-missing", Some("token-status"), Login::ServerError, Some(500)),
    ("token-id-token-missing", Some("id-token"), Login::ServerError, Some(500)),
    ("id-token-two-segments", Some("id-token-form"), Login::ServerError, Some(500)),
    ("id-token-audience-other", Some("id-token-audience"), Login::ServerError, Some(500)),
    ("id-token-audience-list", None, Login::LoggedIn, None),
    ("id-token-issuer-trailing-slash", Some("id-token-issuer"), Login::ServerError, Some(500)),
    ("id-token-exp-missing", Some("id-token-exp-number"), Login::ServerError, Some(500)),
    ("id-token-exp-30-seconds-ago", Some("id-token-expiry"), Login::ServerError, Some(500)),
    ("id-token-signature-broken", None, Login::LoggedIn, None),
    ("userinfo-status-201", Some("userinfo-status"), Login::ServerError, Some(500)),
    ("userinfo-signed", Some("userinfo-object"), Login::ServerError, Some(500)),
    ("userinfo-sub-differs", Some("userinfo-subject"), Login::ServerError, Some(500)),
    ("discovery-userinfo-endpoint-missing", None, Login::LoggedIn, None),
    ("authorize-redirect-uri-refused", Some("browser-return"), Login::StuckAtProvider, None),
    ("authorize-state-changed", Some("state"), Login::ServerError, Some(500)),
    ("authorize-access-denied", Some("callback-without-error"), Login::Refused, None),
    ("authorize-pkce-required", Some("callback-without-error"), Login::Refused, None),
    ("discovery-not-found", Some("discovery-status"), Login::ServerError, Some(500)),
    ("discovery-byte-order-mark", Some("discovery-object"), Login::ServerError, Some(500)),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_is_refused_as_the_app_refuses_it() {
    let mut wrong = Vec::new();
    for (fault, because, login, status) in FAULTS {
        let prediction = judged(&[fault], WITH_SCOPES).await.prediction;
        let happened = (prediction.because.as_deref(), prediction.login, prediction.http_status);
        if happened != (*because, *login, *status) {
            wrong.push(format!("{fault}: {happened:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_required_claim_keeps_others_out() {
    let claim = |value: &str| vec!["gitea.required-claim-name=groups".to_owned(), format!("gitea.required-claim-value={value}")];
    let with = |value: &str| {
        let settings: Vec<String> = claim(value).into_iter().chain(["gitea.scope=profile email groups".to_owned()]).collect();
        async move { judged(&[], &settings.iter().map(String::as_str).collect::<Vec<_>>()).await.prediction }
    };
    let refused = with("nobody-is-in-it").await;
    assert_eq!((refused.login, refused.because.as_deref()), (Login::Refused, Some("required-claim")));
    assert_eq!(with("staff").await.login, Login::LoggedIn);
}

#[test]
fn it_is_listed_and_explained_like_ours() {
    let suite = example().display().to_string();
    let list = |what: &str| told(&["list", what, "--suite", &suite]);
    assert!(list("apps").contains("gitea") && list("apps").contains("Gitea, 1.22.0 to 1.24.0, 1.24.0 unless given, from"));
    assert!(list("suites").contains("gitea.toml"), "{}", list("suites"));
    let json: Value = serde_json::from_slice(&run(&["list", "apps", "--json", "--suite", &suite]).stdout).expect("JSON");
    assert!(json.as_array().expect("a list").iter().any(|app| app["id"] == "gitea" && app["file"].is_string()));
    let explain = |id: &str| told(&["explain", id, "--suite", &suite]);
    assert!(explain("gitea").contains("gitea/id-token-audience  blocks login"), "{}", explain("gitea"));
    assert!(explain("gitea/token-status").contains("RetrieveToken"));
    assert!(explain("claim-value").contains("gitea/email"));
    assert!(told(&["explain", "gitea"]).starts_with("exit 2\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_saved_run_is_judged_again_with_its_suite_and_says_so_without() {
    let provider = provider(&[]).await;
    let suite = example().display().to_string();
    let plan = format!(
        "suite = [{suite:?}]\nissuer = {:?}\napps = [\"gitea\", \"cloudreve\"]\nuser = {:?}\npassword = {:?}\n\n[client]\nid = {:?}\nsecret = {:?}\n\n[set.gitea]\nscope = \"profile email\"\n",
        provider.issuer(),
        provider.user(),
        provider.password(),
        provider.client_id(),
        provider.client_secret()
    );
    let plan = file("own-plan.toml", &plan);
    let saved = temporary().join("own-run.json").display().to_string();
    let (plan_again, saved_again) = (plan.clone(), saved.clone());
    let live =
        tokio::task::spawn_blocking(move || run(&["check", "-c", &plan_again, "--save", &saved_again, "--quiet", "--json", "-"]));
    let live = live.await.expect("no panic");
    provider.shutdown().await;
    assert_eq!(live.status.code(), Some(0), "{}", String::from_utf8_lossy(&live.stderr));
    let verdict = |output: &Output| -> Value {
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        report["apps"].as_array().expect("a list").iter().find(|a| a["id"] == "gitea").expect("gitea")["prediction"].clone()
    };
    let again = run(&["judge", &saved, "--suite", &suite, "--quiet", "--json", "-"]);
    assert_eq!(verdict(&again), verdict(&live));
    assert_eq!(verdict(&live)["account"]["uid"], "Alice");
    insta::assert_snapshot!(told(&["judge", &saved]), @r#"
    exit 2
    error: this run was made for "gitea", which is no app that comes with oidc-compat: give the suite file that the run was made with, as in --suite FILE; for what else the run holds, say --app cloudreve
    "#);
    assert!(told(&["judge", &saved, "--app", "cloudreve"]).starts_with("exit 0\n"));
    let unknown = told(&["check", "https://sso.example.com", "--app", "gitea"]);
    assert!(unknown.starts_with("exit 2\n") && unknown.contains("--suite FILE"), "{unknown}");
}

#[test]
fn the_guide_shows_what_is_shown() {
    let told = slip("gitea.toml", "types = [\"number\"]", "type = [\"number\"]").replace("FOLDER/", "");
    let guide = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/SUITES.md")).expect("readable");
    let shown = told.trim_start_matches("exit 2\n").trim_end();
    assert!(guide.contains(shown), "docs/SUITES.md does not show\n{shown}");
}

/// The example with a slip in it.
fn slip(name: &str, from: &str, to: &str) -> String {
    let text = text();
    assert!(text.contains(from), "{from:?}");
    let path = file(name, &text.replacen(from, to, 1));
    told(&["list", "apps", "--suite", &path])
}

#[test]
fn slips_are_shown_with_their_line() {
    insta::assert_snapshot!(slip("slip-key.toml", "symptom = { login", "symptons = { login"), @r#"
    exit 2
    error: unknown key `symptons`
       --> FOLDER/slip-key.toml:113:1
        |
    113 | symptons = { login = "server-error", status = 500 }
        | ^^^^^^^^
        |
        = help: did you mean `symptom`?
    "#);
    insta::assert_snapshot!(slip("slip-check.toml", "\"token-access-token\"", "\"token-acces-token\""), @r#"
    exit 2
    error: there is no check `token-acces-token`
       --> FOLDER/slip-check.toml:201:9
        |
    201 | check = "token-acces-token"
        |         ^^^^^^^^^^^^^^^^^^^
        |
        = help: did you mean `token-access-token`?
    "#);
    insta::assert_snapshot!(slip("slip-param.toml", "types = [\"number\"]", "type = [\"number\"]"), @r#"
    exit 2
    error: the check `claim-value` has no parameter `type`
       --> FOLDER/slip-param.toml:243:49
        |
    243 | params = { claims = ["exp"], from = "id-token", type = ["number"] }
        |                                                 ^^^^
        |
        = help: did you mean `types`?
    "#);
    insta::assert_snapshot!(slip("slip-setting.toml", "[\"$required-claim-name\"]", "[\"$required-claim\"]"), @r#"
    exit 2
    error: there is no setting `required-claim` in this suite
       --> FOLDER/slip-setting.toml:299:21
        |
    299 | params = { claims = ["$required-claim"], types = ["text", "list"], one_of = ["$required-claim-value"] }
        |                     ^^^^^^^^^^^^^^^^^^^
        |
        = help: did you mean `required-claim-name`?
    "#);
    insta::assert_snapshot!(slip("slip-value.toml", "discovery = \"typed\"", "discovery = \"type\""), @r#"
    exit 2
    error: `type` is no value that is known here
      --> FOLDER/slip-value.toml:46:13
       |
    46 | discovery = "type"
       |             ^^^^^^
       |
       = help: did you mean `typed`?
    "#);
    insta::assert_snapshot!(slip("slip-twice.toml", "id = \"discovery-object\"", "id = \"discovery-status\""), @r#"
    exit 2
    error: the requirement `discovery-status` comes twice
       --> FOLDER/slip-twice.toml:118:6
        |
    118 | id = "discovery-status"
        |      ^^^^^^^^^^^^^^^^^^
        |
        = help: every requirement of a suite has an id of its own
    "#);
    insta::assert_snapshot!(slip("slip-hides.toml", "id = \"gitea\"", "id = \"cloudreve\""), @r#"
    exit 2
    error: the id `cloudreve` is that of a suite of ours, which this file would hide
     --> FOLDER/slip-hides.toml:6:6
      |
    6 | id = "cloudreve"
      |      ^^^^^^^^^^^
      |
      = help: give it another one, as in id = "cloudreve-here"
    "#);
    insta::assert_snapshot!(slip("slip-idle.toml", "{enable-auto-registration}", "false"), @r#"
    exit 2
    error: nothing reads the setting `enable-auto-registration`
      --> FOLDER/slip-idle.toml:85:8
       |
    85 | name = "enable-auto-registration"
       |        ^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: use it as "$enable-auto-registration" in params or claim, in `when`, or as {enable-auto-registration} in `paste`; or say inert = true
    "#);
    insta::assert_snapshot!(slip("slip-silent.toml", "symptom = { login = \"refused\" }\nbecause = \"Without the one", "because = \"Without the one"), @r#"
    exit 2
    error: it blocks the login, and nothing says what the user sees
       --> FOLDER/slip-silent.toml:131:10
        |
    131 | impact = "blocks-login"
        |          ^^^^^^^^^^^^^^
        |
        = help: add symptom = { login = "refused", status = 500, message = "…" }; status and message where they are known
    "#);
    insta::assert_snapshot!(slip("slip-placeholder.toml", "{client_id}", "{client-id}"), @r#"
    exit 2
    error: `{client-id}` stands for nothing
      --> FOLDER/slip-placeholder.toml:16:23
       |
    16 | Client ID (key)     : {client-id}
       |                       ^^^^^^^^^^^
       |
       = help: did you mean `{client_id}`?
    "#);
}

#[test]
fn two_files_of_one_id_exclude_each_other_and_one_file_counts_once() {
    let (suite, copy) = (example().display().to_string(), file("copy.toml", &text()));
    assert!(told(&["list", "apps", "--suite", &suite, "--suite", &suite]).starts_with("exit 0\n"));
    let twice = told(&["list", "apps", "--suite", &suite, "--suite", &copy]);
    assert!(twice.starts_with("exit 2\n") && twice.contains("another file has the id `gitea` already"), "{twice}");
}

/// TOML as JSON, for the schema.
fn as_json(text: &str) -> Value {
    let table: toml::Table = text.parse().expect("TOML");
    serde_json::to_value(table).expect("JSON")
}

#[test]
fn the_schema_takes_every_suite_and_sees_slips() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let schema = fs::read_to_string(root.join("docs/schema/suite.schema.json")).expect("readable");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut files = vec![example()];
    for folder in ["suites/app", "suites/spec"] {
        files.extend(fs::read_dir(root.join(folder)).expect("readable").flatten().map(|e| e.path()));
    }
    for path in files {
        let suite = as_json(&fs::read_to_string(&path).expect("readable"));
        // One of ours that is completed by another is no whole file; operators' files are.
        if suite.get("base").is_some() {
            continue;
        }
        let errors: Vec<String> = validator.iter_errors(&suite).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}:\n{}", path.display(), errors.join("\n"));
    }
    for (from, to) in [
        ("symptom = { login", "symptons = { login"),
        ("\"token-access-token\"", "\"token-acces-token\""),
        ("types = [\"number\"]", "type = [\"number\"]"),
        ("types = [\"number\"]", "types = [\"numeral\"]"),
        ("leeway = 10", "leeway = \"ten\""),
        ("params = { leeway = 10 }", "params = { leewy = 10 }"),
        ("check = \"browser-return\"", "check = \"browser-return\"\nparams = { any = 1 }"),
        ("params = { or = [", "params = { and = ["),
        ("impact = \"degrades\"", "impact = \"bad\""),
    ] {
        assert!(text().contains(from), "{from:?}");
        assert!(!validator.is_valid(&as_json(&text().replacen(from, to, 1))), "{from:?} -> {to:?} is not seen");
    }
    let from_setting = text().replacen("leeway = 10", "leeway = \"$seconds\"", 1);
    assert!(validator.is_valid(&as_json(&from_setting)), "a setting may stand for a number");
}
