//! `authorization_endpoint` is text.

use serde_json::Value;

use super::support::discovery_member;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// `authorization_endpoint` is text.
pub struct AuthorizationEndpoint;

impl Check for AuthorizationEndpoint {
    const META: &'static Meta = &Meta {
        id: "nextcloud-authorization-endpoint",
        title: "authorization_endpoint is there and is text",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "The app hands it to a function that takes text only, and nothing catches the exception.",
        fix: "Publish authorization_endpoint as a URL.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (id, value) = discovery_member(evidence, "authorization_endpoint")?;
        if let Some(Value::String(_)) = value {
            return Ok(Outcome::Pass);
        }
        let actual = value.as_ref().map_or_else(|| "no such member".to_owned(), excerpt);
        Ok(Finding::new("The discovery document has no authorization_endpoint that is text")
            .compare("a URL", actual)
            .at(id, "/authorization_endpoint")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn anything_but_text_fails() {
        let fixture = || Fixture::app("nextcloud-user-oidc");
        assert_eq!(fixture().judge::<AuthorizationEndpoint>(""), Outcome::Pass);
        for bad in [json!(null), json!({ "null": 1 }), json!(5), json!(["x"])] {
            assert!(matches!(
                fixture().discovery(json!({ "authorization_endpoint": bad })).judge::<AuthorizationEndpoint>(""),
                Outcome::Fail(_)
            ));
        }
        let list = fixture().discovery_answers(vec![Answer::raw(200, "", "[]")]).judge::<AuthorizationEndpoint>("");
        assert!(matches!(list, Outcome::Fail(_)), "{list:?}");
        let none = fixture().discovery_answers(vec![Answer::raw(200, "", "null")]).judge::<AuthorizationEndpoint>("");
        assert!(matches!(none, Outcome::NotApplicable(_)), "{none:?}");
    }
}
