//! One authorization code flow, from its plan to its record.

use serde_json::{Map, Value};

use super::caller::Called;
use super::ground::{Ground, OtherSession, Turn};
use super::login::{Browser, Journey, Met, Reach};
use super::random::Filling;
use super::requests::{authorization_url, token_request, userinfo_request};
use crate::http::Outgoing;
use crate::oidc::JsonDocument;
use crate::php::hybridauth;
use crate::recording::{CallbackMode, Exchange, FlowRecord, Obstacle, Response, SignatureFact, Stage, StageStatus};
use crate::secret::Secret;
use crate::wire::{
    AnswerRule, ClientAuthentication, FlowPlan, HttpManners, Probe, QueryEncoding, TokenPlan, form_encode, query_string,
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

    /// Whether another flow has the very same bytes on the wire, though its plan reads differently: without a character that
    /// form-encoding changes, Basic is the same with and without it.
    pub(super) fn is_twin_of(&self, plan: &FlowPlan, probe: Option<Probe>) -> bool {
        let on_the_wire = |plan: &FlowPlan| {
            let plain = |text: &str| form_encode(text) == text;
            let mut plan = plan.clone();
            if plan.token.authentication == ClientAuthentication::Basic
                && plain(&plan.token.client_id)
                && plain(self.secret.secret())
            {
                plan.token.authentication = ClientAuthentication::BasicEncoded;
            }
            plan
        };
        let plain = |probe: Option<Probe>| probe.is_none_or(Probe::is_all_in_the_plan);
        plain(self.probe) && plain(probe) && *plan != self.plan && on_the_wire(plan) == on_the_wire(&self.plan)
    }

    /// The record of this flow up to its callback.
    pub(super) fn record(&self, filling: &Filling, journey: &Journey) -> FlowRecord {
        FlowRecord {
            plan: self.plan.clone(),
            probe: self.probe,
            sent: filling.sent(&self.plan),
            authorization: authorization_stage(journey),
            token: Stage::skipped("the login did not come back"),
            refresh: None,
            userinfo: Stage::skipped("there is no access token"),
            obstacle: obstacle(journey, self.probe),
            callback: journey.callback.clone(),
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
                    | P::ChallengeAsVerifier
                    | P::UnknownClient
                    | P::UnknownClientAtToken
                    | P::RedirectUriInCapitals
                    | P::RedirectUriWithQuery
            )
        )
    }
}

/// The JSON object of an answer that these manners let count, read as judging reads it.
pub(super) fn json_object(exchange: &Exchange, manners: &HttpManners) -> Option<Map<String, Value>> {
    // What a redirect without a place to go holds may be read or not: that is for judging to say.
    let counts = |r: &Response| r.status < 400 && !r.leads_on();
    let response = exchange.complete().filter(|r| manners.any_status || counts(r))?;
    match JsonDocument::parse(&response.body.bytes()).ok()?.value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// The members of a successful token answer, read as the app reads them.
fn token_members(plan: &FlowPlan, exchange: &Exchange) -> Option<Map<String, Value>> {
    match plan.token.answer {
        AnswerRule::Json | AnswerRule::Jumbojett | AnswerRule::Meteor | AnswerRule::NodeOauth => {
            json_object(exchange, &plan.manners)
        }
        AnswerRule::Hybridauth => exchange.complete().filter(|r| r.is_success()).map(|r| hybridauth::members(&r.body.bytes())),
    }
}

/// What the app sends as bearer token; `None` where it sends none.
fn bearer(plan: &TokenPlan, tokens: Option<&Map<String, Value>>, exchange: &Exchange) -> Option<String> {
    match plan.answer {
        AnswerRule::Json => tokens?.get("access_token")?.as_str().map(str::to_owned),
        // Such an app stops only where there is no ID Token.
        AnswerRule::Jumbojett => tokens?.get("id_token")?.as_str().map(|_| any_text(tokens.and_then(|t| t.get("access_token")))),
        AnswerRule::Hybridauth => hybridauth::bearer(tokens?),
        AnswerRule::Meteor | AnswerRule::NodeOauth => {
            let response = exchange.complete()?;
            plan.answer.javascript_token(response.status, &response.body.bytes())
        }
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
        let (mut record, alone) = {
            let turn = self.turn().await;
            (self.attempt(task).await, matches!(turn, Turn::Alone(_)))
        };
        if self.failed_by_itself(task, &record)
            && let Some(_turn) = self.another_turn().await
        {
            record = self.attempt(task).await;
            self.learned(self.failed_by_itself(task, &record), alone);
        }
        if record.callback.as_ref().is_some_and(|c| c.parameter("code").is_some()) {
            self.logged_in();
        }
        self.done(&label, &record.authorization.status);
        self.log.flow(record.clone());
        record
    }

    pub(super) async fn attempt(&self, task: &FlowTask) -> FlowRecord {
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
            Some(Probe::PromptNoneWithoutSession) => self.browser.fresh().travel(&purpose, &url, back, Reach::Watch).await,
            _ => self.authorize(&purpose, &url, back).await,
        };
        let mut record = task.record(&filling, &journey);
        self.token_leg(task, &filling, &mut record, own.as_ref()).await;
        record
    }

    /// What follows the callback: token request, and userinfo with what it gave.
    pub(super) async fn token_leg(&self, task: &FlowTask, filling: &Filling, record: &mut FlowRecord, own: Option<&Browser>) {
        let Some(callback) = &record.callback else { return };
        let rule = task.plan.authorization.callback;
        if callback.last_parameter("error").is_some_and(|error| rule.is_error(error)) {
            record.token = Stage::skipped("the provider answered the authorization request with an error");
            return;
        }
        let posted_too = rule.reads_forms() && callback.mode == CallbackMode::FormPost;
        if callback.mode != CallbackMode::Query && !posted_too {
            record.token = Stage::skipped("the answer did not come in the query, where the app would find it");
            return;
        }
        let code = callback.last_parameter("code").map(str::to_owned);
        if rule.begins_again(code.as_deref().unwrap_or_default()) {
            record.token = Stage::skipped("there is no code, so that the app begins once more");
            return;
        }
        let purpose = format!("token request, {}", task.label());
        let fields = filling.fill(&task.plan.token.parameters, code.as_deref());
        let Some(request) = token_request(&purpose, &task.plan.token, &fields, &task.secret) else {
            record.token = Stage::skipped("no-discovery: the discovery document has no token_endpoint that is text");
            return;
        };
        // What an app itself would do is worth the wait; a probe is not, where nothing answers.
        let caller = if task.probe.is_none() { self.caller.undaunted() } else { self.caller.clone() };
        let mut called = caller.call_as(&task.plan.manners, request.clone()).await;
        record.token = called.stage();
        let read = |exchange: &Exchange| token_members(&task.plan, exchange);
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
        if let Some(fact) = text("id_token").and_then(|token| SignatureFact::of_secret(&token, task.secret.secret())) {
            self.log.signature(fact);
        }
        if let Some(browser) = own {
            let id_token = text("id_token").map(|token| (task.plan.token.client_id.clone(), token));
            self.keep_browser(OtherSession { browser: browser.clone(), id_token });
        }
        if task.probe == Some(Probe::CodeReplay) {
            if tokens.is_some() && called.limited.is_none() {
                let again = self.caller.call_as(&task.plan.manners, request).await;
                record.token.exchanges.extend(&again.ids);
                record.token.status = again.status();
            } else {
                record.token.status = StageStatus::Failed("the first exchange of the code gave no tokens".to_owned());
            }
        }
        if task.plan.userinfo.endpoint.is_some()
            && let Some(request) = tokens.as_ref().and_then(|t| due_refresh(task, t))
        {
            let refreshed = self.caller.call_as(&task.plan.manners, request).await;
            tokens = read(&refreshed.exchange);
            record.refresh = Some(refreshed.stage());
            called = refreshed;
        }
        let bearer = bearer(&task.plan.token, tokens.as_ref(), &called.exchange).filter(|_| called.limited.is_none());
        record.userinfo = match (bearer, &task.plan.userinfo.endpoint) {
            (None, _) => Stage::skipped("the token answer has no access_token that is text"),
            _ if task.probe.is_some_and(|p| !p.goes_on_to_userinfo()) => Stage::skipped("userinfo has no part in this"),
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
        let fields = filling.fill(&task.plan.token.parameters, Some(&code));
        let request = token_request(&purpose, &task.plan.token, &fields, &task.secret)?;
        let called = self.caller.call_as(&task.plan.manners, request).await;
        json_object(&called.exchange, &task.plan.manners)?.get("id_token")?.as_str().map(str::to_owned)
    }

    async fn userinfo(&self, task: &FlowTask, endpoint: &str, token: &str) -> Called {
        let purpose = format!("userinfo request, {}", task.label());
        let request = userinfo_request(purpose, &task.plan.userinfo, endpoint, token);
        match self.caller.guard().secret_may_go(endpoint) {
            // A token in the query is a credential as well as one in a header.
            Err(why) if task.plan.userinfo.token_parameter.is_some() => self.caller.refuse(&request, why),
            _ => self.caller.call_as(&task.plan.manners, request).await,
        }
    }

    /// It ended in a server error, or came back with word of one. Of a wrong secret that is the answer, and is not asked for twice.
    pub(super) fn failed_by_itself(&self, task: &FlowTask, record: &FlowRecord) -> bool {
        let status = |stage: &Stage| {
            let last = stage.last().filter(|_| stage.status == StageStatus::Done)?;
            self.log.exchange(last)?.status()
        };
        let wrong =
            matches!(task.probe, Some(Probe::WrongClientSecret | Probe::NoClientAuthentication | Probe::UnknownClientAtToken));
        let failed = |stage: &Stage| status(stage).is_some_and(|s| s >= 500);
        let stuck = record.callback.is_none() && failed(&record.authorization);
        let sorry = |error: &str| matches!(error, "server_error" | "temporarily_unavailable" | "error");
        let told = record.callback.as_ref().and_then(|c| c.last_parameter("error")).is_some_and(sorry);
        stuck || told || !wrong && failed(&record.token) || failed(&record.userinfo)
    }
}

/// What PHP writes where it is given this for a text.
fn any_text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(true)) => "1".to_owned(),
        Some(Value::Array(_)) => "Array".to_owned(),
        Some(Value::Null | Value::Bool(false) | Value::Object(_)) | None => String::new(),
    }
}

fn authorization_stage(journey: &Journey) -> Stage {
    let status = match &journey.obstacle {
        Some(Obstacle::NotTried(why)) if journey.met != Met::LoginPage && journey.met != Met::ConsentPage => {
            StageStatus::Failed(why.clone())
        }
        Some(Obstacle::RateLimited(why)) => StageStatus::Failed(why.clone()),
        Some(Obstacle::PageNotUnderstood(why)) => StageStatus::Failed(format!("page-not-understood: {why}")),
        Some(Obstacle::NeedsPerson(why)) => StageStatus::Failed(format!("needs-person: {why}")),
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
    if matches!(probe, Some(Probe::PromptNone | Probe::PromptNoneWithoutSession)) && page {
        // Nobody is there to see it, so that it is a page without a way on.
        let said = journey.obstacle.as_ref().map(Obstacle::said).unwrap_or_default();
        return Some(Obstacle::ErrorPage(said.to_owned()));
    }
    journey.obstacle.clone().or_else(|| Some(Obstacle::NotTried("the browser stopped".to_owned())))
}
