//! The key has a modulus and an exponent.

use super::support::judge_stage;
use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::php::jumbojett::Stage;
use crate::recording::Step;

/// The key has a modulus and an exponent.
pub struct KeyMembers;

impl Check for KeyMembers {
    const META: &'static Meta = &Meta {
        id: "jumbojett-key-members",
        title: "The signing key is published with n and e",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(7518), "6.3.1")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::JwkSet), Need::Flow],
        why: "The library reads n and e alone; a certificate in x5c does not help.",
        fix: "Publish n and e of the signing key.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        judge_stage(evidence, &[Stage::KeyMembers])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judged(fixture: Fixture) -> Result<(), String> {
        match fixture.judge::<KeyMembers>("") {
            Outcome::Fail(finding) => Err(finding.words.unwrap_or_default()),
            Outcome::Pass => Ok(()),
            other => panic!("{other:?}"),
        }
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-oidc-login")
    }

    #[test]
    fn a_certificate_alone_fails() {
        assert_eq!(judged(app()), Ok(()));
        let bare = app().keys(vec![json!({ "kty": "RSA", "kid": "rsa", "x5c": [] })]);
        assert_eq!(judged(bare), Err("Malformed key object".to_owned()));
    }
}
