//! Standard claims of userinfo have the types of the specification.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::claims::standard_type;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Standard claims of userinfo have the types of the specification.
pub struct StandardClaims;

impl Check for StandardClaims {
    const META: &'static Meta = &Meta {
        id: "userinfo-standard-claims",
        title: "Standard claims of userinfo have the types of the specification",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.1")],
        needs: &[Need::Step(Step::Discovery), Need::Flow],
        why: "Typed clients refuse the answer; others read the text \"false\" as true.",
        fix: "Write texts as text, email_verified as a boolean, updated_at as a number, address as an object.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        if let Some(outcome) = super::endpoint::absent(evidence)? {
            return Ok(outcome);
        }

        let flow = evidence.flow()?;
        let wrong: Vec<(&String, String)> = flow
            .userinfo_claims()?
            .iter()
            .filter(|(_, value)| !value.is_null())
            .filter_map(|(name, value)| {
                let wanted = standard_type(name)?;
                (!wanted.fits(value)).then(|| (name, format!("{name} is {} instead of {}", excerpt(value), wanted.words())))
            })
            .collect();
        let Some((first, _)) = wrong.first() else {
            return Ok(Outcome::Pass);
        };
        let words: Vec<&str> = wrong.iter().map(|(_, words)| words.as_str()).collect();
        Ok(Finding::new(format!("Claims of userinfo have another type: {}", words.join("; ")))
            .compare("the types of the specification", words.join("; "))
            .at(flow.userinfo_response()?.0, format!("/{first}"))
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn right_types_pass() {
        assert_eq!(
            Fixture::app("core")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .judge::<StandardClaims>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn text_for_a_number_fails() {
        let finding = Fixture::app("core")
            .userinfo(Answer::json(200, &json!({ "sub": "alice", "updated_at": "2024-01-01" })))
            .fails::<StandardClaims>("");
        assert!(finding.message.contains("updated_at"), "{}", finding.message);
    }

    #[test]
    fn no_endpoint_does_not_count() {
        assert!(matches!(
            Fixture::app("core").discovery(json!({ "userinfo_endpoint": null })).judge::<StandardClaims>(""),
            Outcome::NotApplicable(_)
        ));
    }
}
