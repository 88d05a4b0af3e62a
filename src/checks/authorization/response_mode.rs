//! Code comes back in the query of the redirect URI.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::CallbackMode;

/// Code comes back in the query of the redirect URI.
pub struct ResponseMode;

impl Check for ResponseMode {
    const META: &'static Meta = &Meta {
        id: "authorization-response-mode",
        title: "Code comes back in the query of the redirect URI",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::Rfc(6749), "4.1.2")],
        needs: &[Need::Flow],
        why: "An app that asked for nothing else reads the query; a fragment never reaches it, and a form arrives \
              without its session cookie.",
        fix: "Use response_mode=query for the code flow unless the client asks for another one.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let callback = evidence.flow()?.callback()?;
        let actual = match callback.mode {
            CallbackMode::Query => return Ok(Outcome::Pass),
            CallbackMode::Fragment => "the fragment",
            CallbackMode::FormPost => "a form that is posted",
        };
        Ok(Finding::new(format!("The answer comes back in {actual}"))
            .compare("the query", actual)
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn the_query_passes() {
        assert_eq!(Fixture::app("core").judge::<ResponseMode>(""), Outcome::Pass);
    }

    #[test]
    fn a_fragment_fails() {
        let finding = Fixture::app("core").mode(CallbackMode::Fragment).fails::<ResponseMode>("");
        assert!(finding.message.contains("fragment"), "{}", finding.message);
    }

    #[test]
    fn a_form_fails() {
        let finding = Fixture::app("core").mode(CallbackMode::FormPost).fails::<ResponseMode>("");
        assert!(finding.message.contains("form"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<ResponseMode>("");
        assert_eq!(missing.cause, "no-account");
    }
}
