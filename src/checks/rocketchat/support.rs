//! What the checks of this family share.

use serde_json::Value;

use crate::account::rocket_chat::{Profile, profile};
use crate::check::{Finding, Missing};
use crate::evidence::{Answered, Evidence};
use crate::js;
use crate::oidc::json::excerpt;
use crate::recording::{Callback, CallbackMode, ExchangeId, Response};

/// A value for a finding.
pub(super) fn words(value: Option<&Value>) -> String {
    value.map_or_else(|| "absent".to_owned(), excerpt)
}

/// The callback, when the app can read it: from the query, or from a posted form where its flow takes one.
///
/// # Errors
/// When nothing came back, or not in a form that the app reads.
pub(super) fn read_callback<'a>(evidence: &Evidence<'a>) -> Result<&'a Callback, Missing> {
    let callback = evidence.reached_callback()?;
    let posted = evidence.reached_flow()?.record.plan.authorization.callback.reads_forms();
    match callback.mode {
        CallbackMode::Query => Ok(callback),
        CallbackMode::FormPost if posted => Ok(callback),
        CallbackMode::FormPost => Err(Missing::not_reached("the answer is posted, which the app has no route for")),
        CallbackMode::Fragment => Err(Missing::not_reached("the answer is in the fragment, where no server sees it")),
    }
}

/// The error of the callback, unless it is empty.
pub(super) fn callback_error(callback: &Callback) -> Option<&str> {
    callback.last_parameter("error").filter(|error| !error.is_empty())
}

/// The profile, when the app makes one.
///
/// # Errors
/// When it does not, or when the answer was never obtained.
pub(super) fn made_profile(evidence: &Evidence<'_>) -> Result<(ExchangeId, Profile), Missing> {
    match profile(evidence)? {
        (id, Ok(profile)) => Ok((id, profile)),
        _ => Err(Missing::not_reached("the app makes no profile of the answer")),
    }
}

/// The profile of a login that succeeds as far as the id.
///
/// # Errors
/// As [`made_profile`]; also when there is no id.
pub(super) fn identified(evidence: &Evidence<'_>) -> Result<(ExchangeId, Profile), Missing> {
    let (id, profile) = made_profile(evidence)?;
    if profile.id.is_none() {
        return Err(Missing::not_reached("the answer has no id, and nobody logs in"));
    }
    Ok((id, profile))
}

/// The `error` of a token answer that refuses the client itself; empty where it names none.
pub(super) fn refused_client(response: &Response) -> Option<String> {
    let body = js::json_parse_bytes(&response.body.bytes()).unwrap_or_default();
    let error = js::member(&body, "error").and_then(|e| e.as_str().map(str::to_owned)).unwrap_or_default();
    let of_client = response.status == 401 || matches!(error.as_str(), "invalid_client" | "unauthorized_client");
    (of_client && !response.is_success()).then_some(error)
}

/// Whether userinfo refuses a token that comes in the query, as most providers do.
pub(super) fn refuses_query(evidence: &Evidence<'_>, response: &Response) -> bool {
    let in_query = evidence.reached_flow().is_ok_and(|flow| flow.record.plan.userinfo.token_parameter.is_some());
    in_query && matches!(response.status, 400 | 401 | 403)
}

/// A finding about a request without an answer.
pub(super) fn unanswered(message: &str, expected: &str, answer: &Answered<'_>) -> Option<Finding> {
    let Answered::Nothing { exchange, why, cause } = answer else { return None };
    Some(Finding::new(format!("{message}: {why}")).compare(expected, why.as_str()).at(*exchange, "").caused(*cause))
}

/// What the tests of this family build on.
#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value, json};

    use crate::evidence::fixture::{Answer, Fixture};

    /// The flow of this profile with the settings that operators are advised to use, and this userinfo answer.
    pub(in super::super) fn with_userinfo(app: &str, userinfo: &Value) -> Fixture {
        advised(app).userinfo(Answer::json(200, userinfo))
    }

    /// The same with a whole user, changed in some members; `null` removes one.
    pub(in super::super) fn with_user(app: &str, change: Value) -> Fixture {
        let mut user = json!({ "sub": "alice", "preferred_username": "alice", "email": "alice@example.test", "name": "Alice L", "email_verified": true });
        let members = user.as_object_mut().expect("an object");
        for (name, value) in change.as_object().expect("an object") {
            if value.is_null() { drop(members.remove(name)) } else { drop(members.insert(name.clone(), value.clone())) }
        }
        with_userinfo(app, &user)
    }

    /// The same without a userinfo answer.
    pub(in super::super) fn advised(app: &str) -> Fixture {
        Fixture::app(app)
            .set("identity_token_sent_via", "header")
            .set("username_field", "preferred_username")
            .set("email_field", "email")
            .set("name_field", "name")
    }
}
