//! firebase/php-jwt, and what Nextcloud user_oidc does to a JWK Set before it hands it over.
//!
//! The order of the steps is the order of the code, because the first exception ends the login: a neighbour of the signing
//! key that the library cannot read is as fatal as a bad signature.

#[cfg(test)]
mod corpus;
mod decode;
mod keys;
mod parse;
mod refusal;
mod rules;

pub use decode::{Verifier, claims, decode, header_refusal, read_header};
pub use keys::set_members;
pub use refusal::{JwtRefusal, Place, Stage};
pub use rules::{Era, Rules};
