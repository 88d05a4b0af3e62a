//! A live session logs in without asking again.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Obstacle;
use crate::wire::Probe;

/// Errors that prompt=none may earn with a session that is alive (OpenID Connect Core 1.0, section 3.1.2.6).
const WANTS_A_PAGE: [&str; 4] = ["login_required", "consent_required", "interaction_required", "account_selection_required"];

/// A live session logs in without asking again.
pub struct SilentLogin;

impl Check for SilentLogin {
    const META: &'static Meta = &Meta {
        id: "authorization-silent-login",
        title: "A live session logs in without asking again",
        level: Level::May,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.1")],
        needs: &[Need::Probe(Probe::PromptNone)],
        why: "Single sign-on is what most operators install a provider for; where it fails, every app asks for the \
              password.",
        fix: "Keep the session of the user, and remember consent or mark the client as trusted.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.probe(Probe::PromptNone)?;
        // Without a login before there is no session to go on with.
        if let Some(error) = evidence.flow()?.callback()?.parameter("error").filter(|e| !WANTS_A_PAGE.contains(e)) {
            return Err(Missing::new("no-session", format!("the plain login comes back with {error:?}")));
        }
        if let Some(Obstacle::ErrorPage(page)) = flow.obstacle() {
            let finding = Finding::new(format!("Right after a login the provider answers prompt=none with a page: {page}"))
                .compare("a code", page.clone());
            return Ok(match flow.record.authorization.last() {
                Some(exchange) => finding.at(exchange, "").into(),
                None => finding.into(),
            });
        }
        let callback = flow.callback()?;
        match callback.parameter("error") {
            None => Ok(Outcome::Pass),
            Some(error) => Ok(Finding::new(format!("Right after a login the provider answers prompt=none with {error:?}"))
                .compare("a code", error)
                .at(callback.exchange, "")
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_code_passes() {
        assert_eq!(
            Fixture::app("core")
                .probe(Probe::PromptNone, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<SilentLogin>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn an_error_is_told() {
        let finding = Fixture::app("core")
            .callback(json!({ "code": null, "error": "consent_required" }))
            .probe(Probe::PromptNone, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .fails::<SilentLogin>("");
        assert!(finding.message.contains("consent_required"), "{}", finding.message);
    }

    #[test]
    fn an_untried_one_stays_open() {
        let missing = Fixture::app("core").stays_open::<SilentLogin>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
