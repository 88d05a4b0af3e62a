//! `state` comes back.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::CallbackMode;
use crate::wire::Slot;

/// The provider returns `state` unchanged, in the query.
pub struct CallbackState;

impl Check for CallbackState {
    const META: &'static Meta = &Meta {
        id: "callback-state",
        title: "The provider returns state unchanged in the query",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::Rfc(6749), "4.1.2")],
        needs: &[Need::Flow],
        why: "The app finds its login again by state; an answer with another one, or without one, belongs to no login.",
        fix: "Return state exactly as it was sent, in the query of the redirect URI.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let callback = evidence.reached_callback()?;
        if callback.mode == CallbackMode::FormPost {
            return Err(Missing::not_reached("the answer is posted, which the app has no route for"));
        }
        if callback.mode == CallbackMode::Query && !callback.last_parameter("error").unwrap_or_default().is_empty() {
            return Err(Missing::not_reached("the app stops at the error in the answer"));
        }
        let flow = evidence.reached_flow()?;
        // A state in the discovery URL or in the endpoint's own query replaces the app's, which then belongs to no login.
        let own = flow.record.plan.authorization.parameters.iter().any(|(n, slot)| n == "state" && *slot == Slot::State);
        let sent = flow.record.sent.state.as_deref().filter(|_| own);
        let in_query = callback.mode == CallbackMode::Query;
        let came = if in_query { callback.last_parameter("state") } else { None };
        if sent.is_some() && came == sent {
            return Ok(Outcome::Pass);
        }
        let actual = match came {
            _ if !in_query => "everything in the fragment, where no server sees it".to_owned(),
            Some(other) => format!("{other:?}"),
            None => "no state".to_owned(),
        };
        let expected = sent.map_or_else(|| "the state of the app".to_owned(), |s| format!("{s:?}"));
        Ok(Finding::new(format!("The answer does not hold the state that was sent, but {actual}"))
            .compare(expected, actual)
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Fixture, ISSUER};

    fn fixture() -> Fixture {
        Fixture::app("nextcloud-user-oidc")
    }

    #[test]
    fn only_the_same_state_in_the_query_passes() {
        assert_eq!(fixture().judge::<CallbackState>(""), Outcome::Pass);
        for bad in [
            fixture().callback(json!({ "state": null })),
            fixture().callback(json!({ "state": "other" })),
            fixture().mode(CallbackMode::Fragment),
            fixture().discovery(json!({ "authorization_endpoint": format!("{ISSUER}/auth?state=fixed") })),
        ] {
            assert!(matches!(bad.judge::<CallbackState>(""), Outcome::Fail(_)));
        }
    }

    #[test]
    fn an_error_comes_first() {
        let outcome = fixture().callback(json!({ "state": null, "error": "x" })).judge::<CallbackState>("");
        assert!(matches!(outcome, Outcome::NotApplicable(_)), "{outcome:?}");
    }
}
