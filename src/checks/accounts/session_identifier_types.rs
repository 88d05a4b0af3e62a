//! Types of the claims that the app keeps with the session, for back-channel logout.

use super::support::{at_claim, in_words};
use crate::account::claim::{Claims, Naming};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// Claims that the app keeps.
const KEPT: [&str; 3] = ["sid", "sub", "iss"];

/// `sub`, `sid` and `iss` are text where they are there.
#[derive(Debug)]
pub struct SessionIdentifierTypes;

impl Check for SessionIdentifierTypes {
    const META: &'static Meta = &Meta {
        id: "session-identifier-types",
        title: "sub, sid and iss are text, where they are present",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2"), SpecRef::new(Doc::BackChannelLogout, "2.1")],
        needs: &[Need::Flow],
        why: "The app keeps them with the session, whichever claim names the account; another type is an exception nobody catches.",
        fix: "Put `sub`, `sid` and `iss` into the ID Token as JSON strings.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let claims = Claims::of(evidence, Naming::Literal)?;
        let unfit = KEPT.iter().find(|name| claims.get(name).is_some_and(|value| !value.is_string()));
        Ok(match unfit {
            None => Outcome::Pass,
            Some(name) => {
                let finding = Finding::new(format!("{name} is no text")).compare("text", in_words(claims.get(name)));
                at_claim(finding, &claims, evidence, name).into()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(change: Value) -> Outcome {
        Fixture::app("nextcloud-user-oidc").claims(change).judge::<SessionIdentifierTypes>("")
    }

    #[test]
    fn text_or_nothing() {
        for good in [json!({}), json!({ "sid": null }), json!({ "sid": { "null": 1 } }), json!({ "sub": null })] {
            assert_eq!(judge(good), Outcome::Pass);
        }
        for bad in
            [json!({ "sid": 5 }), json!({ "sub": 42 }), json!({ "sub": ["a"] }), json!({ "iss": 1 }), json!({ "sid": false })]
        {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
    }
}
