//! Test support: hand-built recordings of one honest provider, changed in one point.
//!
//! ```ignore
//! let outcome = Fixture::app("nextcloud-user-oidc").claims(json!({ "nonce": "other" })).judge::<Nonce>("");
//! ```
//!
//! Objects given to [`Fixture::discovery`], [`Fixture::claims`], [`Fixture::header`] and [`Fixture::token`] are laid over
//! the honest ones; a member `null` removes it, `{"null": 1}` makes it a JSON null.

mod answers;
mod built;
mod judging;
mod keys;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::inherit;
use crate::recording::{AppTarget, CallbackMode, Obstacle, Recording, Step, TargetRecord};
use crate::wire::{Probe, SettingValue, Settings, Version};

pub use answers::Answer;
pub use built::Built;
pub use keys::{jwk, sign};

/// Issuer of the honest provider.
pub const ISSUER: &str = "https://op.example.org";
/// Time at which every answer arrives, milliseconds since the epoch.
pub const NOW_MS: i64 = 1_800_000_000_000;
/// The same in seconds, as claims have it.
pub const NOW: i64 = NOW_MS / 1000;
/// `client_id` of the app.
pub const CLIENT_ID: &str = "rp1";
/// `state` of every flow.
pub const STATE: &str = "STATE00000000000000000000000STATE";
/// `nonce` of every flow.
pub const NONCE: &str = "NONCE00000000000000000000000NONCE";

const SUITES: [(&str, &str); 7] = [
    ("nextcloud-sociallogin", include_str!("../../suites/app/nextcloud-sociallogin.toml")),
    ("nextcloud-user-oidc", include_str!("../../suites/app/nextcloud-user-oidc.toml")),
    ("nextcloud-oidc-login", include_str!("../../suites/app/nextcloud-oidc-login.toml")),
    ("cloudreve", include_str!("../../suites/app/cloudreve.toml")),
    ("rocketchat", include_str!("../../suites/app/rocketchat.toml")),
    ("rocketchat-passport", include_str!("../../suites/app/rocketchat-passport.toml")),
    ("core", include_str!("../../suites/spec/core.toml")),
];

/// A recording in the making. Every method changes one point of an honest provider.
#[derive(Debug, Clone)]
pub struct Fixture {
    id: String,
    is_app: bool,
    suite: toml::Table,
    version: Version,
    settings: Settings,
    /// The operator's side; tests may change it.
    pub target: AppTarget,
    /// The run's target; tests may change it.
    pub run: TargetRecord,
    /// Addresses of host names; tests may change them.
    pub hosts: BTreeMap<String, Vec<String>>,
    metadata: Map<String, Value>,
    discovery: Option<Vec<Answer>>,
    jwk_set: Option<Vec<Answer>>,
    keys: Vec<Value>,
    key: String,
    header: Map<String, Value>,
    payload: Option<String>,
    claims: Map<String, Value>,
    id_token: Option<String>,
    tokens: Map<String, Value>,
    token: Option<Vec<Answer>>,
    userinfo: Option<Answer>,
    callback: Vec<(String, String)>,
    mode: CallbackMode,
    obstacle: Option<Obstacle>,
    no_flow: bool,
    steps: Vec<(Step, Vec<Answer>, Option<String>)>,
    probes: Vec<(Probe, Answer)>,
    edits: Vec<fn(&mut Recording)>,
}

impl Fixture {
    /// An app profile (or `core`) by its id, newest known version, default settings, an honest provider, a good login.
    pub fn app(id: &str) -> Self {
        let table = |id: &str| -> toml::Table {
            let text = SUITES.iter().find(|(name, _)| *name == id).expect("a built-in suite").1;
            text.parse().expect("TOML")
        };
        let own = table(id);
        let base = inherit::base_of(&own).map(table).unwrap_or_default();
        let suite = inherit::laid_over(&base, own).expect("a good base");
        let app = suite.get("app").and_then(toml::Value::as_table);
        let word = |name: &str| app.and_then(|a| a.get(name)).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        let newest = app.and_then(|a| a.get("versions")?.as_array()?.last()?.as_str()).unwrap_or("1").to_owned();
        let settings = defaults(&suite);
        let filled =
            |path: String| settings.0.iter().fold(path, |p, (name, v)| p.replace(&format!("{{{name}}}"), &v.to_string()));
        let (app_url, path) = (word("default_url"), filled(word("redirect_path")));
        let target = AppTarget {
            id: id.to_owned(),
            version: newest.clone(),
            redirect_uri: if app.is_some() { format!("{app_url}{path}") } else { "http://127.0.0.1:1/callback".to_owned() },
            app_url,
            client_id: Some(CLIENT_ID.to_owned()),
            has_secret: true,
            empty_secret: false,
            settings: BTreeMap::new(),
        };
        let metadata = object(json!({
            "issuer": ISSUER, "authorization_endpoint": format!("{ISSUER}/auth"), "token_endpoint": format!("{ISSUER}/token"),
            "jwks_uri": format!("{ISSUER}/jwks"), "userinfo_endpoint": format!("{ISSUER}/userinfo"),
            "end_session_endpoint": format!("{ISSUER}/end"), "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"], "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "scopes_supported": ["openid", "profile", "email"],
        }));
        let claims = object(json!({
            "iss": ISSUER, "sub": "alice", "aud": CLIENT_ID, "iat": NOW, "exp": NOW + 300, "nonce": NONCE, "sid": "sid-1",
            "name": "Alice L", "email": "alice@example.test",
        }));
        Self {
            id: id.to_owned(),
            is_app: app.is_some(),
            version: newest.parse().expect("a version"),
            settings,
            suite,
            target,
            run: TargetRecord {
                given: ISSUER.to_owned(),
                issuer: ISSUER.to_owned(),
                discovery_url: format!("{ISSUER}/.well-known/openid-configuration"),
                has_account: true,
                ..TargetRecord::default()
            },
            hosts: BTreeMap::from([("op.example.org".to_owned(), vec!["93.184.215.14".to_owned()])]),
            metadata,
            discovery: None,
            jwk_set: None,
            keys: vec![jwk("rsa")],
            key: "rsa".to_owned(),
            header: object(json!({ "typ": "JWT", "alg": "RS256", "kid": "rsa" })),
            payload: None,
            claims,
            id_token: None,
            tokens: object(json!({ "access_token": "at-1", "token_type": "Bearer", "expires_in": 300 })),
            token: None,
            userinfo: None,
            callback: vec![("code".to_owned(), "code-1".to_owned()), ("state".to_owned(), STATE.to_owned())],
            mode: CallbackMode::Query,
            obstacle: None,
            no_flow: false,
            steps: Vec::new(),
            probes: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// Another version of the app.
    pub fn version(mut self, version: &str) -> Self {
        self.version = version.parse().expect("a version");
        self.target.version = version.to_owned();
        self
    }

    /// A setting.
    pub fn set(mut self, name: &str, value: impl Into<Setting>) -> Self {
        self.settings.0.insert(name.to_owned(), value.into().0);
        self
    }

    /// Changes the discovery document.
    pub fn discovery(mut self, change: Value) -> Self {
        lay(&mut self.metadata, change);
        self
    }

    /// Replaces the answer to the discovery request (several: redirects first).
    pub fn discovery_answers(mut self, answers: Vec<Answer>) -> Self {
        self.discovery = Some(answers);
        self
    }

    /// Other keys in the JWK Set.
    pub fn keys(mut self, keys: Vec<Value>) -> Self {
        self.keys = keys;
        self
    }

    /// Replaces the answer to the JWK Set request.
    pub fn jwk_set_answers(mut self, answers: Vec<Answer>) -> Self {
        self.jwk_set = Some(answers);
        self
    }

    /// Signs with another key; header `alg` and `kid` follow, the JWK Set holds that key alone.
    pub fn signed_by(mut self, key: &str) -> Self {
        let public = jwk(key);
        lay(&mut self.header, json!({ "alg": public["alg"], "kid": key }));
        self.keys = vec![public];
        self.key = key.to_owned();
        self
    }

    /// Changes the header of the ID Token.
    pub fn header(mut self, change: Value) -> Self {
        lay(&mut self.header, change);
        self
    }

    /// Changes the claims of the ID Token.
    pub fn claims(mut self, change: Value) -> Self {
        lay(&mut self.claims, change);
        self
    }

    /// Replaces the payload of the ID Token by this text.
    pub fn payload(mut self, text: &str) -> Self {
        self.payload = Some(text.to_owned());
        self
    }

    /// Replaces the whole ID Token.
    pub fn id_token(mut self, text: &str) -> Self {
        self.id_token = Some(text.to_owned());
        self
    }

    /// Changes the token answer.
    pub fn token(mut self, change: Value) -> Self {
        lay(&mut self.tokens, change);
        self
    }

    /// Replaces the answers of the token endpoint (several: redirects first).
    pub fn token_answers(mut self, answers: Vec<Answer>) -> Self {
        self.token = Some(answers);
        self
    }

    /// Answers the userinfo request; without this call none is sent.
    pub fn userinfo(mut self, answer: Answer) -> Self {
        self.userinfo = Some(answer);
        self
    }

    /// Changes the parameters of the callback; `null` removes one.
    pub fn callback(mut self, change: Value) -> Self {
        for (name, value) in object(change) {
            self.callback.retain(|(n, _)| *n != name);
            if let Value::String(text) = value {
                self.callback.push((name, text));
            }
        }
        self
    }

    /// How the callback comes.
    pub fn mode(mut self, mode: CallbackMode) -> Self {
        self.mode = mode;
        self
    }

    /// The browser does not come back.
    pub fn obstacle(mut self, obstacle: Obstacle) -> Self {
        self.obstacle = Some(obstacle);
        self
    }

    /// Nobody logged in: no account was given.
    pub fn without_account(mut self) -> Self {
        self.run.has_account = false;
        self.no_flow = true;
        self
    }

    /// One more step, as the app did it.
    pub fn step(mut self, step: Step, answers: Vec<Answer>, said: Option<&str>) -> Self {
        self.steps.push((step, answers, said.map(str::to_owned)));
        self
    }

    /// One more flow with a deviation, up to this token answer.
    pub fn probe(mut self, probe: Probe, token: Answer) -> Self {
        self.probes.push((probe, token));
        self
    }

    /// A last change of the finished recording.
    pub fn edit(mut self, edit: fn(&mut Recording)) -> Self {
        self.edits.push(edit);
        self
    }
}

/// A setting as tests write it.
#[derive(Debug)]
pub struct Setting(SettingValue);

impl From<bool> for Setting {
    fn from(on: bool) -> Self {
        Self(SettingValue::Bool(on))
    }
}
impl From<i64> for Setting {
    fn from(number: i64) -> Self {
        Self(SettingValue::Integer(number))
    }
}
impl From<&str> for Setting {
    fn from(text: &str) -> Self {
        Self(SettingValue::Text(text.to_owned()))
    }
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { panic!("an object is wanted, not {value}") }
}

fn lay(base: &mut Map<String, Value>, change: Value) {
    for (name, value) in object(change) {
        match value {
            Value::Null => {
                base.remove(&name);
            }
            value if value == json!({ "null": 1 }) => {
                base.insert(name, Value::Null);
            }
            value => {
                base.insert(name, value);
            }
        }
    }
}

fn defaults(suite: &toml::Table) -> Settings {
    let list = suite.get("setting").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let one = |setting: &toml::Value| {
        let name = setting.get("name")?.as_str()?.to_owned();
        let value = match setting.get("default")? {
            toml::Value::Boolean(on) => SettingValue::Bool(*on),
            toml::Value::Integer(number) => SettingValue::Integer(*number),
            other => SettingValue::Text(other.as_str()?.to_owned()),
        };
        Some((name, value))
    };
    Settings(list.iter().filter_map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_honest_login_is_seen_as_one() {
        let built = Fixture::app("nextcloud-user-oidc").claims(json!({ "email": null, "x": { "null": 1 } })).build();
        let evidence = built.evidence();
        let flow = evidence.flow().unwrap();
        let token = flow.id_token().unwrap();
        assert_eq!(crate::oidc::verify_signature(&token, &jwk("rsa"), "RS256"), Ok(()));
        let claims = evidence.claims().unwrap();
        assert_eq!((claims.get("email"), claims.get("x")), (None, Some(&Value::Null)));
    }

    #[test]
    fn every_key_signs() {
        for key in ["p256", "p384", "ed25519"] {
            let built = Fixture::app("core").signed_by(key).build();
            let evidence = built.evidence();
            let flow = evidence.flow().unwrap();
            let public = jwk(key);
            let good = crate::oidc::verify_signature(&flow.id_token().unwrap(), &public, public["alg"].as_str().unwrap());
            assert_eq!(good, Ok(()), "{key}");
        }
    }

    #[test]
    fn obstacles_and_missing_accounts_leave_nothing_to_judge() {
        let built = Fixture::app("cloudreve").obstacle(Obstacle::ErrorPage("no".to_owned())).build();
        let evidence = built.evidence();
        assert_eq!(evidence.flow().unwrap().callback().unwrap_err().cause, "provider-error-page");
        let built = Fixture::app("cloudreve").without_account().build();
        assert_eq!(built.evidence().flow().err().unwrap().cause, "no-account");
    }
}
