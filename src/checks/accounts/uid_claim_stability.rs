//! The claim that names the account is the same at every login.

use serde_json::Value;

use super::support::{ClaimParams, in_words};
use crate::account::claim::{Naming, find};
use crate::check::Doc;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::{CompactJws, JsonDocument};
use crate::recording::{ExchangeId, FlowRecord};
use crate::wire::Probe;

/// The claim that names the account does not change between two logins of one user.
#[derive(Debug)]
pub struct UidClaimStability;

impl Check for UidClaimStability {
    const META: &'static Meta = &Meta {
        id: "uid-claim-stability",
        title: "The claim that names the account is the same at every login of one user",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2")],
        needs: &[Need::Flow],
        why: "The app finds the account again by this claim; a value that changes makes a new account, without the user's files.",
        fix: "Give each user a subject identifier that never changes and is never given to another user.",
    };
    type Params = ClaimParams;

    fn judge(evidence: &Evidence<'_>, params: &ClaimParams) -> Result<Outcome, Missing> {
        let naming = Naming::of_user_oidc(params.nested, evidence.view().version);
        let plan = evidence.plan()?;
        let client_id = &plan.token.client_id;
        let flows = evidence.recording().flows.iter().filter(|flow| flow.plan.token.client_id == *client_id);
        let seen: Vec<(ExchangeId, Value)> = flows
            .filter_map(|flow| {
                let (exchange, claims) = id_token_claims(evidence, flow)?;
                let found = find(claims.as_object()?, &params.claim, naming)?;
                Some((exchange, found.value.clone()))
            })
            .collect();
        let Some(((_, first), others)) = seen.split_first() else {
            return Ok(Outcome::NotApplicable("no login brought the claim".to_owned()));
        };
        if others.is_empty() {
            return Ok(Outcome::NotApplicable("the run holds one login, so that nothing can be compared".to_owned()));
        }
        Ok(match others.iter().find(|(_, value)| value != first) {
            None => Outcome::Pass,
            Some((exchange, value)) => Finding::new(format!("the claim {:?} changes from login to login", params.claim))
                .compare(in_words(Some(first)), in_words(Some(value)))
                .at(*exchange, format!("/id_token/payload/{}", params.claim))
                .into(),
        })
    }
}

/// The claims of the ID Token of any flow, if it has one. Tokens for a code that was used before stand for no login.
fn id_token_claims(evidence: &Evidence<'_>, flow: &FlowRecord) -> Option<(ExchangeId, Value)> {
    let replayed = flow.probe == Some(Probe::CodeReplay);
    let id = if replayed { *flow.token.exchanges.first()? } else { flow.token.last()? };
    let response = evidence.exchange(id).ok()?.complete().filter(|r| r.is_success())?;
    let answer = JsonDocument::parse(&response.body.bytes()).ok()?.value;
    let payload = CompactJws::parse(answer.get("id_token")?.as_str()?).payload?;
    Some((id, payload))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, sign};
    use crate::recording::Body;

    fn second_login(sub: &str) -> Fixture {
        let token = sign("rsa", &json!({ "alg": "RS256", "kid": "rsa" }), &json!({ "sub": sub }).to_string());
        let answer = Answer::json(200, &json!({ "access_token": "at-2", "id_token": token }));
        Fixture::app("nextcloud-user-oidc").probe(Probe::WithoutNonce, answer)
    }

    #[test]
    fn two_logins_are_compared() {
        assert_eq!(second_login("alice").judge::<UidClaimStability>("claim = \"sub\""), Outcome::Pass);
        assert!(matches!(second_login("other").judge::<UidClaimStability>("claim = \"sub\""), Outcome::Fail(_)));
    }

    #[test]
    fn tokens_for_a_used_code_are_no_login() {
        let token = |sub: &str| sign("rsa", &json!({ "alg": "RS256", "kid": "rsa" }), &json!({ "sub": sub }).to_string());
        let answer = |sub: &str| Answer::json(200, &json!({ "access_token": "at-2", "id_token": token(sub) }));
        let replayed = |first: &str| {
            let mut built = Fixture::app("nextcloud-user-oidc").probe(Probe::CodeReplay, answer(first)).build();
            let again = built.recording.flows.len();
            let id = built.recording.flows[again - 1].token.exchanges[0];
            let mut second = built.recording.exchanges[id].clone();
            second.response.as_mut().unwrap().body = Body::Text(json!({ "id_token": token("made-up") }).to_string());
            built.recording.exchanges.push(second);
            let last = built.recording.exchanges.len() - 1;
            built.recording.flows[again - 1].token.exchanges.push(last);
            let params: ClaimParams = toml::from_str("claim = \"sub\"").unwrap();
            UidClaimStability::judge(&built.evidence(), &params).unwrap()
        };
        assert_eq!(replayed("alice"), Outcome::Pass);
        assert!(matches!(replayed("other"), Outcome::Fail(_)));
    }

    #[test]
    fn one_login_says_nothing() {
        let outcome = Fixture::app("nextcloud-user-oidc").judge::<UidClaimStability>("claim = \"sub\"");
        assert!(matches!(outcome, Outcome::NotApplicable(_)));
    }
}
