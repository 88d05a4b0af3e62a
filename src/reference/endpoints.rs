//! One file per endpoint. Each builds the conforming answer and then applies its faults in one exhaustive `match`.

pub(super) mod authorize;
pub(super) mod discovery;
pub(super) mod end_session;
pub(super) mod jwks;
pub(super) mod login;
pub(super) mod picture;
pub(super) mod register;
pub(super) mod token;
pub(super) mod userinfo;

use axum::http::{Method, StatusCode};

use super::{answer::Answer, call::Call, op::Op, persona::Persona};

/// An endpoint: a request in, an answer out.
pub(super) type Endpoint = fn(&Op, &Call) -> Answer;

/// Every address of the provider: its own, or those of the product that it acts.
pub(super) fn endpoints(persona: Option<&Persona>) -> impl Iterator<Item = (String, Endpoint)> {
    let own = OWN.iter().filter(move |_| persona.is_none());
    let acted = persona.into_iter().flat_map(|persona| {
        let members = ACTED.iter().filter_map(|(member, endpoint)| Some((persona.path(member)?, *endpoint)));
        members.chain([(persona.discovery_path(), discovery::handle as Endpoint)]).collect::<Vec<_>>()
    });
    let fixed = own.chain(PAGES).map(|(path, endpoint)| ((*path).to_owned(), *endpoint));
    fixed.chain(acted)
}

/// Endpoints of a product, by the members of its discovery document. Others answer 404.
const ACTED: &[(&str, Endpoint)] = &[
    ("authorization_endpoint", authorize::handle),
    ("token_endpoint", token::handle),
    ("userinfo_endpoint", userinfo::handle),
    ("jwks_uri", jwks::handle),
    ("end_session_endpoint", end_session::handle),
];

/// Addresses that no metadata names.
const PAGES: &[(&str, Endpoint)] = &[
    ("/login", login::handle_login),
    ("/consent", login::handle_consent),
    ("/logout/confirm", end_session::handle_confirmation),
    ("/picture.png", picture::square),
    ("/wide.png", picture::wide),
    ("/picture.svg", picture::svg),
    ("/picture.html", picture::html),
];

/// The provider's own addresses.
const OWN: &[(&str, Endpoint)] = &[
    (crate::oidc::names::DISCOVERY_PATH, discovery::handle),
    ("/moved/openid-configuration", discovery::handle_moved),
    // Where Logto has it, for the app that looks for it nowhere else.
    ("/oidc/.well-known/openid-configuration", discovery::handle_below),
    ("/jwks", jwks::handle),
    ("/authorize", authorize::handle),
    // The names that faults give to the authorization endpoint, sent as browsers encode them.
    ("/autorisé", authorize::handle),
    ("/autoris%C3%A9", authorize::handle),
    ("/a&b/authorize", authorize::handle),
    ("/token", token::handle),
    ("/moved/token", token::handle_moved),
    ("/userinfo", userinfo::handle),
    ("/moved/userinfo", userinfo::handle_moved),
    ("/logout", end_session::handle),
    ("/register", register::handle),
];

/// The answer to the question of a browser whether a script of another origin may call.
pub(super) fn preflight(call: &Call) -> Option<Answer> {
    (call.method == Method::OPTIONS).then(|| {
        Answer::empty(StatusCode::NO_CONTENT)
            .shared()
            .with("access-control-allow-methods", "GET, POST, OPTIONS")
            .with("access-control-allow-headers", "Authorization, Content-Type, Accept")
            .with("access-control-max-age", "600")
    })
}

/// Whether a request only reads.
pub(super) fn is_read(call: &Call) -> bool {
    call.method == Method::GET || call.method == Method::HEAD
}
