//! What JavaScript makes of JSON, base64, values and regular expressions, for the apps written in it: as Node.js does it,
//! not as specifications say.

mod base64;
mod json;
mod regexp;
mod value;

pub use base64::base64_decode;
pub use json::{json_parse, json_parse_bytes};
pub use regexp::{Exec, RegExp};
pub use value::{is_truthy, json_text, member, path, to_text};
