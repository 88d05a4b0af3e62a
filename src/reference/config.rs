//! What can be chosen when a provider is started.

use super::{alg::Alg, fault::Fault, login_page::LoginPage, persona::Persona};

/// The settings of one provider; the default is a conforming provider on a free port.
#[derive(Clone, Debug)]
pub struct Config {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Scheme, host and port under which clients reach it, where something stands before it that speaks TLS.
    pub public_url: Option<String>,
    /// The product to act, if any; its own deviations come before the others.
    pub persona: Option<Persona>,
    /// The deviations, in the order in which they are applied.
    pub faults: Vec<Fault>,
    /// The name of the client that is registered from the start.
    pub client_id: String,
    /// That client's secret; if it is empty, the client is a public one.
    pub client_secret: String,
    /// Redirect URIs in addition to those of the apps at their default addresses.
    pub redirect_uris: Vec<String>,
    /// Addresses after logout in addition to those of the apps at their default addresses.
    pub post_logout_redirect_uris: Vec<String>,
    /// Where that client wants Logout Tokens; only addresses on loopback are called.
    pub backchannel_logout_uri: Option<String>,
    /// How ID Tokens for that client are signed.
    pub id_token_alg: Alg,
    /// How userinfo for that client is signed; plain JSON if unset.
    pub userinfo_alg: Option<Alg>,
    /// The user's login name, which is also the subject.
    pub user: String,
    /// The user's password.
    pub password: String,
    /// What the login asks for, if it is not one form.
    pub login_page: Option<LoginPage>,
    /// Seconds until the code of a second factor changes.
    pub totp_period: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            public_url: None,
            persona: None,
            faults: Vec::new(),
            client_id: "demo-client".to_owned(),
            client_secret: "demo-secret-8f14e45fceea167a".to_owned(),
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            id_token_alg: Alg::Rs256,
            userinfo_alg: None,
            user: "alice".to_owned(),
            password: "down-the-rabbit-hole".to_owned(),
            login_page: None,
            totp_period: 30,
        }
    }
}
