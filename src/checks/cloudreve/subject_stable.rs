//! Subject identifier is the same at every login.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::wire::Probe;

/// Where the value lies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// GJSON path in the userinfo answer.
    path: String,
}

/// Subject identifier is the same at every login.
pub struct SubjectStable;

impl Check for SubjectStable {
    const META: &'static Meta = &Meta {
        id: "cloudreve-subject-stable",
        title: "Subject identifier is the same at every login",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow, Need::Probe(Probe::SecondLogin)],
        why: "Another identifier makes another account, or the error that the address is already in use.",
        fix: "Derive sub from something that never changes.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let first = super::mapped::value(flow, &params.path)?;
        let mut others = 0;
        let probes = evidence.view().behaviour.uncertain.iter().filter_map(|probe| evidence.probe(*probe).ok());
        // All those share one session at the provider; a login of its own is the one that tells.
        for other in probes.chain(evidence.second_login()) {
            let Ok(again) = super::mapped::value(&other, &params.path) else { continue };
            others += 1;
            if again != first {
                let shown = |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), excerpt);
                let pointer = super::mapped::pointer(&params.path);
                return Ok(Finding::new("The subject identifier is another one at the next login")
                    .compare(shown(&first), shown(&again))
                    .at(flow.userinfo_response()?.0, pointer.clone())
                    .at(other.userinfo_response()?.0, pointer)
                    .into());
            }
        }
        if others == 0 {
            return Err(Missing::new("not-observed", "there was no second login to compare with"));
        }
        Ok(Outcome::Pass)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::wire::Probe;

    #[test]
    fn another_one_fails() {
        let token = Answer::json(200, &json!({ "access_token": "at-2" }));
        let claims = Answer::json(200, &json!({ "sub": "alice" }));
        let mut built = Fixture::app("cloudreve").userinfo(claims).probe(Probe::WithPkce, token).build();
        let id = built.recording.flows[1].userinfo.exchanges[0];
        let body = crate::recording::Body::Text(json!({ "sub": "alice-2" }).to_string());
        built.recording.exchanges[id].response.as_mut().unwrap().body = body;
        let outcome = SubjectStable::judge(&built.evidence(), &Params { path: "sub".to_owned() }).unwrap();
        assert!(matches!(outcome, Outcome::Fail(finding) if finding.actual == r#""alice-2""#));
    }

    #[test]
    fn the_same_passes() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
                .probe(Probe::WithPkce, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
                .judge::<SubjectStable>("path = \"sub\""),
            Outcome::Pass
        );
    }

    #[test]
    fn one_login_stays_open() {
        let missing = Fixture::app("cloudreve")
            .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
            .stays_open::<SubjectStable>("path = \"sub\"");
        assert_eq!(missing.cause, "not-observed");
    }
}
