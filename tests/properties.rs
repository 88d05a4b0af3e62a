//! Whatever a provider or a file holds, the readers say what it is or why not: they never panic, and what they promise holds
//! for every input, not only for the ones somebody thought of.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use oidc_compat::asked::{AuthorizationRequest, Expected, Knob, compare};
use oidc_compat::cli::Catalogue;
use oidc_compat::config::{parse_issuer, parse_plan};
use oidc_compat::oidc::json::duplicate_members;
use oidc_compat::oidc::{CompactJws, JsonDocument, JwkSet, verify_signature};
use oidc_compat::php::{base64_decode, jwt, to_text, urlsafe_base64_decode};
use oidc_compat::recording::{Body, Exchange, FORMAT, Recording, Request, Response, TargetRecord, Tool, read_recording, redact};
use oidc_compat::secret::Secret;
use oidc_compat::suite;
use oidc_compat::wire::{ClientContext, QueryEncoding, SettingValue, form_encode, percent_encode, query_string};
use proptest::prelude::*;
use serde_json::{Value, json};

#[path = "properties/files.rs"]
mod files;
#[path = "properties/redaction.rs"]
mod redaction;

/// Any JSON value, two levels deep, with names that readers look for.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[A-Za-z0-9_=+/-]{0,90}".prop_map(Value::from),
        select(&["RSA", "EC", "OKP", "oct", "P-256", "P-384", "P-521", "secp256k1", "Ed25519", "AQAB", "RS256", "sig", ""])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(any_name(), inner, 0..8).prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(&["kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "keys", "sub", "exp", "nbf", "iat", "aud", "iss"])
            .prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ]
}

fn select(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(words)
}

/// A key that has what its type needs, some of it wrong.
fn any_jwk() -> impl Strategy<Value = Value> {
    let number = || prop_oneof!["[A-Za-z0-9_-]{0,350}", Just("AQAB".to_owned()), "\\PC{0,6}"];
    let kinds = select(&["RSA", "EC", "OKP", "oct", "?"]);
    let curves = select(&["P-256", "P-384", "P-521", "secp256k1", "Ed25519", "X25519"]);
    let likely = (kinds, curves, number(), number(), number(), number())
        .prop_map(|(kty, crv, n, e, x, y)| json!({ "kty": kty, "crv": crv, "n": n, "e": e, "x": x, "y": y, "kid": "a" }));
    prop_oneof![3 => likely, 1 => any_json()]
}

fn coded(value: &Value) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string())
}

/// From plain noise to tokens whose parts are JSON.
fn any_token() -> impl Strategy<Value = String> {
    let alg = prop_oneof![select(ALGORITHMS).prop_map(Value::from), any_json()];
    let built = (alg, any_json(), any_json(), "[A-Za-z0-9_-]{0,350}").prop_map(|(alg, kid, payload, signature)| {
        format!("{}.{}.{signature}", coded(&json!({ "alg": alg, "kid": kid })), coded(&payload))
    });
    prop_oneof![3 => built, 1 => "[A-Za-z0-9_.=+/-]{0,80}", 1 => "\\PC{0,40}"]
}

const ALGORITHMS: &[&str] = &[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "HS256",
    "none", "?",
];

/// JSON text with chosen names, so that names come twice.
fn members(names: &[String]) -> String {
    let members: Vec<String> = names.iter().enumerate().map(|(i, name)| format!("{}:{i}", Value::from(name.as_str()))).collect();
    format!("{{{}}}", members.join(","))
}

thread_local! {
    /// The profile of an app whose request has much in it.
    static SUITE: suite::Suite = suite::built_in().into_iter().find(|s| s.id == "nextcloud-user-oidc").expect("is built in");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_reader_takes_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let ours = JsonDocument::parse(&bytes).map(|d| d.value).ok();
        prop_assert_eq!(ours, serde_json::from_slice::<Value>(&bytes).ok());
    }

    #[test]
    fn json_reader_gives_back_what_was_written(value in any_json()) {
        let text = value.to_string();
        let read = JsonDocument::parse(text.as_bytes()).expect("JSON");
        prop_assert_eq!(duplicate_members(text.as_bytes()), Vec::<String>::new());
        prop_assert_eq!(&read.value, &serde_json::from_str::<Value>(&text).expect("JSON"));
        to_text(&value);
    }

    #[test]
    fn names_that_come_twice_are_found(names in prop::collection::vec("[ab~/\"é]{0,2}", 0..8)) {
        let text = members(&names);
        let read = JsonDocument::parse(text.as_bytes()).expect("JSON");
        let mut seen = HashSet::new();
        let twice = names.iter().filter(|n| !seen.insert(n.as_str()));
        let expected: Vec<String> = twice.map(|n| format!("/{}", n.replace('~', "~0").replace('/', "~1"))).collect();
        for pointer in &expected {
            prop_assert!(read.value.pointer(pointer).is_some(), "{} is a pointer into the document", pointer);
        }
        prop_assert_eq!(duplicate_members(text.as_bytes()), expected);
    }

    #[test]
    fn tokens_are_taken_apart(token in any_token()) {
        let jws = CompactJws::parse(&token);
        prop_assert_eq!(jws.segments.join("."), &*token);
        let _ = (jws.alg(), jws.claim("sub"), jwt::claims(&token), jwt::read_header(&token));
    }

    #[test]
    fn no_noise_is_a_good_signature(token in any_token(), key in any_jwk(), alg in select(ALGORITHMS)) {
        prop_assert!(verify_signature(&CompactJws::parse(&token), &key, alg).is_err());
    }

    #[test]
    fn php_jwt_reads_any_token_and_key_set(
        token in any_token(),
        keys in prop::collection::vec(any_jwk(), 0..4),
        noise in any_json(),
        as_set in prop::bool::weighted(0.8),
        key_strength in any::<bool>(),
        era in prop::sample::select(vec![jwt::Era::V7_4, jwt::Era::V8_1, jwt::Era::V8_2, jwt::Era::V8_4]),
        now in any::<i64>(),
    ) {
        let set = if as_set { json!({ "keys": keys }) } else { noise };
        prop_assert!(JwkSet(&set).keys().len() <= 8);
        jwt::set_members(&set);
        let rules = jwt::Rules { era, key_strength };
        let refused = jwt::decode(&token, &set, rules, now, &|_, _, _| Ok(()));
        // Without one readable key nothing is accepted, even by a verifier that calls everything good.
        if set.get("keys").and_then(Value::as_array).is_none_or(Vec::is_empty) {
            prop_assert!(refused.is_err());
        }
    }

    #[test]
    fn php_base64_takes_any_text(text in "\\PC{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        use base64::Engine as _;
        use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
        base64_decode(&text);
        urlsafe_base64_decode(&text);
        prop_assert_eq!(base64_decode(&STANDARD.encode(&bytes)), &*bytes);
        prop_assert_eq!(urlsafe_base64_decode(&URL_SAFE_NO_PAD.encode(&bytes)), bytes);
    }

    #[test]
    fn queries_are_read_back(pairs in prop::collection::vec(("\\PC{0,8}", "\\PC{0,8}"), 0..6)) {
        for encoding in [QueryEncoding::Plus, QueryEncoding::Percent] {
            let query = query_string(&pairs, encoding);
            prop_assert!(query.is_ascii());
            let read: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            // An empty name with an empty value stands there as "=", which reads back as one pair too.
            prop_assert_eq!(&read, &pairs);
        }
    }

    #[test]
    fn issuers_are_read_or_refused(text in prop_oneof!["\\PC{0,40}", "(https?://)?[a-z0-9.:/@?#%\\[\\]-]{0,30}"], insecure in any::<bool>()) {
        let _ = parse_issuer(&text, insecure);
    }

    #[test]
    fn saved_runs_are_read_or_refused(text in "\\PC{0,80}", value in any_json(), target in any_json()) {
        prop_assert!(read_recording(&text).is_err());
        prop_assert!(read_recording(&value.to_string()).is_err());
        let almost = json!({ "schema": FORMAT, "target": target, "exchanges": [value] });
        prop_assert!(read_recording(&almost.to_string()).is_err());
    }
}

thread_local! {
    static KNOWN: oidc_compat::config::Known = Catalogue::built_in().known();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever an app sends to its provider, the settings that are read out of it make the profile send no less of it.
    #[test]
    fn what_an_app_sends_is_read_and_compared(
        scope in "[a-z :/]{0,20}",
        claims in prop_oneof![any_json().prop_map(|v| v.to_string()), "\\PC{0,20}"],
        more in prop::collection::vec(("[a-z_]{1,8}", "\\PC{0,8}"), 0..4),
        rest in "\\PC{0,20}",
    ) {
        let mut pairs: Vec<(String, String)> =
            [("client_id", "cloud"), ("response_type", "code"), ("scope", &scope), ("claims", &claims), ("state", "x")]
                .map(|(n, v)| (n.to_owned(), v.to_owned()))
                .to_vec();
        pairs.extend(more);
        let query = query_string(&pairs, QueryEncoding::Percent);
        let request = AuthorizationRequest::read(&format!("https://op.example/a?{query}&{rest}")).expect("a request");
        let (suite, version) = SUITE.with(|s| (s.clone(), "8.10.1".parse().expect("a version")));
        let metadata = json!({ "authorization_endpoint": "https://op.example/a" });
        let context = ClientContext { client_id: "cloud", redirect_uri: "https://c.example/cb", discovery_url: "", version: &version };
        let settings = suite.default_settings();
        let knobs: Vec<Knob> = suite.settings.iter().map(|d| Knob { name: d.name.clone(), values: Vec::new() }).collect();
        let expected = |settings| Expected { behaviour: &suite.wire, settings, metadata: &metadata, context: &context, knobs: &knobs };
        let first = compare(&request, &expected(&settings));
        let changes: Vec<(String, SettingValue)> = first.inferred.iter().map(|i| (i.setting.clone(), i.found.clone())).collect();
        let second = compare(&request, &expected(&settings.with(&changes)));
        prop_assert_eq!(&second.inferred, &Vec::new());
        prop_assert_eq!(second.differences, first.differences);
    }
}
