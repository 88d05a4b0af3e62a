//! The answer comes by GET.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::CallbackMode;

/// The answer reaches the app as a GET: neither as a form for it, nor as the login form once more.
pub struct CallbackQuery;

/// What the app makes of a POST.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Nobody knows.
    #[serde(default)]
    unknown: bool,
}

impl Check for CallbackQuery {
    const META: &'static Meta = &Meta {
        id: "callback-by-get",
        title: "The answer reaches the app as a GET",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "3.1.2.5"), SpecRef::new(Doc::FormPost, "2"), SpecRef::new(Doc::Rfc(9700), "4.12")],
        needs: &[Need::Flow],
        why: "The app has no route for a POST to its redirect URI. Of a redirect with status 307 or 308 after the login form a \
              browser makes a POST, with user name and password in it.",
        fix: "Answer the code flow in the query unless response_mode=form_post was asked for, and redirect with status 303 or 302.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let callback = evidence.reached_callback()?;
        let (what, actual, exchange) = if callback.mode == CallbackMode::FormPost {
            ("The provider answers with a form that the browser posts to the redirect URI", "a form for POST", callback.exchange)
        } else if let Some(repeated) = evidence.repeated_form()? {
            let what = "After the login form the provider redirects so that the browser posts the form to the redirect URI";
            (what, "a redirect with status 307 or 308 after a POST", repeated.exchange)
        } else {
            return Ok(Outcome::Pass);
        };
        if params.unknown {
            return Err(Missing::new("unknown-wire", format!("{what}; what the app makes of a POST is not known")));
        }
        Ok(Finding::new(what).compare("a GET with code and state in the query", actual).at(exchange, "").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;
    use crate::recording::{Obstacle, Recording};

    #[test]
    fn a_posted_form_fails() {
        let fixture = || Fixture::app("nextcloud-user-oidc");
        assert_eq!(fixture().judge::<CallbackQuery>(""), Outcome::Pass);
        assert_eq!(fixture().mode(CallbackMode::Fragment).judge::<CallbackQuery>(""), Outcome::Pass);
        assert!(matches!(fixture().mode(CallbackMode::FormPost).judge::<CallbackQuery>(""), Outcome::Fail(_)));
        let stuck = fixture().obstacle(Obstacle::Loop("round".to_owned())).judge::<CallbackQuery>("");
        assert!(matches!(stuck, Outcome::NotApplicable(_)), "{stuck:?}");
    }

    /// The way to the redirect URI ends with this answer to the login form.
    fn after_form(status: u16) -> Fixture {
        let edit: fn(&mut Recording) = match status {
            307 => |r| answer_form(r, 307),
            308 => |r| answer_form(r, 308),
            _ => |r| answer_form(r, 303),
        };
        Fixture::app("nextcloud-user-oidc").edit(edit)
    }

    fn answer_form(recording: &mut Recording, status: u16) {
        let id = recording.flows[0].callback.as_ref().unwrap().exchange;
        recording.exchanges[id].request.method = "POST".to_owned();
        recording.exchanges[id].response.as_mut().unwrap().status = status;
    }

    #[test]
    fn a_repeated_login_form_fails() {
        assert_eq!(after_form(303).judge::<CallbackQuery>(""), Outcome::Pass);
        for status in [307, 308] {
            let finding = after_form(status).fails::<CallbackQuery>("");
            assert!(finding.message.contains("login form"), "{}", finding.message);
        }
        // A GET stays a GET.
        let get = |r: &mut Recording| r.exchanges.iter_mut().filter_map(|e| e.response.as_mut()).for_each(|a| a.status = 307);
        assert!(!matches!(Fixture::app("nextcloud-user-oidc").edit(get).judge::<CallbackQuery>(""), Outcome::Fail(_)));
    }

    #[test]
    fn the_login_of_another_client_tells_it_for_one_on_the_session() {
        let second = |r: &mut Recording| {
            let mut other = r.flows[0].clone();
            other.probe = Some(crate::wire::Probe::SecondLogin);
            other.callback.as_mut().unwrap().exchange = r.exchanges.len();
            other.authorization.exchanges = vec![r.exchanges.len()];
            let mut exchange = r.exchanges[r.flows[0].callback.as_ref().unwrap().exchange].clone();
            exchange.request.method = "POST".to_owned();
            exchange.response.as_mut().unwrap().status = 307;
            r.exchanges.push(exchange);
            r.flows.push(other);
        };
        assert!(matches!(Fixture::app("nextcloud-user-oidc").edit(second).judge::<CallbackQuery>(""), Outcome::Fail(_)));
    }

    #[test]
    fn what_nobody_knows_stays_open() {
        let Outcome::Inconclusive(missing) = after_form(307).judge::<CallbackQuery>("unknown = true") else { panic!() };
        assert_eq!(missing.cause, "unknown-wire");
        assert_eq!(after_form(303).judge::<CallbackQuery>("unknown = true"), Outcome::Pass);
    }
}
