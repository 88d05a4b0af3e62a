//! The answer with the client secret forbids caching.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The answer with the client secret forbids caching.
pub struct CacheControl;

impl Check for CacheControl {
    const META: &'static Meta = &Meta {
        id: "registration-cache-control",
        title: "The answer with the client secret forbids caching",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1"), SpecRef::new(Doc::Rfc(7591), "5")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Registration)],
        why: "Otherwise the secret may be kept by proxies.",
        fix: "Send `Cache-Control: no-store` with every registration.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let client = evidence.registration()?;
        let values: Vec<&str> =
            client.response.headers.iter().filter(|(name, _)| name == "cache-control").map(|(_, value)| value.as_str()).collect();
        if values.iter().flat_map(|value| value.split(',')).any(|directive| directive.trim().eq_ignore_ascii_case("no-store")) {
            return Ok(Outcome::Pass);
        }
        let actual = if values.is_empty() { "no Cache-Control".to_owned() } else { values.join(", ") };
        Ok(Finding::new(format!("The answer with the client secret may be cached: {actual}"))
            .compare("Cache-Control: no-store", actual)
            .at(client.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;
    use crate::evidence::fixture::Answer;

    #[test]
    fn no_store_passes() {
        let answer = Answer::json(201, &json!({ "client_id": "c" })).header("cache-control", "private, no-store");
        assert_eq!(answered(answer).judge::<CacheControl>(""), Outcome::Pass);
    }

    #[test]
    fn anything_else_fails() {
        assert!(registered(json!({})).fails::<CacheControl>("").message.contains("no Cache-Control"));
        let answer = Answer::json(201, &json!({ "client_id": "c" })).header("cache-control", "max-age=60");
        assert!(answered(answer).fails::<CacheControl>("").actual.contains("max-age"));
    }
}
