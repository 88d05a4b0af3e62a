//! Requests as real apps would send them, beside the profiles that are built in.

use serde_json::json;

use super::*;
use crate::wire::{Slot, Version, query_string};

/// A behaviour as user_oidc's, with the parts that matter here.
fn behaviour() -> ClientBehaviour {
    toml::from_str(
        r#"
        redirects = "none"
        discovery = "typed"
        logout = "none"
        [authorization]
        parameters = ["client_id", "response_type", "scope", "redirect_uri", "claims", "state", "nonce", "prompt", "code_challenge", "code_challenge_method"]
        encoding = "plus"
        endpoint = "as-is"
        state = "upper-alphanumeric-32"
        nonce = "upper-alphanumeric-32"
        scope = "setting"
        claims = "nextcloud-user-oidc"
        pkce = { if-advertised-and-setting = "use_pkce" }
        prompt_setting = "prompt"
        [token]
        parameters = []
        authentication = "post"
        [userinfo]
        "#,
    )
    .unwrap()
}

fn text(value: &str) -> SettingValue {
    SettingValue::Text(value.to_owned())
}

fn settings() -> Settings {
    let all = [
        ("scope", "openid email profile"),
        ("prompt", ""),
        ("mapping-email", "email"),
        ("mapping-uid", "sub"),
        ("extra-claims", ""),
    ];
    let mut out = Settings(all.iter().map(|(n, v)| ((*n).to_owned(), text(v))).collect());
    for name in ["mapping-display-name", "mapping-quota", "mapping-groups"] {
        let claim = name.trim_start_matches("mapping-").replace("display-", "");
        out.0.insert(name.to_owned(), text(&claim));
    }
    for name in ["use_pkce", "send_userinfo_claims", "enable_default_claims"] {
        out.0.insert(name.to_owned(), SettingValue::Bool(true));
    }
    out
}

fn knobs() -> Vec<Knob> {
    let switch = [SettingValue::Bool(true), SettingValue::Bool(false)];
    let knob = |(name, value): (&String, &SettingValue)| Knob {
        name: name.clone(),
        values: if matches!(value, SettingValue::Bool(_)) { switch.to_vec() } else { Vec::new() },
    };
    settings().0.iter().map(knob).collect()
}

/// What the app sends with `app` as its settings, changed by `edit`, beside what is assumed.
fn compared(app: &[(&str, SettingValue)], edit: impl Fn(&mut AuthorizationPlan)) -> Comparison {
    let metadata = json!({ "authorization_endpoint": "https://op.example/auth", "code_challenge_methods_supported": ["S256"] });
    let version: Version = "8.10.1".parse().unwrap();
    let context =
        ClientContext { client_id: "cloud", redirect_uri: "https://c.example/cb", discovery_url: "x", version: &version };
    let (behaviour, assumed, knobs) = (behaviour(), settings(), knobs());
    let changes: Vec<_> = app.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
    let mut plan = flow_plan(&behaviour, &assumed.with(&changes), Some(&metadata), &context).unwrap().authorization;
    edit(&mut plan);
    let value = |slot: &Slot| match slot {
        Slot::Fixed(text) => text.clone(),
        _ => "0123456789ABCDEFGHIJKLMNOPQRSTUV".to_owned(),
    };
    let pairs: Vec<(String, String)> = plan.parameters.iter().map(|(n, s)| (n.clone(), value(s))).collect();
    let found = AuthorizationRequest::read(&format!("{}?{}", plan.endpoint, query_string(&pairs, plan.encoding))).unwrap();
    let expected = Expected { behaviour: &behaviour, settings: &assumed, metadata: &metadata, context: &context, knobs: &knobs };
    compare(&found, &expected)
}

fn inferred(comparison: &Comparison) -> Vec<String> {
    comparison.inferred.iter().map(|i| format!("{}={}", i.setting, i.found)).collect()
}

#[test]
fn the_same_is_the_same() {
    assert_eq!(compared(&[], |_| {}), Comparison::default());
}

#[test]
fn settings_explain_what_differs() {
    let off = SettingValue::Bool(false);
    let all = [
        (vec![("use_pkce", off.clone())], vec!["use_pkce=false"]),
        (vec![("scope", text("openid groups"))], vec!["scope=openid groups"]),
        (vec![("prompt", text("login"))], vec!["prompt=login"]),
        (vec![("send_userinfo_claims", off.clone())], vec!["send_userinfo_claims=false"]),
        (vec![("use_pkce", off), ("prompt", text("select_account"))], vec!["prompt=select_account", "use_pkce=false"]),
        (vec![("mapping-uid", text("uid")), ("mapping-groups", text("roles"))], vec!["mapping-groups=roles", "mapping-uid=uid"]),
    ];
    for (app, expected) in all {
        let comparison = compared(&app, |_| {});
        let mut told = inferred(&comparison);
        told.sort();
        assert_eq!(told, expected);
        assert_eq!(comparison.differences, [], "{app:?}");
    }
}

#[test]
fn an_inferred_setting_names_what_told_it() {
    let comparison = compared(&[("use_pkce", SettingValue::Bool(false))], |_| {});
    assert_eq!(comparison.inferred[0].told_by, ["code_challenge", "code_challenge_method"]);
    assert_eq!(comparison.inferred[0].assumed, SettingValue::Bool(true));
}

#[test]
fn what_no_setting_explains_remains() {
    let comparison = compared(&[], |plan| {
        plan.set("audience", Slot::Fixed("x".to_owned()));
        plan.remove("nonce");
    });
    let about: Vec<&str> = comparison.differences.iter().map(|d| d.about.as_str()).collect();
    assert_eq!(about, ["nonce", "audience"]);
    assert!(comparison.differences[1].advice.as_deref().unwrap().contains("same query"));
    assert!(comparison.inferred.is_empty());
}

#[test]
fn order_and_encoding_are_noted() {
    let comparison = compared(&[], |plan| {
        plan.parameters.swap(0, 1);
        plan.encoding = crate::wire::QueryEncoding::Percent;
    });
    let about: Vec<&str> = comparison.differences.iter().map(|d| d.about.as_str()).collect();
    assert_eq!(about, ["encoding", "order"]);
}

#[test]
fn scopes_in_words() {
    assert_eq!(scope_words("openid groups", "openid"), "The app does not ask for scope groups.");
    assert_eq!(scope_words("openid", "openid a b"), "The app also asks for scope a b.");
    assert_eq!(scope_words("openid x", "openid y"), "The app does not ask for scope x, but for y.");
    assert_eq!(scope_words("a b", "b a"), "The app asks for the same scopes in another order.");
}

#[test]
fn a_missing_state_is_told() {
    let comparison = compared(&[], |plan| plan.remove("state"));
    assert_eq!(comparison.differences[0].about, "state");
    assert!(comparison.differences[0].advice.as_deref().unwrap().contains("@VERSION"));
}
