//! What a run was about: kept with the recording, so that judging it later needs nothing else.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What was tested.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetRecord {
    /// The issuer (or discovery URL) as the operator typed it.
    pub given: String,
    /// The issuer as the operator typed it, without the discovery path.
    pub issuer: String,
    /// The discovery URL that was asked.
    pub discovery_url: String,
    /// The operator's `--scope`, if given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scope: Option<String>,
    /// A test account was given.
    pub has_account: bool,
    /// TLS errors were ignored on request (`--insecure`).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub insecure: bool,
    /// Where the run listened for Logout Tokens, as the provider was told; absent: nowhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub backchannel_url: Option<String>,
    /// The apps of the run.
    pub apps: Vec<AppTarget>,
    /// The client of the specification checks, if there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub spec_client: Option<AppTarget>,
}

/// One app of the run, as the operator has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppTarget {
    /// Id of the app profile.
    pub id: String,
    /// Version of the app.
    pub version: String,
    /// Where the app lives, without a trailing slash.
    pub app_url: String,
    /// Its redirect URI.
    pub redirect_uri: String,
    /// The registered client; absent: none was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub client_id: Option<String>,
    /// A secret was given for it, an empty one included.
    pub has_secret: bool,
    /// That secret is the empty text, or `0`, which PHP takes for empty.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub empty_secret: bool,
    /// The settings as given by the operator, under the app's own names.
    pub settings: BTreeMap<String, String>,
}
