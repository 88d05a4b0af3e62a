//! The logout URL that the app makes.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::php::is_empty;
use crate::recording::Step;

/// The logout URL that the app makes from the endpoint is a good one.
pub struct EndSessionUrl;

/// The operator's endpoint.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// `endsessionendpointuri`; empty: the one of the discovery document.
    endpoint: String,
}

impl Check for EndSessionUrl {
    const META: &'static Meta = &Meta {
        id: "nextcloud-end-session-url",
        title: "end_session_endpoint is an absolute URL without a query",
        level: Level::App,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "2.1")],
        needs: &[Need::Step(Step::Discovery)],
        why: "The app writes a question mark behind it whatever it holds, and a second one spoils its parameters.",
        fix: "Publish end_session_endpoint without a query, or give the app another with endsessionendpointuri.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let metadata = evidence.reached_metadata()?;
        let own = Value::String(params.endpoint.clone());
        let value = if is_empty(Some(&own)) { metadata.0.get("end_session_endpoint") } else { Some(&own) };
        let problem = match value {
            value if is_empty(value) => return Ok(Outcome::NotApplicable("there is no end_session_endpoint".to_owned())),
            Some(Value::String(url)) if Url::parse(url).is_err() => "is no absolute URL",
            Some(Value::String(url)) if !url.contains('?') => return Ok(Outcome::Pass),
            Some(Value::String(_)) => "holds a query",
            _ => "is no text",
        };
        Ok(Finding::new(format!("The end session endpoint {problem}, so that the app makes a broken logout URL"))
            .compare("an absolute URL without a query", value.map_or_else(String::new, excerpt))
            .at(evidence.discovery()?.exchange, "/end_session_endpoint")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, ISSUER};

    #[test]
    fn a_query_is_told() {
        let judge = |endpoint: Value, own: &str| {
            let fixture = Fixture::app("nextcloud-user-oidc").discovery(json!({ "end_session_endpoint": endpoint }));
            fixture.judge::<EndSessionUrl>(&format!("endpoint = {own:?}"))
        };
        let plain = json!(format!("{ISSUER}/end"));
        let query = json!(format!("{ISSUER}/end?x=1"));
        assert_eq!(judge(plain.clone(), ""), Outcome::Pass);
        assert!(matches!(judge(query.clone(), ""), Outcome::Fail(_)));
        assert_eq!(judge(query, "https://op.example.org/out"), Outcome::Pass);
        assert!(matches!(judge(plain, "https://op.example.org/out?x"), Outcome::Fail(_)));
        assert!(matches!(judge(json!(null), ""), Outcome::NotApplicable(_)));
        assert!(matches!(judge(json!(["x"]), ""), Outcome::Fail(_)));
    }
}
