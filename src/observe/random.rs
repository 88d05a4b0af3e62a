//! Random values of a flow, in the shapes in which apps make them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::Rng as _;
use rand::seq::SliceRandom as _;

use crate::oidc::pkce::s256_challenge;
use crate::recording::Sent;
use crate::wire::{FlowPlan, Slot, ValueShape};

const UPPER: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ALPHANUMERIC: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const HEXADECIMAL: &[u8] = b"0123456789abcdef";
const BASE64URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Values for the slots of one flow.
#[derive(Debug, Clone, Default)]
pub(super) struct Filling {
    state: String,
    nonce: String,
    verifier: String,
    wrong_verifier: String,
}

impl Filling {
    /// Fresh values for this plan.
    pub(super) fn of(plan: &FlowPlan) -> Self {
        let a = &plan.authorization;
        let length = a.verifier_length.unwrap_or(43);
        Self {
            state: state(a.state, &a.redirect_uri),
            nonce: a.nonce.map(shaped).unwrap_or_default(),
            // 43 characters are 32 octets in base64url.
            verifier: drawn(if length == 43 { BASE64URL } else { ALPHANUMERIC }, length),
            wrong_verifier: drawn(ALPHANUMERIC, length.max(43)),
        }
    }

    /// Names and values, slots filled in, with the code of the callback.
    pub(super) fn fill(&self, parameters: &[(String, Slot)], code: Option<&str>) -> Vec<(String, String)> {
        let value = |slot: &Slot| match slot {
            Slot::Fixed(text) | Slot::Raw(text) => text.clone(),
            Slot::State => self.state.clone(),
            Slot::Nonce => self.nonce.clone(),
            Slot::CodeChallenge => s256_challenge(&self.verifier),
            Slot::CodeVerifier => self.verifier.clone(),
            Slot::WrongCodeVerifier => self.wrong_verifier.clone(),
            Slot::Code => code.unwrap_or_default().to_owned(),
            Slot::CodeOrUndefined => code.unwrap_or("undefined").to_owned(),
            // Whoever has the secret fills it in.
            Slot::ClientSecret => String::new(),
        };
        parameters.iter().map(|(name, slot)| (name.clone(), value(slot))).collect()
    }

    /// What of it this plan really sends.
    pub(super) fn sent(&self, plan: &FlowPlan) -> Sent {
        let uses = |wanted: &Slot| plan.authorization.parameters.iter().any(|(_, slot)| slot == wanted);
        let own = |used: bool, value: &String| used.then(|| value.clone());
        Sent {
            state: own(uses(&Slot::State), &self.state),
            nonce: own(uses(&Slot::Nonce), &self.nonce),
            code_verifier: own(plan.authorization.verifier_length.is_some(), &self.verifier),
        }
    }
}

/// Text that nobody else has: for codes and tokens that were never issued.
pub(super) fn unheard_of() -> String {
    drawn(ALPHANUMERIC, 43)
}

fn state(shape: ValueShape, redirect_uri: &str) -> String {
    // Meteor writes no spaces, and the members in this order.
    let meteor = |style: &str, page: &str| {
        let token = drawn(BASE64URL, 43);
        STANDARD.encode(format!(r#"{{"loginStyle":"{style}","credentialToken":"{token}","isCordova":false{page}}}"#))
    };
    match shape {
        ValueShape::Meteor => meteor("popup", ""),
        ValueShape::MeteorRedirect => {
            let app = redirect_uri.split("/_oauth/").next().unwrap_or_default();
            meteor("redirect", &format!(r#","redirectUrl":"{app}/home""#))
        }
        other => shaped(other),
    }
}

fn shaped(shape: ValueShape) -> String {
    match shape {
        ValueShape::Alphanumeric24 => drawn(ALPHANUMERIC, 24),
        ValueShape::UpperAlphanumeric32 => drawn(UPPER, 32),
        ValueShape::Base64url43 | ValueShape::Meteor | ValueShape::MeteorRedirect => drawn(BASE64URL, 43),
        ValueShape::Hex32 => drawn(HEXADECIMAL, 32),
        ValueShape::Uuid => uuid::Uuid::new_v4().to_string(),
        ValueShape::Hybridauth39 => {
            let mut all = UPPER.to_vec();
            all.shuffle(&mut rand::rng());
            all.into_iter().fold("HA-".to_owned(), |state, byte| state + char::from(byte).encode_utf8(&mut [0; 4]))
        }
        ValueShape::Base64urlPadded88 => drawn(BASE64URL, 86) + "==",
        ValueShape::Hexadecimal64 => drawn(HEXADECIMAL, 64),
    }
}

fn drawn(from: &[u8], length: usize) -> String {
    let mut random = rand::rng();
    (0..length).filter_map(|_| from.get(random.random_range(0..from.len()))).map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let upper = shaped(ValueShape::UpperAlphanumeric32);
        assert!(upper.len() == 32 && upper.bytes().all(|b| UPPER.contains(&b)));
        assert_eq!(shaped(ValueShape::Base64url43).len(), 43);
        let mut letters: Vec<u8> = shaped(ValueShape::Hybridauth39).strip_prefix("HA-").unwrap().bytes().collect();
        letters.sort_unstable();
        assert_eq!(letters, UPPER);
        assert_eq!(shaped(ValueShape::Uuid).len(), 36);
        assert_eq!(shaped(ValueShape::Alphanumeric24).len(), 24);
        let popup = state(ValueShape::Meteor, "https://chat.example.com/_oauth/idp?close");
        assert!(popup.len() == 140 && popup.ends_with('='), "{popup}");
        let redirect = state(ValueShape::MeteorRedirect, "https://chat.example.com/_oauth/idp");
        let json = String::from_utf8(STANDARD.decode(redirect).unwrap()).unwrap();
        assert!(json.ends_with(r#""isCordova":false,"redirectUrl":"https://chat.example.com/home"}"#), "{json}");
        assert_ne!(unheard_of(), unheard_of());
    }
}
