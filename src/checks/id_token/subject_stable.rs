//! sub stays the same at the next login.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::wire::Probe;

/// sub stays the same at the next login.
pub struct SubjectStable;

impl Check for SubjectStable {
    const META: &'static Meta = &Meta {
        id: "id-token-subject-stable",
        title: "sub stays the same at the next login",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2"), SpecRef::new(Doc::OidcCore, "5.7")],
        needs: &[Need::Flow, Need::Probe(Probe::SecondLogin)],
        why: "With another sub at every login, every login makes a new account.",
        fix: "Derive sub from something that never changes, the internal id of the user for instance.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let claims = flow.id_token_claims()?;
        let place = flow.token_exchange_id()?;

        // With other settings the app sends another request; the second login of the same client tells as much.
        let second = evidence.probe(Probe::SecondLogin).or_else(|missing| evidence.second_login().ok_or(missing))?;
        let again = second.id_token_claims()?;
        if claims.get("sub") == again.get("sub") {
            return Ok(Outcome::Pass);
        }
        let shown = |sub: Option<&Value>| sub.map_or("no sub".to_owned(), excerpt);
        Ok(Finding::new("The same user has another sub at the second login")
            .compare(shown(claims.get("sub")), shown(again.get("sub")))
            .at(place, "/id_token/payload/sub")
            .at(second.token_exchange_id()?, "/id_token/payload/sub")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, sign};

    fn second(sub: &str) -> Outcome {
        let payload = json!({ "sub": sub }).to_string();
        let token = sign("rsa", &json!({ "alg": "RS256" }), &payload);
        let answer = Answer::json(200, &json!({ "access_token": "at-2", "id_token": token }));
        Fixture::app("core").probe(Probe::SecondLogin, answer).judge::<SubjectStable>("")
    }

    #[test]
    fn the_same_subject_passes() {
        assert_eq!(second("alice"), Outcome::Pass);
    }

    #[test]
    fn another_subject_fails() {
        let Outcome::Fail(finding) = second("alice-2") else { panic!("this must fail") };
        assert_eq!((finding.expected.as_str(), finding.actual.as_str()), (r#""alice""#, r#""alice-2""#));
    }

    #[test]
    fn one_login_stays_open() {
        let missing = Fixture::app("core").stays_open::<SubjectStable>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
