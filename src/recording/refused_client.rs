//! A client that the token endpoint refuses by one method and takes by the other.

use super::{Exchange, ExchangeId, FlowRecord};
use crate::wire::FlowPlan;

/// Whether this answer refuses the client itself, whatever code came with it (RFC 6749, section 5.2).
pub fn refuses_client(exchange: &Exchange) -> bool {
    let Some(response) = exchange.complete().filter(|r| (400..500).contains(&r.status)) else { return false };
    let json: Option<serde_json::Value> = serde_json::from_slice(&response.body.bytes()).ok();
    let error = json.as_ref().and_then(|j| j.get("error")?.as_str());
    is_about_client(Some(response.status), error)
}

/// Whether a token endpoint's status or `error` says that it does not know the client or does not take its authentication.
pub fn is_about_client(status: Option<u16>, error: Option<&str>) -> bool {
    status == Some(401) || matches!(error, Some("invalid_client" | "unauthorized_client"))
}

/// The plan by the method that this client can use: the other one, where the plain login by the planned one was refused
/// for the client, and the login by the other one was not.
pub fn usable_plan(plan: FlowPlan, flows: &[FlowRecord], exchange: impl Fn(ExchangeId) -> Option<Exchange>) -> FlowPlan {
    let refused = |plan: &FlowPlan| {
        let flow = flows.iter().find(|f| f.probe.is_none() && f.plan == *plan)?;
        Some(refuses_client(&exchange(flow.token.last()?)?))
    };
    match plan.by_other_method() {
        Some(other) if refused(&plan) == Some(true) && refused(&other) == Some(false) => other,
        _ => plan,
    }
}
