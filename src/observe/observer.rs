//! The observer: one run against one provider, in the order harmless, hostile, destructive.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use serde_json::Value;
use thiserror::Error;
use tokio::time::Instant;
use url::Url;

use super::caller::Caller;
use super::flow::FlowTask;
use super::ground::Ground;
use super::log::Log;
use super::login::{Browser, Session};
use super::logins::Logins;
use super::logout::Leaving;
use super::steps::{Informed, NOTHING_THERE};
use super::{Actor, EndUser, Listener, Network};
use crate::http::{Client, ClientError, now_ms};
use crate::recording::{FORMAT, Need, Recording, Step, StepRecord, TargetRecord, Tool};
use crate::wire::{Probe, Settings};

/// Flows and steps under way at the same time.
const AT_ONCE: usize = 6;
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
            apps: apps.collect(),
        };
        let deadline = Instant::now() + RUN.max(network.timeout * 10);
        let ground = Ground::new(caller, log, browser);
        Ok(Self { target, ground, started_at_ms: now_ms(), deadline, cut_short: false })
    }

    /// Observes everything these actors need: harmless things first, hostile ones next. What ends sessions waits for
    /// [`Observer::finish`].
    pub async fn run(&mut self, actors: &[Actor]) {
        self.cut_short = true;
        let ended = self.in_time(self.observe(actors)).await;
        self.cut_short = !ended;
    }

    /// Further flows of one actor with other settings, on the session that is there. Flows that would look the same on the
    /// wire as one that was run are not run again.
    pub async fn flows(&mut self, actor: &Actor, settings: &[Settings]) {
        self.cut_short = true;
        let informed = self.remembered(actor);
        let mut tasks: Vec<FlowTask> = Vec::new();
        for settings in settings {
            if let Ok(Some(plan)) = informed.plan(&self.target.discovery_url, settings)
                && !tasks.iter().any(|t| t.plan == plan)
            {
                let name = format!("{} with other settings", actor.name());
                tasks.push(FlowTask { name, plan, probe: None, secret: informed.secret() });
            }
        }
        let ended = self.in_time(self.run_flows(tasks)).await;
        self.cut_short = !ended;
    }

    /// The destructive rest (second readings, logouts), and the whole recording.
    pub async fn finish(mut self, actors: &[Actor]) -> Recording {
        self.cut_short = true;
        let ended = self.in_time(self.end(actors)).await;
        self.cut_short = !ended;
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
        };
        self.ground.log.write(&mut recording);
        recording
    }

    async fn in_time(&self, work: impl Future<Output = ()>) -> bool {
        tokio::time::timeout_at(self.deadline, work).await.is_ok()
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
        let (mut main, mut harmless, mut hostile) = (Vec::new(), Vec::new(), Vec::new());
        for actor in informed {
            let Ok(Some(plan)) = actor.plan(&self.target.discovery_url, &actor.actor.settings) else {
                continue;
            };
            let task = |plan, probe| FlowTask { name: actor.actor.name().to_owned(), plan, probe, secret: actor.secret() };
            let probes: Vec<Probe> =
                actor.actor.needs.iter().filter_map(|n| if let Need::Probe(p) = n { Some(*p) } else { None }).collect();
            if actor.actor.needs.contains(&Need::Flow) || !probes.is_empty() {
                main.push(task(plan.clone(), None));
            }
            for probe in probes {
                let changed = probe.apply(&plan);
                // What the plan does anyway is no deviation.
                if changed == plan && !matches!(probe, Probe::CodeReplay | Probe::SecondLogin) {
                    continue;
                }
                let task = task(changed, Some(probe));
                if task.is_hostile() { hostile.push(task) } else { harmless.push(task) }
            }
        }
        self.run_flows(main).await;
        self.run_flows(harmless).await;
        futures::stream::iter(informed.iter().map(|i| self.on_session(i)).collect::<Vec<_>>())
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<()>>()
            .await;
        self.run_flows(hostile).await;
    }

    /// Steps that need the session or its tokens.
    async fn on_session(&self, informed: &Informed<'_>) {
        let plan = informed.plan(&self.target.discovery_url, &informed.actor.settings).ok().flatten();
        self.ground.with_tokens(informed, plan.as_ref()).await;
        if informed.needs(Step::StrictClient) {
            self.ground.strict_client(informed, &self.target.issuer, plan.as_ref()).await;
        }
    }

    async fn run_flows(&self, tasks: Vec<FlowTask>) {
        let mut fresh: Vec<FlowTask> = Vec::new();
        for task in tasks {
            let known = self.ground.log.find_flow(|f| f.plan == task.plan && f.probe == task.probe).is_some();
            if !known && !fresh.iter().any(|t| t.plan == task.plan && t.probe == task.probe) {
                fresh.push(task);
            }
        }
        let flows: Vec<_> = fresh.iter().map(|task| self.ground.flow(task)).collect();
        futures::stream::iter(flows).buffer_unordered(AT_ONCE).for_each(|_| async {}).await;
    }

    async fn discover<'a>(&self, actor: &'a Actor) -> Informed<'a> {
        let mut informed = self.uninformed(actor);
        let url = informed.discovery_url.clone();
        let document = self.ground.document(Step::Discovery, &informed, &url).await;
        informed.metadata = document.map(Value::Object);
        self.name_hosts(&informed);
        informed
    }

    fn uninformed<'a>(&self, actor: &'a Actor) -> Informed<'a> {
        let discovery_url = actor.behaviour.discovery_url(&self.target.issuer, &self.target.discovery_url);
        Informed { actor, discovery_url, metadata: None }
    }

    /// The actor with what it was told before.
    fn remembered<'a>(&self, actor: &'a Actor) -> Informed<'a> {
        let mut informed = self.uninformed(actor);
        let own = |s: &StepRecord| s.step == Step::Discovery && s.app == actor.app;
        let last = self.ground.log.find_step(own).and_then(|s| s.exchanges.last().and_then(|id| self.ground.log.exchange(*id)));
        informed.metadata = last.as_ref().and_then(|e| super::flow::json_object(e, &informed.manners())).map(Value::Object);
        informed
    }

    fn name_hosts(&self, informed: &Informed<'_>) {
        let Some(Value::Object(members)) = &informed.metadata else { return };
        let named = members.iter().filter(|(name, _)| is_place(name)).filter_map(|(_, value)| value.as_str());
        self.ground.caller.name_hosts(named);
    }

    async fn resolve(&self, informed: &[Informed<'_>]) {
        let hosts: BTreeSet<String> = self.ground.caller.guard().hosts().map(str::to_owned).collect();
        futures::future::join_all(hosts.iter().map(|host| self.ground.caller.client.resolve(host))).await;
        for actor in informed.iter().filter(|i| i.needs(Step::Resolve)) {
            self.ground.step_said(Step::Resolve, actor.actor, crate::recording::StageStatus::Done, Vec::new(), None);
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
        let leaving = |actor| {
            let informed = self.remembered(actor);
            let plan = informed.plan(&self.target.discovery_url, &informed.actor.settings).ok().flatten();
            Leaving { informed, plan }
        };
        let all: Vec<Leaving<'_>> = actors.iter().map(leaving).collect();
        self.ground.logouts(&all).await;
    }
}

/// Members of the metadata that name places of the provider itself.
fn is_place(name: &str) -> bool {
    name == "issuer" || name == "jwks_uri" || name.ends_with("_endpoint") || name == "check_session_iframe"
}
