//! One client for several apps, where the provider takes one place for the secret per client: no entry serves them all.

use std::collections::BTreeMap;

use super::AppRequest;
use super::judgement::{AppJudgement, Cause, OutcomeWord};
use crate::evidence::{Ending, Evidence, View};
use crate::recording::Recording;
use crate::wire::ClientAuthentication;

/// How one app's login ended with its way to authenticate.
struct Attempt<'a> {
    app: &'a AppJudgement,
    client_id: &'a str,
    method: &'static str,
    /// Tokens came; else the token endpoint refused the client itself.
    accepted: bool,
}

/// One cause per client that some apps can use and others cannot, though the provider lists the methods of both.
pub(super) fn conflicts(recording: &Recording, requests: &[AppRequest<'_>], apps: &[AppJudgement]) -> Vec<Cause> {
    let mut clients: BTreeMap<&str, Vec<Attempt<'_>>> = BTreeMap::new();
    for (request, app) in requests.iter().zip(apps) {
        if let Some(attempt) = attempt(recording, request, app) {
            clients.entry(attempt.client_id).or_default().push(attempt);
        }
    }
    clients.into_iter().filter_map(|(client_id, attempts)| conflict(client_id, &attempts)).collect()
}

fn attempt<'a>(recording: &Recording, request: &AppRequest<'a>, app: &'a AppJudgement) -> Option<Attempt<'a>> {
    let AppRequest { suite, version, settings, target } = request;
    let id = Some(suite.id.as_str());
    let view = View { app: id, version, target, settings, behaviour: &suite.wire, claims: &suite.claims };
    let evidence = Evidence::new(recording, view);
    let flow = evidence.flow().ok()?;
    let method = match flow.record.plan.token.authentication {
        ClientAuthentication::Basic | ClientAuthentication::BasicEncoded => "client_secret_basic",
        ClientAuthentication::Post => "client_secret_post",
        // Tries both, so that it works with either.
        ClientAuthentication::BasicEncodedThenPost | ClientAuthentication::None => return None,
    };
    let accepted = match flow.ending().ok()? {
        Ending::Tokens(_) => true,
        Ending::Refused(refusal) if refusal.is_of_client() => {
            let metadata = evidence.metadata().ok()?;
            let listed = metadata.list("token_endpoint_auth_methods_supported");
            if !listed.value()?.contains(&method) {
                return None;
            }
            false
        }
        _ => return None,
    };
    Some(Attempt { app, client_id: target.client_id.as_deref()?, method, accepted })
}

fn conflict(client_id: &str, attempts: &[Attempt<'_>]) -> Option<Cause> {
    let (served, refused): (Vec<&Attempt<'_>>, Vec<&Attempt<'_>>) = attempts.iter().partition(|a| a.accepted);
    let (takes, wanted) = (served.first()?.method, refused.first()?.method);
    if served.iter().any(|a| a.method == wanted) {
        // The same way works for another app, so that the way is not the reason.
        return None;
    }
    let names = |list: &[&Attempt<'_>]| list.iter().map(|a| a.app.name.as_str()).collect::<Vec<_>>().join(", ");
    let blocks = refused.iter().flat_map(|a| {
        let failed =
            a.app.requirements.iter().filter(|r| r.outcome == OutcomeWord::Fail && r.cause.as_deref() == Some("client-refused"));
        failed.map(|r| format!("{}/{}", a.app.id, r.id))
    });
    Some(Cause {
        id: "one-client-for-several-apps".to_owned(),
        title: "One client cannot serve all these apps".to_owned(),
        message: format!(
            "The provider lists client_secret_post and client_secret_basic and takes one of them per client. Client \
             {client_id:?} is taken with {takes} ({}) and refused with {wanted} ({})",
            names(&served),
            names(&refused),
        ),
        fix: format!(
            "Register two clients: one for {takes} for {}, one for {wanted} for {}; give each app its own in the plan file.",
            names(&served),
            names(&refused),
        ),
        blocks: blocks.collect(),
    })
}
