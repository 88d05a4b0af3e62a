//! `exp` in the claims.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::php::compare_integer;

/// How the app compares.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Seconds by which the app lets the two clocks differ; nothing: none.
    #[serde(default)]
    leeway: u32,
}

/// The ID Token has an `exp` that is not past when the app reads it.
pub struct AcceptedExpiry;

impl Check for AcceptedExpiry {
    const META: &'static Meta = &Meta {
        id: "accepted-expiry",
        title: "The ID Token has an exp, and it is not past on arrival",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.3.7")],
        needs: &[Need::Flow],
        why: "The app compares exp with its own clock once more, with little leeway or none.",
        fix: "Give ID Tokens a lifetime of some minutes, and set the clocks of both servers by NTP.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let token = evidence.reached_id_token()?;
        let claims = evidence.reached_claims()?;
        let earliest = token.now - i64::from(params.leeway);
        let finding = match claims.get("exp").filter(|v| !v.is_null()) {
            None => Finding::new("The ID Token has no exp").compare("a time in the future", "no exp"),
            Some(exp) if compare_integer(earliest, exp) == Ordering::Greater => {
                Finding::new("The ID Token is expired on arrival").compare(format!("{earliest} or later"), excerpt(exp))
            }
            Some(_) => return Ok(Outcome::Pass),
        };
        Ok(finding.at(token.exchange, "/id_token/payload/exp").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, NOW};

    fn fixture() -> Fixture {
        Fixture::app("nextcloud-user-oidc")
    }

    #[test]
    fn no_leeway_here() {
        for good in [json!(NOW), json!(NOW + 1), json!((NOW + 5).to_string()), json!(1_900_000_000.5)] {
            assert_eq!(fixture().claims(json!({ "exp": good })).judge::<AcceptedExpiry>(""), Outcome::Pass);
        }
        for bad in [json!(null), json!({ "null": 1 }), json!(NOW - 1), json!("0")] {
            assert!(matches!(fixture().claims(json!({ "exp": bad })).judge::<AcceptedExpiry>(""), Outcome::Fail(_)));
        }
        assert!(matches!(fixture().payload("[]").judge::<AcceptedExpiry>(""), Outcome::Fail(_)), "a list has no claims");
    }

    #[test]
    fn userinfo_may_supply_it() {
        let with = |exp| {
            let answer = Answer::json(200, &json!({ "sub": "alice", "exp": exp }));
            let fixture = fixture().claims(json!({ "exp": null })).userinfo(answer);
            fixture.set("enrich_login_id_token_with_userinfo", true).judge::<AcceptedExpiry>("")
        };
        assert_eq!(with(json!(NOW + 5)), Outcome::Pass);
        assert_eq!(with(json!("soon")), Outcome::Pass, "compared as texts");
        assert!(matches!(with(json!(NOW - 5)), Outcome::Fail(_)));
    }
}
