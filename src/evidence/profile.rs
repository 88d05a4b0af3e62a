//! What an app of [`ClaimsSource::UserinfoUnless`] takes the account from: one source, never two.

use serde_json::{Map, Value};

use super::fetched::Fetched;
use super::view::{ClaimsSource, Evidence, cause_of};
use crate::check::Missing;
use crate::php;
use crate::recording::{ExchangeId, StageStatus};

/// A user's profile as PHP decodes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The exchange it came in.
    pub exchange: ExchangeId,
    /// JSON pointer to it: empty for userinfo, `/id_token/payload` for the ID Token.
    pub pointer: &'static str,
    /// Its members; of a list, its items by number.
    pub members: Map<String, Value>,
}

impl Profile {
    /// The app writes the profile as JSON and reads that again.
    fn new(exchange: ExchangeId, pointer: &'static str, mut members: Map<String, Value>) -> Self {
        members.values_mut().for_each(php::json_round_trip);
        Self { exchange, pointer, members }
    }
}

impl<'a> Evidence<'a> {
    /// Whether the account comes out of the ID Token.
    pub fn profile_is_id_token(&self) -> bool {
        match self.view().claims {
            ClaimsSource::Userinfo => false,
            ClaimsSource::IdTokenEnrichedWhile(_) | ClaimsSource::UserinfoOverIdToken | ClaimsSource::Hybridauth => true,
            ClaimsSource::UserinfoUnless(setting) => self.settings().is_on(setting),
        }
    }

    /// What the app gets from userinfo, when it asks.
    ///
    /// # Errors
    /// When it does not, or when the tester could not ask.
    pub fn reached_userinfo(&self) -> Result<Fetched<'a>, Missing> {
        if self.profile_is_id_token() {
            return Err(Missing::not_reached("the app does not ask userinfo"));
        }
        self.reached_id_token()?;
        let flow = self.reached_flow()?;
        if let StageStatus::Skipped(why) = &flow.record.userinfo.status
            && matches!(cause_of(why).as_str(), "not-observed" | "no-discovery")
        {
            return Err(Missing::not_reached(format!("the app does not come to the userinfo request: {why}")));
        }
        let (id, exchange) = flow.userinfo_exchange()?;
        self.as_fetched(id, exchange)
    }

    /// The profile, when the app gets one.
    ///
    /// # Errors
    /// When it gets none; other requirements say why.
    pub fn reached_profile(&self) -> Result<Profile, Missing> {
        if self.profile_is_id_token() {
            let token = self.reached_id_token()?;
            return Ok(Profile::new(token.exchange, "/id_token/payload", php::jumbojett::payload(&token.text)));
        }
        if let Fetched::Body(exchange, response) = self.reached_userinfo()?
            && response.status == 200
        {
            let members = match php::json_decode_object(&response.body.bytes()) {
                Some(Value::Object(members)) => Some(members),
                Some(Value::Array(items)) => Some(items.into_iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect()),
                _ => None,
            };
            if let Some(members) = members {
                return Ok(Profile::new(exchange, "", members));
            }
        }
        Err(Missing::not_reached("userinfo gives no claims"))
    }
}
