//! What a run learns of its provider before anything else: the document of each actor, the product, the hosts that it names.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use serde_json::Value;

use super::Observer;
use crate::observe::Actor;
use crate::observe::flow::json_object;
use crate::observe::login::Known;
use crate::observe::steps::Informed;
use crate::provider_profile::{Answer, recognise};
use crate::recording::{StageStatus, Step, StepRecord};
use crate::wire::{Endpoint, document_for_people, endpoint};

impl Observer {
    pub(super) async fn discover<'a>(&self, actor: &'a Actor) -> Informed<'a> {
        let informed = self.uninformed(actor);
        // Whoever was registered has asked before.
        if self.ground.log.find_step(|s| s.step == Step::Discovery && s.app == actor.app).is_none() {
            self.ground.document(Step::Discovery, &informed, &informed.discovery_url).await;
        }
        let informed = self.remembered(actor);
        self.name_hosts(&informed);
        self.recognise(&informed);
        informed
    }

    fn uninformed<'a>(&self, actor: &'a Actor) -> Informed<'a> {
        let discovery_url = actor.behaviour.discovery_url(&self.target.issuer, &self.target.discovery_url);
        Informed { actor, discovery_url, metadata: None }
    }

    /// The actor with what it was told before.
    pub(super) fn remembered<'a>(&self, actor: &'a Actor) -> Informed<'a> {
        let mut informed = self.uninformed(actor);
        let own = |s: &StepRecord| s.step == Step::Discovery && s.app == actor.app;
        let last = self.ground.log.find_step(own).and_then(|s| s.exchanges.last().and_then(|id| self.ground.log.exchange(*id)));
        let read = last.as_ref().and_then(|e| json_object(e, &informed.manners())).map(Value::Object);
        let by_people = || document_for_people(&last.as_ref()?.complete()?.body.bytes());
        let typed = actor.behaviour.discovery.is_typed();
        informed.metadata = read.or_else(|| if typed { by_people() } else { None });
        informed
    }

    /// What is known of the product's login pages, once its answers give it away.
    fn recognise(&self, informed: &Informed<'_>) {
        let Some(Value::Object(document)) = &informed.metadata else { return };
        let own = |s: &StepRecord| s.step == Step::Discovery && s.app == informed.actor.app;
        let last = self.ground.log.find_step(own).and_then(|s| self.ground.log.exchange(*s.exchanges.last()?));
        let headers = last.and_then(|e| e.response.map(|r| r.headers)).unwrap_or_default();
        if let Some(profile) = recognise(Answer { document, headers: &headers }) {
            let browser = &self.ground.browser;
            let known = Known::of(profile, &browser.drivers.secrets);
            *browser.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
        }
    }

    fn name_hosts(&self, informed: &Informed<'_>) {
        // What the operator typed is named by the operator.
        let (behaviour, settings) = (&informed.actor.behaviour, &informed.actor.settings);
        if behaviour.discovery.is_typed() {
            let all = [Endpoint::Authorization, Endpoint::Token, Endpoint::Userinfo];
            let typed = all.map(|which| endpoint(behaviour, settings, None, which));
            self.ground.caller.name_hosts(typed.iter().flatten().map(String::as_str));
        }
        let Some(Value::Object(members)) = &informed.metadata else { return };
        let named = members.iter().filter(|(name, _)| is_place(name)).filter_map(|(_, value)| value.as_str());
        self.ground.caller.name_hosts(named);
    }

    pub(super) async fn resolve(&self, informed: &[Informed<'_>]) {
        let hosts: BTreeSet<String> = self.ground.caller.guard().hosts().map(str::to_owned).collect();
        futures::future::join_all(hosts.iter().map(|host| self.ground.caller.client.resolve(host))).await;
        for actor in informed.iter().filter(|i| i.needs(Step::Resolve)) {
            self.ground.step_said(Step::Resolve, actor.actor, StageStatus::Done, Vec::new(), None);
        }
    }
}

/// Members of the metadata that name places of the provider itself.
fn is_place(name: &str) -> bool {
    name == "issuer" || name == "jwks_uri" || name.ends_with("_endpoint") || name == "check_session_iframe"
}
