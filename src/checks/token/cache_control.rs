//! Token answer forbids caching.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// Token answer forbids caching.
pub struct CacheControl;

impl Check for CacheControl {
    const META: &'static Meta = &Meta {
        id: "token-cache-control",
        title: "Token answer forbids caching",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1"), SpecRef::new(Doc::OidcCore, "3.1.3.3")],
        needs: &[Need::Flow],
        why: "Otherwise tokens may be kept by proxies.",
        fix: "Send `Cache-Control: no-store` with every token answer.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let (id, response) = flow.token_response()?;
        flow.tokens()?;
        let values: Vec<&str> = response.headers.iter().filter(|(n, _)| n == "cache-control").map(|(_, v)| v.as_str()).collect();
        let all = values.join(", ");
        if all.split(',').any(|directive| directive.trim().eq_ignore_ascii_case("no-store")) {
            return Ok(Outcome::Pass);
        }
        let actual = if all.is_empty() { "no Cache-Control".to_owned() } else { all };
        Ok(Finding::new(format!("The token answer may be cached: {actual}"))
            .compare("Cache-Control: no-store", actual)
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn no_store_passes() {
        assert_eq!(
            Fixture::app("core")
                .token_answers(vec![Answer::json(200, &json!({})).header("cache-control", "no-cache, no-store")])
                .judge::<CacheControl>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").fails::<CacheControl>("");
        assert!(finding.message.contains("no Cache-Control"), "{}", finding.message);
    }

    #[test]
    fn another_fails() {
        let finding = Fixture::app("core")
            .token_answers(vec![Answer::json(200, &json!({})).header("cache-control", "private")])
            .fails::<CacheControl>("");
        assert!(finding.message.contains("private"), "{}", finding.message);
    }

    #[test]
    fn an_error_stays_open() {
        let missing = Fixture::app("core")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .stays_open::<CacheControl>("");
        assert_eq!(missing.cause, "no-token-answer");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<CacheControl>("");
        assert_eq!(missing.cause, "no-account");
    }
}
