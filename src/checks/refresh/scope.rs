//! A refresh gives no scope that was never granted.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// A refresh gives no scope that was never granted.
pub struct Scope;

impl Check for Scope {
    const META: &'static Meta = &Meta {
        id: "refresh-scope",
        title: "A refresh gives no scope that was never granted",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "6")],
        needs: &[Need::Flow, Need::Step(Step::RefreshWiderScope)],
        why: "The user agreed to less.",
        fix: "Refuse a refresh that asks for more than was granted with the error invalid_scope.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::support::none_issued(evidence)? {
            return Ok(outcome);
        }
        let (id, response) = evidence.response(Step::RefreshWiderScope)?;
        if !response.is_success() {
            return Ok(Outcome::Pass);
        }
        let form = evidence.exchange(id)?.request.body.as_ref().and_then(|b| b.text().map(str::to_owned)).unwrap_or_default();
        let asked = url::form_urlencoded::parse(form.as_bytes()).find(|(name, _)| name == "scope").map(|(_, scope)| scope);
        let body = super::support::object(response).unwrap_or_default();
        let Some(given) = body.get("scope").and_then(|scope| scope.as_str()) else {
            return Ok(Outcome::NotApplicable("the answer does not name its scope".to_owned()));
        };
        // The one that was never granted stands last.
        let more = asked.as_deref().and_then(|scope| scope.rsplit(' ').next()).unwrap_or_default();
        if !given.split(' ').any(|scope| scope == more) {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("A refresh gave the scope {more:?}, which the login never asked for"))
            .compare("error \"invalid_scope\"", format!("scope {given:?}"))
            .at(id, "/scope")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::support::scaffolding::{is_optional, with_token};
    use super::*;
    use crate::evidence::fixture::Answer;
    use crate::recording::Body;

    fn answered(status: u16, body: &Value) -> Outcome {
        with_token()
            .step(Step::RefreshWiderScope, vec![Answer::json(status, body)], None)
            .edit(|recording| {
                let asked = "grant_type=refresh_token&scope=openid+address".to_owned();
                recording.exchanges.last_mut().unwrap().request.body = Some(Body::Text(asked));
            })
            .judge::<Scope>("")
    }

    #[test]
    fn more_than_was_granted_fails() {
        assert_eq!(answered(400, &json!({ "error": "invalid_scope" })), Outcome::Pass);
        assert_eq!(answered(200, &json!({ "access_token": "at-2", "scope": "openid" })), Outcome::Pass);
        assert!(matches!(answered(200, &json!({ "access_token": "at-2", "scope": "openid address" })), Outcome::Fail(_)));
        assert!(matches!(answered(200, &json!({ "access_token": "at-2" })), Outcome::NotApplicable(_)));
        is_optional::<Scope>();
    }
}
