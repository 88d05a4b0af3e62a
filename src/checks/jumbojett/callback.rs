//! The browser comes back with an answer.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::CallbackMode;

/// The browser comes back with a code or an error in the query.
pub struct CallbackAnswer;

impl Check for CallbackAnswer {
    const META: &'static Meta = &Meta {
        id: "jumbojett-callback",
        title: "The browser comes back with code or error in the query",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5")],
        needs: &[Need::Flow],
        why: "With neither of them the app begins a new login, and the browser goes round in circles.",
        fix: "Answer the code flow with code and state in the query of the redirect URI.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let callback = evidence.reached_callback()?;
        let answered = ["code", "error"].iter().any(|name| callback.parameter(name).is_some());
        let actual = match callback.mode {
            CallbackMode::FormPost => return Err(Missing::not_reached("the answer is posted, which the app has no route for")),
            CallbackMode::Query if answered => return Ok(Outcome::Pass),
            CallbackMode::Query => "neither of them",
            CallbackMode::Fragment => "everything in the fragment, which no server sees",
        };
        Ok(Finding::new(format!("The browser comes back with {actual}, and is sent to the provider again"))
            .compare("code or error in the query", actual)
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Outcome {
        fixture.judge::<CallbackAnswer>("")
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn an_empty_code_is_an_answer_too() {
        assert_eq!(judged(app()), Outcome::Pass);
        assert_eq!(judged(app().callback(json!({ "code": "" }))), Outcome::Pass);
        assert_eq!(judged(app().callback(json!({ "code": null, "error": "" }))), Outcome::Pass);
        assert!(matches!(judged(app().callback(json!({ "code": null }))), Outcome::Fail(_)));
    }

    #[test]
    fn only_the_query_counts() {
        assert!(matches!(judged(app().mode(CallbackMode::Fragment)), Outcome::Fail(_)));
        assert!(matches!(judged(app().mode(CallbackMode::FormPost)), Outcome::NotApplicable(_)));
    }
}
