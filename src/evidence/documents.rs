//! An answer that should be a JSON document.

use serde_json::Value;

use crate::oidc::{JsonDocument, JsonFault};
use crate::recording::{Exchange, ExchangeId, Response};
use crate::wire::StatusRule;

/// An answer that should be JSON, with everything that can be said about it.
#[derive(Debug, Clone)]
pub struct Document {
    /// The exchange it came in.
    pub exchange: ExchangeId,
    /// Status, if any answer came.
    pub status: Option<u16>,
    /// The failure of the transport, in words.
    pub failure: Option<String>,
    /// The body was cut at the size limit.
    pub truncated: bool,
    /// It says where to go on.
    pub leads_on: bool,
    /// The parsed body, or why it is not JSON; `None` when no body came.
    pub parsed: Option<Result<JsonDocument, JsonFault>>,
}

impl Document {
    /// The JSON value, if the body is JSON.
    pub fn json(&self) -> Option<&Value> {
        self.parsed.as_ref()?.as_ref().ok().map(|d| &d.value)
    }

    /// 2xx, and the whole body arrived.
    pub fn is_success(&self) -> bool {
        self.failure.is_none() && self.status.is_some_and(|s| (200..300).contains(&s))
    }

    /// The whole body arrived, with a status of success or, where the app does not look at it, with any.
    pub fn counts(&self, statuses: StatusRule) -> bool {
        match statuses {
            StatusRule::Successful => self.is_success(),
            StatusRule::NoError => {
                self.failure.is_none() && self.status.is_some_and(|s| (200..400).contains(&s)) && !self.leads_on
            }
            StatusRule::Any => self.failure.is_none() && self.status.is_some() && !self.truncated,
        }
    }
}

/// Reads the answer of an exchange as JSON.
pub(crate) fn document(id: ExchangeId, exchange: &Exchange) -> Document {
    let response = exchange.response.as_ref();
    Document {
        exchange: id,
        status: exchange.status(),
        failure: exchange.failure.as_ref().map(|f| f.message.clone()),
        truncated: response.is_some_and(|r| r.truncated),
        leads_on: response.is_some_and(Response::leads_on),
        parsed: response.map(|r| match &r.body {
            // Half a document says nothing, and reading a huge one again and again takes its time.
            _ if r.truncated => {
                Err(JsonFault { message: "it is longer than the tester reads".to_owned(), ..JsonFault::default() })
            }
            crate::recording::Body::Text(text) => JsonDocument::parse(text.as_bytes()),
            body @ crate::recording::Body::Base64(_) => JsonDocument::parse(&body.bytes()),
        }),
    }
}
