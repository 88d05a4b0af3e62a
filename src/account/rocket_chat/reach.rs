//! How far the app gets, and what it has there.

use serde_json::Value;

use super::{Flow, Profile, Rules, Stop};
use crate::check::Missing;
use crate::evidence::{Answered, Evidence, FlowEvidence};
use crate::js;
use crate::recording::{Exchange, ExchangeId, StageStatus};
use crate::wire::Settings;

/// What the app gets from the token endpoint.
///
/// # Errors
/// When it does not come to ask, or the tester could not.
pub fn token_answer<'a>(evidence: &Evidence<'a>) -> Result<Answered<'a>, Missing> {
    let (id, exchange) = evidence.reached_token_exchange()?;
    let coded = evidence.reached_callback()?.last_parameter("code").is_some_and(|code| !code.is_empty());
    if Flow::of(evidence) == Flow::Passport && !coded {
        return Err(Missing::not_reached("without a code the app begins anew"));
    }
    evidence.answered(id, exchange, Flow::of(evidence).patience_ms())
}

/// What the app gets for its identity request.
///
/// # Errors
/// When it does not come to ask, or the tester could not.
pub fn identity_answer<'a>(evidence: &Evidence<'a>) -> Result<Answered<'a>, Missing> {
    token_answer(evidence)?;
    let flow = evidence.reached_flow()?;
    let (id, exchange) = identity_exchange(flow)?;
    evidence.answered(id, exchange, Flow::of(evidence).patience_ms())
}

fn identity_exchange<'a>(flow: &FlowEvidence<'a>) -> Result<(ExchangeId, &'a Exchange), Missing> {
    if let StageStatus::Skipped(_) = &flow.record.userinfo.status {
        return Err(Missing::not_reached("the app does not come to the identity request"));
    }
    flow.userinfo_exchange()
}

/// The answer to the identity request as JavaScript has it, where the app takes it.
///
/// # Errors
/// When it does not come to ask, does not take the answer, or the tester could not ask.
pub fn identity(evidence: &Evidence<'_>) -> Result<(ExchangeId, Value), Missing> {
    taken(evidence, identity_answer(evidence)?)
}

fn taken(evidence: &Evidence<'_>, answer: Answered<'_>) -> Result<(ExchangeId, Value), Missing> {
    let Answered::Response(id, response) = answer else {
        return Err(Missing::not_reached("the identity request gets no answer"));
    };
    let good = match Flow::of(evidence) {
        Flow::Classic => response.is_success(),
        Flow::Passport => response.status == 200,
    };
    let value = js::json_parse_bytes(&response.body.bytes()).filter(|_| good);
    value.map(|value| (id, value)).ok_or_else(|| Missing::not_reached("the app does not take the answer to its identity request"))
}

/// The profile the app makes of the answer, or where it ends.
///
/// # Errors
/// As [`identity`].
pub fn profile(evidence: &Evidence<'_>) -> Result<(ExchangeId, Result<Profile, Stop>), Missing> {
    let (id, value) = identity(evidence)?;
    Ok((id, Rules::new(Flow::of(evidence), evidence.settings()).read(value)))
}

/// The profile of another login of the same user, its id above all: fields are not evaluated, since that login may have asked
/// for other scopes. `None` where it did not come as far.
pub fn bare_profile<'a>(evidence: &Evidence<'a>, flow: &FlowEvidence<'a>) -> Option<(ExchangeId, Profile)> {
    let (id, exchange) = flow.userinfo_exchange().ok()?;
    let answer = evidence.answered(id, exchange, None).ok()?;
    let (_, value) = taken(evidence, answer).ok()?;
    Some((id, Rules::new(Flow::of(evidence), &Settings::default()).read(value).ok()?))
}
