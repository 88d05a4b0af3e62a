//! Logging out at the provider, too.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::recording::Step;

/// The provider accepts the logout URL as it was typed. Bound only while there is one.
pub struct Logout;

impl Check for Logout {
    const META: &'static Meta = &Meta {
        id: "social-login-logout",
        title: "The provider accepts the logout URL as it was typed, without an id_token_hint",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "2")],
        needs: &[Need::Flow, Need::Step(Step::Logout)],
        why: "The app sends the browser there after its own logout, and adds nothing: no hint, no client_id, no way back.",
        fix: "Write client_id and an encoded post_logout_redirect_uri into the logout URL, and register that address at the provider.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.two_sources()?;
        let (id, response) = match evidence.response(Step::Logout) {
            Ok(answered) => answered,
            // No name, or nobody who listens: the browser gets no further than the tester.
            Err(missing) => match evidence.fetched(Step::Logout) {
                Ok(nothing @ Fetched::NoAnswer { .. }) => {
                    return Ok(nothing.finding("The logout URL gives no answer", "the end of the session, or a question").into());
                }
                _ => return Err(missing),
            },
        };
        if response.status < 400 {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The logout URL is answered with status {}", response.status))
            .compare("the end of the session, or a question", format!("status {}", response.status))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    #[test]
    fn an_error_page_fails() {
        let judge = |answer: Answer| {
            let fixture =
                Fixture::app("nextcloud-sociallogin").set("userInfoUrl", "").set("logoutUrl", "https://op.example.org/end");
            fixture.step(Step::Logout, vec![answer], None).judge::<Logout>("")
        };
        assert_eq!(judge(Answer::raw(200, "text/html", "")), Outcome::Pass);
        assert!(matches!(judge(Answer::raw(400, "text/html", "")), Outcome::Fail(_)));
        assert!(matches!(judge(Answer::failure(FailureKind::Dns, "no such name")), Outcome::Fail(_)));
        assert!(matches!(judge(Answer::failure(FailureKind::Timeout, "slow")), Outcome::Inconclusive(_)));
    }
}
