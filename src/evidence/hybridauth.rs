//! How far an app gets that signs in with hybridauth, and what it knows of the user then.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::curled::{Curled, NO_URL, is_taken};
use super::flow::FlowEvidence;
use super::view::Evidence;
use crate::check::Missing;
use crate::php::hybridauth;
use crate::recording::{Callback, CallbackMode, ExchangeId, Stage, StageStatus};
use crate::wire::{Endpoint, Slot};

/// A request of the app's server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ServerCall {
    /// The token request.
    Token,
    /// The refresh that goes before userinfo where the lifetime is over already.
    Refresh,
    /// The userinfo request.
    Userinfo,
}

/// What the app knows of the user.
#[derive(Debug, Clone)]
pub struct TwoSources {
    /// The exchange that brought the ID Token.
    pub token_exchange: ExchangeId,
    /// Claims of the ID Token; empty where it has none that can be read.
    pub id_token: Map<String, Value>,
    /// The ID Token's second part, decoded: it is kept in the session, whatever it is.
    pub payload: Vec<u8>,
    /// Members of the userinfo answer and the exchange that brought it; absent where the app asks no userinfo.
    pub userinfo: Option<(ExchangeId, Map<String, Value>)>,
}

impl<'a> Evidence<'a> {
    /// What came back to the app, posted or in the query, without an error, with a code and the right state.
    ///
    /// # Errors
    /// When the app does not get there.
    pub fn hybridauth_callback(&self) -> Result<&'a Callback, Missing> {
        let callback = self.reached_callback()?;
        let given = |name: &str| callback.last_parameter(name).filter(|v| !matches!(*v, "" | "0"));
        if callback.mode == CallbackMode::Fragment || given("error").is_some() || given("code").is_none() {
            return Err(Missing::not_reached("the app gets no code"));
        }
        if given("state").is_none() || given("state") != self.stored_state()?.as_deref() {
            return Err(Missing::not_reached("the app does not find its state again"));
        }
        Ok(callback)
    }

    /// The state that the app remembers: its own, or the one typed into the authorization URL.
    ///
    /// # Errors
    /// When there was no flow.
    pub fn stored_state(&self) -> Result<Option<String>, Missing> {
        let flow = self.reached_flow()?;
        let slot = flow.record.plan.authorization.parameters.iter().find(|(name, _)| name == "state").map(|(_, slot)| slot);
        Ok(match slot {
            Some(Slot::Fixed(text)) => Some(text.clone()),
            Some(_) => flow.record.sent.state.clone(),
            None => None,
        })
    }

    /// What the app gets for one of its requests.
    ///
    /// # Errors
    /// When it does not send it, or when the tester could not.
    pub fn hybridauth_answer(&self, call: ServerCall) -> Result<Curled<'a>, Missing> {
        match call {
            ServerCall::Token => {
                let callback = self.hybridauth_callback()?;
                let flow = self.reached_flow()?;
                match self.endpoint(Endpoint::Token).filter(|url| is_taken(url)) {
                    None => Ok(Curled::NoAnswer { exchange: callback.exchange, words: NO_URL.to_owned(), cause: None }),
                    Some(_) => {
                        flow.asked_once()?;
                        self.stage(flow, &flow.record.token)
                    }
                }
            }
            ServerCall::Refresh => {
                let tokens = self.exchanged()?;
                if self.endpoint(Endpoint::Userinfo).is_none() || hybridauth::due_refresh(&tokens.1).is_none() {
                    return Err(Missing::not_reached("the app does not refresh before it asks userinfo"));
                }
                let flow = self.reached_flow()?;
                match &flow.record.refresh {
                    Some(stage) => self.stage(flow, stage),
                    None => Err(Missing::new("not-observed", "the refresh was not part of this run")),
                }
            }
            ServerCall::Userinfo => {
                let (exchange, _) = self.hybridauth_tokens()?;
                let Some(url) = self.endpoint(Endpoint::Userinfo) else {
                    return Err(Missing::not_reached("the app has no userinfo URL"));
                };
                if !is_absolute(&url) || !is_taken(&url) {
                    return Ok(Curled::NoAnswer { exchange, words: NO_URL.to_owned(), cause: None });
                }
                let flow = self.reached_flow()?;
                self.stage(flow, &flow.record.userinfo)
            }
        }
    }

    /// The members of the answer to the token request or to the refresh, when it is a success.
    ///
    /// # Errors
    /// When the app does not get one.
    pub fn hybridauth_members(&self, call: ServerCall) -> Result<(ExchangeId, Map<String, Value>), Missing> {
        match self.hybridauth_answer(call)? {
            Curled::Success(id, response) => Ok((id, hybridauth::members(&response.body.bytes()))),
            other => Err(Missing::not_reached(format!("the app ends at the answer of exchange {}", other.exchange()))),
        }
    }

    /// The tokens that the app goes on with: those of the exchange, or of the refresh where one was due.
    ///
    /// # Errors
    /// When it does not get any.
    pub fn hybridauth_tokens(&self) -> Result<(ExchangeId, Map<String, Value>), Missing> {
        let tokens = self.exchanged()?;
        match self.hybridauth_members(ServerCall::Refresh) {
            Ok(refreshed) => usable(refreshed),
            // Not due.
            Err(missing) if missing.is_not_reached() => match self.hybridauth_answer(ServerCall::Refresh) {
                Ok(_) => Err(missing),
                Err(_) => Ok(tokens),
            },
            Err(missing) => Err(missing),
        }
    }

    /// What the app knows of the user in the end.
    ///
    /// # Errors
    /// When it does not get that far.
    pub fn two_sources(&self) -> Result<&TwoSources, Missing> {
        self.two_sources.get_or_init(|| self.read_two_sources()).as_ref().map_err(Clone::clone)
    }

    fn read_two_sources(&self) -> Result<TwoSources, Missing> {
        let payload = |tokens: &Map<String, Value>| {
            hybridauth::payload(&tokens.get("id_token").and_then(hybridauth::text).unwrap_or_default())
        };
        // The claims are read before the refresh, which is part of the userinfo request; what is kept is the latest.
        let (_, kept) = self.hybridauth_tokens()?;
        let (token_exchange, tokens) = self.exchanged()?;
        let id_token = hybridauth::claims(&payload(&tokens));
        let payload = payload(&kept);
        let userinfo = match self.endpoint(Endpoint::Userinfo) {
            None => None,
            Some(_) => Some(self.hybridauth_members(ServerCall::Userinfo)?),
        };
        Ok(TwoSources { token_exchange, id_token, payload, userinfo })
    }

    /// The tokens of the code.
    fn exchanged(&self) -> Result<(ExchangeId, Map<String, Value>), Missing> {
        usable(self.hybridauth_members(ServerCall::Token)?)
    }

    fn stage(&self, flow: &FlowEvidence<'a>, stage: &Stage) -> Result<Curled<'a>, Missing> {
        match &stage.status {
            StageStatus::Done => self.curled(&stage.exchanges),
            StageStatus::Skipped(why) | StageStatus::Failed(why) => {
                flow.callback()?;
                Err(Missing::new(super::view::cause_of(why), format!("the app's request was not sent: {why}")))
            }
        }
    }
}

/// Tokens that do not end the login by what they are.
fn usable(answer: (ExchangeId, Map<String, Value>)) -> Result<(ExchangeId, Map<String, Value>), Missing> {
    let fits = hybridauth::bearer(&answer.1).is_some()
        && answer.1.get("id_token").is_some_and(|token| !token.is_object() && !token.is_array());
    if fits { Ok(answer) } else { Err(Missing::not_reached("the app ends at the token answer")) }
}

/// The URL as the library asks it, and names it in its words: what it does not take for an absolute one is put behind a slash.
pub fn userinfo_url(url: &str) -> String {
    if is_absolute(url) { url.to_owned() } else { format!("/{}", url.trim_start_matches('/')) }
}

/// What the library takes for an address with scheme and host.
fn is_absolute(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| url.rfind(scheme) == Some(0))
}
