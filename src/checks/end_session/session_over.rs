//! Session is over after logout.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Session is over after logout.
pub struct SessionOver;

impl Check for SessionOver {
    const META: &'static Meta = &Meta {
        id: "end-session-session-over",
        title: "Session is over after logout",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "2")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::SessionAfterLogout)],
        why: "Whoever sits down at the same browser next is logged in without a password.",
        fix: "End the session of the user at the provider, not only that of the client.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::logout::absent(evidence)? {
            return Ok(outcome);
        }

        super::logout::logout(evidence, Step::EndSessionWithHint)?;
        let after = evidence.step(Step::SessionAfterLogout)?;
        let (id, response) = evidence.response(Step::SessionAfterLogout)?;
        let rest = after.said.as_deref().or_else(|| response.header("location")).unwrap_or_default();
        let query = rest.split_once(['?', '#']).map(|(_, query)| query).unwrap_or_default();
        let code = url::form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == "code" && !value.is_empty());
        if rest.starts_with(&evidence.view().target.redirect_uri) && code {
            return Ok(Finding::new("After the logout the provider gives a code without asking for a login")
                .compare("a login page", "a code")
                .at(id, "")
                .into());
        }
        if response.status >= 500 {
            return Err(Missing::new("not-observed", format!("the next login is answered with status {}", response.status)));
        }
        Ok(Outcome::Pass)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn then(answer: Answer) -> Fixture {
        let page = || Answer::raw(200, "text/html", "<p>bye");
        Fixture::app("core").step(Step::EndSessionWithHint, vec![page()], None).step(Step::SessionAfterLogout, vec![answer], None)
    }

    #[test]
    fn a_login_page_passes() {
        assert_eq!(then(Answer::raw(200, "text/html", "<form>")).judge::<SessionOver>(""), Outcome::Pass);
    }

    #[test]
    fn login_required_passes() {
        assert_eq!(
            then(Answer::raw(302, "", "").header("location", "http://127.0.0.1:1/callback?error=login_required"))
                .judge::<SessionOver>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_code_fails() {
        let finding = then(Answer::raw(302, "", "").header("location", "http://127.0.0.1:1/callback?code=abc&state=x"))
            .fails::<SessionOver>("");
        assert!(finding.message.contains("gives a code"), "{}", finding.message);
    }

    #[test]
    fn a_server_error_stays_open() {
        let missing = then(Answer::raw(502, "", "")).stays_open::<SessionOver>("");
        assert_eq!(missing.cause, "not-observed");
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "end_session_endpoint": null })).judge::<SessionOver>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<SessionOver>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
