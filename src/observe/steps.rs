//! Steps that need no session: documents, and endpoints asked in ways that must be refused.

use serde_json::{Map, Value};
use url::Url;

use super::Actor;
use super::caller::Called;
use super::flow::{json_object, token_request};
use super::ground::Ground;
use super::picture;
use super::random::{Filling, unheard_of};
use crate::http::{Method, Outgoing};
use crate::recording::{Need, StageStatus, Step, StepRecord};
use crate::secret::Secret;
use crate::wire::{ClientContext, FlowPlan, HttpManners, NoPlan, Settings, flow_plan};

/// Why a document is not asked for again when the first time gave nothing.
pub(super) const NOTHING_THERE: &str = "no-discovery: the discovery document could not be read the first time";

/// An actor with what it was told by the provider.
pub(super) struct Informed<'a> {
    pub(super) actor: &'a Actor,
    pub(super) discovery_url: String,
    pub(super) metadata: Option<Value>,
}

impl<'a> Informed<'a> {
    /// What the actor would send with these settings.
    ///
    /// # Errors
    /// When there is no place to send the browser to.
    pub(super) fn plan(&self, typed_discovery_url: &str, settings: &Settings) -> Result<Option<FlowPlan>, NoPlan> {
        let Some(client_id) = self.actor.target.client_id.as_deref() else {
            return Ok(None);
        };
        let context = ClientContext {
            client_id,
            redirect_uri: &self.actor.target.redirect_uri,
            discovery_url: typed_discovery_url,
            version: &self.actor.version,
        };
        flow_plan(&self.actor.behaviour, settings, self.metadata.as_ref(), &context).map(Some)
    }

    /// A member of the metadata that is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.metadata.as_ref()?.get(name)?.as_str()
    }

    pub(super) fn manners(&self) -> HttpManners {
        self.actor.behaviour.at(&self.actor.version).0.manners()
    }

    pub(super) fn secret(&self) -> Secret {
        self.actor.secret.clone().unwrap_or_else(|| Secret::new(""))
    }

    pub(super) fn needs(&self, step: Step) -> bool {
        self.actor.needs.contains(&Need::Step(step))
    }
}

/// Name of a step, for people.
pub(super) fn step_name(step: Step) -> String {
    let name = serde_json::to_value(step).ok().and_then(|v| v.as_str().map(str::to_owned));
    name.unwrap_or_default().replace('-', " ")
}

impl Ground {
    /// Takes a step down.
    pub(super) fn step(&self, step: Step, actor: &Actor, called: &Called) {
        self.step_said(step, actor, called.status(), called.ids.clone(), None);
    }

    pub(super) fn step_said(&self, step: Step, actor: &Actor, status: StageStatus, exchanges: Vec<usize>, said: Option<String>) {
        self.done(&label(step, actor), &status);
        let record = StepRecord { step, app: actor.app.clone(), variant: String::new(), status, exchanges, said };
        self.log.step(record);
    }

    pub(super) fn step_skipped(&self, step: Step, actor: &Actor, why: &str) {
        self.step_said(step, actor, StageStatus::Skipped(why.to_owned()), Vec::new(), None);
    }

    /// A document as the actor fetches it. Equal requests are sent once, and the answer counts for both.
    pub(super) async fn document(&self, step: Step, informed: &Informed<'_>, url: &str) -> Option<Map<String, Value>> {
        let actor = informed.actor;
        self.started(&label(step, actor));
        let manners = informed.manners();
        let cell = self.fetched.cell(step, url, &manners);
        let mut fetched = cell.lock().await;
        if let Some((status, ids)) = fetched.clone() {
            self.step_said(step, actor, status, ids.clone(), None);
            let last = ids.last().and_then(|id| self.log.exchange(*id));
            return last.as_ref().and_then(|e| json_object(e, &manners));
        }
        let called = self.caller.call_as(&manners, Outgoing::get(label(step, actor), url)).await;
        *fetched = Some((called.status(), called.ids.clone()));
        self.step(step, actor, &called);
        json_object(&called.exchange, &manners)
    }

    /// The steps of this actor that need neither login nor session.
    pub(super) async fn sessionless(&self, informed: &Informed<'_>, typed_discovery_url: &str) {
        let actor = informed.actor;
        for step in [Step::JwkSet, Step::DiscoveryCors, Step::AuthorizationEndpointBare, Step::TokenEndpointBare] {
            if step == Step::DiscoveryCors && informed.needs(step) && informed.metadata.is_none() {
                self.step_skipped(step, actor, NOTHING_THERE);
                continue;
            }
            let wanted = informed.needs(step) || step == Step::JwkSet && actor.needs.contains(&Need::Flow);
            if wanted {
                self.plain_step(step, informed).await;
            }
        }
        for step in [Step::UserinfoWithoutToken, Step::UserinfoWrongToken] {
            if !informed.needs(step) {
                continue;
            }
            self.started(&label(step, actor));
            let Some(endpoint) = informed.text("userinfo_endpoint") else {
                self.step_skipped(step, actor, "no-discovery: the discovery document has no userinfo_endpoint that is text");
                continue;
            };
            let mut request = Outgoing::get(label(step, actor), endpoint);
            if step == Step::UserinfoWrongToken {
                request = request.with_header("Authorization", format!("Bearer {}", unheard_of()));
            }
            let called = self.caller.call_as(&informed.manners(), request).await;
            self.step(step, actor, &called);
        }
        if informed.needs(Step::WrongCode) {
            self.wrong_code(informed, typed_discovery_url).await;
        }
    }

    async fn plain_step(&self, step: Step, informed: &Informed<'_>) {
        let actor = informed.actor;
        let name = label(step, actor);
        let endpoint = match step {
            Step::JwkSet => "jwks_uri",
            Step::AuthorizationEndpointBare => "authorization_endpoint",
            Step::TokenEndpointBare => "token_endpoint",
            _ => "",
        };
        let url = if step == Step::DiscoveryCors { Some(informed.discovery_url.as_str()) } else { informed.text(endpoint) };
        let Some(url) = url.map(str::to_owned) else {
            self.step_skipped(step, actor, &format!("no-discovery: the discovery document has no {endpoint} that is text"));
            return;
        };
        if step == Step::JwkSet {
            self.document(step, informed, &url).await;
            return;
        }
        self.started(&name);
        let called = match step {
            Step::DiscoveryCors => {
                let origin = Url::parse(&actor.target.app_url).map(|u| u.origin().ascii_serialization()).unwrap_or_default();
                let request = Outgoing::get(name, url).with_header("Accept", "application/json").with_header("Origin", origin);
                self.caller.call(request).await
            }
            Step::AuthorizationEndpointBare => {
                self.caller.call(Outgoing::get(name, url).with_header("Accept", "text/html")).await
            }
            _ => self.caller.call_as(&informed.manners(), Outgoing::post_form(name, url, String::new())).await,
        };
        self.step(step, actor, &called);
    }

    async fn wrong_code(&self, informed: &Informed<'_>, typed_discovery_url: &str) {
        let (step, actor) = (Step::WrongCode, informed.actor);
        let name = label(step, actor);
        self.started(&name);
        let plan = match informed.plan(typed_discovery_url, &actor.settings) {
            Ok(Some(plan)) => plan,
            Ok(None) => return self.step_skipped(step, actor, "no-client: no client was given (--client-id)"),
            Err(no) => return self.step_skipped(step, actor, &format!("no-discovery: {no}")),
        };
        let fields = Filling::of(&plan).fill(&plan.token.parameters, &unheard_of());
        match token_request(&name, &plan.token, &fields, &informed.secret()) {
            Some(request) => {
                let called = self.caller.call_as(&plan.manners, request).await;
                self.step(step, actor, &called);
            }
            None => self.step_skipped(step, actor, "no-discovery: the discovery document has no token_endpoint that is text"),
        }
    }

    /// The steps that use the tokens of the actor's own flow.
    pub(super) async fn with_tokens(&self, informed: &Informed<'_>, plan: Option<&FlowPlan>) {
        let actor = informed.actor;
        let wanted: Vec<Step> =
            [Step::UserinfoPost, Step::Picture, Step::Refresh].into_iter().filter(|s| informed.needs(*s)).collect();
        if wanted.is_empty() {
            return;
        }
        let flow = plan.and_then(|plan| self.log.find_flow(|f| f.plan == *plan && f.probe.is_none()));
        let manners = informed.manners();
        let answer = |id: Option<usize>| json_object(&self.log.exchange(id?)?, &manners);
        let tokens = flow.as_ref().and_then(|f| answer(f.token.last()));
        let userinfo = flow.as_ref().and_then(|f| answer(f.userinfo.last()));
        let text = |name: &str| tokens.as_ref().and_then(|t| t.get(name)?.as_str()).map(str::to_owned);
        for step in wanted {
            let name = label(step, actor);
            self.started(&name);
            let request = match step {
                Step::UserinfoPost => userinfo_post(&name, informed.text("userinfo_endpoint"), text("access_token")),
                Step::Picture => picture::request(&name, actor, text("id_token").as_deref(), userinfo.as_ref()),
                _ => refresh(&name, informed, plan, text("refresh_token")),
            };
            match request {
                Ok(request) => {
                    let own = if step == Step::Picture { picture::manners(actor) } else { None };
                    let called = self.caller.call_as(own.as_ref().unwrap_or(&manners), request).await;
                    self.step(step, actor, &called);
                }
                Err(why) => self.step_skipped(step, actor, &why),
            }
        }
    }
}

/// Purpose of a step's exchange: `discovery as nextcloud-user-oidc`.
pub(super) fn label(step: Step, actor: &Actor) -> String {
    format!("{} as {}", step_name(step), actor.name())
}

fn userinfo_post(name: &str, endpoint: Option<&str>, token: Option<String>) -> Result<Outgoing, String> {
    let endpoint = endpoint.ok_or("no-discovery: the discovery document has no userinfo_endpoint that is text")?;
    let token = token.ok_or("no-access-token: no login gave an access token")?;
    let post = Outgoing { method: Method::Post, ..Outgoing::get(name, endpoint) };
    // A POST without a body says so.
    let post = Outgoing { body: Some(Vec::new()), ..post };
    Ok(post.with_header("Authorization", format!("Bearer {token}")))
}

/// The refresh request; an app that refreshes (user_oidc) always posts its secret, whatever it did for the code.
fn refresh(name: &str, informed: &Informed<'_>, plan: Option<&FlowPlan>, token: Option<String>) -> Result<Outgoing, String> {
    use crate::wire::ClientAuthentication;
    let token = token.ok_or("no-refresh-token: the token answer has no refresh_token that is text")?;
    let mut plan = plan.ok_or("no-client: there is no login to refresh")?.token.clone();
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let grant = [field("grant_type", "refresh_token"), field("refresh_token", &token)];
    let fields = if informed.actor.app.is_some() {
        plan.authentication = ClientAuthentication::Post;
        let secret = informed.secret();
        [vec![field("client_id", &plan.client_id), field("client_secret", secret.secret())], grant.to_vec()].concat()
    } else {
        grant.to_vec()
    };
    token_request(name, &plan, &fields, &informed.secret())
        .ok_or_else(|| "no-discovery: the discovery document has no token_endpoint that is text".to_owned())
}
