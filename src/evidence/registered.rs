//! What was registered in this run, and what the provider answered.

use serde_json::{Map, Value};

use super::answers::whole;
use super::view::{Evidence, cause_of, words_of};
use crate::check::Missing;
use crate::oidc::JsonDocument;
use crate::recording::{Exchange, ExchangeId, Response, StageStatus, Step, StepRecord};

/// A registration that the provider says it made.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisteredClient<'a> {
    /// The exchange of the answer.
    pub exchange: ExchangeId,
    /// The answer.
    pub response: &'a Response,
    /// What was asked for.
    pub asked: Map<String, Value>,
    /// What the answer says.
    pub answered: Map<String, Value>,
}

impl<'a> Evidence<'a> {
    /// The answer to a registration step, whatever it is.
    ///
    /// # Errors
    /// When nothing was to be registered, or nothing could be: then it does not count. When no answer came.
    pub fn registration_answer(&self, step: Step) -> Result<(ExchangeId, &'a Exchange, &'a Response), Missing> {
        let record = self.registration_step(step)?;
        match &record.status {
            StageStatus::Done => {}
            StageStatus::Skipped(why) => return Err(Missing::not_reached(words_of(why))),
            StageStatus::Failed(why) => return Err(Missing::new(cause_of(why), words_of(why))),
        }
        let none = || Missing::new("not-observed", "the registration step sent nothing");
        let id = *record.exchanges.last().ok_or_else(none)?;
        let exchange = self.exchange(id)?;
        Ok((id, exchange, whole(self.recording(), exchange)?))
    }

    /// The client that was registered.
    ///
    /// # Errors
    /// As [`Evidence::registration_answer`]; and where the provider registered none, it does not count.
    pub fn registration(&self) -> Result<RegisteredClient<'a>, Missing> {
        let (exchange, sent, response) = self.registration_answer(Step::Registration)?;
        let none = |why: String| Missing::not_reached(format!("the provider registered no client: {why}"));
        if !response.is_success() {
            return Err(none(format!("status {}", response.status)));
        }
        let answered = object(&response.body.bytes()).ok_or_else(|| none("its answer is no JSON object".to_owned()))?;
        let asked = sent.request.body.as_ref().and_then(|body| object(&body.bytes())).unwrap_or_default();
        Ok(RegisteredClient { exchange, response, asked, answered })
    }

    /// The one method of client authentication that the client of this run is registered for, where the run registered it.
    pub fn registered_method(&self) -> Option<String> {
        let client = self.registration().ok()?;
        let text =
            |members: &Map<String, Value>| members.get("token_endpoint_auth_method").and_then(Value::as_str).map(str::to_owned);
        text(&client.answered).or_else(|| text(&client.asked))
    }

    fn registration_step(&self, step: Step) -> Result<&'a StepRecord, Missing> {
        let recording = self.recording();
        if !recording.steps.iter().any(|s| s.step == Step::Registration) {
            return Err(Missing::not_reached("no client was registered in this run (--register)"));
        }
        let of = |app: Option<&str>| {
            recording.steps.iter().find(|s| s.step == step && s.app.as_deref() == app && s.variant.is_empty())
        };
        let found = of(self.view().app).or_else(|| of(None));
        found.ok_or_else(|| match recording.interrupted {
            true => Missing::new("interrupted", "the run was cut short before this registration"),
            false => Missing::not_reached("no client was registered to look at"),
        })
    }

    /// Why there is no client.
    pub(super) fn no_client(&self) -> Missing {
        let own = |s: &&StepRecord| s.step == Step::Registration && s.app.as_deref() == self.view().app;
        let Some(record) = self.recording().steps.iter().find(own) else {
            return Missing::new("no-client", "no client was given (--client-id)");
        };
        let why = match (&record.status, record.exchanges.last().and_then(|id| self.exchange(*id).ok())) {
            (StageStatus::Skipped(why) | StageStatus::Failed(why), _) => words_of(why).to_owned(),
            (StageStatus::Done, Some(exchange)) => refusal_words(exchange),
            (StageStatus::Done, None) => "nothing was sent".to_owned(),
        };
        Missing::new("no-registration", format!("no client was registered: {why}"))
    }
}

/// An answer to a registration in words: its status, and its `error` with the description.
pub fn refusal_words(exchange: &Exchange) -> String {
    let Some(response) = &exchange.response else {
        return exchange.failure.as_ref().map_or("no answer", |f| f.message.as_str()).to_owned();
    };
    let members = object(&response.body.bytes()).unwrap_or_default();
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let words: Vec<&str> = ["error", "error_description"].into_iter().filter_map(text).collect();
    let missing = if response.is_success() { ", without a client_id that is text" } else { "" };
    match words.is_empty() {
        true => format!("status {}{missing}", response.status),
        false => format!("status {}, {}", response.status, words.join(": ")),
    }
}

fn object(body: &[u8]) -> Option<Map<String, Value>> {
    match JsonDocument::parse(body).ok()?.value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}
