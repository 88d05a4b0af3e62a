//! What was said: every exchange of a run, as plain owned data that survives a round trip through JSON.
//!
//! ```text
//! Recording
//! ├── format, tool, started_at_ms, finished_at_ms, redacted
//! ├── target        what was tested, and with which apps and settings
//! ├── hosts         names the provider uses, and the addresses they resolved to
//! ├── exchanges     every HTTP request with its answer or its transport failure, in the order they were sent
//! ├── steps         one thing we did each, outside of logins: discovery, JWKS, probes, logout
//! └── flows         one authorization code flow each: authorization, callback, token, userinfo
//! ```
//!
//! Steps and flows point into `exchanges` by index. Nothing here judges.

mod exchange;
mod flow;
mod format;
mod redact;
mod refused_client;
mod signature;
mod step;
mod target;

pub use exchange::{Body, Exchange, FailureKind, Request, Response, TlsFacts, TransportFailure, Trust};
pub use flow::{Callback, CallbackMode, FlowRecord, Obstacle, Sent, Stage, StageStatus};
pub use format::{FORMAT, FormatError, read_recording};
pub use redact::{MARKER, redact, redact_text};
pub use refused_client::{is_about_client, refuses_client, usable_plan};
pub use signature::{
    REDACTED_SIGNATURE, SignatureFact, access_token_fact, fact as signature_fact, secret_fact as secret_signature_fact,
};
pub use step::{Need, Step, StepRecord};
pub use target::{AppTarget, TargetRecord};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Index of an exchange in [`Recording::exchanges`].
pub type ExchangeId = usize;

/// One run: everything the tester sent and everything it got back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// Always [`FORMAT`] when written by this build.
    pub schema: String,
    /// Name and version of the tool that observed.
    pub tool: Tool,
    /// Start of the run, milliseconds since 1970-01-01T00:00:00Z.
    pub started_at_ms: i64,
    /// End of the run, the same unit.
    pub finished_at_ms: i64,
    /// `true` when the run was cut short (time-out, Ctrl-C): what is missing was never asked.
    pub interrupted: bool,
    /// `true` when secret values were replaced; see [`redact`].
    pub redacted: bool,
    /// What was tested.
    pub target: TargetRecord,
    /// Host name to the addresses it resolved to (empty: it does not resolve).
    pub hosts: BTreeMap<String, Vec<String>>,
    /// Every request in the order it was sent.
    pub exchanges: Vec<Exchange>,
    /// Steps outside of logins.
    pub steps: Vec<StepRecord>,
    /// Authorization code flows.
    pub flows: Vec<FlowRecord>,
    /// How the first login came about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub login: Option<LoginNote>,
    /// Of a redacted run: whether each ID Token's signature was good, key by key.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub signatures: Vec<SignatureFact>,
}

/// How a login came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginNote {
    /// What logged in: `form`, steps, a browser, a person.
    pub by: String,
    /// Why that one.
    pub why: String,
}

/// Who wrote a recording or a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `oidc-compat`.
    pub name: String,
    /// Version of the crate.
    pub version: String,
}

impl Tool {
    /// This build.
    pub fn this() -> Self {
        Self { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}
