//! No secret comes out of a recording that was redacted.

use super::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_secret_survives_redaction(secret in any_secret(), around in any_around(), encoding in 0..6usize, in_bytes in any::<bool>()) {
        // The words that redaction itself puts there are not the secret coming back.
        prop_assume!(!"redacted-client-secret-1 redacted-secret-1".contains(&secret));
        let written = written(&secret, encoding);
        let body = around.replace("{}", &written);
        prop_assume!(!around.contains(&secret));
        let body = if in_bytes { [b"\xff", body.as_bytes()].concat() } else { body.into_bytes() };
        let recording = recording(&secret, body);
        let out = redact(&recording, &[Secret::new(secret.as_str())]).expect("the recording survives");
        let text = serde_json::to_string(&out).expect("JSON");
        prop_assert_eq!(&read_recording(&text).expect("a saved run"), &out);
        for exchange in &out.exchanges {
            let response = exchange.response.as_ref().map(|r| &r.body);
            for body in exchange.request.body.iter().chain(response) {
                let bytes = body.bytes();
                let shown = String::from_utf8_lossy(&bytes);
                prop_assert!(!shown.contains(&secret), "{}", shown);
                prop_assert!(!shown.contains(&written), "{}", shown);
            }
        }
    }

    #[test]
    fn json_stays_json_under_redaction(secret in any_secret(), value in any_json(), number in 100_000u64..) {
        for secret in [secret, number.to_string(), number.to_string()[..6].to_owned()] {
            let before = json!({ "client_secret": secret, "there": value, "number": number, "again": [format!("<{secret}>")] });
            let recording = recording(&secret, before.to_string().into_bytes());
            let out = redact(&recording, &[]).expect("the recording survives");
            let body = out.exchanges[0].response.as_ref().expect("an answer").body.text().expect("text");
            let after: Value = serde_json::from_str(body).map_err(|e| TestCaseError::fail(format!("{e}: {body}")))?;
            prop_assert!(after["number"].is_number());
            prop_assert!(after["client_secret"].as_str().is_some_and(|s| s.starts_with("redacted-")), "{}", body);
        }
    }
}

/// Secrets as people and generators make them, and such as are words of the format itself.
fn any_secret() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[!-~äß€ ]{8,24}",
        1 => "[0-9]{6,10}",
        1 => select(&["discovery", "oidc-compat", "timeout", "HTTP/1.1", "purpose", "oidc-compat/run/v1", "base64", "https://"])
            .prop_map(str::to_owned),
    ]
}

fn any_around() -> impl Strategy<Value = String> {
    (select(&["", "<p>", "{\"a\":\"", "&"]), "\\PC{0,10}", select(&["", "</p>", "\"}", "&"]))
        .prop_map(|(before, noise, after)| format!("{before}{{}}{after}{noise}"))
}

/// The secret as providers repeat it.
fn written(secret: &str, encoding: usize) -> String {
    let json = Value::from(secret).to_string();
    match encoding {
        0 => secret.to_owned(),
        1 => json[1..json.len() - 1].to_owned(),
        2 => form_encode(secret),
        3 => percent_encode(secret),
        4 => url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        _ => secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
    }
}

/// A token request with this secret, and an answer with this body.
fn recording(secret: &str, body: Vec<u8>) -> Recording {
    let form: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("client_secret", secret).finish();
    Recording {
        schema: FORMAT.to_owned(),
        tool: Tool::this(),
        started_at_ms: 0,
        finished_at_ms: 1,
        interrupted: false,
        redacted: false,
        target: TargetRecord::default(),
        hosts: BTreeMap::new(),
        exchanges: vec![Exchange {
            purpose: "token request".to_owned(),
            sent_at_ms: 0,
            received_at_ms: 1,
            first_byte_us: None,
            total_us: 1,
            request: Request {
                method: "POST".to_owned(),
                url: "https://op.example/token".to_owned(),
                headers: Vec::new(),
                body: Some(Body::from_bytes(form.into_bytes())),
            },
            response: Some(Response {
                status: 200,
                version: "HTTP/1.1".to_owned(),
                headers: Vec::new(),
                body: Body::from_bytes(body),
                truncated: false,
            }),
            failure: None,
            peer: None,
            tls: None,
        }],
        steps: Vec::new(),
        flows: Vec::new(),
        signatures: Vec::new(),
        login: None,
    }
}
