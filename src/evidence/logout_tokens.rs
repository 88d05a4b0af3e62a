//! Logout Tokens that came in, and the ID Tokens of the same client that they are about.

use serde_json::Value;

use super::view::Evidence;
use crate::check::Missing;
use crate::oidc::CompactJws;
use crate::recording::{Exchange, ExchangeId, Step};

/// A message that the provider sent to the client's back-channel logout URI.
#[derive(Debug, Clone, PartialEq)]
pub struct LogoutMessage<'a> {
    /// Its exchange.
    pub exchange: ExchangeId,
    /// The message, as the request of that exchange.
    pub sent: &'a Exchange,
    /// The token in its form, if it is one.
    pub token: Option<String>,
}

impl LogoutMessage<'_> {
    /// When it arrived, seconds since the epoch.
    pub fn now(&self) -> i64 {
        self.sent.received_at_ms / 1000
    }
}

impl<'a> Evidence<'a> {
    /// Every message that came for this client while sessions ended; none at all is an empty list.
    ///
    /// # Errors
    /// When nobody listened, or the provider has no back-channel logout, it does not count. When no session ended.
    pub fn logout_messages(&self) -> Result<Vec<LogoutMessage<'a>>, Missing> {
        if self.recording().target.backchannel_url.is_none() {
            return Err(Missing::not_reached("nobody listened for Logout Tokens in this run (--backchannel-listen)"));
        }
        let supported = self.metadata()?.boolean("backchannel_logout_supported").value() == Some(true);
        let record = self.step(Step::BackChannelLogout)?;
        if !supported && record.exchanges.is_empty() {
            return Err(Missing::not_reached("the provider has no back-channel logout"));
        }
        let message = |id: &ExchangeId| {
            let sent = self.exchange(*id)?;
            let is_form = sent.request.headers.iter().any(|(name, value)| {
                name.eq_ignore_ascii_case("content-type")
                    && value.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
            });
            let body = sent.request.body.as_ref().filter(|_| is_form).map(|body| body.bytes()).unwrap_or_default();
            let token = url::form_urlencoded::parse(&body).find(|(name, _)| name == "logout_token").map(|(_, t)| t.into_owned());
            Ok(LogoutMessage { exchange: *id, sent, token })
        };
        record.exchanges.iter().map(message).collect()
    }

    /// The first Logout Token that came for this client, with its message.
    ///
    /// # Errors
    /// When there is none, it does not count: other checks say that none came, or in which form.
    pub fn logout_token(&self) -> Result<(LogoutMessage<'a>, String), Missing> {
        let found = self.logout_messages()?.into_iter().find_map(|message| {
            let token = message.token.clone()?;
            Some((message, token))
        });
        found.ok_or_else(|| Missing::not_reached("no Logout Token came"))
    }

    /// A claim as the ID Tokens of this client have it, of every login of this run.
    pub fn issued_claims(&self, name: &str) -> Vec<Value> {
        let client = self.view().target.client_id.as_deref();
        let is_own = |aud: &Value| match aud {
            Value::String(one) => Some(one.as_str()) == client,
            Value::Array(all) => all.iter().any(|one| one.as_str() == client),
            _ => false,
        };
        let mut out = Vec::new();
        for exchange in &self.recording().exchanges {
            let answer = exchange.response.as_ref().and_then(|r| r.body.text()).filter(|text| text.contains("id_token"));
            let answer: Option<Value> = answer.and_then(|text| serde_json::from_str(text).ok());
            let Some(token) = answer.as_ref().and_then(|answer| answer.get("id_token")?.as_str()) else { continue };
            let token = CompactJws::parse(token);
            if let Some(value) = token.claim(name).filter(|value| !out.contains(*value))
                && token.claim("aud").is_some_and(is_own)
            {
                out.push(value.clone());
            }
        }
        out
    }
}
