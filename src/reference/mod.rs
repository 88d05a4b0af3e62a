//! The embedded provider: a complete, conforming OpenID Provider on loopback that can be told to deviate.
//!
//! Every check of this crate is proved against it, `demo` and `provider` ship it to users. It shares only
//! [`names`](crate::oidc::names) with the rest of the crate and has its own keys, signatures and parsers, so that one
//! bug cannot hide on both sides.
//!
//! A request becomes a `Call`, an endpoint makes an `Answer` of it, and the active [`Fault`]s edit rules and answers at
//! one place per endpoint.

mod account;
mod alg;
mod answer;
mod backchannel;
mod call;
mod client;
mod config;
mod encoding;
mod endpoints;
mod fault;
mod grant;
mod id_token;
mod jwt;
mod keys;
mod login_page;
mod op;
mod page;
mod persona;
mod picture;
mod server;
mod session;
mod weak_rsa;

#[cfg(test)]
mod tests;

pub use alg::Alg;
pub use config::Config;
pub use fault::{
    AccountFault, AuthorizeAnswerFault, AuthorizeRuleFault, ClaimFault, DiscoveryAnswerFault, EndSessionFault, Fault,
    IdTokenFault, JwksFault, LogoutTokenFault, MetadataFault, RefreshFault, RegistrationFault, TokenAnswerFault, TokenRuleFault,
    UnknownFault, UserinfoAnswerFault, UserinfoRuleFault,
};
pub use login_page::{LoginPage, TOTP_SECRET};
pub use persona::{Persona, PersonaDeviation, PersonaError};
pub use server::{Provider, RunningProvider};
