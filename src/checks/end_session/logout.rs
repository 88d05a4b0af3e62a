//! One logout as it went: what was asked for, and where the browser came to rest.

use url::Url;

use crate::check::{Missing, Outcome};
use crate::evidence::Evidence;
use crate::recording::{Exchange, ExchangeId, Response, Step};

/// A logout, from the first request to the last answer.
pub(super) struct Logout<'a> {
    exchanges: Vec<(ExchangeId, &'a Exchange)>,
    /// `post_logout_redirect_uri` of the request.
    pub(super) back: Option<String>,
    /// `state` of the request.
    pub(super) state: Option<String>,
    rest: Option<&'a str>,
}

/// The logout of this step.
///
/// # Errors
/// When it was not tried, or nothing answered.
pub(super) fn logout<'a>(evidence: &Evidence<'a>, step: Step) -> Result<Logout<'a>, Missing> {
    let record = evidence.step(step)?;
    let exchanges: Vec<(ExchangeId, &Exchange)> =
        record.exchanges.iter().map(|id| Ok((*id, evidence.exchange(*id)?))).collect::<Result<_, Missing>>()?;
    let first = exchanges.first().and_then(|(_, exchange)| Url::parse(&exchange.request.url).ok());
    let parameter = |name: &str| {
        let url = first.as_ref()?;
        url.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
    };
    let (back, state) = (parameter("post_logout_redirect_uri"), parameter("state"));
    // The last answer must be there, else nobody knows where the browser came to rest.
    evidence.response(step)?;
    Ok(Logout { exchanges, back, state, rest: record.said.as_deref() })
}

impl<'a> Logout<'a> {
    /// The redirect to the post-logout redirect URI, with everything appended to it.
    pub(super) fn returned(&self) -> Option<(ExchangeId, &'a str)> {
        let back = self.back.as_deref()?;
        let leads_back = |url: &str| {
            url.strip_prefix(back).is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '&', '#']) || back.contains('?'))
        };
        let redirect = self.exchanges.iter().find_map(|(id, exchange)| {
            let location = exchange.response.as_ref()?.header("location")?;
            leads_back(location).then_some((*id, location))
        });
        let last = self.exchanges.last().map(|(id, _)| *id);
        redirect.or_else(|| Some((last?, self.rest.filter(|url| leads_back(url))?)))
    }

    /// The last answer.
    pub(super) fn last(&self) -> Option<(ExchangeId, &'a Response)> {
        self.exchanges.last().and_then(|(id, exchange)| Some((*id, exchange.response.as_ref()?)))
    }

    /// The last answer in words.
    pub(super) fn words(&self) -> String {
        match self.last() {
            Some((_, response)) => match response.header("location") {
                Some(location) => format!("status {} to {location}", response.status),
                None => format!("a page with status {}", response.status),
            },
            None => "no answer".to_owned(),
        }
    }
}

/// Why logout cannot be judged, where the provider has no endpoint for it.
///
/// # Errors
/// When there is no metadata.
pub(super) fn absent(evidence: &Evidence<'_>) -> Result<Option<Outcome>, Missing> {
    let none = evidence.metadata()?.text("end_session_endpoint").value().is_none();
    Ok(none.then(|| Outcome::NotApplicable("the provider has no end_session_endpoint".to_owned())))
}
