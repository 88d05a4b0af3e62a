//! A login comes back to the redirect URI.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// A login comes back to the redirect URI.
pub struct Back;

impl Check for Back {
    const META: &'static Meta = &Meta {
        id: "authorization-back",
        title: "A login comes back to the redirect URI",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::OidcCore, "3.1.2.6")],
        needs: &[Need::Flow],
        why: "A browser that stays at the provider never reaches the app, not even with an error.",
        fix: "Read the words of the page; most often the client or its redirect URI is not registered as the app \
              sends it.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let missing = match flow.callback() {
            Ok(_) => return Ok(Outcome::Pass),
            Err(missing) => missing,
        };
        let Some(obstacle) = flow.obstacle().filter(|obstacle| obstacle.is_providers()) else {
            return Err(missing);
        };
        let finding = Finding::new(format!("The login does not come back: {}", obstacle.said()))
            .compare("a redirect to the redirect URI", obstacle.said())
            .words(obstacle.said())
            .cause(missing.cause);
        Ok(match flow.record.authorization.last() {
            Some(exchange) => finding.at(exchange, "").into(),
            None => finding.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;
    use crate::recording::Obstacle;

    #[test]
    fn a_redirect_passes() {
        assert_eq!(Fixture::app("core").judge::<Back>(""), Outcome::Pass);
    }

    #[test]
    fn an_error_in_it_passes() {
        assert_eq!(
            Fixture::app("core").callback(json!({ "code": null, "error": "invalid_scope" })).judge::<Back>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn an_error_page_fails() {
        let finding = Fixture::app("core").obstacle(Obstacle::ErrorPage("unknown client".to_owned())).fails::<Back>("");
        assert!(finding.message.contains("unknown client"), "{}", finding.message);
    }

    #[test]
    fn a_refused_login_stays_open() {
        let missing = Fixture::app("core").obstacle(Obstacle::LoginRefused("wrong password".to_owned())).stays_open::<Back>("");
        assert_eq!(missing.cause, "login-refused");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Back>("");
        assert_eq!(missing.cause, "no-account");
    }
}
