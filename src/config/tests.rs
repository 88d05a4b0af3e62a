//! From flags and plan file to a target.

use super::*;
use crate::secret::Secret;
use crate::wire::{ScopeRule, Version};

pub(super) fn known() -> Known {
    let v = |text: &str| text.parse::<Version>().unwrap();
    let app = |id: &str, scope: ScopeRule| KnownApp {
        id: id.to_owned(),
        name: id.to_owned(),
        versions: vec![v("7.4.0"), v("8.11.0")],
        default_version: v("8.10.1"),
        default_url: "https://cloud.example.com".to_owned(),
        redirect_path: format!("/{id}/code"),
        provider_name: Default::default(),
        settings: ["scope", "unique-uid"].map(|name| (name.to_owned(), String::new())).into(),
        scope,
    };
    Known {
        apps: vec![
            app("nextcloud-user-oidc", ScopeRule::Setting),
            app("cloudreve", ScopeRule::Always("openid email profile".to_owned())),
        ],
        specs: vec!["core".to_owned()],
    }
}

fn issuer() -> Given {
    Given { issuer: Some("https://op.example.com".to_owned()), ..Given::default() }
}

fn resolved(flags: &Given, plan: &Given) -> Target {
    resolve(Layers { flags, plan }, &known()).unwrap()
}

fn refused(flags: &Given) -> String {
    resolve(Layers { flags, plan: &Given::default() }, &known()).unwrap_err().to_string()
}

#[test]
fn an_issuer_alone_means_every_app() {
    let target = resolved(&issuer(), &Given::default());
    let apps: Vec<&str> = target.record.apps.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(apps, ["nextcloud-user-oidc", "cloudreve"]);
    assert_eq!(target.record.apps[0].redirect_uri, "https://cloud.example.com/nextcloud-user-oidc/code");
    assert!(!target.record.has_account && target.user.is_none() && target.secrets.is_empty());
    assert_eq!(target.record.spec_client.unwrap().redirect_uri, target.record.apps[0].redirect_uri);
}

#[test]
fn flags_win_over_the_plan_file() {
    let client = |id: &str| ClientGiven {
        id: Some(id.to_owned()),
        secret: Some(SecretSource::Value(Secret::new(id))),
        ..ClientGiven::default()
    };
    let plan = Given {
        issuer: Some("https://plan.example.com".to_owned()),
        client: client("all"),
        app_clients: [("cloudreve".to_owned(), client("drive"))].into(),
        settings: vec![("nextcloud-user-oidc".into(), "unique-uid".into(), "1".into())],
        app_urls: vec![Keyed::url("cloudreve=https://drive.example.com/")],
        ..Given::default()
    };
    let mut flags = issuer();
    flags.settings.push(("nextcloud-user-oidc".into(), "unique-uid".into(), "0".into()));
    let target = resolved(&flags, &plan);
    assert_eq!(target.record.given, "https://op.example.com");
    assert_eq!(target.record.apps[0].settings["unique-uid"], "0");
    assert_eq!(target.record.apps[0].client_id.as_deref(), Some("all"));
    assert_eq!(target.record.apps[1].client_id.as_deref(), Some("drive"));
    assert_eq!(target.record.apps[1].redirect_uri, "https://drive.example.com/cloudreve/code");
    assert_eq!(target.secrets["cloudreve"].secret(), "drive");
    assert_eq!(target.secrets[SPEC_CLIENT].secret(), "all");
    flags.client.id = Some("mine".to_owned());
    assert_eq!(resolved(&flags, &plan).record.apps[1].client_id.as_deref(), Some("mine"));
}

#[test]
fn scope_is_the_whole_or_what_is_added() {
    let flags = Given { scope: Some("openid email profile groups".to_owned()), ..issuer() };
    let target = resolved(&flags, &Given::default());
    assert_eq!(target.record.apps[0].settings["scope"], "openid email profile groups");
    assert_eq!(target.record.apps[1].settings["scope"], "groups");
    assert_eq!(target.record.spec_client.unwrap().settings["scope"], "openid email profile groups");
}

#[test]
fn versions() {
    let with = |app: &str| Given { apps: vec![app.to_owned()], ..issuer() };
    assert_eq!(resolved(&with("nextcloud-user-oidc@8.2"), &Given::default()).record.apps[0].version, "8.2");
    assert!(refused(&with("nextcloud-user-oidc@7.3")).contains("older than"));
    assert!(refused(&with("nextcloud-user-oidc@latest")).contains("not a version"));
    let newer = resolved(&with("cloudreve@9"), &Given::default());
    assert!(newer.warnings[0].contains("newer than"), "{:?}", newer.warnings);
}

#[test]
fn what_is_wrong_says_what_to_write() {
    let apps = |list: &[&str]| Given { apps: list.iter().map(|s| (*s).to_owned()).collect(), ..issuer() };
    assert!(refused(&apps(&["user_oidc"])).contains("did you mean \"nextcloud-user-oidc\"?"));
    assert!(refused(&apps(&["cloudreve", "cloudreve@8"])).contains("named twice"));
    assert!(refused(&Given { user: Some("alice".into()), ..issuer() }).contains("--password-env"));
    let password = Some(SecretSource::Value(Secret::new("x")));
    assert!(refused(&Given { password, ..issuer() }).contains("--user"));
    assert!(refused(&Given { login: Some("magic".into()), ..issuer() }).contains("none of form"));
    assert!(refused(&Given { resolve: vec!["a:b".into()], ..issuer() }).contains("HOST:PORT:ADDRESS"));
    assert!(refused(&Given { timeout: Some(0), ..issuer() }).contains("from 1 to 600"));
    assert!(refused(&Given { app_urls: vec![Keyed::url("cloud.example.com")], ..issuer() }).contains("as in"));
    assert!(refused(&Given { app_urls: vec![Keyed::url("cloudrive=https://x")], ..issuer() }).contains("cloudreve"));
    assert!(refused(&Given::default()).contains("no issuer"));
    let secret = Some(SecretSource::Env("OIDC_COMPAT_NO_SUCH_VARIABLE".into()));
    assert!(refused(&Given { client: ClientGiven { secret, ..ClientGiven::default() }, ..issuer() }).contains("export "));
}

#[test]
fn resolve_takes_both_kinds_of_address() {
    let resolve = vec!["op.example.com:443:127.0.0.1".to_owned(), "op.example.com:443:[::1]".to_owned()];
    let target = resolved(&Given { resolve, ..issuer() }, &Given::default());
    assert_eq!(target.network.resolve.len(), 2);
}

#[test]
fn a_secret_does_not_show_in_debug() {
    let client = ClientGiven { id: None, register: None, secret: Some(SecretSource::Value(Secret::new("geheim"))) };
    let target = resolved(&Given { client, ..issuer() }, &Given::default());
    assert!(!format!("{target:?}").contains("geheim"));
}

#[test]
fn what_is_said_of_one_app_counts_more_than_what_is_said_of_all() {
    let register = |register| ClientGiven { register, ..ClientGiven::default() };
    let flags = Given { client: register(Some(true)), ..issuer() };
    let registered = |plan: &Given| resolved(&flags, plan).registration.apps.into_iter().collect::<Vec<_>>();
    assert_eq!(registered(&Given::default()), ["cloudreve", "nextcloud-user-oidc", SPEC_CLIENT]);
    let own = ClientGiven { id: Some("drive".to_owned()), ..ClientGiven::default() };
    let clients = [("cloudreve".to_owned(), own), (SPEC_CLIENT.to_owned(), register(Some(false)))];
    assert_eq!(registered(&Given { app_clients: clients.into(), ..Given::default() }), ["nextcloud-user-oidc"]);
    assert!(resolved(&issuer(), &Given::default()).registration.apps.is_empty());
}
