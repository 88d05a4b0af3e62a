//! Steps that need no session: documents, and endpoints asked in ways that must be refused.

use serde_json::{Map, Value};
use url::Url;

use super::Actor;
use super::caller::Called;
use super::flow::json_object;
use super::ground::Ground;
use super::picture;
use super::random::{Filling, unheard_of};
use super::requests::token_request;
use crate::http::Outgoing;
use crate::recording::{Need, StageStatus, Step, StepRecord, refuses_client, usable_plan};
use crate::secret::Secret;
use crate::wire::{ClientAuthentication, ClientContext, FlowPlan, HttpManners, NoPlan, RefusedRule, Settings, flow_plan};

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
        self.plan_of(client_id, typed_discovery_url, settings).map(Some)
    }

    /// What it would send as this client.
    ///
    /// # Errors
    /// When there is no place to send the browser to.
    pub(super) fn plan_of(&self, client_id: &str, typed_discovery_url: &str, settings: &Settings) -> Result<FlowPlan, NoPlan> {
        let context = ClientContext {
            client_id,
            redirect_uri: &self.actor.target.redirect_uri,
            discovery_url: typed_discovery_url,
            version: &self.actor.version,
        };
        flow_plan(&self.actor.behaviour, settings, self.metadata.as_ref(), &context)
    }

    /// Why there is no client.
    pub(super) fn no_client(&self) -> &'static str {
        match self.actor.register {
            Some(_) => "no-registration: no client was registered",
            None => "no-client: no client was given (--client-id)",
        }
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

    /// Whether it tries the other method of client authentication when the first is refused. Without a secret there is none.
    pub(super) fn tries_other_method(&self) -> bool {
        self.actor.behaviour.token.refused == RefusedRule::OtherMethod && self.actor.secret.is_some()
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
        let manners = actor.behaviour.at(&actor.version).0.document_manners();
        let cell = self.fetched.cell(step, url, &manners);
        let mut fetched = cell.lock().await;
        if let Some((status, ids)) = fetched.clone() {
            self.step_said(step, actor, status, ids.clone(), None);
            let last = ids.last().and_then(|id| self.log.exchange(*id));
            return last.as_ref().and_then(|e| json_object(e, &manners));
        }
        let asked = actor.behaviour.asked_address(url);
        let called = self.caller.call_as(&manners, Outgoing::get(label(step, actor), asked)).await;
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
            let verifies = !actor.behaviour.discovery.is_typed() && actor.needs.contains(&Need::Flow);
            let wanted = informed.needs(step) || step == Step::JwkSet && verifies;
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
            Ok(None) => return self.step_skipped(step, actor, informed.no_client()),
            Err(no) => return self.step_skipped(step, actor, &format!("no-discovery: {no}")),
        };
        let fields = Filling::of(&plan).fill(&plan.token.parameters, Some(&unheard_of()));
        let request = |plan: &FlowPlan| token_request(&name, &plan.token, &fields, &informed.secret());
        let Some(first) = request(&plan) else {
            return self.step_skipped(step, actor, "no-discovery: the discovery document has no token_endpoint that is text");
        };
        let mut called = self.caller.call_as(&plan.manners, first).await;
        let other = plan.by_other_method().filter(|_| informed.tries_other_method() && refuses_client(&called.exchange));
        if let Some(request) = other.as_ref().and_then(request) {
            let again = self.caller.call_as(&plan.manners, request).await;
            called = Called { ids: [called.ids, again.ids].concat(), ..again };
        }
        self.step(step, actor, &called);
    }

    /// The login by the other method of client authentication, where the actor tries it and this one was refused for the client.
    pub(super) fn other_method(&self, informed: &Informed<'_>, plan: &FlowPlan) -> Option<FlowPlan> {
        let flow = self.log.find_flow(|f| f.plan == *plan && f.probe.is_none()).filter(|_| informed.tries_other_method())?;
        refuses_client(&self.log.exchange(flow.token.last()?)?).then(|| plan.by_other_method())?
    }

    /// The plan by the method of client authentication that works for this actor.
    pub(super) fn usable(&self, informed: &Informed<'_>, plan: FlowPlan) -> FlowPlan {
        if !informed.tries_other_method() {
            return plan;
        }
        usable_plan(plan, &self.log.flows(), |id| self.log.exchange(id))
    }

    /// The steps that use the tokens of the actor's own flow.
    pub(super) async fn with_tokens(&self, informed: &Informed<'_>, plan: Option<&FlowPlan>) {
        let actor = informed.actor;
        let wanted: Vec<Step> = WITH_TOKENS.into_iter().filter(|s| informed.needs(*s)).collect();
        if wanted.is_empty() {
            return;
        }
        let flow = plan.and_then(|plan| self.log.find_flow(|f| f.plan == *plan && f.probe.is_none()));
        let manners = informed.manners();
        let answer = |id: Option<usize>| json_object(&self.log.exchange(id?)?, &manners);
        let tokens = flow.as_ref().and_then(|f| answer(f.token.last()));
        let userinfo = flow.as_ref().and_then(|f| answer(f.userinfo.last()));
        let text = |tokens: &Option<Map<String, Value>>, name: &str| {
            tokens.as_ref().and_then(|t| t.get(name)?.as_str().map(str::to_owned))
        };
        // A refresh may replace the refresh token.
        let mut latest = tokens.clone();
        let mut refresh_token = text(&tokens, "refresh_token");
        for step in wanted {
            let name = label(step, actor);
            self.started(&name);
            let request = match step {
                Step::UserinfoPost => userinfo_post(&name, informed.text("userinfo_endpoint"), text(&tokens, "access_token")),
                Step::Picture => picture::request(&name, actor, text(&tokens, "id_token").as_deref(), userinfo.as_ref()),
                Step::UserinfoRefreshed => {
                    let refreshed = self.log.find_step(|s| s.step == Step::Refresh && s.app == actor.app);
                    let token = text(&answer(refreshed.and_then(|s| s.exchanges.last().copied())), "access_token");
                    userinfo_refreshed(&name, informed.text("userinfo_endpoint"), token)
                }
                _ => refresh(&name, step, informed, plan, refresh_token.clone(), latest.as_ref()),
            };
            match request {
                Ok(request) => {
                    let own = if step == Step::Picture { picture::manners(actor) } else { None };
                    let refreshes = !matches!(step, Step::UserinfoPost | Step::UserinfoRefreshed | Step::Picture);
                    let _turn = if refreshes { Some(self.refreshing.lock().await) } else { None };
                    let called = self.caller.call_as(own.as_ref().unwrap_or(&manners), request).await;
                    self.step(step, actor, &called);
                    if let (false, Some(more)) = (step == Step::UserinfoPost, json_object(&called.exchange, &manners))
                        && more.contains_key("access_token")
                    {
                        latest = Some(more);
                        refresh_token = text(&latest, "refresh_token").or(refresh_token);
                    }
                }
                Err(why) => self.step_skipped(step, actor, &why),
            }
        }
    }
}

/// Steps that use tokens, in their order: each refresh may end the refresh token before it.
const WITH_TOKENS: [Step; 6] = [
    Step::UserinfoPost,
    Step::Picture,
    Step::Refresh,
    Step::UserinfoRefreshed,
    Step::RefreshWithoutAuthentication,
    Step::RefreshWiderScope,
];

/// Purpose of a step's exchange: `discovery as nextcloud-user-oidc`.
pub(super) fn label(step: Step, actor: &Actor) -> String {
    format!("{} as {}", step_name(step), actor.name())
}

fn userinfo_post(name: &str, endpoint: Option<&str>, token: Option<String>) -> Result<Outgoing, String> {
    let endpoint = endpoint.ok_or("no-discovery: the discovery document has no userinfo_endpoint that is text")?;
    let token = token.ok_or("no-access-token: no login gave an access token")?;
    // A form without fields, as RFC 6750 knows it: some refuse a POST of any other kind, and some one without a length.
    let post = Outgoing::post_form(name, endpoint, String::new());
    Ok(post.with_header("Authorization", format!("Bearer {token}")))
}

fn userinfo_refreshed(name: &str, endpoint: Option<&str>, token: Option<String>) -> Result<Outgoing, String> {
    let endpoint = endpoint.ok_or("no-discovery: the discovery document has no userinfo_endpoint that is text")?;
    let token = token.ok_or("no-refreshed-tokens: the refresh gave no access token")?;
    Ok(Outgoing::get(name, endpoint).with_header("Authorization", format!("Bearer {token}")))
}

/// A refresh request; an app that refreshes (user_oidc) always posts its secret, whatever it did for the code.
fn refresh(
    name: &str,
    step: Step,
    informed: &Informed<'_>,
    plan: Option<&FlowPlan>,
    token: Option<String>,
    latest: Option<&Map<String, Value>>,
) -> Result<Outgoing, String> {
    let token = token.ok_or("no-refresh-token: the token answer has no refresh_token that is text")?;
    let whole = plan.ok_or("no-client: there is no login to refresh")?;
    let mut plan = whole.token.clone();
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut grant = vec![field("grant_type", "refresh_token"), field("refresh_token", &token)];
    match step {
        Step::RefreshWithoutAuthentication => plan.authentication = ClientAuthentication::None,
        Step::RefreshWiderScope => grant.push(field("scope", &wider_scope(whole, latest, informed))),
        _ => {}
    }
    if informed.actor.app.is_some() {
        plan.authentication = ClientAuthentication::Post;
        let secret = informed.secret();
        grant.splice(0..0, [field("client_id", &plan.client_id), field("client_secret", secret.secret())]);
    }
    token_request(name, &plan, &grant, &informed.secret())
        .ok_or_else(|| "no-discovery: the discovery document has no token_endpoint that is text".to_owned())
}

/// What was granted, and one more: a scope that the provider knows and nobody asked for.
fn wider_scope(plan: &FlowPlan, tokens: Option<&Map<String, Value>>, informed: &Informed<'_>) -> String {
    let asked = plan.authorization.fixed("scope").unwrap_or_default();
    let granted = tokens.and_then(|t| t.get("scope")?.as_str()).unwrap_or(asked);
    let has = |scope: &str| format!("{granted} {asked}").split(' ').any(|s| s == scope);
    let listed = informed.metadata.as_ref().and_then(|m| m.get("scopes_supported")?.as_array());
    let known = listed.into_iter().flatten().filter_map(Value::as_str).find(|s| !has(s) && !s.contains(' ') && !s.is_empty());
    format!("{granted} {}", known.unwrap_or("address"))
}
