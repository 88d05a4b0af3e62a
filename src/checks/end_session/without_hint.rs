//! Logout without id_token_hint asks the user or ends the session.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// Logout without id_token_hint asks the user or ends the session.
pub struct WithoutHint;

impl Check for WithoutHint {
    const META: &'static Meta = &Meta {
        id: "end-session-without-hint",
        title: "Logout without id_token_hint asks the user or ends the session",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "2"), SpecRef::new(Doc::RpInitiatedLogout, "6")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithoutHint)],
        why: "Many apps send no hint; an error page is all that their users would see.",
        fix: "Make id_token_hint optional, and ask the user where it is missing.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::logout::absent(evidence)? {
            return Ok(outcome);
        }

        let logout = super::logout::logout(evidence, Step::EndSessionWithoutHint)?;
        match logout.last() {
            Some((exchange, response)) if response.status >= 400 => {
                Ok(Finding::new(format!("A logout without id_token_hint is answered with status {}", response.status))
                    .compare("a page that asks or says good-bye, or a redirect", logout.words())
                    .at(exchange, "")
                    .into())
            }
            _ => Ok(Outcome::Pass),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_page_passes() {
        assert_eq!(
            Fixture::app("core")
                .step(Step::EndSessionWithoutHint, vec![Answer::raw(200, "text/html", "<p>bye")], None)
                .judge::<WithoutHint>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn an_error_fails() {
        let finding = Fixture::app("core")
            .step(Step::EndSessionWithoutHint, vec![Answer::raw(400, "text/html", "")], None)
            .fails::<WithoutHint>("");
        assert!(finding.message.contains("400"), "{}", finding.message);
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "end_session_endpoint": null })).judge::<WithoutHint>(""),
            Outcome::NotApplicable(_)
        ));
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<WithoutHint>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
