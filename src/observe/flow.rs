//! One authorization code flow, from its plan to its record.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::caller::Called;
use super::ground::Ground;
use super::login::{Browser, Journey, Met, Reach};
use super::random::Filling;
use crate::http::Outgoing;
use crate::oidc::JsonDocument;
use crate::php::hybridauth;
use crate::recording::{CallbackMode, Exchange, FlowRecord, Obstacle, Stage, StageStatus};
use crate::secret::Secret;
use crate::wire::{
    AnswerRule, CallbackRule, ClientAuthentication, FlowPlan, Probe, QueryEncoding, TokenPlan, form_encode, query_string,
};

/// A flow to run.
#[derive(Debug, Clone)]
pub(super) struct FlowTask {
    /// Whose it is, for people.
    pub(super) name: String,
    /// What goes on the wire, the deviation built in.
    pub(super) plan: FlowPlan,
    /// The deviation.
    pub(super) probe: Option<Probe>,
    /// The client secret; empty when none was given, as the apps send it.
    pub(super) secret: Secret,
}

impl FlowTask {
    /// The same flow, for people.
    pub(super) fn label(&self) -> String {
        let probe = self.probe.and_then(|p| serde_json::to_value(p).ok()).and_then(|v| v.as_str().map(str::to_owned));
        match probe {
            Some(probe) => format!("login as {}, {}", self.name, probe.replace('-', " ")),
            None => format!("login as {}", self.name),
        }
    }

    /// Whether it tries to get something that it should not get.
    pub(super) fn is_hostile(&self) -> bool {
        use Probe as P;
        matches!(
            self.probe,
            Some(
                P::WrongCodeVerifier
                    | P::MissingCodeVerifier
                    | P::ShortCodeVerifier
                    | P::PlainCodeChallenge
                    | P::VerifierWithoutChallenge
                    | P::ClientSecretPost
                    | P::ClientSecretBasic
                    | P::ClientSecretBasicRaw
                    | P::WrongClientSecret
                    | P::NoClientAuthentication
                    | P::UnregisteredRedirectUri
                    | P::OtherRedirectUriAtToken
                    | P::CodeReplay
            )
        )
    }
}

/// URL of an authorization request.
pub(super) fn authorization_url(plan: &FlowPlan, filling: &Filling) -> String {
    let a = &plan.authorization;
    let query = query_string(&filling.fill(&a.parameters, ""), a.encoding);
    let separator = if a.endpoint.contains('?') { '&' } else { '?' };
    format!("{}{separator}{query}", a.endpoint)
}

/// A token request of these fields, authenticated as the plan says; `None` without an endpoint.
pub(super) fn token_request(purpose: &str, plan: &TokenPlan, fields: &[(String, String)], secret: &Secret) -> Option<Outgoing> {
    let endpoint = plan.endpoint.as_ref()?;
    let secret = if plan.wrong_secret { format!("{}-wrong", secret.secret()) } else { secret.secret().to_owned() };
    let mut credentials = Vec::new();
    let mut field = |name: &str, value: &str| {
        if !fields.iter().any(|(n, _)| n == name) {
            credentials.push((name.to_owned(), value.to_owned()));
        }
    };
    let basic = |id: &str, secret: &str| format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let authorization = match plan.authentication {
        ClientAuthentication::Post => {
            field("client_id", &plan.client_id);
            field("client_secret", &secret);
            None
        }
        ClientAuthentication::None => {
            field("client_id", &plan.client_id);
            None
        }
        ClientAuthentication::Basic => Some(basic(&plan.client_id, &secret)),
        ClientAuthentication::BasicEncoded | ClientAuthentication::BasicEncodedThenPost => {
            Some(basic(&form_encode(&plan.client_id), &form_encode(&secret)))
        }
    };
    let fields = if plan.credentials_first { [&credentials, fields].concat() } else { [fields, &credentials].concat() };
    let request = Outgoing::post_form(purpose, endpoint.as_str(), query_string(&fields, QueryEncoding::Plus));
    Some(match authorization {
        Some(value) => request.with_header("Authorization", value),
        None => request,
    })
}

/// The JSON object of a successful answer, read as judging reads it.
pub(super) fn json_object(exchange: &Exchange) -> Option<Map<String, Value>> {
    let response = exchange.complete().filter(|r| r.is_success())?;
    match JsonDocument::parse(&response.body.bytes()).ok()?.value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// The members of a successful token answer, read as the app reads them.
fn token_members(plan: &TokenPlan, exchange: &Exchange) -> Option<Map<String, Value>> {
    match plan.answer {
        AnswerRule::Json => json_object(exchange),
        AnswerRule::Hybridauth => exchange.complete().filter(|r| r.is_success()).map(|r| hybridauth::members(&r.body.bytes())),
    }
}

/// What the app sends as bearer token; `None` where it sends none.
fn bearer(plan: &TokenPlan, tokens: &Map<String, Value>) -> Option<String> {
    match plan.answer {
        AnswerRule::Json => tokens.get("access_token")?.as_str().map(str::to_owned),
        AnswerRule::Hybridauth => hybridauth::bearer(tokens),
    }
}

/// The refresh that goes before the userinfo request, where one is due: no client authentication is with it.
fn due_refresh(task: &FlowTask, tokens: &Map<String, Value>) -> Option<Outgoing> {
    if task.plan.token.answer != AnswerRule::Hybridauth || !tokens.contains_key("id_token") {
        return None;
    }
    let token = hybridauth::due_refresh(tokens)?;
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let purpose = format!("refresh, {}", task.label());
    let endpoint = task.plan.token.endpoint.as_ref()?;
    Some(Outgoing::post_form(purpose, endpoint.as_str(), query_string(&fields, QueryEncoding::Plus)))
}

/// Whether `golang.org/x/oauth2` goes on with this token answer. By its media type it reads a form or JSON; anything but an
/// access token without an error is a failure, whatever the status.
fn are_tokens_to_go(exchange: &Exchange) -> bool {
    let Some(response) = exchange.complete().filter(|r| r.is_success()) else { return false };
    let body = response.body.bytes();
    let is_form = matches!(response.media_type().as_deref(), Some("application/x-www-form-urlencoded" | "text/plain"));
    let member = |name: &str| {
        if is_form {
            return url::form_urlencoded::parse(&body).find(|(n, _)| n == name).map(|(_, value)| value.into_owned());
        }
        let document = JsonDocument::parse(&body).ok()?.value;
        document.get(name).and_then(Value::as_str).map(str::to_owned)
    };
    let is_there = |name: &str| member(name).is_some_and(|text| !text.is_empty());
    is_there("access_token") && !is_there("error")
}

impl Ground {
    /// Runs a flow and takes it down. Gives the record back.
    pub(super) async fn flow(&self, task: &FlowTask) -> FlowRecord {
        let label = task.label();
        self.started(&label);
        let mut record = {
            let _turn = self.turn().await;
            self.attempt(task).await
        };
        if self.failed_by_itself(task, &record)
            && let Some(_turn) = self.another_turn().await
        {
            record = self.attempt(task).await;
            self.learned(self.failed_by_itself(task, &record));
        }
        if record.callback.as_ref().is_some_and(|c| c.parameter("code").is_some()) {
            self.logged_in();
        }
        self.done(&label, &record.authorization.status);
        self.log.flow(record.clone());
        record
    }

    async fn attempt(&self, task: &FlowTask) -> FlowRecord {
        let purpose = task.label();
        let filling = Filling::of(&task.plan);
        let url = authorization_url(&task.plan, &filling);
        let back = &task.plan.authorization.redirect_uri;
        let mut own = None;
        let journey = match task.probe {
            Some(Probe::SecondLogin) => {
                let browser = self.browser.fresh();
                let journey = browser.travel(&purpose, &url, back, Reach::Full).await;
                own = Some(browser);
                journey
            }
            Some(Probe::PromptNone) => self.watch(&purpose, &url, back).await,
            _ => self.authorize(&purpose, &url, back).await,
        };
        let mut record = FlowRecord {
            plan: task.plan.clone(),
            probe: task.probe,
            sent: filling.sent(&task.plan),
            authorization: authorization_stage(&journey),
            token: Stage::skipped("the login did not come back"),
            refresh: None,
            userinfo: Stage::skipped("there is no access token"),
            obstacle: obstacle(&journey, task.probe),
            callback: journey.callback,
        };
        self.token_leg(task, &filling, &mut record, own.as_ref()).await;
        record
    }

    async fn token_leg(&self, task: &FlowTask, filling: &Filling, record: &mut FlowRecord, own: Option<&Browser>) {
        let Some(callback) = &record.callback else { return };
        let rule = task.plan.authorization.callback;
        // PHP calls the text 0 empty, too.
        let is_empty = |text: &str| text.is_empty() || rule == CallbackRule::Hybridauth && text == "0";
        if callback.last_parameter("error").is_some_and(|error| !is_empty(error)) {
            record.token = Stage::skipped("the provider answered the authorization request with an error");
            return;
        }
        let posted_too = rule == CallbackRule::Hybridauth && callback.mode == CallbackMode::FormPost;
        if callback.mode != CallbackMode::Query && !posted_too {
            record.token = Stage::skipped("the answer did not come in the query, where the app would find it");
            return;
        }
        let code = callback.last_parameter("code").unwrap_or_default().to_owned();
        if rule == CallbackRule::Hybridauth && is_empty(&code) {
            record.token = Stage::skipped("there is no code, so that the app begins once more");
            return;
        }
        let purpose = format!("token request, {}", task.label());
        let fields = filling.fill(&task.plan.token.parameters, &code);
        let Some(request) = token_request(&purpose, &task.plan.token, &fields, &task.secret) else {
            record.token = Stage::skipped("no-discovery: the discovery document has no token_endpoint that is text");
            return;
        };
        // What an app itself would do is worth the wait; a probe is not, where nothing answers.
        let caller = if task.probe.is_none() { self.caller.undaunted() } else { self.caller.clone() };
        let mut called = caller.call_as(&task.plan.manners, request.clone()).await;
        record.token = called.stage();
        let read = |exchange: &Exchange| token_members(&task.plan.token, exchange);
        let mut tokens = read(&called.exchange);
        let twice = task.plan.token.authentication == ClientAuthentication::BasicEncodedThenPost;
        if twice && called.limited.is_none() && !are_tokens_to_go(&called.exchange) {
            let posted = TokenPlan { authentication: ClientAuthentication::Post, ..task.plan.token.clone() };
            let purpose = format!("{purpose}, once more with the secret in the body");
            if let Some(request) = token_request(&purpose, &posted, &fields, &task.secret) {
                called = caller.call_as(&task.plan.manners, request).await;
                record.token.exchanges.extend(&called.ids);
                record.token.status = called.status();
                tokens = read(&called.exchange);
            }
        }
        let text = |name: &str| tokens.as_ref().and_then(|t| t.get(name)?.as_str().map(str::to_owned));
        if let Some(browser) = own {
            self.keep_browser(browser.clone(), text("id_token"));
        }
        if task.probe == Some(Probe::CodeReplay) {
            if tokens.is_some() && called.limited.is_none() {
                let again = self.caller.call_as(&task.plan.manners, request).await;
                record.token.exchanges.extend(&again.ids);
                record.token.status = again.status();
            } else {
                record.token.status = StageStatus::Failed("the first exchange of the code gave no tokens".to_owned());
            }
            record.userinfo = Stage::skipped("userinfo is not asked after a code was replayed");
            return;
        }
        if task.plan.userinfo.endpoint.is_some()
            && let Some(request) = tokens.as_ref().and_then(|t| due_refresh(task, t))
        {
            let refreshed = self.caller.call_as(&task.plan.manners, request).await;
            tokens = read(&refreshed.exchange);
            record.refresh = Some(refreshed.stage());
        }
        let bearer = tokens.as_ref().and_then(|t| bearer(&task.plan.token, t));
        record.userinfo = match (bearer, &task.plan.userinfo.endpoint) {
            (None, _) => Stage::skipped("the token answer has no access_token that is text"),
            (_, None) => Stage::skipped("the discovery document has no userinfo_endpoint that is text"),
            (Some(token), Some(endpoint)) => self.userinfo(task, endpoint, &token).await.stage(),
        };
    }

    /// An ID Token out of one session, by a flow that is not recorded as one.
    pub(super) async fn id_token_of(&self, task: &FlowTask, browser: &Browser) -> Option<String> {
        let purpose = task.label();
        let filling = Filling::of(&task.plan);
        let url = authorization_url(&task.plan, &filling);
        let journey = browser.travel(&purpose, &url, &task.plan.authorization.redirect_uri, Reach::Full).await;
        let code = journey.callback?.parameter("code")?.to_owned();
        let fields = filling.fill(&task.plan.token.parameters, &code);
        let request = token_request(&purpose, &task.plan.token, &fields, &task.secret)?;
        let called = self.caller.call_as(&task.plan.manners, request).await;
        json_object(&called.exchange)?.get("id_token")?.as_str().map(str::to_owned)
    }

    async fn userinfo(&self, task: &FlowTask, endpoint: &str, token: &str) -> Called {
        let purpose = format!("userinfo request, {}", task.label());
        let bearer = format!("Bearer {token}");
        let request = Outgoing::get(purpose, endpoint).with_header("Authorization", bearer.trim_end());
        self.caller.call_as(&task.plan.manners, request).await
    }

    /// It ended in a server error. Of a wrong secret that is the answer, and is not asked for twice.
    fn failed_by_itself(&self, task: &FlowTask, record: &FlowRecord) -> bool {
        let status = |stage: &Stage| {
            let last = stage.last().filter(|_| stage.status == StageStatus::Done)?;
            self.log.exchange(last)?.status()
        };
        let wrong = matches!(task.probe, Some(Probe::WrongClientSecret | Probe::NoClientAuthentication));
        let failed = |stage: &Stage| status(stage).is_some_and(|s| s >= 500);
        let stuck = record.callback.is_none() && failed(&record.authorization);
        stuck || !wrong && failed(&record.token) || failed(&record.userinfo)
    }
}

fn authorization_stage(journey: &Journey) -> Stage {
    let status = match &journey.obstacle {
        Some(Obstacle::NotTried(why)) if journey.met != Met::LoginPage && journey.met != Met::ConsentPage => {
            StageStatus::Failed(why.clone())
        }
        Some(Obstacle::RateLimited(why)) => StageStatus::Failed(why.clone()),
        Some(Obstacle::PageNotUnderstood(why)) => StageStatus::Failed(format!("page-not-understood: {why}")),
        Some(Obstacle::NoAccount(why)) => StageStatus::Failed(format!("no-account: {why}")),
        _ => StageStatus::Done,
    };
    Stage { status, exchanges: journey.exchanges.clone() }
}

fn obstacle(journey: &Journey, probe: Option<Probe>) -> Option<Obstacle> {
    if journey.callback.is_some() {
        return None;
    }
    let page = matches!(journey.met, Met::LoginPage | Met::ConsentPage | Met::ScriptPage);
    if probe == Some(Probe::PromptNone) && page {
        // Nobody is there to see it, so that it is a page without a way on.
        let said = journey.obstacle.as_ref().map(Obstacle::said).unwrap_or_default();
        return Some(Obstacle::ErrorPage(said.to_owned()));
    }
    journey.obstacle.clone().or_else(|| Some(Obstacle::NotTried("the browser stopped".to_owned())))
}
