//! The verdict on one app.

use super::AppRequest;
use super::evaluate::evaluate;
use super::judgement::{AppJudgement, Verdict, Waiver};
use super::paste;
use super::search::search;
use super::stranger::is_stranger;
use crate::recording::Recording;

/// Judges one app with the settings as given, then looks for settings that do better.
pub(super) fn judge_app(recording: &Recording, request: &AppRequest<'_>, waivers: &[Waiver]) -> AppJudgement {
    let stranger = is_stranger(recording);
    let base = evaluate(recording, request.suite, &request.version, &request.settings, request.target, waivers, stranger);
    let found = search(recording, request, &base, waivers, stranger);
    let verdict = match &found.advice {
        Some(advice) if advice.verdict == Verdict::Compatible && advice.proved_on_the_wire => Verdict::CompatibleWithSettings,
        _ => base.verdict,
    };
    let mut wanted = found.wanted;
    if let Some(plan) = base.unobserved {
        wanted.insert(0, super::WantedFlow { app: request.suite.id.clone(), settings: request.settings.clone(), plan });
    }
    let changes = found.advice.as_ref().map(|a| a.changes.as_slice()).unwrap_or_default();
    AppJudgement {
        id: request.suite.id.clone(),
        name: request.suite.name.clone(),
        version: request.version.to_string(),
        settings: request.settings.clone(),
        verdict,
        paste: paste::paste(recording, request, changes),
        prediction: base.prediction,
        with_settings: found.advice,
        requirements: base.requirements,
        notes: notes(recording, request),
        baseline: None,
        wanted,
    }
}

fn notes(recording: &Recording, request: &AppRequest<'_>) -> Vec<String> {
    let mut notes = request.suite.notes.clone();
    let guards = request.suite.requirements.iter().filter(|r| request.version.within(r.since.as_ref(), r.until.as_ref()));
    let guard = guards.filter(|r| r.check == "public-host").find_map(|r| r.params.get("unless")?.as_str());
    // Rocket.Chat has other settings, and mostly asks any address.
    let guard = guard.or(request.suite.wire.discovery.rocket_chat().is_none().then_some("allow_local_remote_servers"));
    let loopback = |address: &String| address.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if let Some(setting) = guard.filter(|_| recording.hosts.values().flatten().any(loopback)) {
        notes.push(format!(
            "The provider stands on a loopback address; it is judged as if it stood at a public one. \
             Give {setting}=false to judge it as it stands."
        ));
    }
    if recording.target.insecure {
        notes.push("TLS errors were ignored on request (--insecure).".to_owned());
    }
    notes
}
