//! A refreshed ID Token has the auth_time of the login.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A refreshed ID Token has the auth_time of the login.
pub struct AuthenticationTime;

impl Check for AuthenticationTime {
    const META: &'static Meta = &Meta {
        id: "refresh-authentication-time",
        title: "A refreshed ID Token has the auth_time of the login",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "12.2")],
        needs: &[Need::Flow, Need::Step(Step::Refresh)],
        why: "Nobody typed a password at a refresh; an app that wants a fresh login would take it for one.",
        fix: "Keep auth_time as it was in the first ID Token.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::support::none_issued(evidence)? {
            return Ok(outcome);
        }
        let Some((first, again, id)) = super::support::claim_twice(evidence, "auth_time")? else {
            return Ok(Outcome::NotApplicable("the refresh gave no ID Token with auth_time".to_owned()));
        };
        if first == again {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The refreshed ID Token has another auth_time: {again}"))
            .compare(first.to_string(), again.to_string())
            .at(id, "/id_token/payload/auth_time")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::scaffolding::{is_optional, refreshed_by, tokens};
    use super::*;

    #[test]
    fn a_later_login_fails() {
        let again =
            |claims| refreshed_by(&tokens(&claims)).claims(json!({ "auth_time": 1_799_999_990 })).judge::<AuthenticationTime>("");
        assert_eq!(again(json!({ "auth_time": 1_799_999_990 })), Outcome::Pass);
        assert!(matches!(again(json!({ "auth_time": 1_799_999_999 })), Outcome::Fail(_)));
        assert!(matches!(again(json!({ "iss": "x" })), Outcome::NotApplicable(_)));
        is_optional::<AuthenticationTime>();
    }
}
