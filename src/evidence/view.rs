//! The view itself: which recording, which app, which settings.

use std::cell::OnceCell;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::documents::{Document, document};
use super::ending::Ending;
use super::flow::FlowEvidence;
use super::hybridauth::TwoSources;
use super::limits;
use crate::check::Missing;
use crate::oidc::{CompactJws, JwkSet, ProviderMetadata};
use crate::recording::{
    AppTarget, Exchange, ExchangeId, FlowRecord, REDACTED_SIGNATURE, Recording, StageStatus, Step, StepRecord, signature_fact,
    usable_plan,
};
use crate::wire::{
    ClientBehaviour, ClientContext, Endpoint, FlowPlan, NoPlan, Probe, RefusedRule, Settings, Version, document_for_people,
    endpoint, flow_plan,
};

/// Where an app takes its claims from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ClaimsSource {
    /// The userinfo answer alone.
    Userinfo,
    /// The ID Token, never verified, and userinfo, each read by hybridauth: which of them counts is up to each attribute.
    Hybridauth,
    /// The ID Token; while one of these settings is on, what it lacks (absent or null) comes from userinfo, top level only.
    IdTokenEnrichedWhile(Vec<String>),
    /// The ID Token with userinfo laid over it, top level only: what userinfo has counts. Without a `userinfo_endpoint` in the
    /// metadata, the ID Token alone.
    UserinfoOverIdToken,
    /// The userinfo answer alone, or while this setting is on the ID Token alone.
    UserinfoUnless(String),
}

impl ClaimsSource {
    /// The settings that it reads.
    pub fn settings(&self) -> impl Iterator<Item = &str> {
        let names: &[String] = match self {
            Self::IdTokenEnrichedWhile(names) => names,
            Self::UserinfoUnless(name) => std::slice::from_ref(name),
            _ => &[],
        };
        names.iter().map(String::as_str)
    }
}

/// Who looks.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Id of the app profile; `None` for the specification's own client.
    pub app: Option<&'a str>,
    /// Version of the app.
    pub version: &'a Version,
    /// The operator's client, URLs and settings.
    pub target: &'a AppTarget,
    /// Effective settings.
    pub settings: &'a Settings,
    /// Wire behaviour.
    pub behaviour: &'a ClientBehaviour,
    /// Where the app takes its claims from.
    pub claims: &'a ClaimsSource,
}

/// Read-only view of a recording. Accessors give `Err(Missing)` for what was never obtained.
pub struct Evidence<'a> {
    recording: &'a Recording,
    view: View<'a>,
    metadata: OnceCell<Option<Document>>,
    jwk_set: OnceCell<Option<Document>>,
    plan: OnceCell<Result<FlowPlan, NoPlan>>,
    flow: OnceCell<Option<FlowEvidence<'a>>>,
    typed_from: OnceCell<Option<Value>>,
    pub(super) two_sources: OnceCell<Result<TwoSources, Missing>>,
}

impl<'a> Evidence<'a> {
    /// A view of this recording.
    pub fn new(recording: &'a Recording, view: View<'a>) -> Self {
        Self {
            recording,
            view,
            metadata: OnceCell::new(),
            jwk_set: OnceCell::new(),
            plan: OnceCell::new(),
            flow: OnceCell::new(),
            typed_from: OnceCell::new(),
            two_sources: OnceCell::new(),
        }
    }

    /// The whole recording.
    pub fn recording(&self) -> &'a Recording {
        self.recording
    }

    /// Who looks.
    pub fn view(&self) -> View<'a> {
        self.view
    }

    /// Effective settings of the app.
    pub fn settings(&self) -> &'a Settings {
        self.view.settings
    }

    /// The client id, if a client was given.
    ///
    /// # Errors
    /// When none was given.
    pub fn client_id(&self) -> Result<&'a str, Missing> {
        let target: &'a AppTarget = self.view.target;
        target.client_id.as_deref().ok_or_else(|| self.no_client())
    }

    /// An exchange by its index.
    ///
    /// # Errors
    /// When the recording is damaged and has no such exchange.
    pub fn exchange(&self, id: ExchangeId) -> Result<&'a Exchange, Missing> {
        self.recording
            .exchanges
            .get(id)
            .ok_or_else(|| Missing::new("damaged-recording", format!("the recording has no exchange {id}")))
    }

    /// A step as this app did it, else as the tester did it by the specification.
    ///
    /// # Errors
    /// When it was not done.
    pub fn step(&self, step: Step) -> Result<&'a StepRecord, Missing> {
        let own = |s: &&StepRecord| s.step == step && s.app.as_deref() == self.view.app;
        let neutral = |s: &&StepRecord| s.step == step && s.app.is_none();
        let steps = &self.recording.steps;
        let found = steps.iter().find(own).or_else(|| steps.iter().find(neutral));
        let name = serde_json::to_value(step).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        match found {
            None if self.recording.interrupted => {
                Err(Missing::new("interrupted", format!("the run was cut short before the step {name:?}")))
            }
            None => Err(Missing::new("not-observed", format!("the step {name:?} was not part of this run"))),
            Some(record) => match &record.status {
                StageStatus::Done => Ok(record),
                status if limits::stands(self.recording, status, &record.exchanges) => Ok(record),
                StageStatus::Skipped(why) | StageStatus::Failed(why) => {
                    Err(Missing::new(cause_of(why), format!("the step {name:?} gave nothing: {}", words_of(why))))
                }
            },
        }
    }

    /// The last exchange of a step, with its index.
    ///
    /// # Errors
    /// When the step was not done.
    pub fn answer(&self, step: Step) -> Result<(ExchangeId, &'a Exchange), Missing> {
        let record = self.step(step)?;
        let id = *record.exchanges.last().ok_or_else(|| Missing::new("not-observed", "the step sent nothing"))?;
        Ok((id, self.exchange(id)?))
    }

    /// The discovery document as this app fetched it, whatever it is.
    ///
    /// # Errors
    /// When it was not asked for.
    pub fn discovery(&self) -> Result<&Document, Missing> {
        self.answer(Step::Discovery)?;
        let document = self.metadata.get_or_init(|| {
            let (id, exchange) = self.answer(Step::Discovery).ok()?;
            Some(document(id, exchange))
        });
        document.as_ref().ok_or_else(|| Missing::new("not-observed", "the discovery document was not asked for"))
    }

    /// The metadata, when the discovery document is a JSON object; otherwise the discovery checks say what is wrong.
    ///
    /// # Errors
    /// When there is none.
    pub fn metadata(&self) -> Result<ProviderMetadata<'_>, Missing> {
        let document = self.discovery()?;
        let none = || Missing::new("no-discovery", "there is no discovery document that is a JSON object");
        match document.json() {
            Some(value) if value.is_object() && document.counts(self.view.behaviour.statuses) => Ok(ProviderMetadata(value)),
            // A person reads it, and types what stands in it.
            _ if self.view.behaviour.discovery.is_typed() => {
                let read = self.typed_from.get_or_init(|| {
                    let (_, exchange) = self.answer(Step::Discovery).ok()?;
                    document_for_people(&exchange.complete()?.body.bytes())
                });
                read.as_ref().map(ProviderMetadata).ok_or_else(none)
            }
            _ => Err(none()),
        }
    }

    /// The JWK Set answer, whatever it is.
    ///
    /// # Errors
    /// When it was not asked for.
    pub fn jwk_set_document(&self) -> Result<&Document, Missing> {
        self.answer(Step::JwkSet)?;
        let document = self.jwk_set.get_or_init(|| {
            let (id, exchange) = self.answer(Step::JwkSet).ok()?;
            Some(document(id, exchange))
        });
        document.as_ref().ok_or_else(|| Missing::new("not-observed", "the JWK Set was not asked for"))
    }

    /// The JWK Set, when the answer is a JSON object.
    ///
    /// # Errors
    /// When there is none.
    pub fn jwk_set(&self) -> Result<JwkSet<'_>, Missing> {
        let document = self.jwk_set_document()?;
        match document.json() {
            Some(value) if value.is_object() && document.counts(self.view.behaviour.statuses) => Ok(JwkSet(value)),
            _ => Err(Missing::new("no-jwk-set", "there is no JWK Set that is a JSON object")),
        }
    }

    /// What this app would send, with its settings, to this provider.
    ///
    /// # Errors
    /// When the metadata leaves it no place to send the browser to, or no client was given.
    pub fn plan(&self) -> Result<&FlowPlan, Missing> {
        let client_id = self.client_id()?;
        let plan = self.plan.get_or_init(|| {
            let context = ClientContext {
                client_id,
                redirect_uri: &self.view.target.redirect_uri,
                discovery_url: &self.recording.target.discovery_url,
                version: self.view.version,
            };
            let metadata: Option<Value> = self.metadata().ok().map(|m| m.0.clone());
            let plan = flow_plan(self.view.behaviour, self.view.settings, metadata.as_ref(), &context)?;
            let tries_other = self.view.behaviour.token.refused == RefusedRule::OtherMethod;
            let exchange = |id| self.exchange(id).ok().cloned();
            Ok(if tries_other { usable_plan(plan, &self.recording.flows, exchange) } else { plan })
        });
        plan.as_ref().map_err(|no| Missing::new("no-discovery", no.to_string()))
    }

    /// An endpoint as the app has it: from the metadata, or as the operator typed it.
    pub fn endpoint(&self, which: Endpoint) -> Option<String> {
        let metadata = self.metadata().ok().map(|m| m.0);
        endpoint(self.view.behaviour, self.view.settings, metadata, which)
    }

    /// The flow that looked on the wire exactly as this app's would.
    ///
    /// # Errors
    /// When there was none.
    pub fn flow(&self) -> Result<&FlowEvidence<'a>, Missing> {
        let plan = self.plan()?;
        let flow = self.flow.get_or_init(|| find(self.recording, plan, None).map(|f| self.evidence_of(f)));
        flow.as_ref().ok_or_else(|| self.no_flow("a login exactly as the app would do it"))
    }

    /// The flow with a deviation.
    ///
    /// # Errors
    /// When there was none.
    pub fn probe(&self, probe: Probe) -> Result<FlowEvidence<'a>, Missing> {
        let plan = self.plan()?;
        let name = serde_json::to_value(probe).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        let probed = probe.apply(plan);
        // A deviation that this plan has already, by the provider's metadata or the settings, is the flow itself.
        // So is one that a plain login of this run has.
        find(self.recording, &probed, Some(probe))
            .or_else(|| if probe.is_all_in_the_plan() { find(self.recording, &probed, None) } else { None })
            .map(|f| self.evidence_of(f))
            .or_else(|| self.together(plan, probe))
            .ok_or_else(|| self.no_flow(&format!("a login with the deviation {name:?}")))
    }

    fn evidence_of(&self, flow: &'a FlowRecord) -> FlowEvidence<'a> {
        FlowEvidence::new(self.recording, flow, self.view.behaviour.statuses)
    }

    /// A login with this deviation and others that worked, beside a plain one that did.
    fn together(&self, plan: &FlowPlan, probe: Probe) -> Option<FlowEvidence<'a>> {
        let worked = |flow: &FlowEvidence<'_>| matches!(flow.ending(), Ok(Ending::Tokens(_)));
        let several = Probe::TOGETHER.into_iter().filter(|several| several.parts().contains(&probe));
        let flows = several.filter_map(|several| find(self.recording, &several.apply(plan), Some(several)));
        let found = flows.map(|f| self.evidence_of(f)).find(worked)?;
        self.flow().is_ok_and(worked).then_some(found)
    }

    /// Logins of the same client in sessions of their own, whoever's plan they followed.
    pub fn second_logins(&self) -> impl Iterator<Item = FlowEvidence<'a>> {
        let client = self.view.target.client_id.as_deref();
        let own = move |f: &&FlowRecord| f.probe == Some(Probe::SecondLogin) && Some(f.plan.token.client_id.as_str()) == client;
        self.recording.flows.iter().filter(own).map(|f| self.evidence_of(f))
    }

    /// A login in a session of its own, whoever's plan it followed, for the same client: another one may see another subject.
    pub fn second_login(&self) -> Option<FlowEvidence<'a>> {
        let client = self.client_id().ok()?;
        let is_one = |flow: &&FlowRecord| flow.probe == Some(Probe::SecondLogin) && flow.plan.token.client_id == client;
        let record = self.recording.flows.iter().find(is_one)?;
        Some(self.evidence_of(record))
    }

    /// The claims as the app sees them: of the ID Token, of userinfo, or of both, by its profile.
    ///
    /// # Errors
    /// When the token they would come from was never obtained.
    pub fn claims(&self) -> Result<serde_json::Map<String, Value>, Missing> {
        let flow = self.flow()?;
        match self.view.claims {
            ClaimsSource::Userinfo => flow.userinfo_claims().cloned(),
            ClaimsSource::UserinfoUnless(setting) if self.view.settings.is_on(setting) => flow.id_token_claims(),
            ClaimsSource::UserinfoUnless(_) => flow.userinfo_claims().cloned(),
            ClaimsSource::Hybridauth => self.two_sources().map(|sources| sources.id_token.clone()),
            ClaimsSource::UserinfoOverIdToken => {
                let mut claims = flow.id_token_claims()?;
                if flow.record.plan.userinfo.endpoint.is_some() {
                    claims.extend(flow.userinfo_claims()?.clone());
                }
                Ok(claims)
            }
            ClaimsSource::IdTokenEnrichedWhile(switches) => {
                let mut claims = flow.id_token_claims()?;
                if switches.iter().any(|name| self.view.settings.is_on(name)) {
                    // An unusable userinfo answer is silently nothing; one that was never asked for is missing evidence.
                    let answered = matches!(flow.record.userinfo.status, StageStatus::Done | StageStatus::Skipped(_));
                    match flow.userinfo_claims() {
                        Ok(more) => fill(&mut claims, more),
                        Err(_) if answered => {}
                        Err(missing) => return Err(missing),
                    }
                }
                Ok(claims)
            }
        }
    }

    /// Of a redacted run, whether this token's signature was good with this key; `None` where the signature is still there.
    pub fn kept_signature(&self, token: &CompactJws<'_>, key: &Value) -> Option<Result<bool, Missing>> {
        if token.segments.get(2) != Some(&REDACTED_SIGNATURE) {
            return None;
        }
        let fact = signature_fact(self.recording, token, key);
        Some(fact.ok_or_else(|| Missing::new("redacted", "the signature was taken out of the saved run")))
    }

    fn no_flow(&self, what: &str) -> Missing {
        if self.recording.interrupted {
            Missing::new("interrupted", format!("the run was cut short before {what}"))
        } else if self.recording.target.has_account {
            Missing::new("not-observed", format!("{what} was not part of this run"))
        } else {
            Missing::new("no-account", format!("{what} needs a test account (--user, --password)"))
        }
    }
}

/// Adds what is absent or null.
pub(super) fn fill(claims: &mut serde_json::Map<String, Value>, more: &serde_json::Map<String, Value>) {
    for (name, value) in more {
        if claims.get(name).is_none_or(Value::is_null) {
            claims.insert(name.clone(), value.clone());
        }
    }
}

fn find<'a>(recording: &'a Recording, plan: &FlowPlan, probe: Option<Probe>) -> Option<&'a FlowRecord> {
    recording.flows.iter().find(|f| f.probe == probe && f.plan == *plan)
}

/// The reason without the id of its cause.
pub(super) fn words_of(why: &str) -> &str {
    why.strip_prefix(&format!("{}: ", cause_of(why))).unwrap_or(why)
}

/// Reasons of skipped steps begin with the id of their cause and a colon where they have one.
pub(super) fn cause_of(why: &str) -> String {
    match why.split_once(": ") {
        Some((id, _)) if !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c == '-') => id.to_owned(),
        _ => "not-observed".to_owned(),
    }
}
