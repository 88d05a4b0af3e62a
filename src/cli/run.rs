//! Observe, judge, look for settings, judge again: what `check` and `demo` have in common.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::catalogue::Catalogue;
use super::failure::Failure;
use super::network::network;
use super::progress::Progress;
use crate::config::Target;
use crate::judge::{Judgement, Traffic, Waiver};
use crate::observe::{Actor, EndUser, Observer};
use crate::recording::Recording;
use crate::report;
use crate::wire::Settings;

/// Rounds of further flows for settings that the search wants to see.
const ROUNDS: usize = 3;
/// Further flows per app in one run, so that the traffic stays bounded.
pub const FURTHER_FLOWS: usize = 12;

/// Signals closer together than this are one Ctrl-C.
const SAME_KEY_PRESS: Duration = Duration::from_secs(1);

/// A run and what it is worth.
pub struct Judged {
    /// What was said.
    pub recording: Recording,
    /// What it means.
    pub judgement: Judgement,
    /// How much it was.
    pub traffic: Traffic,
    /// Apps that were left out, each in a sentence.
    pub left_out: Vec<String>,
}

/// Observes a provider and judges it. Ctrl-C ends it early, with what there is.
///
/// # Errors
/// When nothing could be observed at all.
pub async fn observe_and_judge(
    catalogue: &Catalogue,
    target: &Target,
    with_specs: bool,
    waivers: &[Waiver],
    progress: impl Into<Progress>,
) -> Result<Judged, Failure> {
    let mut actors = catalogue.actors(target, with_specs)?;
    let progress = progress.into();
    let user = target.user.as_ref().map(|u| EndUser { user: u.name.clone(), password: u.password.clone(), totp: u.totp.clone() });
    let impatient = tokio::spawn(give_up_at_the_second());
    let observer = Observer::new(target.record.clone(), &network(&target.network)?, user, Arc::clone(&progress.listener))?;
    let mut observer = observer.with_login_hosts(&target.login_hosts).with_drivers(super::drivers::of(target, &progress)?);
    if let Some(wanted) = &target.backchannel {
        let listening = observer.listen(&mut actors, wanted.listen, wanted.url.as_deref()).await;
        listening
            .map_err(|why| Failure::Usage(format!("nobody can listen on {} (--backchannel-listen): {why}", wanted.listen)))?;
    }
    let token = target.registration.initial_access_token.clone();
    // The ear for Ctrl-C first: one that comes with the first request must not be lost.
    let done: Result<bool, Failure> = tokio::select! {
        biased;
        () = interrupted() => Ok(false),
        done = async {
            observer.register(&mut actors, token).await;
            observe(catalogue, &mut observer, &actors, waivers).await?;
            observer.leave(&actors).await;
            Ok(true)
        } => done,
    };
    // Whatever happened, the provider is left as it was found.
    observer.unregister().await;
    let cut_short = !done?;
    let mut recording = observer.snapshot();
    recording.interrupted |= cut_short;
    let left_out = if target.every_app { catalogue.leave_out(&mut recording) } else { Vec::new() };
    let judged = judged(catalogue, recording, with_specs, waivers).map(|judged| Judged { left_out, ..judged });
    impatient.abort();
    judged
}

/// Judges a recording as it would be read back from a file.
///
/// # Errors
/// When the recording names an app or a setting that this build does not know.
pub fn judged(catalogue: &Catalogue, recording: Recording, with_specs: bool, waivers: &[Waiver]) -> Result<Judged, Failure> {
    // To JSON and back, always: what a saved run would lose is lost here too, so that both are judged alike.
    let bug = |why: serde_json::Error| Failure::Bug(format!("the recording does not survive its own format: {why}"));
    let recording: Recording = serde_json::to_value(&recording).and_then(serde_json::from_value).map_err(bug)?;
    let start = Instant::now();
    let judgement = catalogue.judge(&recording, with_specs, waivers)?;
    let traffic = report::traffic(&recording, start.elapsed().as_secs_f64() * 1000.0);
    Ok(Judged { recording, judgement, traffic, left_out: Vec::new() })
}

/// The saved run that accounts are compared with, judged with the settings it was made with.
///
/// # Errors
/// When it cannot be read, or names what this build does not know.
pub fn baseline(catalogue: &Catalogue, path: Option<&Path>) -> Result<Option<Judgement>, Failure> {
    path.map(|path| catalogue.judge(&crate::store::read_run(path)?, false, &[])).transpose()
}

async fn observe(catalogue: &Catalogue, observer: &mut Observer, actors: &[Actor], waivers: &[Waiver]) -> Result<(), Failure> {
    observer.run(actors).await;
    let mut left: Vec<usize> = vec![FURTHER_FLOWS; actors.len()];
    let mut open: Vec<&Actor> = actors.iter().filter(|actor| actor.app.is_some()).collect();
    for _ in 0..ROUNDS {
        let mut recording = observer.snapshot();
        let before = recording.flows.len();
        // What wanted nothing more has its answer: only the others are judged again.
        recording.target.apps.retain(|app| open.iter().any(|actor| actor.app.as_ref() == Some(&app.id)));
        let judgement = catalogue.judge(&recording, false, waivers)?;
        let mut wanted: Vec<(&Actor, Vec<Settings>)> = Vec::new();
        for (actor, left) in actors.iter().zip(&mut left) {
            let app = judgement.apps.iter().find(|a| Some(&a.id) == actor.app.as_ref());
            let settings: Vec<Settings> = app.iter().flat_map(|a| &a.wanted).map(|w| w.settings.clone()).take(*left).collect();
            *left -= settings.len();
            if !settings.is_empty() {
                wanted.push((actor, settings));
            }
        }
        observer.flows(&wanted).await;
        if observer.snapshot().flows.len() == before {
            break;
        }
        open = wanted.into_iter().map(|(actor, _)| actor).collect();
    }
    Ok(())
}

/// Lets a second Ctrl-C end the process at once: the first one waits until what there is has been judged. Wrappers such as
/// `timeout` send the signal to a process and to its group, so that one key press may come twice.
async fn give_up_at_the_second() {
    interrupted().await;
    let first = Instant::now();
    while first.elapsed() < SAME_KEY_PRESS {
        interrupted().await;
    }
    std::process::exit(i32::from(super::exit::UNDETERMINED));
}

/// Waits for Ctrl-C, or for ever where there is no such thing.
pub async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The runtime of commands that talk.
///
/// # Errors
/// When the machine refuses threads.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(Failure::Runtime)
}
