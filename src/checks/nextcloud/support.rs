//! What the checks of this family share: the discovery document as PHP decodes it, and where a logout came to rest.

use serde_json::Value;
use url::Url;

use crate::check::Missing;
use crate::evidence::{Evidence, Fetched};
use crate::php::{is_empty, json_decode};
use crate::recording::{Exchange, ExchangeId, FailureKind, Response, Step};

/// The discovery document as decoded, whatever it is, with the exchange it came in.
///
/// # Errors
/// When it was not asked for, or is no JSON at all.
pub(super) fn discovery_value(evidence: &Evidence<'_>) -> Result<(ExchangeId, Value), Missing> {
    if let Fetched::Body(id, response) = evidence.fetched(Step::Discovery)?
        && let Some(value) = json_decode(&response.body.bytes())
    {
        return Ok((id, value));
    }
    Err(Missing::not_reached("the discovery document is no JSON document"))
}

/// A member of the discovery document that the app would use; lists have none.
///
/// # Errors
/// As [`discovery_value`]; also when the document is neither object nor list, so that the app ends before.
pub(super) fn discovery_member(evidence: &Evidence<'_>, name: &str) -> Result<(ExchangeId, Option<Value>), Missing> {
    let (id, value) = discovery_value(evidence)?;
    match value {
        Value::Object(map) => Ok((id, map.get(name).cloned())),
        Value::Array(_) => Ok((id, None)),
        _ => Err(Missing::not_reached("the discovery document is no JSON object")),
    }
}

/// A logout as it went.
pub(super) struct Logout<'a> {
    exchanges: Vec<(ExchangeId, &'a Exchange)>,
    rest: Option<&'a str>,
    /// There is nobody at that address, in the words of the client.
    pub(super) failure: Option<(ExchangeId, String)>,
}

/// The logout of this step.
///
/// # Errors
/// When it was not tried or nobody answered.
pub(super) fn logout<'a>(evidence: &Evidence<'a>, step: Step) -> Result<Logout<'a>, Missing> {
    let published = evidence.reached_metadata()?;
    if is_empty(published.0.get("end_session_endpoint")) && evidence.settings().text("endsessionendpointuri").is_empty() {
        return Err(Missing::not_reached("without an end_session_endpoint a logout stays within Nextcloud"));
    }
    let record = evidence.step(step)?;
    let exchanges: Vec<(ExchangeId, &Exchange)> =
        record.exchanges.iter().map(|id| Ok((*id, evidence.exchange(*id)?))).collect::<Result<_, Missing>>()?;
    let failure = exchanges.last().and_then(|(id, exchange)| {
        let failure = exchange.failure.as_ref()?;
        let nobody = matches!(failure.kind, FailureKind::Url | FailureKind::Dns | FailureKind::Connect);
        nobody.then(|| (*id, failure.message.clone()))
    });
    if failure.is_none() {
        evidence.response(step)?;
    }
    Ok(Logout { exchanges, rest: record.said.as_deref(), failure })
}

impl<'a> Logout<'a> {
    /// Where the app wanted the browser to come back to.
    fn back(&self) -> Option<String> {
        let url = Url::parse(&self.exchanges.first()?.1.request.url).ok()?;
        url.query_pairs().find(|(name, _)| name.ends_with("post_logout_redirect_uri")).map(|(_, value)| value.into_owned())
    }

    /// The browser is back.
    pub(super) fn returned(&self) -> bool {
        let Some(back) = self.back() else { return false };
        let leads_back = |url: &str| url.starts_with(back.trim_end_matches('/'));
        let redirect =
            self.exchanges.iter().any(|(_, e)| e.response.as_ref().and_then(|r| r.header("location")).is_some_and(leads_back));
        redirect || self.rest.is_some_and(leads_back)
    }

    /// The last answer.
    pub(super) fn last(&self) -> Option<(ExchangeId, &'a Response)> {
        self.exchanges.last().and_then(|(id, exchange)| Some((*id, exchange.response.as_ref()?)))
    }
}
