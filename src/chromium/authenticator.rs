//! Passkeys: a virtual authenticator that says yes at once.

use std::sync::Arc;

use serde_json::{Value, json};

use super::devtools::Devtools;
use super::{ChromiumError, Tab};

/// A passkey as the browser tells it: an object with `credentialId`, `privateKey`, `rpId`, `userHandle`, `signCount`. It is as
/// good as a password.
#[derive(Clone, PartialEq)]
pub struct Passkey(pub Value);

impl Passkey {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// What tells it from others.
    pub fn id(&self) -> &str {
        self.text("credentialId")
    }

    /// Whose it is: the domain it is good for.
    pub fn rp_id(&self) -> &str {
        self.text("rpId")
    }

    /// The key itself, base64.
    pub fn private_key(&self) -> &str {
        self.text("privateKey")
    }

    /// How often it was used.
    pub fn sign_count(&self) -> u64 {
        self.0.get("signCount").and_then(Value::as_u64).unwrap_or(0)
    }
}

impl std::fmt::Debug for Passkey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Passkey(of {}, redacted)", self.rp_id())
    }
}

/// The authenticator of a tab. Clones are the same one.
#[derive(Clone)]
pub struct Authenticator {
    devtools: Devtools,
    session: Arc<str>,
    id: Arc<str>,
}

impl Authenticator {
    /// Plugs one with these passkeys into a tab.
    ///
    /// # Errors
    /// When the browser is gone, or refuses one of them.
    pub async fn plug_in(tab: &Tab, passkeys: &[Passkey]) -> Result<Self, ChromiumError> {
        let (devtools, session) = tab.line();
        devtools.call(Some(&session), "WebAuthn.enable", json!({ "enableUI": false })).await?;
        let options = json!({ "options": {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
        }});
        let added = devtools.call(Some(&session), "WebAuthn.addVirtualAuthenticator", options).await?;
        let id = added.get("authenticatorId").and_then(Value::as_str).unwrap_or_default().into();
        let authenticator = Self { devtools, session, id };
        for passkey in passkeys {
            authenticator.call("WebAuthn.addCredential", Some(&passkey.0)).await?;
        }
        Ok(authenticator)
    }

    /// Everything that is on it now.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn passkeys(&self) -> Result<Vec<Passkey>, ChromiumError> {
        let mut told = self.call("WebAuthn.getCredentials", None).await?;
        match told.get_mut("credentials").map(Value::take) {
            Some(Value::Array(all)) => Ok(all.into_iter().map(Passkey).collect()),
            _ => Ok(Vec::new()),
        }
    }

    async fn call(&self, method: &str, credential: Option<&Value>) -> Result<Value, ChromiumError> {
        let mut params = json!({ "authenticatorId": &*self.id });
        if let (Some(credential), Some(members)) = (credential, params.as_object_mut()) {
            members.insert("credential".to_owned(), credential.clone());
        }
        self.devtools.call(Some(&self.session), method, params).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_not_shown() {
        let passkey = Passkey(json!({"credentialId": "c", "privateKey": "very secret", "rpId": "localhost", "signCount": 2}));
        assert_eq!(format!("{passkey:?}"), "Passkey(of localhost, redacted)");
        assert_eq!((passkey.id(), passkey.sign_count()), ("c", 2));
    }
}
