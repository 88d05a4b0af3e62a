//! Clients that the run registers itself (RFC 7591), and removes in the end (RFC 7592).

mod metadata;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::sync::RwLock;

use super::Actor;
use super::caller::{Called, Caller};
use super::flow::{FlowTask, json_object};
use super::ground::Ground;
use super::steps::{Informed, label};
use crate::http::{Method, Outgoing};
use crate::recording::{AppTarget, StageStatus, Step, StepRecord};
use crate::secret::Secret;
use crate::wire::HttpManners;
use metadata::document;

/// Longest time for removing all clients.
const REMOVING: Duration = Duration::from_secs(15);
/// Why there is nothing to send.
const NO_ENDPOINT: &str = "no-registration: the discovery document has no registration_endpoint that is text";
/// Other algorithms than the default, most likely one first.
const OTHER_ALGORITHMS: [&str; 8] = ["ES256", "PS256", "EdDSA", "ES384", "RS384", "RS512", "PS384", "PS512"];

/// Who registers, and what is registered so far. Clones share the list.
#[derive(Clone, Default)]
pub(super) struct Registrar {
    pub(super) initial_access_token: Option<Secret>,
    clients: Arc<Mutex<Vec<Registered>>>,
    /// Held for reading by whoever waits for the answer to a registration.
    under_way: Arc<RwLock<()>>,
}

/// A client that stands at the provider because of us.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Registered {
    app: Option<String>,
    variant: &'static str,
    purpose: String,
    client_id: String,
    /// `registration_client_uri` and `registration_access_token`.
    management: Option<(String, Secret)>,
}

/// What a registration gave.
#[derive(Debug, Clone)]
pub(super) struct Obtained {
    client_id: String,
    secret: Option<Secret>,
}

impl Obtained {
    /// Lets an actor be this client: in what is kept with the recording, or with its secret in what acts.
    pub(super) fn give(&self, target: &mut AppTarget, secret: Option<&mut Option<Secret>>) {
        target.client_id = Some(self.client_id.clone());
        target.has_secret = self.secret.is_some();
        target.empty_secret = self.secret.as_ref().is_some_and(|secret| matches!(secret.secret(), "" | "0"));
        if let Some(secret) = secret {
            secret.clone_from(&self.secret);
        }
    }
}

impl Registrar {
    /// Keeps in mind what an answer says was registered.
    fn remember(
        &self,
        app: Option<String>,
        purpose: String,
        variant: &'static str,
        answer: &Map<String, Value>,
    ) -> Option<Obtained> {
        let text = |name: &str| answer.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let client_id = text("client_id")?.to_owned();
        let token = text("registration_access_token").map(Secret::new);
        let registered = Registered {
            app,
            variant,
            purpose,
            client_id: client_id.clone(),
            management: text("registration_client_uri").map(str::to_owned).zip(token),
        };
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).push(registered);
        Some(Obtained { client_id, secret: text("client_secret").map(Secret::new) })
    }

    /// Sends a registration, and keeps in mind what comes of it. Whoever asked for it may be gone by then (Ctrl-C): the client
    /// would be there all the same.
    async fn send(
        &self,
        caller: &Caller,
        (actor, step, variant): (&Actor, Step, &'static str),
        request: Outgoing,
    ) -> (Called, Option<Obtained>) {
        let (registrar, caller, unsent) = (self.clone(), caller.clone(), request.clone());
        let (app, purpose) = (actor.app.clone(), label(step, actor));
        let under_way = Arc::clone(&self.under_way).read_owned().await;
        let sending = tokio::spawn(async move {
            let called = caller.call_as(&manners(), request).await;
            let answer = json_object(&called.exchange, &manners());
            let obtained = answer.as_ref().and_then(|answer| registrar.remember(app, purpose, variant, answer));
            drop(under_way);
            (called, obtained)
        });
        sending.await.unwrap_or_else(|lost| {
            let why = format!("no-answer: {lost}");
            (Called { ids: Vec::new(), exchange: unsent.refused(why.clone()), limited: Some(why) }, None)
        })
    }

    fn list(&self) -> Vec<Registered> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn forget(&self, client: &Registered) {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).retain(|other| other != client);
    }

    fn request(&self, purpose: String, endpoint: &str, document: &Map<String, Value>) -> Outgoing {
        let request = Outgoing::post_json(purpose, endpoint, Value::Object(document.clone()).to_string());
        match &self.initial_access_token {
            Some(token) => request.with_header("Authorization", format!("Bearer {}", token.secret())),
            None => request,
        }
    }
}

impl Ground {
    /// A client for every one of these actors, by the id of its target. What closes the endpoint for one closes it for those
    /// after it, which are not tried.
    pub(super) async fn register_all(
        &self,
        all: &[Informed<'_>],
        typed_discovery_url: &str,
        registrar: &Registrar,
    ) -> Vec<(String, Obtained)> {
        let (mut obtained, mut closed) = (Vec::new(), None::<String>);
        // The specification's own client first: what it meets is judged, and tells of all.
        let (own, apps): (Vec<_>, Vec<_>) = all.iter().partition(|informed| informed.actor.app.is_none());
        for informed in own.into_iter().chain(apps) {
            if let Some(why) = &closed {
                self.not_registered(informed, typed_discovery_url, why);
                continue;
            }
            match self.register(informed, typed_discovery_url, registrar).await {
                Ok(client) => obtained.push((informed.actor.target.id.clone(), client)),
                Err(why) => closed = why,
            }
        }
        obtained
    }

    /// Registers the client of this actor, and tries what else is to be seen of registration.
    ///
    /// # Errors
    /// When there is no client, with the reason where no other actor will fare better.
    async fn register(
        &self,
        informed: &Informed<'_>,
        typed_discovery_url: &str,
        registrar: &Registrar,
    ) -> Result<Obtained, Option<String>> {
        let (step, actor) = (Step::Registration, informed.actor);
        self.started(&label(step, actor));
        let Some(endpoint) = informed.text("registration_endpoint") else {
            self.not_registered(informed, typed_discovery_url, NO_ENDPOINT);
            return Err(None);
        };
        let Some(document) = document(informed, typed_discovery_url) else {
            self.step_skipped(step, actor, "no-discovery: the discovery document names no place to send the browser to");
            return Err(None);
        };
        let of = (actor, step, "");
        let (mut called, mut obtained) =
            registrar.send(&self.caller, of, registrar.request(label(step, actor), endpoint, &document)).await;
        // A scope that the provider does not let clients ask for is left to the authorization request.
        if matches!(called.exchange.status(), Some(400 | 403)) && document.contains_key("scope") {
            let mut less = document.clone();
            less.shift_remove("scope");
            let purpose = format!("{}, without scope", label(step, actor));
            let (again, client) = registrar.send(&self.caller, of, registrar.request(purpose, endpoint, &less)).await;
            called = Called { ids: [called.ids, again.ids].concat(), ..again };
            obtained = client;
        }
        self.step(step, actor, &called);
        let Some(obtained) = obtained else {
            let status = called.exchange.status();
            let closed = matches!(status, Some(401 | 403 | 404 | 405)) || status.is_none();
            return Err(
                closed.then(|| "no-registration: the registration endpoint refused the client before this one".to_owned())
            );
        };
        for (step, variant, uri) in [
            (Step::RegistrationOfFragment, "fragment", "https://app.example.com/callback#here"),
            (Step::RegistrationOfPlainHttp, "plain-http", "http://app.example.com/callback"),
        ] {
            if informed.needs(step) {
                let mut unusable = document.clone();
                unusable.insert("redirect_uris".to_owned(), json!([uri]));
                let request = registrar.request(label(step, actor), endpoint, &unusable);
                self.registered_too(step, variant, informed, registrar, request).await;
            }
        }
        if informed.needs(Step::RegistrationRead) {
            self.read_registration(informed, registrar).await;
        }
        Ok(obtained)
    }

    /// Takes down that nothing was sent, with what would have been.
    fn not_registered(&self, informed: &Informed<'_>, typed_discovery_url: &str, why: &str) {
        let document = document(informed, typed_discovery_url).map(|document| Value::Object(document).to_string());
        self.step_said(Step::Registration, informed.actor, StageStatus::Skipped(why.to_owned()), Vec::new(), document);
    }

    async fn registered_too(
        &self,
        step: Step,
        variant: &'static str,
        informed: &Informed<'_>,
        registrar: &Registrar,
        request: Outgoing,
    ) -> (Called, Option<Obtained>) {
        self.started(&label(step, informed.actor));
        let (called, obtained) = registrar.send(&self.caller, (informed.actor, step, variant), request).await;
        if step != Step::RegisteredAlgorithm {
            self.step(step, informed.actor, &called);
        }
        (called, obtained)
    }

    async fn read_registration(&self, informed: &Informed<'_>, registrar: &Registrar) {
        let (step, actor) = (Step::RegistrationRead, informed.actor);
        self.started(&label(step, actor));
        let own = registrar.list().into_iter().find(|client| client.app == actor.app && client.variant.is_empty());
        let Some((place, token)) = own.and_then(|client| client.management) else {
            return self.step_skipped(step, actor, "the registration named no registration_client_uri with a token");
        };
        let request = Outgoing::get(label(step, actor), place).with_header("Authorization", format!("Bearer {}", token.secret()));
        let called = self.caller.call_as(&manners(), request).await;
        self.step(step, actor, &called);
    }

    /// A client for another algorithm than the usual one, and a login with it.
    pub(super) async fn registered_algorithm(&self, informed: &Informed<'_>, typed_discovery_url: &str, registrar: &Registrar) {
        let (step, actor) = (Step::RegisteredAlgorithm, informed.actor);
        self.started(&label(step, actor));
        let listed = informed.metadata.as_ref().and_then(|m| m.get("id_token_signing_alg_values_supported")?.as_array());
        let has = |name: &str| listed.is_some_and(|listed| listed.iter().any(|l| l == name));
        let Some(algorithm) = OTHER_ALGORITHMS.into_iter().find(|name| has(name)) else {
            return self.step_skipped(step, actor, "the provider lists no other algorithm than RS256 that a public key verifies");
        };
        let (Some(endpoint), Some(mut document)) =
            (informed.text("registration_endpoint"), document(informed, typed_discovery_url))
        else {
            return self.step_skipped(step, actor, NO_ENDPOINT);
        };
        document.shift_remove("scope");
        document.insert("id_token_signed_response_alg".to_owned(), json!(algorithm));
        let request = registrar.request(label(step, actor), endpoint, &document);
        let (called, obtained) = self.registered_too(step, "algorithm", informed, registrar, request).await;
        let mut ids = called.ids.clone();
        let mut status = called.status();
        if let Some(client) = obtained
            && let Ok(plan) = informed.plan_of(&client.client_id, typed_discovery_url, &actor.settings)
        {
            let name = format!("{} (registered for {algorithm})", actor.name());
            let secret = client.secret.unwrap_or_else(|| Secret::new(""));
            let task = FlowTask { name, plan, probe: None, secret };
            let flow = self.attempt(&task).await;
            ids.extend(&flow.token.exchanges);
            if flow.token.exchanges.is_empty() {
                status = StageStatus::Failed("no-token-answer: the login with this client gave no tokens".to_owned());
            }
        }
        self.step_said(step, actor, status, ids, Some(algorithm.to_owned()));
    }

    /// Removes what was registered, all at once.
    pub(super) async fn unregister(&self, registrar: &Registrar) {
        // What is under way may still make a client.
        let _ = tokio::time::timeout(REMOVING, registrar.under_way.write()).await;
        let clients = registrar.list();
        let all = futures::future::join_all(clients.iter().map(|client| self.remove(client, registrar)));
        // What is not gone by then is told as left.
        let _ = tokio::time::timeout(REMOVING, all).await;
    }

    async fn remove(&self, client: &Registered, registrar: &Registrar) {
        let (status, exchanges) = match &client.management {
            None => (StageStatus::Skipped("the provider named no registration_client_uri with a token".to_owned()), Vec::new()),
            Some((place, token)) => {
                let request =
                    Outgoing { method: Method::Delete, ..Outgoing::get(format!("{} (removal)", client.purpose), place) };
                let request = request.with_header("Authorization", format!("Bearer {}", token.secret()));
                let called = self.caller.call_as(&manners(), request).await;
                (called.status(), called.ids)
            }
        };
        self.done(&format!("{} (removal)", client.purpose), &status);
        self.log.step(StepRecord {
            step: Step::RegistrationRemoval,
            app: client.app.clone(),
            variant: client.variant.to_owned(),
            status,
            exchanges,
            said: Some(client.client_id.clone()),
        });
        registrar.forget(client);
    }
}

/// No redirects are followed: what is sent is worth a client.
fn manners() -> HttpManners {
    let headers = [("User-Agent", "oidc-compat"), ("Accept", "application/json")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    HttpManners { headers, follow_redirects: false, redirects_keep_method: false, any_status: false }
}
