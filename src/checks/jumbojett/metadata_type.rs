//! Members of the discovery document of a type that breaks the app.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{member, needs_set};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::{excerpt, type_words};
use crate::php::to_text;
use crate::recording::Step;

/// The member has a type that the app's functions take.
pub struct MetadataType;

/// Which member, and which type.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The member of the discovery document.
    member: String,
    /// What it has to be.
    is: Kind,
    /// It is read only for tokens that are verified with the JWK Set.
    #[serde(default)]
    for_keys: bool,
}

/// What a member has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// Neither a list nor an object.
    Text,
    /// A list.
    List,
    /// No object; PHP has a word for a list.
    NoObject,
    /// A JSON string: PHP makes text of a number or of true, but no address.
    Address,
    /// A JSON string of one line: PHP sends no header that has two, and the browser gets an empty page.
    Location,
}

impl Check for MetadataType {
    const META: &'static Meta = &Meta {
        id: "jumbojett-metadata-type",
        title: "The member of the discovery document has a type that the app can use",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcDiscovery, "3")],
        needs: &[Need::Step(Step::Discovery)],
        why: "A list where text belongs, or the other way round, is an error that nobody catches.",
        fix: "Give endpoints as text, and supported values as lists, as the specification has them.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        if params.for_keys && !needs_set(evidence)? {
            return Err(Missing::not_reached("the JWK Set is not fetched"));
        }
        let (exchange, value) = member(evidence, &params.member)?;
        let Some(value) = value else {
            return Ok(Outcome::NotApplicable(format!("there is no {}", params.member)));
        };
        let (fits, expected) = match params.is {
            Kind::Text => (!value.is_array() && !value.is_object(), "text"),
            Kind::List => (value.is_array(), "a list"),
            Kind::NoObject => (!value.is_object(), "text"),
            Kind::Address => (value.is_string(), "text"),
            Kind::Location => (value.as_str().is_some_and(|text| !text.contains(['\r', '\n', '\0'])), "text of one line"),
        };
        if fits {
            return Ok(Outcome::Pass);
        }
        let actual = type_words(&value);
        Ok(Finding::new(format!("{} of the discovery document is {actual}: {}", params.member, excerpt(&value)))
            .compare(expected, actual)
            .words(to_text(&value))
            .at(exchange, format!("/{}", params.member))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(value: Value, is: &str) -> Outcome {
        let changed = Fixture::app("nextcloud-oidc-login").discovery(json!({ "x": value }));
        changed.judge::<MetadataType>(&format!("member = \"x\"\nis = \"{is}\""))
    }

    #[test]
    fn types() {
        assert_eq!(judged(json!("x"), "text"), Outcome::Pass);
        assert_eq!(judged(json!(5), "text"), Outcome::Pass, "PHP makes text of it");
        assert!(matches!(judged(json!(["x"]), "text"), Outcome::Fail(_)));
        assert!(matches!(judged(json!({}), "text"), Outcome::Fail(_)));
        assert_eq!(judged(json!(["x"]), "list"), Outcome::Pass);
        assert_eq!(judged(json!(["x"]), "no-object"), Outcome::Pass);
        assert_eq!(judged(json!("x"), "address"), Outcome::Pass);
        assert_eq!(judged(json!("x"), "location"), Outcome::Pass);
        for bad in [json!(42), json!("https://op.example.org/auth\n")] {
            assert!(matches!(judged(bad.clone(), "location"), Outcome::Fail(_)), "{bad}");
        }
        let Outcome::Fail(finding) = judged(json!(42), "address") else { panic!("a number is no address") };
        assert_eq!(finding.words.as_deref(), Some("42"));
        for bad in [json!("x"), json!({ "a": "x" }), json!(true)] {
            assert!(matches!(judged(bad.clone(), "list"), Outcome::Fail(_)), "{bad}");
        }
        assert!(matches!(judged(json!([]), "text"), Outcome::NotApplicable(_)), "an empty list is no member");
    }
}
