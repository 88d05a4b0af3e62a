//! The specifications' own words, and lenient readers that keep everything a provider said.

pub mod claims;
pub mod jose;
pub mod jose_openssl;
pub mod json;
mod json_depth;
pub mod names;
pub mod pkce;
pub mod provider_metadata;
mod rsa_any_size;

pub use jose::{CompactJws, JwkSet, SignatureError, decode_lenient, verify_signature};
pub use jose_openssl::{Curve, OpensslError, PublicKey, verify_as_openssl};
pub use json::{JsonDocument, JsonFault};
pub use provider_metadata::{Member, ProviderMetadata};
