//! The observer: one run against one provider, in the order harmless, hostile, destructive.

mod clients;
mod discovery;
mod second_login;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use thiserror::Error;
use tokio::time::Instant;
use url::Url;

use super::backchannel::BackChannel;
use super::caller::Caller;
use super::chain::{Chain, chains};
use super::flow::FlowTask;
use super::ground::Ground;
use super::log::Log;
use super::login::{Browser, Drivers, Session};
use super::logins::Logins;
use super::logout::Leaving;
use super::registration::Registrar;
use super::steps::{Informed, NOTHING_THERE};
use super::turns::turns;
use super::{Actor, EndUser, Listener, Network};
use crate::http::{Client, ClientError, now_ms};
use crate::recording::{FORMAT, FlowRecord, Need, Recording, Step, TargetRecord, Tool};
use crate::wire::{FlowPlan, Probe, Settings};

/// Flows and steps under way at the same time.
const AT_ONCE: usize = 6;
/// What is left for the run after a driver that took all its time.
const AFTER_A_DRIVER: Duration = Duration::from_secs(60);
/// Why a person is asked for the apps' own logins alone.
const NO_MORE: &str = "the session is in the person's own browser, so that this would be one more login by hand";
/// Longest run; with a longer time-out for single answers it may last as much longer.
const RUN: Duration = Duration::from_secs(300);

/// Why nothing could be observed at all.
#[derive(Debug, Error)]
pub enum ObserveError {
    /// The file of further roots cannot be used.
    #[error("the roots given with --ca-file cannot be used: {0}")]
    Roots(String),
    /// The HTTP client cannot be built.
    #[error("the HTTP client cannot be built: {0}")]
    Client(String),
}

/// One run against one provider.
pub struct Observer {
    target: TargetRecord,
    ground: Ground,
    started_at_ms: i64,
    deadline: Instant,
    registrar: Registrar,
    back_channel: Option<BackChannel>,
    /// Something was begun and not brought to its end: Ctrl-C, or the end of all patience.
    cut_short: bool,
}

impl Observer {
    /// Gets ready; nothing is sent yet.
    ///
    /// # Errors
    /// When the given roots are no PEM certificates.
    pub fn new(
        target: TargetRecord,
        network: &Network,
        user: Option<EndUser>,
        listener: Arc<dyn Listener>,
    ) -> Result<Self, ObserveError> {
        let client = Client::new(network).map_err(|e| match e {
            ClientError::Roots(why) => ObserveError::Roots(why),
            ClientError::Build(why) => ObserveError::Client(why),
        })?;
        let log = Log::new(listener);
        let caller = Caller::new(client, log.clone());
        caller.name_hosts([target.given.as_str(), &target.issuer, &target.discovery_url]);
        let origin = |url: &String| Url::parse(url).ok().map(|u| u.origin());
        let apps = target.apps.iter().chain(&target.spec_client).flat_map(|a| [&a.app_url, &a.redirect_uri]).filter_map(origin);
        let browser = Browser {
            caller: caller.clone(),
            session: Session::default(),
            user,
            logins: Logins::default(),
            drivers: Drivers::form(),
            known: Arc::default(),
            apps: apps.collect(),
        };
        let deadline = Instant::now() + RUN.max(network.timeout * 10);
        let ground = Ground::new(caller, log, browser);
        let registrar = Registrar::default();
        Ok(Self { target, ground, started_at_ms: now_ms(), deadline, registrar, back_channel: None, cut_short: false })
    }

    /// The same run, with hosts of login pages that the discovery document does not name.
    #[must_use]
    pub fn with_login_hosts(self, hosts: &[String]) -> Self {
        self.ground.caller.allow_logins(hosts);
        self
    }

    /// The same run with further ways to log in.
    #[must_use]
    pub fn with_drivers(mut self, drivers: Drivers) -> Self {
        self.ground.browser.drivers = drivers;
        self
    }

    /// Observes everything these actors need: harmless things first, hostile ones next. What ends sessions waits for
    /// [`Observer::finish`].
    pub async fn run(&mut self, actors: &[Actor]) {
        self.cut_short = true;
        let ended = self.in_time(self.observe(actors)).await;
        self.cut_short = !ended;
    }

    /// Further flows of actors with other settings, on the session that is there. Flows that would look the same on the wire
    /// as one that was run are not run again.
    pub async fn flows(&mut self, wanted: &[(&Actor, Vec<Settings>)]) {
        self.cut_short = true;
        let (mut tasks, mut second): (Vec<FlowTask>, Vec<FlowTask>) = (Vec::new(), Vec::new());
        for (actor, settings) in wanted {
            let informed = self.remembered(actor);
            for settings in settings {
                if let Ok(Some(plan)) = informed.plan(&self.target.discovery_url, settings)
                    && !tasks.iter().any(|t| t.plan == plan)
                {
                    let name = format!("{} with other settings", actor.name());
                    let task = FlowTask { name, plan, probe: None, secret: informed.secret() };
                    if actor.needs.contains(&Need::Probe(Probe::SecondLogin)) {
                        second.push(task.clone());
                    }
                    tasks.push(task);
                }
            }
        }
        let ended = self.in_time(async {
            self.run_flows(tasks).await;
            self.second_logins_with_settings(second).await;
        });
        let ended = ended.await;
        self.cut_short = !ended;
    }

    /// The destructive rest: second readings, logouts.
    pub async fn leave(&mut self, actors: &[Actor]) {
        self.cut_short = true;
        let ended = self.in_time(self.end(actors)).await;
        self.cut_short = !ended;
    }

    /// The destructive rest, and the whole recording.
    pub async fn finish(mut self, actors: &[Actor]) -> Recording {
        self.leave(actors).await;
        self.unregister().await;
        self.snapshot()
    }

    /// Everything so far. While something is under way, or after it was dropped (Ctrl-C), the recording says that it was
    /// interrupted.
    pub fn snapshot(&self) -> Recording {
        let mut recording = Recording {
            schema: FORMAT.to_owned(),
            tool: Tool::this(),
            started_at_ms: self.started_at_ms,
            finished_at_ms: now_ms(),
            interrupted: self.cut_short,
            redacted: false,
            target: self.target.clone(),
            hosts: self.ground.caller.client.hosts(),
            exchanges: Vec::new(),
            steps: Vec::new(),
            flows: Vec::new(),
            signatures: Vec::new(),
            login: None,
        };
        self.ground.log.write(&mut recording);
        recording
    }

    /// A browser or a person at work has a bound of its own: their time does not count.
    async fn in_time(&self, work: impl Future<Output = ()>) -> bool {
        let mut deadline = self.deadline;
        let mut work = std::pin::pin!(work);
        loop {
            if tokio::time::timeout_at(deadline, &mut work).await.is_ok() {
                return true;
            }
            if !self.ground.browser.drivers.is_busy() {
                return false;
            }
            deadline = Instant::now() + AFTER_A_DRIVER;
        }
    }

    async fn observe(&self, actors: &[Actor]) {
        let informed = futures::future::join_all(actors.iter().map(|actor| self.discover(actor))).await;
        let quiet = async {
            tokio::join!(self.resolve(&informed), async {
                let steps = informed.iter().map(|i| self.ground.sessionless(i, &self.target.discovery_url));
                futures::stream::iter(steps.collect::<Vec<_>>()).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
            });
        };
        tokio::join!(quiet, self.with_logins(&informed));
    }

    async fn with_logins(&self, informed: &[Informed<'_>]) {
        let flowing: Vec<(&Informed<'_>, FlowPlan)> = informed
            .iter()
            .filter(|i| i.actor.needs.iter().any(|n| matches!(n, Need::Flow | Need::Probe(_))))
            .filter_map(|i| Some((i, i.plan(&self.target.discovery_url, &i.actor.settings).ok()??)))
            .collect();
        let task = |actor: &Informed<'_>, plan, probe| FlowTask {
            name: actor.actor.name().to_owned(),
            plan,
            probe,
            secret: actor.secret(),
        };
        let first: Vec<FlowTask> = flowing.iter().map(|(actor, plan)| task(actor, plan.clone(), None)).collect();
        let drivers = &self.ground.browser.drivers;
        drivers.will_ask_for(asked_for(&first));
        self.run_flows(first).await;
        drivers.ask_no_more(NO_MORE);
        let others = flowing.iter().filter_map(|(actor, plan)| Some(task(actor, self.ground.other_method(actor, plan)?, None)));
        self.run_flows(others.collect()).await;
        let (mut harmless, mut hostile, mut chained, mut together) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut second = Vec::new();
        for (actor, plan) in flowing {
            let plan = self.ground.usable(actor, plan);
            let wanted = self.ground.worth_probing(actor, &plan);
            let (mut mine, mut own): (Vec<FlowTask>, Vec<FlowTask>) =
                wanted.into_iter().map(|probe| task(actor, probe.apply(&plan), Some(probe))).partition(|t| !t.is_hostile());
            if actor.actor.app.is_some() {
                let again = mine.extract_if(.., |t| t.probe == Some(Probe::SecondLogin));
                // Where the first login told nothing, a second one will not either; `flows` makes up for it.
                let told = self.ground.worked(&task(actor, plan.clone(), None));
                let by_userinfo = actor.actor.behaviour.discovery.rocket_chat().is_some();
                second.extend(again.filter(|_| told).map(|task| (task, by_userinfo)));
            }
            together.extend(self.ground.together(&mut mine, &plan));
            harmless.append(&mut mine);
            chained.extend(chains(&mut own, &plan));
            hostile.append(&mut own);
        }
        harmless.extend(together.iter().map(|several| several.all.clone()));
        self.run_flows(harmless).await;
        self.second_logins(second).await;
        self.run_flows(together.into_iter().filter(|several| !self.ground.worked(&several.all)).flat_map(|s| s.parts).collect())
            .await;
        futures::stream::iter(informed.iter().map(|i| self.on_session(i)).collect::<Vec<_>>())
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<()>>()
            .await;
        self.hostile(chained, hostile).await;
    }

    /// What must be refused. Codes that are shown more than once come last, and one by one: some providers end the session
    /// that such a code came from, and every other code of that session dies with it.
    async fn hostile(&self, chained: Vec<Chain>, tasks: Vec<FlowTask>) {
        let is_replay = |task: &FlowTask| task.probe == Some(Probe::CodeReplay);
        let (mut replays, tasks): (Vec<_>, Vec<_>) = tasks.into_iter().partition(is_replay);
        self.run_flows(tasks).await;
        for chain in &chained {
            let (more, again): (Vec<_>, Vec<_>) = self.ground.chain(chain).await.into_iter().partition(is_replay);
            self.run_flows(again).await;
            replays.extend(more);
        }
        for replay in replays {
            self.run_flows(vec![replay]).await;
        }
    }

    /// Steps that need the session or its tokens.
    async fn on_session(&self, informed: &Informed<'_>) {
        let plan = self.usable_plan(informed);
        self.ground.with_tokens(informed, plan.as_ref()).await;
        if informed.needs(Step::StrictClient) {
            self.ground.strict_client(informed, &self.target.issuer, plan.as_ref()).await;
        }
    }

    /// What the actor sends, by the method of client authentication that works for it.
    fn usable_plan(&self, informed: &Informed<'_>) -> Option<FlowPlan> {
        let plan = informed.plan(&self.target.discovery_url, &informed.actor.settings).ok()??;
        Some(self.ground.usable(informed, plan))
    }

    async fn run_flows(&self, tasks: Vec<FlowTask>) {
        let (mut fresh, mut twins): (Vec<FlowTask>, Vec<FlowTask>) = (Vec::new(), Vec::new());
        for task in tasks {
            let plain = task.probe.is_none_or(Probe::is_all_in_the_plan);
            let same = |f: &FlowRecord| f.plan == task.plan && (f.probe == task.probe || plain && f.probe.is_none());
            let known = self.ground.log.find_flow(same).is_some();
            if known || fresh.iter().chain(&twins).any(|t| t.plan == task.plan && t.probe == task.probe) {
                continue;
            }
            let twin = self.ground.log.find_flow(|f| task.is_twin_of(&f.plan, f.probe)).is_some()
                || fresh.iter().any(|t| task.is_twin_of(&t.plan, t.probe));
            if twin { twins.push(task) } else { fresh.push(task) }
        }
        for turn in turns(fresh) {
            let flows: Vec<_> = turn.iter().map(|task| self.ground.flow(task)).collect();
            futures::stream::iter(flows).buffer_unordered(AT_ONCE).for_each(|_| async {}).await;
        }
        for task in twins {
            if let Some(flow) = self.ground.log.find_flow(|f| task.is_twin_of(&f.plan, f.probe)) {
                self.ground.log.flow(FlowRecord { plan: task.plan, probe: task.probe, ..flow });
            }
        }
    }

    async fn end(&self, actors: &[Actor]) {
        for actor in actors {
            let informed = self.remembered(actor);
            if informed.metadata.is_none() {
                self.ground.step_skipped(Step::DiscoveryAgain, actor, NOTHING_THERE);
                continue;
            }
            let jwks = informed.text("jwks_uri").map(str::to_owned);
            let again = [(Step::DiscoveryAgain, Some(informed.discovery_url.clone())), (Step::JwkSetAgain, jwks)];
            for (step, url) in again.into_iter().filter(|(step, _)| informed.needs(*step)) {
                match url {
                    Some(url) => drop(self.ground.document(step, &informed, &url).await),
                    None => {
                        self.ground.step_skipped(step, actor, "no-discovery: the discovery document has no jwks_uri that is text")
                    }
                }
            }
        }
        // After the second reading of the keys: Keycloak makes a new one for such a client.
        for actor in actors.iter().filter(|a| a.needs.contains(&Need::Step(Step::RegisteredAlgorithm))) {
            let informed = self.remembered(actor);
            self.ground.registered_algorithm(&informed, &self.target.discovery_url, &self.registrar).await;
        }
        let leaving = |actor| {
            let informed = self.remembered(actor);
            let plan = self.usable_plan(&informed);
            Leaving { informed, plan }
        };
        let all: Vec<Leaving<'_>> = actors.iter().map(leaving).collect();
        self.ground.logouts(&all).await;
        if let Some(channel) = &self.back_channel {
            let all: Vec<Informed<'_>> = all.into_iter().map(|leaving| leaving.informed).collect();
            self.ground.back_channel_logouts(channel, &all).await;
        }
    }
}

/// What logins a person would be asked for: one for each request that looks different on the wire.
fn asked_for(tasks: &[FlowTask]) -> Vec<String> {
    let mut kept: Vec<&FlowTask> = Vec::new();
    for task in tasks {
        if !kept.iter().any(|other| other.plan == task.plan || other.is_twin_of(&task.plan, None)) {
            kept.push(task);
        }
    }
    kept.into_iter().map(|task| task.name.clone()).collect()
}
