//! The Logout Token says whose session ended: the sub of the ID Token, or a sid.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::CompactJws;
use crate::recording::Step;

/// The Logout Token says whose session ended: the sub of the ID Token, or a sid.
pub struct Subject;

impl Check for Subject {
    const META: &'static Meta = &Meta {
        id: "logout-token-subject",
        title: "The Logout Token says whose session ended: the sub of the ID Token, or a sid",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4"), SpecRef::new(Doc::BackChannelLogout, "2.6")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "A client that finds neither ends nothing.",
        fix: "Put sub as in the ID Tokens of the client into the token, or sid, or both.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        let (sub, sid) = (token.claim("sub"), token.claim("sid"));
        let known = evidence.issued_claims("sub");
        match sub {
            None if sid.is_some() => Ok(Outcome::Pass),
            Some(sub) if known.contains(sub) => Ok(Outcome::Pass),
            other => {
                let actual = other.map_or("neither sub nor sid".to_owned(), Value::to_string);
                let expected = known.first().map_or("the sub of the ID Token".to_owned(), Value::to_string);
                Ok(Finding::new(format!("The Logout Token does not say whose session ended: {actual}"))
                    .compare(expected, actual)
                    .at(message.exchange, "/logout_token/payload/sub")
                    .into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn the_same_subject_and_a_session_alone_pass() {
        assert_eq!(heard(json!({}), json!({})).judge::<Subject>(""), Outcome::Pass);
        assert_eq!(heard(json!({}), json!({ "sub": null })).judge::<Subject>(""), Outcome::Pass);
    }

    #[test]
    fn another_and_nothing_at_all_fail() {
        assert_eq!(heard(json!({}), json!({ "sub": "bob" })).fails::<Subject>("").actual, "\"bob\"");
        let finding = heard(json!({}), json!({ "sub": null, "sid": null })).fails::<Subject>("");
        assert_eq!(finding.actual, "neither sub nor sid");
    }
}
