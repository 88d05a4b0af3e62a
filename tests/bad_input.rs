//! What is typed wrong, and what answers wrongly: a clear sentence, the right exit code, never a panic, never a hang.

#[path = "common/binary.rs"]
mod binary;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use binary::{Served, file, run, told};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

#[test]
fn what_is_no_issuer() {
    insta::assert_snapshot!(told(&["check"]), @r#"
    exit 2
    error: no issuer was given; write it after the command, as in `oidc-compat check https://sso.example.com`, or as `issuer` in the plan file
    "#);
    insta::assert_snapshot!(told(&["check", "sso.example.com"]), @r#"
    exit 2
    error: "sso.example.com" has no scheme; write "https://sso.example.com"
    "#);
    insta::assert_snapshot!(told(&["check", "https://sso.example.com/realms/a/protocol/openid-connect/auth?client_id=cloud&response_type=code"]), @r#"
    exit 2
    error: "https://sso.example.com/realms/a/protocol/openid-connect/auth" is the address of the authorization endpoint, not of the provider; the issuer is most likely "https://sso.example.com/realms/a"
    "#);
    insta::assert_snapshot!(told(&["check", "http://sso.example.com"]), @r#"
    exit 2
    error: "http://sso.example.com" would send passwords and tokens over the open Internet in clear text, and OpenID Connect Discovery demands https; write "https://sso.example.com", or add --insecure if the provider really is served like this
    "#);
    insta::assert_snapshot!(told(&["check", "https://probe:geheim@sso.example.com"]), @r#"
    exit 2
    error: the issuer holds a user name or password before the @; write it without: "https://sso.example.com"
    "#);
}

#[test]
fn a_plan_file_with_a_slip() {
    let plan = file("slip.toml", "issuer = \"https://sso.example.com\"\nclient_id = \"cloud\"\n\n[networks]\ntimeout = 3\n");
    insta::assert_snapshot!(told(&["check", "-c", &plan]), @r#"
    exit 2
    error: unknown key `client_id` in the plan file
     --> FOLDER/slip.toml:2:1
      |
    2 | client_id = "cloud"
      | ^^^^^^^^^
      |
      = help: did you mean `client-id`?

    error: unknown key `networks` in the plan file
     --> FOLDER/slip.toml:4:2
      |
    4 | [networks]
      |  ^^^^^^^^
      |
      = help: did you mean `network`?
    "#);
    let missing = format!("{}/not-there.toml", env!("CARGO_TARGET_TMPDIR"));
    insta::assert_snapshot!(told(&["check", "-c", &missing]), @r#"
    exit 2
    error: "FOLDER/not-there.toml" cannot be read: No such file or directory (os error 2)
    "#);
    let waiver = file(
        "waiver.toml",
        "issuer = \"https://sso.example.com\"\n[[waiver]]\nrequirement = \"core/nonsense\"\nreason = \"x\"\n",
    );
    let text = told(&["check", "-c", &waiver, "--plan"]);
    assert!(text.starts_with("exit 2\n") && text.contains("core/nonsense"), "{text}");
}

#[test]
fn what_is_no_saved_run() {
    let truncated = file("truncated.json", "{\"schema\": \"oidc-compat/run/v1\", \"tool\": {");
    insta::assert_snapshot!(told(&["judge", &truncated]), @r#"
    exit 2
    error: "FOLDER/truncated.json": this is not a complete JSON document (EOF while parsing an object at line 1 column 42); a saved run is written by `oidc-compat check … --save RUN.json`
    "#);
    let foreign = file("foreign.json", "{\"openapi\": \"3.1.0\"}");
    insta::assert_snapshot!(told(&["judge", &foreign]), @r#"
    exit 2
    error: "FOLDER/foreign.json": this JSON is not a saved run: it has no member "schema"; a saved run begins with "schema": "oidc-compat/run/v1"
    "#);
    let newer = file("newer.json", "{\"schema\": \"oidc-compat/run/v2\"}");
    insta::assert_snapshot!(told(&["judge", &newer]), @r#"
    exit 2
    error: "FOLDER/newer.json": this run was saved in the format oidc-compat/run/v2, and this build reads up to oidc-compat/run/v1; update oidc-compat to judge it
    "#);
    let damaged = file("damaged.json", "{\"schema\": \"oidc-compat/run/v1\"}");
    insta::assert_snapshot!(told(&["judge", &damaged]), @r#"
    exit 2
    error: "FOLDER/damaged.json": this saved run is damaged: missing field `tool`
    "#);
    insta::assert_snapshot!(told(&["judge", "/not/there.json"]), @r#"
    exit 2
    error: "/not/there.json" cannot be read: No such file or directory (os error 2)
    "#);
}

/// A server that talks to everybody like this; its port.
fn serve(talk: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback is there");
    let port = listener.local_addr().expect("bound").port();
    std::thread::spawn(move || listener.incoming().flatten().for_each(talk));
    port
}

/// A server that gives everybody the same answer.
fn server(answer: &'static str) -> u16 {
    serve(move |mut stream| {
        let mut request = [0; 4096];
        let _ = stream.read(&mut request);
        let _ = stream.write_all(answer.as_bytes());
    })
}

const HTML: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 25\r\nConnection: close\r\n\r\n<!DOCTYPE html><p>Welcome";
const NOT_FOUND: &str = "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
const REDIRECT: &str = "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// The report up to the first verdict.
fn beginning(issuer: &str) -> String {
    let text = told(&["check", issuer, "--app", "cloudreve", "--no-spec", "--timeout", "5"]);
    let port = issuer.rsplit(':').next().unwrap_or_default().to_owned();
    let lines: Vec<&str> = text.lines().take_while(|l| !l.contains("Cloudreve")).filter(|l| !l.is_empty()).collect();
    lines.join("\n").replace(&format!(":{port}"), ":PORT")
}

#[test]
fn what_answers_is_no_provider() {
    insta::assert_snapshot!(beginning(&format!("http://127.0.0.1:{}", server(HTML))), @r#"
    exit 3
    http://127.0.0.1:PORT
    http://127.0.0.1:PORT/.well-known/openid-configuration
    ! The provider stands on a loopback address; it is judged as if it stood at a
      public one. Give allow_local_remote_servers=false to judge it as it stands.
    ✗ There is no discovery document at
      http://127.0.0.1:PORT/.well-known/openid-configuration: the answer is an HTML
      page.
      fix      Check the issuer: this looks like a website, or another path of the
               provider. Its documentation names the discovery URL, which can be
               given too.
    "#);
    insta::assert_snapshot!(beginning(&format!("http://127.0.0.1:{}", server(NOT_FOUND))), @r#"
    exit 3
    http://127.0.0.1:PORT
    http://127.0.0.1:PORT/.well-known/openid-configuration
    ! The provider stands on a loopback address; it is judged as if it stood at a
      public one. Give allow_local_remote_servers=false to judge it as it stands.
    ✗ There is no discovery document at
      http://127.0.0.1:PORT/.well-known/openid-configuration: the answer is HTTP
      404.
      fix      Check the issuer: is a part of its path missing (/realms/NAME,
               /application/o/NAME, a tenant)? Your provider's documentation names
               its discovery URL, which can be given too.
    "#);
    insta::assert_snapshot!(beginning(&format!("http://127.0.0.1:{}", server(REDIRECT))), @r#"
    exit 3
    http://127.0.0.1:PORT
    http://127.0.0.1:PORT/.well-known/openid-configuration
    ! The provider stands on a loopback address; it is judged as if it stood at a
      public one. Give allow_local_remote_servers=false to judge it as it stands.
    ✗ There is no discovery document at http://127.0.0.1:PORT/again: the answer is
      HTTP 302.
      fix      Follow the redirect by hand, and give the address at its end as
               issuer.
    "#);
    insta::assert_snapshot!(beginning(&format!("http://127.0.0.1:{}", server("SSH-2.0-nothing\r\n"))), @r#"
    exit 3
    http://127.0.0.1:PORT
    http://127.0.0.1:PORT/.well-known/openid-configuration
    ! The provider stands on a loopback address; it is judged as if it stood at a
      public one. Give allow_local_remote_servers=false to judge it as it stands.
    ✗ What answers at 127.0.0.1:PORT does not speak HTTP/1.1 or HTTP/2 as it
      should: invalid HTTP version parsed.
      fix      Check port and scheme (http or https).
    "#);
    insta::assert_snapshot!(beginning(&format!("https://127.0.0.1:{}", server(NOT_FOUND))), @r#"
    exit 3
    https://127.0.0.1:PORT
    https://127.0.0.1:PORT/.well-known/openid-configuration
    ! The provider stands on a loopback address; it is judged as if it stood at a
      public one. Give allow_local_remote_servers=false to judge it as it stands.
    ✗ What answers at 127.0.0.1:PORT does not speak TLS.
      fix      Check the port, or write http:// if the provider stands on a machine
               of your own.
    "#);
}

#[test]
fn nobody_answers() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback is there");
        listener.local_addr().expect("bound").port()
    };
    insta::assert_snapshot!(beginning(&format!("http://127.0.0.1:{closed}")), @r#"
    exit 3
    http://127.0.0.1:PORT
    http://127.0.0.1:PORT/.well-known/openid-configuration
    ! The provider stands on a loopback address; it is judged as if it stood at a
      public one. Give allow_local_remote_servers=false to judge it as it stands.
    ✗ Nothing answers at 127.0.0.1:PORT: Connection refused.
      fix      Check host and port, that the provider runs, and that no firewall
               stands between.
    "#);
    let text = beginning("https://no-such-host.invalid");
    assert!(text.starts_with("exit 3\n") && text.contains("The name no-such-host.invalid does not resolve."), "{text}");
}

#[test]
fn a_wrong_password_is_one_cause() {
    let provider = Served::start(&[]);
    let mut arguments = provider.check(&["--no-spec", "--app", "cloudreve"]);
    arguments.iter_mut().filter(|a| **a == provider.text("password")).for_each(|a| *a = "wrong");
    let text = told(&arguments);
    assert!(text.starts_with("exit 3\n"), "{text}");
    assert!(text.contains("The provider refused the test account"), "{text}");
}

#[test]
fn a_certificate_that_nobody_trusts() {
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name").self_signed(&key).expect("signed");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("TLS");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![leaf.der().clone()], key).expect("a certificate"));
    let port = serve(move |stream| {
        let session = ServerConnection::new(Arc::clone(&config)).expect("a session");
        let mut stream = StreamOwned::new(session, stream);
        let _ = stream.write_all(NOT_FOUND.as_bytes());
    });
    insta::assert_snapshot!(beginning(&format!("https://localhost:{port}")), @r#"
    exit 1
    https://localhost:PORT
    https://localhost:PORT/.well-known/openid-configuration
    ! The provider stands on a loopback address; it is judged as if it stood at a
      public one. Give allow_local_remote_servers=false to judge it as it stands.
    ✗ The TLS connection to localhost:PORT fails: no known authority stands behind
      its certificate (self-signed, a private authority, or an intermediate that is
      not sent) (UnknownIssuer).
      fix      Serve the whole chain of a public authority. To look further:
               --ca-file FILE for an authority of your own (the report then says
               where each app is to be given it, such as `occ
               security:certificates:import FILE`), --insecure to go on regardless,
               http:// if that port speaks no TLS.
    "#);
}

#[test]
fn http2_without_a_word_of_it() {
    // The server's settings frame, which is all that one sees of HTTP/2 on a plain connection.
    let port = server("\0\0\0\u{4}\0\0\0\0\0");
    insta::assert_snapshot!(beginning(&format!("http://127.0.0.1:{port}")), @r#"
    exit 3
    http://127.0.0.1:PORT
    http://127.0.0.1:PORT/.well-known/openid-configuration
    ! The provider stands on a loopback address; it is judged as if it stood at a
      public one. Give allow_local_remote_servers=false to judge it as it stands.
    ✗ What answers at 127.0.0.1:PORT does not speak HTTP/1.1 or HTTP/2 as it
      should: invalid HTTP version parsed.
      fix      Check port and scheme (http or https).
    "#);
}

#[test]
fn answers_without_an_end() {
    const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    let huge = serve(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&[HEAD, b"Content-Length: 10485760\r\n\r\n{\"a\": \""].concat());
        let mut left = 160;
        while left > 0 && stream.write_all(&[b'x'; 65536]).is_ok() {
            left -= 1;
        }
    });
    insta::assert_snapshot!(beginning(&format!("http://127.0.0.1:{huge}")), @r#"
    exit 3
    http://127.0.0.1:PORT
    http://127.0.0.1:PORT/.well-known/openid-configuration
    ! The provider stands on a loopback address; it is judged as if it stood at a
      public one. Give allow_local_remote_servers=false to judge it as it stands.
    ✗ http://127.0.0.1:PORT/.well-known/openid-configuration answers with more than
      any discovery document holds.
      fix      Check the issuer: this is something else.
    "#);
    let endless = serve(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&[HEAD, b"Transfer-Encoding: chunked\r\n\r\n"].concat());
        let chunk = [&b"1000\r\n"[..], &[b'['; 4096], b"\r\n"].concat();
        while stream.write_all(&chunk).is_ok() {}
    });
    insta::assert_snapshot!(beginning(&format!("http://127.0.0.1:{endless}")), @r#"
    exit 3
    http://127.0.0.1:PORT
    http://127.0.0.1:PORT/.well-known/openid-configuration
    ! The provider stands on a loopback address; it is judged as if it stood at a
      public one. Give allow_local_remote_servers=false to judge it as it stands.
    ✗ http://127.0.0.1:PORT/.well-known/openid-configuration answers with more than
      any discovery document holds.
      fix      Check the issuer: this is something else.
    "#);
    // Kept open: an answer that begins and goes on no more.
    let held: std::sync::Mutex<Vec<TcpStream>> = std::sync::Mutex::default();
    let stalled = serve(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&[HEAD, b"Content-Length: 99\r\n\r\n{"].concat());
        held.lock().expect("nobody panics").push(stream);
    });
    let text = told(&["check", &format!("http://127.0.0.1:{stalled}"), "--no-spec", "--timeout", "1"]);
    assert!(text.starts_with("exit 3\n") && text.contains("the body had not ended"), "{text}");
}

/// The first verdict line, and what stands below it.
fn verdict(arguments: &[&str]) -> String {
    let text = told(arguments);
    let exit = text.lines().next().unwrap_or_default().to_owned();
    let lines = text.lines().skip_while(|l| !l.contains("Nextcloud user_oidc")).take_while(|l| !l.is_empty());
    let lines: Vec<&str> = lines.collect();
    format!("{exit}\n{}", lines.join("\n"))
}

#[test]
fn a_wrong_secret() {
    let provider = Served::start(&[]);
    let mut arguments = provider.check(&["--no-spec", "--app", "nextcloud-user-oidc"]);
    arguments.iter_mut().filter(|a| **a == provider.text("client_secret")).for_each(|a| *a = "not-the-secret");
    insta::assert_snapshot!(verdict(&arguments), @r#"
    exit 1
    ✗ Nextcloud user_oidc 8.10.1  incompatible
      The app refuses the login: HTTP 403, "Failed to contact the OIDC provider
      token endpoint: The client secret is wrong."
      because  The token endpoint refuses (status 401): invalid_client: The client
               secret is wrong. The app uses client_secret_post; client_secret_basic
               does not work either: check client id and secret.
      fix      Read the description. Check client id and secret; where only another
               method works, register the client for the one that the app uses.
    "#);
}

#[test]
fn an_unregistered_redirect_uri() {
    let provider = Served::start(&[]);
    let app_url = ["--no-spec", "--app", "nextcloud-user-oidc", "--app-url", "https://elsewhere.example.org"];
    insta::assert_snapshot!(verdict(&provider.check(&app_url)), @r#"
    exit 1
    ✗ Nextcloud user_oidc 8.10.1  incompatible
      The browser does not come back from the provider.
      because  The browser does not come back: This request cannot be answered The
               redirect URI is not registered for this application.
      fix      Register the redirect URI exactly as it is sent, allow
               response_type=code, and demand neither PAR nor signed requests.
    "#);
}

#[test]
fn a_wrong_path_is_no_verdict_on_the_provider() {
    let provider = Served::start(&[]);
    let issuer = format!("{}/realms/staff", provider.text("issuer"));
    let output = run(&["check", &issuer, "--quiet", "--json", "-"]);
    assert_eq!(output.status.code(), Some(3));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let app = &report["apps"][0];
    assert_eq!((app["verdict"].as_str(), app["prediction"]["login"].as_str()), (Some("undetermined"), Some("refused")));
    assert!(report["causes"].as_array().is_some_and(|causes| causes.iter().any(|c| c["id"] == "no-issuer")), "{report}");
}
