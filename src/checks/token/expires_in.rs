//! expires_in is a number of seconds.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// expires_in is a number of seconds.
pub struct ExpiresIn;

impl Check for ExpiresIn {
    const META: &'static Meta = &Meta {
        id: "token-expires-in",
        title: "expires_in is a number of seconds",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(6749), "5.1")],
        needs: &[Need::Flow],
        why: "Clients that compute with it fail on text, and without it they do not know when to refresh.",
        fix: "Return expires_in as a JSON number above zero.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let tokens = flow.tokens()?;
        let place = flow.token_exchange_id()?;

        match tokens.get("expires_in") {
            Some(Value::Number(seconds)) if seconds.as_f64().is_some_and(|s| s > 0.0) => Ok(Outcome::Pass),
            found => {
                let actual = found.map_or("no expires_in".to_owned(), excerpt);
                Ok(Finding::new(format!("The token answer has {actual} where expires_in should be a number"))
                    .compare("a number above zero", actual)
                    .at(place, "/expires_in")
                    .into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_number_passes() {
        assert_eq!(Fixture::app("core").judge::<ExpiresIn>(""), Outcome::Pass);
    }

    #[test]
    fn text_fails() {
        let finding = Fixture::app("core").token(json!({ "expires_in": "300" })).fails::<ExpiresIn>("");
        assert!(finding.message.contains("300"), "{}", finding.message);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").token(json!({ "expires_in": null })).fails::<ExpiresIn>("");
        assert!(finding.message.contains("no expires_in"), "{}", finding.message);
    }

    #[test]
    fn an_error_stays_open() {
        let missing = Fixture::app("core")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .stays_open::<ExpiresIn>("");
        assert_eq!(missing.cause, "no-token-answer");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<ExpiresIn>("");
        assert_eq!(missing.cause, "no-account");
    }
}
