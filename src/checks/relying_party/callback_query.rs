//! The answer comes by GET.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::CallbackMode;

/// The provider answers with a redirect, not with a form that is posted.
pub struct CallbackQuery;

impl Check for CallbackQuery {
    const META: &'static Meta = &Meta {
        id: "callback-by-get",
        title: "The provider answers with a redirect, not with a posted form",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::FormPost, "2")],
        needs: &[Need::Flow],
        why: "The app has no route for a POST to its redirect URI.",
        fix: "Answer the code flow in the query unless response_mode=form_post was asked for.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let callback = evidence.reached_callback()?;
        if callback.mode != CallbackMode::FormPost {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new("The provider answers with a form that the browser posts to the redirect URI")
            .compare("a redirect with code and state in the query", "a form for POST")
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;
    use crate::recording::Obstacle;

    #[test]
    fn a_posted_form_fails() {
        let fixture = || Fixture::app("nextcloud-user-oidc");
        assert_eq!(fixture().judge::<CallbackQuery>(""), Outcome::Pass);
        assert_eq!(fixture().mode(CallbackMode::Fragment).judge::<CallbackQuery>(""), Outcome::Pass);
        assert!(matches!(fixture().mode(CallbackMode::FormPost).judge::<CallbackQuery>(""), Outcome::Fail(_)));
        let stuck = fixture().obstacle(Obstacle::Loop("round".to_owned())).judge::<CallbackQuery>("");
        assert!(matches!(stuck, Outcome::NotApplicable(_)), "{stuck:?}");
    }
}
