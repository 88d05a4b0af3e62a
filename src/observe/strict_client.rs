//! A second opinion: the `openidconnect` crate logs in, with our client under it, so that every request is taken down.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use openidconnect::core::{CoreClient, CoreProviderMetadata};
use openidconnect::http::{HeaderName, HeaderValue, Response as HttpResponse, StatusCode};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, HttpRequest, IssuerUrl, Nonce, PkceCodeVerifier, RedirectUrl,
};
use thiserror::Error as ThisError;

use super::caller::Caller;
use super::ground::Ground;
use super::random::Filling;
use super::requests::authorization_url;
use super::steps::{Informed, label};
use crate::http::{Method, Outgoing};
use crate::recording::{ExchangeId, StageStatus, Step};
use crate::wire::{ClientAuthentication, FlowPlan};

/// The transport failed under the strict client.
#[derive(Debug, ThisError)]
#[error("{0}")]
struct Transport(String);

/// What the strict client was stopped by.
enum Stopped {
    /// The provider did something that it does not accept; its own words.
    Refuses(String),
    /// We could not bring it that far.
    Unable(String),
}

impl Ground {
    /// Discovery, code exchange and verification of the ID Token, all by the strict client. The code comes from an
    /// authorization request of our own on the session that is there.
    pub(super) async fn strict_client(&self, informed: &Informed<'_>, issuer: &str, plan: Option<&FlowPlan>) {
        let (step, actor) = (Step::StrictClient, informed.actor);
        self.started(&label(step, actor));
        let Some(plan) = plan else {
            let why = match actor.target.client_id {
                None => informed.no_client(),
                Some(_) => "no-discovery: the discovery document names no place to send the browser to",
            };
            return self.step_skipped(step, actor, why);
        };
        let ids: Arc<Mutex<Vec<ExchangeId>>> = Arc::default();
        let turn = self.turn().await;
        let outcome = self.strictly(informed, issuer, plan, &ids).await;
        drop(turn);
        let ids = ids.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (status, said) = match outcome {
            Ok(()) => (StageStatus::Done, Some("ok".to_owned())),
            Err(Stopped::Refuses(words)) => (StageStatus::Done, Some(words)),
            Err(Stopped::Unable(why)) => (StageStatus::Failed(why), None),
        };
        self.step_said(step, actor, status, ids, said);
    }

    async fn strictly(
        &self,
        informed: &Informed<'_>,
        issuer: &str,
        plan: &FlowPlan,
        ids: &Arc<Mutex<Vec<ExchangeId>>>,
    ) -> Result<(), Stopped> {
        let caller = self.caller.clone();
        let purpose = label(Step::StrictClient, informed.actor);
        let http = |request: HttpRequest| send(caller.clone(), purpose.clone(), Arc::clone(ids), request);
        let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|e| refuses("issuer", &e))?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &http).await.map_err(|e| refuses("discovery", &e))?;
        let secret = informed.actor.secret.as_ref().map(|s| ClientSecret::new(s.secret().to_owned()));
        let redirect = RedirectUrl::new(plan.authorization.redirect_uri.clone()).map_err(|e| refuses("redirect URI", &e))?;
        let posts = plan.token.authentication == ClientAuthentication::Post;
        let client = CoreClient::from_provider_metadata(metadata, ClientId::new(plan.token.client_id.clone()), secret)
            .set_redirect_uri(redirect)
            .set_auth_type(if posts { AuthType::RequestBody } else { AuthType::BasicAuth });

        let filling = Filling::of(plan);
        let sent = filling.sent(plan);
        let url = authorization_url(plan, &filling);
        let journey = self.authorize(&purpose, &url, &plan.authorization.redirect_uri).await;
        ids.lock().unwrap_or_else(PoisonError::into_inner).extend(&journey.exchanges);
        let code = journey.callback.as_ref().and_then(|c| c.parameter("code")).map(str::to_owned);
        let code = code.ok_or_else(|| {
            let why = journey.obstacle.as_ref().map_or("no code in the callback", |o| o.said());
            Stopped::Unable(format!("no-code: the login gave no code: {why}"))
        })?;
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|e| refuses("token endpoint", &e))?;
        let request = match &sent.code_verifier {
            Some(verifier) => request.set_pkce_verifier(PkceCodeVerifier::new(verifier.clone())),
            None => request,
        };
        let answer = request.request_async(&http).await.map_err(|e| refuses("token answer", &e))?;
        let token = answer.extra_fields().id_token().ok_or_else(|| Stopped::Refuses("token answer: no ID Token".to_owned()))?;
        let verifier = client.id_token_verifier();
        let checked = match &sent.nonce {
            Some(nonce) => token.claims(&verifier, &Nonce::new(nonce.clone())),
            None => token.claims(&verifier, |_: Option<&Nonce>| Ok(())),
        };
        checked.map(|_| ()).map_err(|e| refuses("ID Token", &e))
    }
}

async fn send(
    caller: Caller,
    purpose: String,
    ids: Arc<Mutex<Vec<ExchangeId>>>,
    request: HttpRequest,
) -> Result<HttpResponse<Vec<u8>>, Transport> {
    let (parts, body) = request.into_parts();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let outgoing = Outgoing {
        purpose,
        method: if parts.method.as_str() == "POST" { Method::Post } else { Method::Get },
        url: parts.uri.to_string(),
        headers: parts.headers.iter().map(|(n, v)| (n.as_str().to_owned(), text(v))).collect(),
        body: if body.is_empty() { None } else { Some(body) },
    };
    let guard = caller.guard();
    let called = match guard.secret_may_go(&outgoing.url) {
        Err(why) if outgoing.body.is_some() => caller.refuse(&outgoing, why),
        _ => caller.call(outgoing).await,
    };
    ids.lock().unwrap_or_else(PoisonError::into_inner).extend(&called.ids);
    let Some(response) = called.answer() else {
        let failure = called.exchange.failure.as_ref().map(|f| f.message.clone());
        return Err(Transport(called.limited.or(failure).unwrap_or_else(|| "no answer".to_owned())));
    };
    let mut answer = HttpResponse::new(response.body.bytes());
    *answer.status_mut() = StatusCode::from_u16(response.status).map_err(|e| Transport(e.to_string()))?;
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str())) {
            answer.headers_mut().append(name, value);
        }
    }
    Ok(answer)
}

/// The crate's own error chain, word for word, after the place where it came up.
fn refuses(place: &str, error: &(dyn Error + 'static)) -> Stopped {
    let mut words = vec![place.to_owned(), error.to_string()];
    let mut link = error.source();
    while let Some(current) = link {
        if let Some(transport) = current.downcast_ref::<Transport>() {
            let words = transport.to_string();
            let named = words.starts_with("no-answer: ") || words.starts_with("rate-limited: ");
            return Stopped::Unable(if named { words } else { format!("no-answer: {words}") });
        }
        words.push(current.to_string());
        link = current.source();
    }
    words.dedup();
    Stopped::Refuses(words.join(": "))
}
