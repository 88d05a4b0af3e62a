//! A redirect to the app does not repeat the login form there.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// A redirect to the app does not repeat the login form there.
pub struct RedirectStatus;

impl Check for RedirectStatus {
    const META: &'static Meta = &Meta {
        id: "authorization-redirect-status",
        title: "The redirect to the app does not repeat the login form there",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(9700), "4.12")],
        needs: &[Need::Flow],
        why: "Of a redirect with status 307 or 308 a browser makes a POST with everything that was typed into the form: the app \
              gets user name and password, and most apps have no route for a POST.",
        fix: "Answer a login or consent form with status 303.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.flow()?.callback()?;
        Ok(match evidence.repeated_form()? {
            None => Outcome::Pass,
            Some(callback) => Finding::new("The browser is told to post the form of the login page to the redirect URI")
                .compare("a redirect with status 303", "a redirect with status 307 or 308 after a POST")
                .at(callback.exchange, "")
                .into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;
    use crate::recording::Recording;

    fn after_form(recording: &mut Recording) {
        let id = recording.flows[0].callback.as_ref().unwrap().exchange;
        recording.exchanges[id].request.method = "POST".to_owned();
    }

    #[test]
    fn a_form_is_not_repeated() {
        assert_eq!(Fixture::app("core").edit(after_form).judge::<RedirectStatus>(""), Outcome::Pass);
        let repeated = |recording: &mut Recording| {
            after_form(recording);
            let id = recording.flows[0].callback.as_ref().unwrap().exchange;
            recording.exchanges[id].response.as_mut().unwrap().status = 308;
        };
        assert!(matches!(Fixture::app("core").edit(repeated).judge::<RedirectStatus>(""), Outcome::Fail(_)));
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<RedirectStatus>("");
        assert_eq!(missing.cause, "no-account");
    }
}
