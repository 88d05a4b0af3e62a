//! What a persona's file holds.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// One product, acted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::reference) struct Data {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) provider: String,
    pub(super) about: String,
    pub(super) source: String,
    /// The discovery document it serves, below fixtures/discovery.
    pub(super) document: String,
    /// Where it is served, if not below the issuer.
    pub(super) discovery_path: Option<String>,
    /// How ID Tokens are signed.
    pub(super) signing: String,
    /// Further names of the signing key in the key set.
    #[serde(default)]
    pub(super) more_key_ids: Vec<String>,
    /// What `sub` is.
    pub(super) subject: String,
    /// What is known about the user; `{base}` stands for the provider's own address.
    pub(super) user: Map<String, Value>,
    /// Scopes, and what each one releases.
    pub(super) scopes: BTreeMap<String, Vec<String>>,
    pub(super) id_token: IdToken,
    #[serde(default)]
    pub(super) userinfo: Userinfo,
    #[serde(default)]
    pub(super) claims_parameter: ClaimsParameter,
    #[serde(default)]
    pub(super) token: Token,
    /// What becomes of the specifications' error codes at the token endpoint.
    #[serde(default)]
    pub(super) errors: BTreeMap<String, ErrorShape>,
    /// The product's own words for what the provider says.
    #[serde(default)]
    pub(super) words: BTreeMap<String, String>,
    /// What comes with the code besides code, state and iss.
    #[serde(default)]
    pub(super) callback: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) end_session: EndSession,
    #[serde(default, rename = "deviation")]
    pub(super) deviations: Vec<Deviation>,
    #[serde(default, rename = "differs")]
    pub(super) differs: Vec<Differs>,
    #[serde(default, rename = "not-acted")]
    pub(super) not_acted: Vec<NotActed>,
    #[serde(default, rename = "variant")]
    pub(super) variants: Vec<Variant>,
}

/// What an ID Token holds besides iss, sub, aud, exp, iat and nonce.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::reference) struct IdToken {
    /// Whether scopes put claims about the user here.
    pub(super) by_scope: bool,
    /// Claims about the login: azp, auth_time, at_hash, sid, acr, amr.
    #[serde(default)]
    pub(super) members: Vec<String>,
    /// Claims about the user that are here whatever the scope.
    #[serde(default)]
    pub(super) always: Vec<String>,
    /// Claims of the product's own; the text `random` stands for another text each time.
    #[serde(default)]
    pub(super) extra: Map<String, Value>,
    /// Seconds.
    #[serde(default = "ten_minutes")]
    pub(super) lifetime: i64,
}

/// What userinfo does besides what scopes say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::reference) struct Userinfo {
    /// Claims that are here whatever the scope.
    #[serde(default)]
    pub(super) always: Vec<String>,
    /// Claims that are never here.
    #[serde(default)]
    pub(super) never: Vec<String>,
    /// Status for a token that is none.
    pub(super) bad_token_status: Option<u16>,
    /// `WWW-Authenticate` of a refusal; empty: none.
    pub(super) challenge: Option<String>,
    /// Body of a refusal; absent: the specifications' members.
    pub(super) refusal: Option<String>,
}

/// What the `claims` parameter does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::reference) enum ClaimsParameter {
    /// Nothing.
    #[default]
    Ignored,
    /// Its part about userinfo adds claims there; the rest does nothing.
    Userinfo,
    /// A claim that is asked for brings the whole scope it belongs to, if that was granted, else itself.
    WithItsScope,
}

/// The token endpoint's answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(in crate::reference) struct Token {
    /// Seconds.
    pub(super) lifetime: u64,
    pub(super) content_type: Option<String>,
    pub(super) refresh: Refresh,
}

impl Default for Token {
    fn default() -> Self {
        Self { lifetime: 3600, content_type: None, refresh: Refresh::Always }
    }
}

/// When a refresh token is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::reference) enum Refresh {
    /// With every login.
    Always,
    /// With the scope offline_access.
    OfflineAccess,
    /// Never in the way the apps ask.
    Never,
}

/// An error of the token endpoint.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::reference) struct ErrorShape {
    pub(in crate::reference) status: u16,
    /// What stands in `error`; absent: the words, and no description.
    pub(in crate::reference) error: Option<String>,
    /// What stands in `error_description`; absent: the words.
    pub(in crate::reference) description: Option<String>,
}

/// The logout endpoint.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(in crate::reference) struct EndSession {
    pub(in crate::reference) without_hint: WithoutHint,
    pub(in crate::reference) unregistered: Unregistered,
    /// A hint alone goes to the first registered address.
    pub(in crate::reference) hint_alone_goes_first: bool,
    /// Any registered address will do, whoever asks; hints are not looked at.
    pub(in crate::reference) anybody: bool,
}

/// A logout without a hint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::reference) enum WithoutHint {
    /// The user is asked and comes back.
    #[default]
    AsksAndReturns,
    /// The user is asked and stays on the provider's own page.
    AsksAndStays,
    /// It is done at once.
    Leaves,
}

/// An address after the logout that is not registered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::reference) enum Unregistered {
    /// An error page.
    #[default]
    Refused,
    /// The user is asked and stays.
    Asks,
    /// The session ends, and the provider's own page is shown.
    Dropped,
}

/// A deviation of the embedded provider that is one of the product's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deviation {
    /// Id of the fault.
    pub(super) fault: String,
    /// What the product does.
    pub(super) seen: String,
    /// Where that was seen.
    pub(super) source: String,
}

/// A member of the discovery document that is not the product's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Differs {
    pub(super) member: String,
    /// Its value; absent: the member is left out.
    pub(super) value: Option<Value>,
    pub(super) reason: String,
}

/// Something of the product that the persona does not do.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NotActed {
    pub(super) what: String,
    pub(super) why: String,
}

/// The same product, set up otherwise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Variant {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) about: String,
    pub(super) signing: Option<String>,
    pub(super) discovery_path: Option<String>,
    /// What else is known about the user.
    #[serde(default)]
    pub(super) user: Map<String, Value>,
    /// Claims that are in the ID Token, too, whatever the scope.
    #[serde(default)]
    pub(super) id_token_always: Vec<String>,
    #[serde(default)]
    pub(super) words: BTreeMap<String, String>,
    /// Deviations of the product that this set-up does not have.
    #[serde(default)]
    pub(super) without: Vec<String>,
    #[serde(default, rename = "deviation")]
    pub(super) deviations: Vec<Deviation>,
    #[serde(default, rename = "differs")]
    pub(super) differs: Vec<Differs>,
}

fn ten_minutes() -> i64 {
    600
}
