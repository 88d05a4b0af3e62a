//! Userinfo has the claims of the scopes that were granted.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The scope and what it stands for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The scope.
    scope: String,
    /// Claims that it stands for.
    claims: Vec<String>,
}

/// Userinfo has the claims of the scopes that were granted.
pub struct ClaimsForScope;

impl Check for ClaimsForScope {
    const META: &'static Meta = &Meta {
        id: "userinfo-claims-for-scope",
        title: "Userinfo has the claims of the scopes that were granted",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::OidcCore, "5.4")],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "Apps ask for a scope to learn these claims; accounts stay without name or address.",
        fix: "Fill the attribute in for the test user, and map it into userinfo for this scope.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::endpoint::absent(evidence)? {
            return Ok(outcome);
        }

        let flow = evidence.flow()?;
        let asked = flow.record.plan.authorization.fixed("scope").unwrap_or_default();
        if !asked.split(' ').any(|scope| scope == params.scope) {
            return Ok(Outcome::NotApplicable(format!("the scope {:?} was not asked for", params.scope)));
        }
        let claims = flow.userinfo_claims()?;
        let lacks = |name: &&String| claims.get(name.as_str()).is_none_or(Value::is_null);
        let absent: Vec<&str> = params.claims.iter().filter(lacks).map(String::as_str).collect();
        if absent.is_empty() {
            return Ok(Outcome::Pass);
        }
        let elsewhere = flow.id_token_claims().is_ok_and(|token| absent.iter().all(|name| token.contains_key(*name)));
        let hint = if elsewhere { " (the ID Token has it)" } else { "" };
        Ok(Finding::new(format!("Scope {:?} was asked for, and userinfo lacks {}{hint}", params.scope, absent.join(", ")))
            .compare(params.claims.join(", "), format!("without {}", absent.join(", ")))
            .at(flow.userinfo_response()?.0, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn claims_pass() {
        assert_eq!(
            Fixture::app("core")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<ClaimsForScope>(
                    "scope = \"email\"
claims = [\"email\"]"
                ),
            Outcome::Pass
        );
    }

    #[test]
    fn none_fails() {
        let finding = Fixture::app("core").userinfo(Answer::json(200, &json!({ "sub": "alice" }))).fails::<ClaimsForScope>(
            "scope = \"email\"
claims = [\"email\"]",
        );
        assert!(finding.message.contains("the ID Token has it"), "{}", finding.message);
    }

    #[test]
    fn another_scope_does_not_count() {
        assert!(matches!(
            Fixture::app("core")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<ClaimsForScope>(
                    "scope = \"phone\"
claims = [\"phone_number\"]"
                ),
            Outcome::NotApplicable(_)
        ));
    }
}
