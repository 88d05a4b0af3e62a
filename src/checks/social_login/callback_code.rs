//! A code comes back.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::CallbackMode;

/// The provider comes back with a code that a server can see.
pub struct CallbackCode;

impl Check for CallbackCode {
    const META: &'static Meta = &Meta {
        id: "social-login-callback-code",
        title: "The provider comes back with a code, in the query or in a posted form",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::Rfc(6749), "4.1.2")],
        needs: &[Need::Flow],
        why: "Without a code the app takes the request for the beginning of a login and sends the browser to the provider again, without end.",
        fix: "Answer the code flow with code and state in the query of the redirect URI.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let callback = evidence.reached_callback()?;
        let seen = callback.mode != CallbackMode::Fragment;
        let given = |name: &str| callback.last_parameter(name).filter(|v| seen && !matches!(*v, "" | "0")).is_some();
        if given("error") || given("code") {
            return Ok(Outcome::Pass);
        }
        let actual = if seen { "neither code nor error" } else { "everything in the fragment, where no server sees it" };
        Ok(Finding::new("The app gets no code, and sends the browser to the provider once more, without end")
            .compare("a code", actual)
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn without_a_code_it_goes_round_in_circles() {
        let fixture = || Fixture::app("nextcloud-sociallogin");
        assert_eq!(fixture().judge::<CallbackCode>(""), Outcome::Pass);
        assert_eq!(fixture().mode(CallbackMode::FormPost).judge::<CallbackCode>(""), Outcome::Pass);
        for code in [json!(null), json!(""), json!("0")] {
            let outcome = fixture().callback(json!({ "code": code })).judge::<CallbackCode>("");
            assert!(matches!(outcome, Outcome::Fail(_)), "{code}");
        }
        assert!(matches!(fixture().mode(CallbackMode::Fragment).judge::<CallbackCode>(""), Outcome::Fail(_)));
    }
}
