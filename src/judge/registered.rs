//! Clients that the run registered itself: which of them it left behind, and what to register by hand where it could not.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::evidence::refusal_words;
use crate::recording::{Exchange, Recording, StageStatus, Step, StepRecord};

/// What became of registering clients for a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DynamicRegistration {
    /// Actors that have no client, each with the reason and with what to register for it.
    pub refused: Vec<NotRegistered>,
    /// Clients that stand at the provider still.
    pub left: Vec<LeftClient>,
}

/// An actor without a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotRegistered {
    /// Id of the app; absent: the specification's own client.
    pub app: Option<String>,
    /// Why there is none.
    pub why: String,
    /// What to register, name by name; empty where it could not be told.
    pub register: Vec<Entry>,
}

/// One line of what to register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Entry {
    /// What it is, in words.
    pub name: String,
    /// The values.
    pub values: Vec<String>,
}

/// A client that was not removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftClient {
    /// Id of the app; absent: the specification's own client, or one that tried what the provider registers.
    pub app: Option<String>,
    /// Its client id.
    pub client_id: String,
    /// Why it is still there.
    pub why: String,
}

/// Members of the client metadata that people register, with their words for them.
const ENTRIES: [(&str, &str); 7] = [
    ("redirect_uris", "redirect URIs"),
    ("post_logout_redirect_uris", "post-logout redirect URIs"),
    ("backchannel_logout_uri", "back-channel logout URI"),
    ("token_endpoint_auth_method", "client authentication"),
    ("grant_types", "grant types"),
    ("scope", "scopes"),
    ("id_token_signed_response_alg", "ID Token signature"),
];

/// What a recording tells of it; `None` where nothing was to be registered, or all went well.
pub(super) fn registered(recording: &Recording) -> Option<DynamicRegistration> {
    let steps = |step: Step| recording.steps.iter().filter(move |s| s.step == step);
    let last = |record: &StepRecord| record.exchanges.last().and_then(|id| recording.exchanges.get(*id));
    let refused = steps(Step::Registration).filter_map(|record| not_registered(record, last(record))).collect();
    let left = steps(Step::RegistrationRemoval).filter_map(|record| left(record, last(record))).collect();
    Some(DynamicRegistration { refused, left }).filter(|found| *found != DynamicRegistration::default())
}

/// Whether the client of this app was registered for this run alone.
pub(super) fn is_of_this_run(recording: &Recording, app: &str) -> bool {
    let own = |s: &&StepRecord| s.step == Step::Registration && s.app.as_deref() == Some(app);
    let answer = recording.steps.iter().find(own).and_then(|s| recording.exchanges.get(*s.exchanges.last()?));
    answer.is_some_and(has_client)
}

fn not_registered(record: &StepRecord, answer: Option<&Exchange>) -> Option<NotRegistered> {
    let why = match (&record.status, answer) {
        (StageStatus::Skipped(why) | StageStatus::Failed(why), _) => {
            why.split_once(": ").map_or(why.as_str(), |(_, words)| words).to_owned()
        }
        (StageStatus::Done, Some(exchange)) if has_client(exchange) => return None,
        (StageStatus::Done, Some(exchange)) => refusal_words(exchange),
        (StageStatus::Done, None) => "nothing was sent".to_owned(),
    };
    let sent = answer.and_then(|exchange| object(&exchange.request.body.as_ref()?.bytes()));
    let wanted = sent.or_else(|| object(record.said.as_ref()?.as_bytes())).unwrap_or_default();
    let entry = |(member, name): &(&str, &str)| {
        let values = texts(wanted.get(*member)?);
        Some(Entry { name: (*name).to_owned(), values })
    };
    Some(NotRegistered { app: record.app.clone(), why, register: ENTRIES.iter().filter_map(entry).collect() })
}

fn left(record: &StepRecord, answer: Option<&Exchange>) -> Option<LeftClient> {
    let why = match (&record.status, answer) {
        (StageStatus::Skipped(why) | StageStatus::Failed(why), _) => why.clone(),
        (StageStatus::Done, Some(exchange)) if exchange.complete().is_some_and(|r| r.is_success()) => return None,
        (StageStatus::Done, Some(exchange)) => format!("its removal was answered {}", refusal_words(exchange)),
        (StageStatus::Done, None) => "nothing was sent".to_owned(),
    };
    Some(LeftClient { app: record.app.clone(), client_id: record.said.clone().unwrap_or_default(), why })
}

fn has_client(exchange: &Exchange) -> bool {
    let answer = exchange.complete().filter(|r| r.is_success()).and_then(|r| object(&r.body.bytes()));
    answer.is_some_and(|answer| answer.get("client_id").is_some_and(|id| id.as_str().is_some_and(|id| !id.is_empty())))
}

fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(bytes).ok()
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn skipped(recording: &mut Recording) {
        let document = json!({ "redirect_uris": ["https://app.example/cb"], "scope": "openid" }).to_string();
        let record = recording.steps.last_mut().unwrap();
        record.exchanges.clear();
        record.status = StageStatus::Skipped("no-registration: there is no endpoint".to_owned());
        record.said = Some(document);
    }

    #[test]
    fn a_run_that_registers_nothing_has_nothing_to_tell() {
        assert_eq!(registered(&Fixture::app("core").build().recording), None);
    }

    #[test]
    fn what_could_not_be_registered_is_told_to_people() {
        let built = Fixture::app("core").step(Step::Registration, vec![Answer::raw(200, "", "")], None).edit(skipped).build();
        let refused = registered(&built.recording).unwrap().refused;
        assert_eq!(refused[0].why, "there is no endpoint");
        let names: Vec<&str> = refused[0].register.iter().map(|e| e.name.as_str()).collect();
        assert_eq!(names, ["redirect URIs", "scopes"]);
    }

    #[test]
    fn clients_that_were_not_removed_are_named() {
        let removal = |status| {
            let answer = vec![Answer::raw(status, "", "")];
            registered(&Fixture::app("core").step(Step::RegistrationRemoval, answer, Some("c-1")).build().recording)
        };
        assert_eq!(removal(204), None);
        let left = removal(405).unwrap().left;
        assert_eq!((left[0].client_id.as_str(), left[0].why.as_str()), ("c-1", "its removal was answered status 405"));
    }
}
