//! Login comes back to the redirect URI of Cloudreve.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// Login comes back to the redirect URI of Cloudreve.
pub struct Back;

impl Check for Back {
    const META: &'static Meta = &Meta {
        id: "cloudreve-back",
        title: "Login comes back to the redirect URI of Cloudreve",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The redirect URI is the fixed page /callback/openid/2 below each site URL; a browser that stays at \
              the provider never reaches it.",
        fix: "Register the redirect URI exactly as Cloudreve shows it, without a slash at the end, one per site \
              URL; allow logins without PKCE and without nonce.",
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
        if let Some(unknown) = super::unknown::other_way(evidence, &format!("the plain request is stopped ({})", obstacle.said()))
        {
            return Err(unknown);
        }
        let finding =
            Finding::new(format!("The login does not come back to {}: {}", evidence.view().target.redirect_uri, obstacle.said()))
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
    use super::*;
    use crate::evidence::fixture::Fixture;
    use crate::recording::Obstacle;

    #[test]
    fn a_redirect_passes() {
        assert_eq!(Fixture::app("cloudreve").judge::<Back>(""), Outcome::Pass);
    }

    #[test]
    fn an_error_page_fails() {
        let finding =
            Fixture::app("cloudreve").obstacle(Obstacle::ErrorPage("redirect_uri mismatch".to_owned())).fails::<Back>("");
        assert!(finding.message.contains("mismatch"), "{}", finding.message);
    }

    #[test]
    fn a_refused_login_stays_open() {
        let missing = Fixture::app("cloudreve").obstacle(Obstacle::LoginRefused("wrong".to_owned())).stays_open::<Back>("");
        assert_eq!(missing.cause, "login-refused");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("cloudreve").without_account().stays_open::<Back>("");
        assert_eq!(missing.cause, "no-account");
    }
}
