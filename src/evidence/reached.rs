//! How far the app gets. What it never reaches is no missing evidence: an earlier requirement says why it stops.

use serde_json::{Map, Value};

use super::fetched::Fetched;
use super::flow::FlowEvidence;
use super::view::{ClaimsSource, Evidence, cause_of, fill};
use crate::check::Missing;
use crate::oidc::ProviderMetadata;
use crate::php;
use crate::recording::{Callback, Exchange, ExchangeId, StageStatus};
use crate::wire::Endpoint;

/// A token as the token endpoint gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedToken {
    /// The exchange of the token answer.
    pub exchange: ExchangeId,
    /// When it arrived, seconds since the epoch.
    pub now: i64,
    /// The text.
    pub text: String,
}

impl<'a> Evidence<'a> {
    /// The metadata, when the app gets any.
    ///
    /// # Errors
    /// When the document was not asked for, or is none.
    pub fn reached_metadata(&self) -> Result<ProviderMetadata<'_>, Missing> {
        let document = self.discovery()?;
        match document.json() {
            Some(value) if value.is_object() && document.counts(self.view().behaviour.statuses) => Ok(ProviderMetadata(value)),
            _ => Err(Missing::not_reached("there is no discovery document that is a JSON object")),
        }
    }

    /// The app's flow, when the app can begin one.
    ///
    /// # Errors
    /// When there was none.
    pub fn reached_flow(&self) -> Result<&FlowEvidence<'a>, Missing> {
        // Where the operator types endpoints, a document that cannot be read is no more than one nobody could take them from.
        if self.view().behaviour.discovery.is_typed() {
            if self.endpoint(Endpoint::Authorization).is_none() {
                self.metadata()?;
                return Err(Missing::not_reached("there is no address to send the browser to"));
            }
            return self.flow();
        }
        let metadata = self.reached_metadata()?;
        if metadata.text("authorization_endpoint").value().is_none() {
            return Err(Missing::not_reached("there is no authorization_endpoint to send the browser to"));
        }
        self.flow()
    }

    /// What came back to the redirect URI, when the provider let the browser come back.
    ///
    /// # Errors
    /// When nothing came back.
    pub fn reached_callback(&self) -> Result<&'a Callback, Missing> {
        let flow = self.reached_flow()?;
        match flow.obstacle() {
            Some(obstacle) if obstacle.is_providers() && flow.record.callback.is_none() => {
                Err(Missing::not_reached("the browser does not come back to the app"))
            }
            _ => flow.callback(),
        }
    }

    /// What the app gets from the token endpoint, when it asks.
    ///
    /// # Errors
    /// When it does not, or when the tester could not ask.
    pub fn reached_token_answer(&self) -> Result<Fetched<'a>, Missing> {
        let (id, exchange) = self.reached_token_exchange()?;
        self.as_fetched(id, exchange)
    }

    /// The last exchange of the app's token request, when it makes one.
    ///
    /// # Errors
    /// As [`Self::reached_token_answer`].
    pub fn reached_token_exchange(&self) -> Result<(ExchangeId, &'a Exchange), Missing> {
        self.reached_callback()?;
        let flow = self.reached_flow()?;
        if let StageStatus::Skipped(why) = &flow.record.token.status
            && cause_of(why) == "not-observed"
        {
            return Err(Missing::not_reached(format!("the app does not come to the token request: {why}")));
        }
        flow.token_exchange()
    }

    /// The token answer, when it is a success with a JSON object (or list, as PHP sees no difference).
    ///
    /// # Errors
    /// When it is not.
    pub fn reached_tokens(&self) -> Result<(ExchangeId, Map<String, Value>), Missing> {
        let answer = self.reached_token_answer()?;
        if let Fetched::Body(id, response) = &answer
            && let Some(Value::Object(map)) = php::json_decode(&response.body.bytes())
        {
            return Ok((*id, map));
        }
        Err(Missing::not_reached("the token endpoint gave no JSON object"))
    }

    /// The ID Token, when there is one that is text.
    ///
    /// # Errors
    /// When there is not.
    pub fn reached_id_token(&self) -> Result<IssuedToken, Missing> {
        self.issued("id_token")
    }

    /// A token of the token answer by its member's name.
    ///
    /// # Errors
    /// When there is none that is text.
    pub fn issued(&self, member: &str) -> Result<IssuedToken, Missing> {
        let (exchange, tokens) = self.reached_tokens()?;
        let now = self.exchange(exchange)?.received_at_ms.div_euclid(1000);
        match tokens.get(member) {
            Some(Value::String(text)) => Ok(IssuedToken { exchange, now, text: text.clone() }),
            _ => Err(Missing::not_reached(format!("the token answer has no {member} that is text"))),
        }
    }

    /// The claims of the ID Token alone.
    ///
    /// # Errors
    /// When there is no ID Token with readable claims.
    pub fn reached_id_token_claims(&self) -> Result<Map<String, Value>, Missing> {
        let token = self.reached_id_token()?;
        php::jwt::claims(&token.text).ok_or_else(|| Missing::not_reached("the ID Token has no claims that can be read"))
    }

    /// The claims as the app sees them after its enrichment.
    ///
    /// # Errors
    /// When there is no ID Token with readable claims, or when userinfo was not asked.
    pub fn reached_claims(&self) -> Result<Map<String, Value>, Missing> {
        if *self.view().claims == ClaimsSource::Hybridauth {
            return self.two_sources().map(|sources| sources.id_token.clone());
        }
        let mut claims = self.reached_id_token_claims()?;
        if let ClaimsSource::IdTokenEnrichedWhile(switches) = self.view().claims
            && switches.iter().any(|name| self.settings().is_on(name))
        {
            let flow = self.reached_flow()?;
            if let StageStatus::Failed(why) = &flow.record.userinfo.status {
                return Err(Missing::new(cause_of(why), format!("userinfo was not asked: {why}")));
            }
            if let Ok(more) = flow.userinfo_claims() {
                fill(&mut claims, more);
            }
        }
        Ok(claims)
    }
}
