//! jumbojett/openid-connect-php 0.9.10: how the client behind Nextcloud oidc_login accepts an ID Token.
//!
//! The order of the steps is the order of the code. A step ends the login either with words of the library, which the app
//! shows, or with an error that nobody catches.

mod claims;
#[cfg(test)]
mod corpus;
mod keys;
mod refusal;
mod token;

pub use claims::{Expectation, missing_member};
pub use refusal::{Place, Said, Stage, TokenRefusal};
pub use token::{Header, Signed, Verdict, Verifier, accept, payload, signed};
