//! What a run costs the provider at most, known before anything is sent.

use super::Actor;
use super::chain::{AT_THE_CLIENT, AT_THE_CODE};
use super::logins::LOGINS;
use crate::recording::{Need, Step};
use crate::wire::{Probe, RefusedRule};

/// Pages and redirects of one authorization on a session that is there.
const ON_SESSION: usize = 3;
/// Pages and redirects of one authorization with a login: more is possible, and was not seen yet.
const WITH_LOGIN: usize = 9;
/// Requests for a registered client: once more without a scope that is refused, the page on which the user agrees to it.
const OF_REGISTERED: usize = 1 + WITH_LOGIN;
/// Requests of a flow after the callback: token, userinfo.
const LEGS: usize = 2;

/// Upper bounds of one run, settings that are tried later not among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    /// HTTP requests, pages of the login included, as long as one authorization takes no more than nine.
    pub requests: usize,
    /// Requests to the token endpoint.
    pub token_calls: usize,
    /// Of those, requests with a wrong secret, with none, or by a method that the client may not use.
    pub failed_authentications: usize,
    /// Interactive logins with the password at a provider that keeps a session.
    pub logins: usize,
    /// Interactive logins with the password at a provider that keeps none and asks every time.
    pub logins_without_session: usize,
}

/// The bounds for these actors; settings that the search may try later are not in it.
pub fn budget(actors: &[Actor]) -> Budget {
    let mut sum = Budget::default();
    let (mut flows, mut clean_logouts, mut with_hint) = (0, 0, false);
    for actor in actors {
        let has_client = actor.target.client_id.is_some() || actor.register.is_some();
        if actor.register.is_some() {
            sum.requests += OF_REGISTERED;
        }
        let probes = actor.needs.iter().filter(|n| matches!(n, Need::Probe(_))).count();
        if has_client && (probes > 0 || actor.needs.contains(&Need::Flow)) {
            flows += 1 + probes;
        }
        if has_client {
            flows += second_tries(actor, &mut sum);
        }
        // Discovery and the JWK Set.
        sum.requests += 2;
        for need in &actor.needs {
            match need {
                Need::Flow => {}
                Need::Probe(probe) if has_client => probed(*probe, &mut sum),
                Need::Probe(_) => {}
                Need::Step(step) => {
                    stepped(*step, &mut sum);
                    clean_logouts += usize::from(*step == Step::Logout);
                    with_hint |= *step == Step::EndSessionWithHint;
                    flows += usize::from(matches!(step, Step::StrictClient | Step::RegisteredAlgorithm));
                }
            }
        }
    }
    sum.requests += flows * (ON_SESSION + LEGS);
    sum.token_calls += flows;
    if flows > 0 {
        let second = actors.iter().filter(|a| a.needs.contains(&Need::Probe(Probe::SecondLogin))).count();
        // The second login's session serves one of the logouts that want a session of their own.
        let fresh = (clean_logouts + usize::from(with_hint)).saturating_sub(second);
        sum.logins = 1 + second + fresh;
        sum.logins_without_session = (flows + fresh).min(LOGINS);
        sum.requests += sum.logins * WITH_LOGIN;
        sum.token_calls += fresh;
    }
    sum
}

/// What is tried together and then once more by itself, where that fails: the further flows.
fn second_tries(actor: &Actor, sum: &mut Budget) -> usize {
    let needed = |probes: &[Probe]| probes.iter().filter(|p| actor.needs.contains(&Need::Probe(**p))).count();
    let together = Probe::TOGETHER.iter().filter(|several| needed(several.parts()) > 1).count();
    let mut chains = 0;
    for (kind, at_the_client) in [(&AT_THE_CLIENT[..], true), (&AT_THE_CODE[..], false)] {
        let links = needed(kind);
        if links < 2 {
            continue;
        }
        // The first link is not repeated, the good exchange at the end comes on top.
        chains += 1;
        sum.requests += links;
        sum.token_calls += links;
        sum.failed_authentications += if at_the_client { links - 1 } else { 0 };
    }
    if actor.behaviour.token.refused == RefusedRule::OtherMethod {
        // The plain login, the wrong code and Basic in its other spelling, by the method that does not work.
        sum.requests += 1;
        sum.token_calls += 1;
        sum.failed_authentications += 3;
    }
    together + chains
}

fn probed(probe: Probe, sum: &mut Budget) {
    match probe {
        Probe::CodeReplay => {
            sum.requests += 1;
            sum.token_calls += 1;
        }
        Probe::WrongClientSecret | Probe::NoClientAuthentication | Probe::UnknownClientAtToken => sum.failed_authentications += 1,
        _ => {}
    }
}

fn stepped(step: Step, sum: &mut Budget) {
    sum.requests += match step {
        // Counted with the actor, or without traffic.
        Step::Discovery | Step::JwkSet | Step::Resolve | Step::Flow => 0,
        // Discovery and JWK Set once more.
        Step::StrictClient => 2,
        // Whatever is registered is removed; a page on which the user agrees.
        Step::RegistrationOfFragment | Step::RegistrationOfPlainHttp => 2,
        Step::RegisteredAlgorithm => 2 + WITH_LOGIN,
        // A page for confirmation, and redirects.
        Step::Logout
        | Step::SessionAfterLogout
        | Step::EndSessionBare
        | Step::EndSessionWithHint
        | Step::EndSessionWithoutHint => 4,
        // Afterwards it is seen whether the session is still there.
        Step::EndSessionUnregisteredUri => 4 + ON_SESSION,
        _ => 1,
    };
    match step {
        Step::TokenEndpointBare => {
            sum.token_calls += 1;
            sum.failed_authentications += 1;
        }
        Step::WrongCode | Step::Refresh | Step::RefreshWiderScope => sum.token_calls += 1,
        Step::RefreshWithoutAuthentication => {
            sum.token_calls += 1;
            sum.failed_authentications += 1;
        }
        _ => {}
    }
}
