//! The answers that an app waits for, whatever it does with them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::Missing;
use crate::evidence::{Evidence, Fetched};
use crate::recording::Step;

/// Which answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// The discovery document.
    Discovery,
    /// The JWK Set; it is there where another requirement needs it (`id-token-signature`).
    JwkSet,
    /// The token answer.
    Token,
    /// The userinfo answer; without a `userinfo_endpoint` there is none, and nothing to say about it.
    Userinfo,
}

impl Endpoint {
    /// As the beginning of a sentence.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Discovery => "The discovery document",
            Self::JwkSet => "The JWK Set",
            Self::Token => "The token endpoint",
            Self::Userinfo => "Userinfo",
        }
    }

    /// What an app gets that waits this many seconds; `None`: nobody knows how long it waits.
    ///
    /// # Errors
    /// When the app never asks, or when the tester could not.
    pub(super) fn fetched<'a>(self, evidence: &Evidence<'a>, patience: Option<u64>) -> Result<Fetched<'a>, Missing> {
        let (id, exchange) = match self {
            Self::Discovery => evidence.answer(Step::Discovery)?,
            Self::JwkSet => {
                evidence.reached_metadata()?;
                evidence.answer(Step::JwkSet)?
            }
            Self::Token => {
                let callback = evidence.reached_callback()?;
                if callback.last_parameter("error").is_some_and(|error| !error.is_empty()) {
                    return Err(Missing::not_reached("the login comes back with an error"));
                }
                evidence.reached_flow()?.token_exchange()?
            }
            Self::Userinfo => {
                let flow = evidence.reached_flow()?;
                if flow.record.plan.userinfo.endpoint.is_none() {
                    return Err(Missing::not_reached("there is no userinfo_endpoint to ask"));
                }
                evidence.reached_callback()?;
                evidence.issued("access_token")?;
                flow.userinfo_exchange()?
            }
        };
        evidence.as_fetched_from_elsewhere(id, exchange, patience.map(|seconds| seconds.saturating_mul(1000)))
    }
}
