//! What PHP makes of JSON, base64 and values, for the apps written in it: as PHP 8 does it, not as specifications say.

mod base64;
mod entities;
pub mod hybridauth;
mod json;
pub mod jumbojett;
pub mod jwt;
mod md5;
mod query;
pub mod url;
mod value;

pub use base64::{base64_decode, urlsafe_base64_decode};
pub use entities::{htmlentities, sanitize_special_chars};
pub use json::{json_decode, json_decode_big, json_decode_object, json_encode, json_round_trip};
pub use md5::md5;
pub use query::parse_str;
pub use value::{compare_integer, is_empty, is_numeric, is_set, number, to_text};
