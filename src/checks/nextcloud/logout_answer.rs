//! The answer to the app's logout.

use super::support::logout;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The provider does not answer the app's logout with an error.
pub struct LogoutAnswer;

impl Check for LogoutAnswer {
    const META: &'static Meta = &Meta {
        id: "nextcloud-logout-answer",
        title: "The provider accepts the app's logout, with client_id and an unencoded post_logout_redirect_uri",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "2")],
        needs: &[Need::Flow, Need::Step(Step::Logout)],
        why: "The user who logs out of Nextcloud ends on an error page of the provider, and is still logged in there.",
        fix: "Register Nextcloud's address with a slash at the end as post-logout redirect URI, and send the hint (--send-id-token-hint=1).",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.reached_id_token()?;
        let logout = logout(evidence, Step::Logout)?;
        if let Some((id, why)) = &logout.failure {
            return Ok(Finding::new(format!("The app's logout gets no answer: {why}"))
                .compare("the end of the session, and a redirect to Nextcloud", "no answer")
                .at(*id, "")
                .into());
        }
        match logout.last() {
            Some((id, response)) if response.status >= 400 && !logout.returned() => {
                Ok(Finding::new(format!("The provider answers the app's logout with status {}", response.status))
                    .compare("the end of the session, and a redirect to Nextcloud", format!("status {}", response.status))
                    .at(id, "")
                    .into())
            }
            _ => Ok(Outcome::Pass),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn an_error_page_fails() {
        let judge =
            |answer: Answer| Fixture::app("nextcloud-user-oidc").step(Step::Logout, vec![answer], None).judge::<LogoutAnswer>("");
        assert_eq!(judge(Answer::raw(200, "text/html", "<form>")), Outcome::Pass);
        assert_eq!(judge(Answer::raw(302, "", "").header("location", "https://cloud.example.com/")), Outcome::Pass);
        assert!(matches!(judge(Answer::raw(400, "text/html", "no")), Outcome::Fail(_)));
        assert!(matches!(judge(Answer::failure(FailureKind::Url, "no URL")), Outcome::Fail(_)));
        assert!(matches!(judge(Answer::failure(FailureKind::Timeout, "slow")), Outcome::Inconclusive(_)));
        assert!(matches!(Fixture::app("nextcloud-user-oidc").judge::<LogoutAnswer>(""), Outcome::Inconclusive(_)));
    }
}
