//! One authorization code flow, as it went.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ExchangeId;
use crate::wire::{FlowPlan, Probe};

/// One authorization code flow: what was planned, what was sent, and how far it came.
///
/// A flow is found again by its plan and its probe: two flows with the same plan would look the same on the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowRecord {
    /// What goes on the wire, with the random values left open.
    pub plan: FlowPlan,
    /// The deviation on purpose, if this flow is a probe.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub probe: Option<Probe>,
    /// The random values as sent.
    pub sent: Sent,
    /// From the authorization request to the redirect back, login and consent pages included.
    pub authorization: Stage,
    /// The request that would have reached the app, when the provider sent one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub callback: Option<Callback>,
    /// Why no callback came, when none came.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub obstacle: Option<Obstacle>,
    /// The token request with the redirects the app would have followed; the last exchange holds the answer.
    pub token: Stage,
    /// The refresh that the app sent before it asked userinfo, where it sent one; userinfo then got the new token.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refresh: Option<Stage>,
    /// The userinfo request, likewise.
    pub userinfo: Stage,
}

/// Random values of one flow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// `state` of the authorization request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub state: Option<String>,
    /// `nonce` of the authorization request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub nonce: Option<String>,
    /// The code verifier behind `code_challenge`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code_verifier: Option<String>,
}

/// One leg of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// How it ended.
    pub status: StageStatus,
    /// Its exchanges, in order.
    pub exchanges: Vec<ExchangeId>,
}

/// How a leg or step ended, as seen by the tester; whether the answer is any good is for judging.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StageStatus {
    /// It was done: there is an answer or a transport failure to judge.
    Done,
    /// It was not done, with the reason: nothing to ask, an earlier leg gave nothing to go on with.
    Skipped(String),
    /// It could not be done by us, with the reason: rate limited, no account given, page needs a browser.
    Failed(String),
}

/// How the answer came back to the redirect URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CallbackMode {
    /// A redirect; parameters in the query (or none at all).
    Query,
    /// A redirect; parameters in the fragment.
    Fragment,
    /// A page that posts a form to the redirect URI.
    FormPost,
}

/// The request that would have reached the app's redirect URI. It is never sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Callback {
    /// How it came.
    pub mode: CallbackMode,
    /// The URL as the provider wrote it (made absolute).
    pub url: String,
    /// Parameters in order, decoded, of the query, fragment or form, as `mode` says.
    pub parameters: Vec<(String, String)>,
    /// The exchange whose answer held it.
    pub exchange: ExchangeId,
    /// It came in a person's own browser: what answer it was, nobody saw; `exchange` is the last that was seen.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub unseen: bool,
}

impl Callback {
    /// First value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Last value of a parameter: what PHP and most frameworks see when one comes twice.
    pub fn last_parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Why the browser did not come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "said", rename_all = "kebab-case")]
pub enum Obstacle {
    /// The provider showed an error page (status 4xx or 5xx, or a page without a way on); its words.
    ErrorPage(String),
    /// The transport failed or no answer came; the failure is in the last exchange.
    NoAnswer(String),
    /// Redirects or pages went round in circles.
    Loop(String),
    /// The provider sent the browser to another place than the redirect URI, outside of its own hosts.
    Elsewhere(String),
    /// The login page refused the given user and password; the page's words.
    LoginRefused(String),
    /// A page needs what this driver cannot give: a script, a second factor, a captcha. Not the provider's fault.
    PageNotUnderstood(String),
    /// A page asks for a login and no user was given.
    NoAccount(String),
    /// A person would have to log in again, and is not asked for this.
    NeedsPerson(String),
    /// Rate limited beyond the bounds of patience.
    RateLimited(String),
    /// The tester stopped for another reason of its own.
    NotTried(String),
}

impl Obstacle {
    /// `true` when the provider itself holds the browser back; `false` when the tester could not go on.
    pub fn is_providers(&self) -> bool {
        matches!(self, Self::ErrorPage(_) | Self::NoAnswer(_) | Self::Loop(_) | Self::Elsewhere(_))
    }

    /// The words.
    pub fn said(&self) -> &str {
        match self {
            Self::ErrorPage(s)
            | Self::NoAnswer(s)
            | Self::Loop(s)
            | Self::Elsewhere(s)
            | Self::LoginRefused(s)
            | Self::PageNotUnderstood(s)
            | Self::NoAccount(s)
            | Self::NeedsPerson(s)
            | Self::RateLimited(s)
            | Self::NotTried(s) => s,
        }
    }
}

impl Stage {
    /// A leg that was not taken.
    pub fn skipped(why: impl Into<String>) -> Self {
        Self { status: StageStatus::Skipped(why.into()), exchanges: Vec::new() }
    }

    /// The exchange that holds the final answer.
    pub fn last(&self) -> Option<ExchangeId> {
        self.exchanges.last().copied()
    }
}
