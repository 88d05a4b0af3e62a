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
    for what in ["checks", "suites", "apps", "faults"] {
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
    error: there is no app "user_oidc"; did you mean "nextcloud-user-oidc"? (`oidc-compat list apps` shows all)
    "#);
    insta::assert_snapshot!(check(&["--app", "gitlab"]), @r#"
    exit 2
    error: there is no app "gitlab" (`oidc-compat list apps` shows all)
    "#);
    insta::assert_snapshot!(check(&["--set", "unique-uid=0"]), @r#"
    exit 2
    error: --set "unique-uid=0" does not read ID.SETTING=VALUE, as in --set nextcloud-user-oidc.unique-uid=0
    "#);
    insta::assert_snapshot!(check(&["--set", "cloudrive.scope=x"]), @r#"
    exit 2
    error: there is no app "cloudrive"; did you mean "cloudreve"? (`oidc-compat list apps` shows all)
    "#);
    insta::assert_snapshot!(check(&["--set", "core.scpe=x"]), @r#"
    exit 2
    error: OpenID Connect Core has no setting "scpe"; did you mean "scope"? (`oidc-compat explain core` shows all settings)
    "#);
    insta::assert_snapshot!(check(&["--set", "core.token_endpoint_auth_method=jwt"]), @r#"
    exit 2
    error: setting "token_endpoint_auth_method" of OpenID Connect Core: "jwt" is none of client_secret_basic, client_secret_post (`oidc-compat explain core` shows all settings)
    "#);
    insta::assert_snapshot!(check(&["--login", "browser"]), @r#"
    exit 2
    error: --login browser is not built yet: this version logs in by filling in HTML forms (--login form, which --login auto means too)
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
