//! A member of the discovery document that the app cannot do without.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::member;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::missing_member;
use crate::recording::Step;

/// The member is there, and not empty.
pub struct MetadataMember;

/// Which member.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The member of the discovery document.
    member: String,
}

impl Check for MetadataMember {
    const META: &'static Meta = &Meta {
        id: "jumbojett-metadata-member",
        title: "The discovery document has the member that the app is about to use",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "A member that is absent, null, false, 0 or empty cannot be used; so is every member of what is no JSON object.",
        fix: "Publish the member in the discovery document.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (exchange, value) = member(evidence, &params.member)?;
        if value.is_some() {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The discovery document has no {} that the app can use", params.member))
            .compare(params.member.clone(), "none")
            .words(missing_member(&params.member))
            .at(exchange, format!("/{}", params.member))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::FailureKind;

    fn jwks_uri(value: Value) -> Outcome {
        let changed = Fixture::app("nextcloud-oidc-login").discovery(json!({ "jwks_uri": value }));
        changed.judge::<MetadataMember>("member = \"jwks_uri\"")
    }

    #[test]
    fn what_php_calls_empty_is_missing() {
        for empty in [json!(null), json!(""), json!("0"), json!(0), json!(false), json!([])] {
            assert!(matches!(jwks_uri(empty.clone()), Outcome::Fail(_)), "{empty}");
        }
        for full in [json!("x"), json!({}), json!(["x"]), json!(true)] {
            assert_eq!(jwks_uri(full.clone()), Outcome::Pass, "{full}");
        }
    }

    #[test]
    fn a_document_that_is_none_has_no_members_whatever_its_status() {
        let judged = |answer: Answer| {
            let fixture = Fixture::app("nextcloud-oidc-login").discovery_answers(vec![answer]);
            fixture.judge::<MetadataMember>("member = \"token_endpoint\"")
        };
        for body in ["<html>", "null", "[]", "5"] {
            assert!(matches!(judged(Answer::raw(200, "text/html", body)), Outcome::Fail(_)), "{body}");
        }
        assert_eq!(judged(Answer::json(503, &json!({ "token_endpoint": "x" }))), Outcome::Pass);
        assert!(matches!(judged(Answer::failure(FailureKind::Connect, "no")), Outcome::NotApplicable(_)));
    }
}
