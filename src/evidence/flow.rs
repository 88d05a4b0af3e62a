//! One flow, leg by leg.

use std::cell::OnceCell;

use serde_json::Value;

use super::documents::{Document, document};
use super::limits;
use crate::check::Missing;
use crate::oidc::CompactJws;
use crate::recording::{Callback, Exchange, ExchangeId, FlowRecord, Obstacle, Recording, Stage, StageStatus};
use crate::wire::StatusRule;

/// A flow with its parsed answers.
pub struct FlowEvidence<'a> {
    /// The record itself.
    pub record: &'a FlowRecord,
    recording: &'a Recording,
    statuses: StatusRule,
    token: OnceCell<Option<Document>>,
    userinfo: OnceCell<Option<Document>>,
    id_token_text: OnceCell<Option<String>>,
}

impl<'a> FlowEvidence<'a> {
    pub(crate) fn new(recording: &'a Recording, record: &'a FlowRecord, statuses: StatusRule) -> Self {
        Self { record, recording, statuses, token: OnceCell::new(), userinfo: OnceCell::new(), id_token_text: OnceCell::new() }
    }

    /// What came back to the redirect URI.
    ///
    /// # Errors
    /// When nothing came back.
    pub fn callback(&self) -> Result<&'a Callback, Missing> {
        self.record.callback.as_ref().ok_or_else(|| match &self.record.obstacle {
            Some(obstacle) => Missing::new(obstacle_cause(obstacle), format!("the login did not come back: {}", obstacle.said())),
            None => Missing::new("not-observed", "the login did not come back"),
        })
    }

    /// The obstacle, when nothing came back.
    pub fn obstacle(&self) -> Option<&'a Obstacle> {
        self.record.obstacle.as_ref()
    }

    /// The last exchange of the token leg.
    ///
    /// # Errors
    /// When no token request was sent.
    pub fn token_exchange(&self) -> Result<(ExchangeId, &'a Exchange), Missing> {
        let (id, exchange) = self.last(&self.record.token, "token request")?;
        self.asked_once()?;
        Ok((id, exchange))
    }

    /// A token request that had to wait for a rate limit and is refused then says nothing: the first one may have used up
    /// the code.
    ///
    /// # Errors
    /// When it was so.
    pub(super) fn asked_once(&self) -> Result<(), Missing> {
        let tries = self.record.token.exchanges.iter().filter_map(|id| self.recording.exchanges.get(*id));
        let statuses: Vec<u16> = tries.filter_map(|e| e.response.as_ref()).map(|response| response.status).collect();
        match statuses.split_last() {
            Some((400 | 401, before)) if before.iter().any(|status| matches!(status, 429 | 503)) => {
                let what = "the token endpoint answered 429 (too many requests), and refused the code afterwards";
                Err(Missing::new("rate-limited", what))
            }
            _ => Ok(()),
        }
    }

    /// The token answer, whatever it is.
    ///
    /// # Errors
    /// When no token request was sent.
    pub fn token_answer(&self) -> Result<&Document, Missing> {
        let (id, exchange) = self.token_exchange()?;
        let document = self.token.get_or_init(|| Some(document(id, exchange)));
        document.as_ref().ok_or_else(|| Missing::new("not-observed", "there is no token answer"))
    }

    /// The token answer as a JSON object of a success.
    ///
    /// # Errors
    /// When there is none; the token checks say why.
    pub fn tokens(&self) -> Result<&serde_json::Map<String, Value>, Missing> {
        let answer = self.token_answer()?;
        match answer.json() {
            Some(Value::Object(map)) if answer.counts(self.statuses) => Ok(map),
            _ => Err(Missing::new("no-token-answer", "the token endpoint gave no JSON object")),
        }
    }

    /// The exchange of the token answer, for pointing at it.
    ///
    /// # Errors
    /// When no token request was sent.
    pub fn token_exchange_id(&self) -> Result<ExchangeId, Missing> {
        Ok(self.token_exchange()?.0)
    }

    /// The ID Token, taken apart.
    ///
    /// # Errors
    /// When the token answer has none that is text.
    pub fn id_token(&self) -> Result<CompactJws<'_>, Missing> {
        let tokens = self.tokens()?;
        let text = self.id_token_text.get_or_init(|| tokens.get("id_token").and_then(Value::as_str).map(str::to_owned));
        match text {
            Some(text) => Ok(CompactJws::parse(text)),
            None => Err(Missing::new("no-id-token", "the token answer has no id_token that is text")),
        }
    }

    /// The payload of the ID Token, when it is a JSON object.
    ///
    /// # Errors
    /// When it is not.
    pub fn id_token_claims(&self) -> Result<serde_json::Map<String, Value>, Missing> {
        match self.id_token()?.payload {
            Some(Value::Object(map)) => Ok(map),
            _ => Err(Missing::new("no-id-token", "the payload of the ID Token is no JSON object")),
        }
    }

    /// The access token, when it is text.
    ///
    /// # Errors
    /// When there is none.
    pub fn access_token(&self) -> Result<&str, Missing> {
        self.tokens()?
            .get("access_token")
            .and_then(Value::as_str)
            .ok_or_else(|| Missing::new("no-access-token", "the token answer has no access_token that is text"))
    }

    /// The last exchange of the userinfo leg.
    ///
    /// # Errors
    /// When userinfo was not asked.
    pub fn userinfo_exchange(&self) -> Result<(ExchangeId, &'a Exchange), Missing> {
        self.last(&self.record.userinfo, "userinfo request")
    }

    /// The userinfo answer, whatever it is.
    ///
    /// # Errors
    /// When userinfo was not asked.
    pub fn userinfo_answer(&self) -> Result<&Document, Missing> {
        let (id, exchange) = self.userinfo_exchange()?;
        let document = self.userinfo.get_or_init(|| Some(document(id, exchange)));
        document.as_ref().ok_or_else(|| Missing::new("not-observed", "there is no userinfo answer"))
    }

    /// The userinfo claims, when the answer is a success with a JSON object.
    ///
    /// # Errors
    /// When they are not.
    pub fn userinfo_claims(&self) -> Result<&serde_json::Map<String, Value>, Missing> {
        let answer = self.userinfo_answer()?;
        match answer.json() {
            Some(Value::Object(map)) if answer.is_success() || self.reads_more() && answer.counts(self.statuses) => Ok(map),
            _ => Err(Missing::new("no-userinfo", "the userinfo endpoint gave no JSON object")),
        }
    }

    pub(super) fn recording(&self) -> &'a Recording {
        self.recording
    }

    /// Status of an exchange of this flow, if an answer came.
    pub fn status_of(&self, id: ExchangeId) -> Option<u16> {
        self.recording.exchanges.get(id).and_then(Exchange::status)
    }

    /// Userinfo is read with every status that is no error.
    fn reads_more(&self) -> bool {
        self.statuses == StatusRule::NoError
    }

    fn last(&self, stage: &Stage, what: &str) -> Result<(ExchangeId, &'a Exchange), Missing> {
        match &stage.status {
            StageStatus::Done => {}
            status if limits::stands(self.recording, status, &stage.exchanges) => {}
            StageStatus::Skipped(why) | StageStatus::Failed(why) => {
                let cause = match &self.record.obstacle {
                    Some(obstacle) if self.record.callback.is_none() => obstacle_cause(obstacle),
                    _ => "not-observed",
                };
                return Err(Missing::new(cause, format!("there was no {what}: {why}")));
            }
        }
        let id = limits::first_limit(self.recording, &stage.exchanges)
            .or(stage.last())
            .ok_or_else(|| Missing::new("not-observed", format!("there was no {what}")))?;
        let exchange = self.recording.exchanges.get(id);
        exchange.map(|e| (id, e)).ok_or_else(|| Missing::new("damaged-recording", format!("the recording has no exchange {id}")))
    }
}

/// Whether an error page names the redirect URI, under one of the names that products have for it.
fn speaks_of_redirect_uri(words: &str) -> bool {
    let words = words.to_lowercase().replace(['_', '-'], " ");
    ["redirect ur", "redirection ur", "callback ur", "reply ur", "return ur"].iter().any(|name| words.contains(name))
}

/// Id of the cause behind an obstacle.
pub(crate) fn obstacle_cause(obstacle: &Obstacle) -> &'static str {
    match obstacle {
        Obstacle::ErrorPage(words) if speaks_of_redirect_uri(words) => "redirect-uri-refused",
        Obstacle::ErrorPage(_) => "provider-error-page",
        Obstacle::NoAnswer(_) => "no-answer",
        Obstacle::Loop(_) => "login-loop",
        Obstacle::Elsewhere(_) => "sent-elsewhere",
        Obstacle::LoginRefused(_) => "login-refused",
        Obstacle::PageNotUnderstood(_) => "page-not-understood",
        Obstacle::NoAccount(_) => "no-account",
        Obstacle::NeedsPerson(_) => "needs-person",
        Obstacle::RateLimited(_) => "rate-limited",
        Obstacle::NotTried(_) => "not-observed",
    }
}
