//! The command line as a user meets it: what is printed where, and with which exit code.

#[path = "common/binary.rs"]
mod binary;

use std::fs;
use std::process::Command;

use binary::{Served, command, file, run, told};

#[test]
fn help_has_examples_and_exit_codes() {
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["inspect-app", "--help"],
        &["judge", "--help"],
        &["demo", "--help"],
        &["provider", "--help"],
        &["list", "--help"],
        &["explain", "--help"],
    ] {
        let text = told(arguments);
        assert!(text.starts_with("exit 0\n"), "{text}");
        assert!(text.contains("Example"), "{arguments:?} has no example");
        assert!(text.contains("oidc-compat "), "{text}");
    }
    assert!(told(&["--help"]).contains("Exit codes"));
    assert_eq!(run(&[]).status.code(), Some(2));
    assert!(told(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn lists() {
    let apps = told(&["list", "apps"]);
    assert!(apps.contains("nextcloud-user-oidc") && apps.contains("cloudreve"), "{apps}");
    for what in ["checks", "suites", "apps", "faults", "providers"] {
        let output = run(&["list", what, "--json"]);
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(value.is_array(), "{what}");
        assert!(told(&["list", what]).starts_with("exit 0\n"));
    }
    assert_eq!(run(&["list", "everything"]).status.code(), Some(2));
}

#[test]
fn explains() {
    let text = told(&["explain", "nextcloud-user-oidc"]);
    assert!(text.contains("Nextcloud user_oidc") && text.contains("redirect"), "{text}");
    let json = run(&["explain", "core", "--json"]);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&json.stdout).expect("JSON")["kind"], "spec");
    assert!(told(&["explain", "id-token-nonce-missing"]).contains("oidc-compat provider --fault id-token-nonce-missing"));
    let miss = told(&["explain", "cloudrive"]);
    assert!(miss.starts_with("exit 2\n") && miss.contains("did you mean \"cloudreve\"?"), "{miss}");
}

#[test]
fn every_id_can_be_explained() {
    for what in ["checks", "suites", "apps", "faults", "providers"] {
        let list: Vec<serde_json::Value> = serde_json::from_slice(&run(&["list", what, "--json"]).stdout).expect("JSON");
        // One of each kind as a process; the rest would only cost time.
        if let Some(id) = list.first().and_then(|v| v["id"].as_str()) {
            assert!(told(&["explain", id]).starts_with("exit 0\n"), "{what}: {id}");
        }
    }
}

#[test]
fn what_names_nothing() {
    let check = |more: &[&str]| told(&[&["check", "https://sso.example.com"], more].concat());
    insta::assert_snapshot!(check(&["--app", "user_oidc"]), @r#"
    exit 2
    error: there is no app "user_oidc"; did you mean "nextcloud-user-oidc"? (`oidc-compat list apps` shows all, --suite FILE adds one of your own)
    "#);
    insta::assert_snapshot!(check(&["--app", "gitlab"]), @r#"
    exit 2
    error: there is no app "gitlab" (`oidc-compat list apps` shows all, --suite FILE adds one of your own)
    "#);
    insta::assert_snapshot!(check(&["--set", "unique-uid=0"]), @r#"
    exit 2
    error: --set "unique-uid=0" does not read ID.SETTING=VALUE, as in --set nextcloud-user-oidc.unique-uid=0
    "#);
    insta::assert_snapshot!(check(&["--set", "cloudrive.scope=x"]), @r#"
    exit 2
    error: there is no app "cloudrive"; did you mean "cloudreve"? (`oidc-compat list apps` shows all, --suite FILE adds one of your own)
    "#);
    insta::assert_snapshot!(check(&["--set", "core.scpe=x"]), @r#"
    exit 2
    error: OpenID Connect Core has no setting "scpe"; did you mean "scope"? (`oidc-compat explain core` shows all settings)
    "#);
    insta::assert_snapshot!(check(&["--set", "core.token_endpoint_auth_method=jwt"]), @r#"
    exit 2
    error: setting "token_endpoint_auth_method" of OpenID Connect Core: "jwt" is none of client_secret_basic, client_secret_post (`oidc-compat explain core` shows all settings)
    "#);
    insta::assert_snapshot!(check(&["--login", "magic"]), @r#"
    exit 2
    error: --login "magic" is none of form, script, browser, interactive, auto
    "#);
    insta::assert_snapshot!(check(&["--user", "alice", "--password", "x", "--totp-secret", "123456"]), @r#"
    exit 2
    error: --totp-secret: the TOTP secret is no Base32: character 1 is none of A to Z and 2 to 7. Give the key that the provider shows beside the QR code, not a six-digit code
    "#);
    insta::assert_snapshot!(check(&["--user", "alice"]), @r#"
    exit 2
    error: a user was given without a password; give --password, --password-env NAME or --password-file FILE (an empty --password '' for a page that asks for none)
    "#);
    insta::assert_snapshot!(check(&["--client-secret-env", "OIDC_COMPAT_NOT_SET"]), @r#"
    exit 2
    error: the environment variable "OIDC_COMPAT_NOT_SET", which should hold the client secret, is not usable: environment variable not found; set it with `export OIDC_COMPAT_NOT_SET=…`
    "#);
    insta::assert_snapshot!(check(&["--json", "-", "--save", "-"]), @r#"
    exit 2
    error: --json and --save would all go to standard output; give all but one a file name
    "#);
    insta::assert_snapshot!(told(&["provider", "--fault", "id-token-nonce-mising"]), @r#"
    exit 2
    error: there is no fault "id-token-nonce-mising"; did you mean "id-token-nonce-missing"? (`oidc-compat list faults` shows all)
    "#);
}

#[test]
fn a_plan_sends_nothing() {
    let text = told(&["check", "https://sso.example.com", "--plan", "--client-id", "cloud"]);
    assert!(text.starts_with("exit 0\n") && text.ends_with("Nothing was sent.\n"), "{text}");
    assert!(text.contains("nextcloud-user-oidc") && text.contains("cloud.example.com"), "{text}");
    assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains("at a provider that keeps no session)"), "{text}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = command(&["list", "faults"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_ne!(output.status.code(), Some(70));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_provider_says_where_it_is() {
    use std::io::BufRead as _;
    let mut child = command(&["provider"]).stdout(std::process::Stdio::piped()).spawn().expect("runs");
    let mut line = String::new();
    std::io::BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    child.kill().expect("ours");
    child.wait().expect("ends");
    let value: serde_json::Value = serde_json::from_str(&line).expect("one JSON object");
    for member in ["issuer", "client_id", "client_secret", "user", "password"] {
        assert!(value[member].is_string(), "{member}: {line}");
    }
}

#[test]
fn json_is_alone_on_standard_output_and_a_saved_run_gives_the_same_report() {
    let provider = Served::start(&[]);
    let (saved, redacted) = (file("run.json", ""), file("redacted.json", ""));
    let output = run(&provider.check(&["--json", "-", "--save", &saved, "--keep-secrets"]));
    let live: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert!(String::from_utf8_lossy(&output.stderr).contains("Cloudreve"), "the report for people goes to standard error");
    assert_eq!(live["schema"], "oidc-compat/report/v1");
    let quiet = run(&["judge", &saved, "--json", "-", "--quiet"]);
    assert!(quiet.stderr.is_empty(), "{}", String::from_utf8_lossy(&quiet.stderr));
    let again: serde_json::Value = serde_json::from_slice(&quiet.stdout).expect("one JSON document");
    for member in ["apps", "specs", "causes", "provider", "started_at"] {
        assert_eq!(live[member], again[member], "{member}");
    }
    assert_eq!(output.status.code(), quiet.status.code());
    run(&provider.check(&["--quiet", "--save", &redacted]));
    let text = fs::read_to_string(&redacted).expect("saved");
    for secret in ["client_secret", "password"] {
        assert!(!text.contains(provider.text(secret)), "{secret} is in the saved run");
    }
}

#[test]
fn fail_on_decides_the_exit_code() {
    let provider = Served::start(&[]);
    let issuer = provider.text("issuer");
    assert_eq!(run(&["check", issuer, "--quiet"]).status.code(), Some(3));
    assert_eq!(run(&["check", issuer, "--quiet", "--fail-on", "undetermined"]).status.code(), Some(1));
    assert_eq!(run(&["check", issuer, "--quiet", "--fail-on", "nothing"]).status.code(), Some(2));
}

#[test]
fn the_demo_runs() {
    let text = told(&["demo"]);
    assert!(text.starts_with("exit 0\n"), "{text}");
    for words in ["A healthy provider", "--fault id-token-without-user-claims", "--fault id-token-kid-unknown", "Now your own"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// A server that accepts and never answers: its port, and a word for every connection.
#[cfg(unix)]
fn silent_server() -> (u16, std::sync::mpsc::Receiver<()>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback is there");
    let port = listener.local_addr().expect("bound").port();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let connected = |stream| sender.send(()).map(|()| stream).ok();
        listener.incoming().flatten().map_while(connected).collect::<Vec<_>>()
    });
    (port, receiver)
}

#[cfg(unix)]
#[test]
fn control_c_keeps_what_there_is() {
    let saved = file("interrupted.json", "");
    let (port, connected) = silent_server();
    let issuer = format!("http://127.0.0.1:{port}");
    let mut child = command(&["check", &issuer, "--quiet", "--timeout", "60", "--save", &saved]).spawn().expect("runs");
    connected.recv().expect("the provider is asked");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    assert_eq!(child.wait().expect("ends").code(), Some(3));
    let recording: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&saved).expect("saved")).expect("a whole document");
    assert_eq!(recording["interrupted"], true);
    assert_eq!(run(&["judge", &saved, "--quiet"]).status.code(), Some(3));
}

#[test]
fn a_baseline_tells_whose_account_would_be_another_one() {
    let saved = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/recordings/keycloak/recording.json");
    let same = told(&["judge", saved, "--no-spec", "--app", "cloudreve", "--baseline", saved]);
    assert!(same.starts_with("exit 0\n") && same.contains("The same account as in the saved run."), "{same}");

    let changed = ["judge", saved, "--no-spec", "--app", "cloudreve", "--baseline", saved, "--fail-on", "degraded"];
    let changed = told(&[&changed[..], &["--set", "cloudreve.mapping-sub=email"]].concat());
    assert!(changed.starts_with("exit 1\n"), "{changed}");
    for words in ["degraded", "uid was", "users would get new, empty accounts", "mapping-sub (was"] {
        assert!(changed.contains(words), "{words}: {changed}");
    }

    let lost = told(&["judge", saved, "--baseline", concat!(env!("CARGO_TARGET_TMPDIR"), "/nowhere.json")]);
    assert!(lost.starts_with("exit 2\n") && lost.contains("cannot be read"), "{lost}");
}

#[test]
fn known_providers_stand_in_for_an_issuer() {
    let plan = |arguments: &[&str]| told(&[&["check", "--plan", "--app", "cloudreve", "--no-spec"], arguments].concat());
    let pocket = plan(&["--provider", "pocket-id", "--host", "id.example.com"]);
    assert!(pocket.starts_with("exit 0\nhttps://id.example.com\nhttps://id.example.com/.well-known/"), "{pocket}");
    let realm = plan(&["--provider", "keycloak", "--host", "sso.example.com", "--param", "realm=staff"]);
    assert!(realm.contains("https://sso.example.com/realms/staff/.well-known/openid-configuration"), "{realm}");
    let file = file("provider.toml", "provider = \"cloudron\"\nhost = \"my.example.com\"\n");
    let cloudron = plan(&["-c", &file]);
    assert!(cloudron.contains("https://my.example.com/.well-known/openid-configuration\n"), "{cloudron}");
    let file = file_with_realm();
    let other_realm = plan(&["-c", &file, "--param", "realm=guests"]);
    assert!(other_realm.contains("/realms/guests/"), "{other_realm}");
}

fn file_with_realm() -> String {
    file("realm.toml", "provider = \"keycloak\"\nhost = \"sso.example.com\"\n[param]\nrealm = \"staff\"\n")
}

#[test]
fn what_is_no_provider_address() {
    let check = |arguments: &[&str]| told(&[&["check"], arguments].concat());
    insta::assert_snapshot!(check(&["--provider", "keyclock", "--host", "x.example.com"]), @r#"
    exit 2
    error: there is no provider "keyclock"; did you mean "keycloak"? (`oidc-compat list providers` shows all)
    "#);
    insta::assert_snapshot!(check(&["--provider", "keycloak", "--host", "sso.example.com"]), @r#"
    exit 2
    error: Keycloak needs its realm (the realm that holds the users): add --param realm=staff
    "#);
    insta::assert_snapshot!(check(&["--provider", "pocket-id"]), @r#"
    exit 2
    error: Pocket ID needs its host: add --host id.example.com
    "#);
    insta::assert_snapshot!(check(&["--provider", "google", "--host", "google.example.com"]), @r#"
    exit 2
    error: Google always has the issuer https://accounts.google.com; leave --host out
    "#);
    insta::assert_snapshot!(check(&["--provider", "entra-id", "--param", "realm=x"]), @r#"
    exit 2
    error: Microsoft Entra ID has no parameter "realm"; it has tenant
    "#);
    insta::assert_snapshot!(check(&["--provider", "keycloak", "--param", "realm"]), @r#"
    exit 2
    error: --param "realm" does not read NAME=VALUE, as in --param realm=staff
    "#);
    insta::assert_snapshot!(check(&["https://sso.example.com", "--host", "x"]), @r#"
    exit 2
    error: --host says where a known product is, and no --provider names one (`oidc-compat list providers` shows all)
    "#);
}

#[test]
fn qq_connect_is_named_as_what_it_is() {
    let by_name = told(&["check", "--provider", "qq-connect"]);
    insta::assert_snapshot!(by_name, @r#"
    exit 2
    error: QQ Connect does not speak OpenID Connect, so there is nothing to check. Cloudreve has a sign-in slot of its own for it: Settings > User Session > Third-party sign-in > Tencent QQ, with the App ID and App Key from https://connect.qq.com and the callback address that page shows; the other apps need a provider in between that speaks OpenID Connect.
    "#);
    for address in
        ["https://graph.qq.com", "https://graph.qq.com/oauth2.0/authorize?response_type=code&client_id=1", "graph.qq.com"]
    {
        assert_eq!(told(&["check", address]), by_name, "{address}");
    }
    let explained = told(&["explain", "qq-connect"]);
    assert!(explained.starts_with("exit 0\n") && explained.contains("Tencent QQ"), "{explained}");
}

#[test]
fn providers_are_explained() {
    let text = told(&["explain", "pocket-id"]);
    for words in ["Callback URLs", "no such field", "no-back-channel", "--send-id-token-hint=1", "measured"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let json = run(&["explain", "keycloak", "--json"]);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(value["parameters"][0]["name"], "realm");
    assert!(told(&["list", "providers"]).contains("no OpenID Connect"));
}
