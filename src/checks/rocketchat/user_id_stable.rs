//! A second login of the same user gives the same id.

use crate::account::rocket_chat::bare_profile;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::wire::Probe;

use super::support::{identified, words};

/// A second login of the same user gives the same id.
pub struct UserIdStable;

impl Check for UserIdStable {
    const META: &'static Meta = &Meta {
        id: "rocketchat-user-id-stable",
        title: "A second login of the same user gives the same id",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Flow, Need::Probe(Probe::SecondLogin)],
        why: "Another id is another user: the newer flow refuses the second login, the classic one falls back on the e-mail address.",
        fix: "Issue the same sub for a user at every login.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (_, first) = identified(evidence)?;
        let Some((exchange, second)) = evidence.second_logins().find_map(|again| bare_profile(evidence, &again)) else {
            return Err(Missing::new("not-observed", "no second login of this client told who logged in"));
        };
        if first.id == second.id {
            return Ok(Outcome::Pass);
        }
        let (one, other) = (words(first.id.as_ref()), words(second.id.as_ref()));
        let finding = Finding::new(format!("The second login gives the id {other}, the first gave {one}"));
        Ok(finding.compare(one, other).at(exchange, "/sub").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::with_user;
    use crate::evidence::fixture::Answer;
    use crate::recording::{Body, Recording};

    fn twice() -> crate::evidence::fixture::Fixture {
        let tokens = Answer::json(200, &json!({ "access_token": "at-2" }));
        with_user("rocketchat", json!({})).probe(Probe::SecondLogin, tokens)
    }

    #[test]
    fn the_same_user_twice() {
        assert_eq!(twice().judge::<UserIdStable>(""), Outcome::Pass);
        let changed: fn(&mut Recording) = |r| {
            let last = r.flows.last().and_then(|f| f.userinfo.last()).expect("userinfo");
            let response = r.exchanges[last].response.as_mut().expect("an answer");
            response.body = Body::Text(r#"{"sub":"bob","preferred_username":"alice","email":"e"}"#.to_owned());
        };
        assert!(matches!(twice().edit(changed).judge::<UserIdStable>(""), Outcome::Fail(_)));
        assert!(matches!(with_user("rocketchat", json!({})).judge::<UserIdStable>(""), Outcome::Inconclusive(_)));
    }
}
