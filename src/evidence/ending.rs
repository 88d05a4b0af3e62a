//! How a flow ended: tokens, a refusal in a form that clients understand, or something else.

use serde_json::Value;

use super::flow::{FlowEvidence, obstacle_cause};
use crate::check::Missing;
use crate::oidc::JsonDocument;
use crate::recording::{ExchangeId, Obstacle, is_about_client};

/// How a flow ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The token endpoint gave tokens; the exchange that holds them.
    Tokens(ExchangeId),
    /// The provider said no: an error in the callback, an error page (status below 500), or an error of the token endpoint.
    Refused(Refusal),
    /// Neither: a server error, a loop, a callback or a token answer with nothing in it.
    Broken(Refusal),
}

/// What the provider said instead of giving tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The exchange that holds it.
    pub exchange: Option<ExchangeId>,
    /// HTTP status; for an error in the callback the status of the redirect.
    pub status: Option<u16>,
    /// `error`, if there is one.
    pub error: Option<String>,
    /// It came from the token endpoint.
    pub at_token_endpoint: bool,
    /// The whole of it in words.
    pub said: String,
}

impl Ending {
    /// How far the login came: 0 the provider's pages, 1 an error in the callback, 2 a refusal of the token endpoint,
    /// 3 tokens.
    pub fn reach(&self) -> u8 {
        match self {
            Self::Tokens(_) => 3,
            Self::Refused(other) | Self::Broken(other) if other.at_token_endpoint => 2,
            Self::Refused(other) | Self::Broken(other) => u8::from(other.error.is_some()),
        }
    }
}

impl Refusal {
    /// The token endpoint refused the client itself, whatever code it came with.
    pub fn is_of_client(&self) -> bool {
        self.at_token_endpoint && is_about_client(self.status, self.error.as_deref())
    }

    /// Id of the cause that it shares with everything that is lost by it.
    pub fn cause(&self) -> Option<&'static str> {
        self.is_of_client().then_some("client-refused")
    }
}

impl FlowEvidence<'_> {
    /// How this flow ended.
    ///
    /// # Errors
    /// When the tester could not bring it to an end: no account, rate limit, no answer.
    pub fn ending(&self) -> Result<Ending, Missing> {
        let Some(callback) = &self.record.callback else {
            return self.stopped();
        };
        if let Some(error) = callback.parameter("error") {
            let description = callback.parameter("error_description").map(|d| format!(" ({d})")).unwrap_or_default();
            return Ok(Ending::Refused(Refusal {
                exchange: Some(callback.exchange),
                status: self.status_of(callback.exchange),
                error: Some(error.to_owned()),
                at_token_endpoint: false,
                said: format!("callback with error {error:?}{description}"),
            }));
        }
        if callback.parameter("code").is_none_or(str::is_empty) {
            let said = "callback with neither code nor error".to_owned();
            return Ok(Ending::Broken(Refusal { exchange: Some(callback.exchange), said, ..Refusal::default() }));
        }
        self.token_ending()
    }

    fn stopped(&self) -> Result<Ending, Missing> {
        let Some(obstacle) = &self.record.obstacle else {
            return Err(Missing::new("not-observed", "the login did not come back"));
        };
        let exchange = self.record.authorization.last();
        let status = exchange.and_then(|id| self.status_of(id));
        let words = match status {
            Some(status) => format!("page with status {status}: {}", obstacle.said()),
            None => obstacle.said().to_owned(),
        };
        let refusal = Refusal { exchange, status, error: None, at_token_endpoint: false, said: words };
        match obstacle {
            Obstacle::ErrorPage(_) if status.is_none_or(|s| s < 500) => Ok(Ending::Refused(refusal)),
            Obstacle::ErrorPage(_) | Obstacle::Loop(_) | Obstacle::Elsewhere(_) => Ok(Ending::Broken(refusal)),
            other => Err(Missing::new(obstacle_cause(other), format!("the login did not come back: {}", other.said()))),
        }
    }

    fn token_ending(&self) -> Result<Ending, Missing> {
        let (id, response) = self.token_response()?;
        let json = JsonDocument::parse(&response.body.bytes()).ok().map(|d| d.value);
        let member = |name: &str| json.as_ref().and_then(|v| v.get(name));
        if response.is_success() && (member("access_token").is_some() || member("id_token").is_some()) {
            return Ok(Ending::Tokens(id));
        }
        let error = member("error").and_then(Value::as_str).map(str::to_owned);
        let description = member("error_description").and_then(Value::as_str).map(|d| format!(" ({d})")).unwrap_or_default();
        let said = match &error {
            Some(error) => format!("token endpoint: status {}, error {error:?}{description}", response.status),
            None => format!("token endpoint: status {} without a JSON member \"error\"", response.status),
        };
        let refused = (400..500).contains(&response.status) || response.status < 500 && error.is_some();
        let refusal = Refusal { exchange: Some(id), status: Some(response.status), error, at_token_endpoint: true, said };
        Ok(if refused { Ending::Refused(refusal) } else { Ending::Broken(refusal) })
    }
}
