//! sub of userinfo is that of the ID Token.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// sub of userinfo is that of the ID Token.
pub struct Subject;

impl Check for Subject {
    const META: &'static Meta = &Meta {
        id: "userinfo-subject",
        title: "sub of userinfo is that of the ID Token",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "A client must throw the answer away when it speaks of another user.",
        fix: "Return sub with every userinfo answer, the same as in the ID Token for this client.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::endpoint::absent(evidence)? {
            return Ok(outcome);
        }

        let flow = evidence.flow()?;
        let claims = flow.userinfo_claims()?;
        let (id, _) = flow.userinfo_response()?;
        let found = claims.get("sub").map_or("no sub".to_owned(), excerpt);
        if claims.get("sub").and_then(Value::as_str).is_none_or(str::is_empty) {
            return Ok(Finding::new(format!("Userinfo has {found}"))
                .compare("sub, text that is not empty", found)
                .at(id, "/sub")
                .into());
        }
        let wanted = flow.id_token_claims()?.get("sub").map_or("no sub".to_owned(), excerpt);
        if found == wanted {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("Userinfo speaks of {found}, the ID Token of {wanted}"))
            .compare(wanted, found)
            .at(id, "/sub")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn the_same_passes() {
        assert_eq!(
            Fixture::app("core")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<Subject>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn another_fails() {
        let finding = Fixture::app("core").userinfo(Answer::json(200, &json!({ "sub": "bob" }))).fails::<Subject>("");
        assert!(finding.message.contains("bob"), "{}", finding.message);
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").userinfo(Answer::json(200, &json!({ "name": "x" }))).fails::<Subject>("");
        assert!(finding.message.contains("no sub"), "{}", finding.message);
    }

    #[test]
    fn a_number_fails() {
        let finding = Fixture::app("core").userinfo(Answer::json(200, &json!({ "sub": 5 }))).fails::<Subject>("");
        assert!(finding.message.contains("5"), "{}", finding.message);
    }

    #[test]
    fn a_refusal_stays_open() {
        let missing = Fixture::app("core").userinfo(Answer::raw(401, "text/plain", "")).stays_open::<Subject>("");
        assert_eq!(missing.cause, "no-userinfo");
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).judge::<Subject>(""),
            Outcome::NotApplicable(_)
        ));
    }
}
