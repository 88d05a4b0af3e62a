//! The way back after a logout.

use super::support::logout;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The app's logout brings the browser back to Nextcloud by itself.
pub struct LogoutReturn;

impl Check for LogoutReturn {
    const META: &'static Meta = &Meta {
        id: "nextcloud-logout-return",
        title: "The app's logout ends the session and brings the browser back to Nextcloud without a question",
        level: Level::May,
        spec: &[SpecRef::new(Doc::RpInitiatedLogout, "2"), SpecRef::new(Doc::RpInitiatedLogout, "3")],
        needs: &[Need::Flow, Need::Step(Step::Logout)],
        why: "Until the user answers the provider's page, the session there lives, and the next click logs in without a password.",
        fix: "Send the hint (--send-id-token-hint=1), and register Nextcloud's address with a slash at the end as post-logout redirect URI.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.reached_id_token()?;
        let logout = logout(evidence, Step::Logout)?;
        if logout.failure.is_some() {
            return Err(Missing::not_reached("the logout gets no answer"));
        }
        if logout.returned() {
            return Ok(Outcome::Pass);
        }
        let Some((id, response)) = logout.last() else { return Ok(Outcome::Pass) };
        if response.status >= 400 {
            return Err(Missing::not_reached("the logout ends on an error page"));
        }
        Ok(Finding::new("The logout stops at a page of the provider")
            .compare("a redirect to Nextcloud", format!("a page with status {}", response.status))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::Recording;

    #[test]
    fn a_page_in_between_is_told() {
        let url: fn(&mut Recording) = |recording| {
            if let Some(exchange) = recording.exchanges.last_mut() {
                let back = "post_logout_redirect_uri=https://cloud.example.com/&client_id=rp1";
                exchange.request.url = format!("https://op.example.org/end?{back}");
            }
        };
        let judge = |answer: Answer| {
            let fixture = Fixture::app("nextcloud-user-oidc").step(Step::Logout, vec![answer], None);
            fixture.edit(url).judge::<LogoutReturn>("")
        };
        assert_eq!(judge(Answer::raw(302, "", "").header("location", "https://cloud.example.com/")), Outcome::Pass);
        assert!(matches!(judge(Answer::raw(200, "text/html", "<form>")), Outcome::Fail(_)));
        assert!(matches!(judge(Answer::raw(400, "text/html", "")), Outcome::NotApplicable(_)));
    }
}
