//! An authorization request as an app sends it, read from the address to which it sends the browser.

use schemars::JsonSchema;
use serde::Serialize;

use crate::wire::{QueryEncoding, ValueShape};

/// Parameters whose values belong to one login: only their shape is kept, so that nothing here is worth stealing.
const RANDOM: [&str; 4] = ["state", "nonce", "code_challenge", "code_verifier"];

/// Parameters that are kept; apps send about ten.
const MOST: usize = 64;

/// An authorization request that an app really sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AuthorizationRequest {
    /// The authorization endpoint: what stands before the `?`.
    pub endpoint: String,
    /// The parameters in the order in which the app writes them, decoded.
    pub parameters: Vec<Parameter>,
    /// How the app writes a blank; absent when no value has one.
    pub encoding: Option<QueryEncoding>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value, or what its random value looks like.
    pub value: Found,
}

/// A value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// This text.
    Text(String),
    /// Another value in every login.
    Random(Look),
}

/// What a random value looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Look {
    /// Characters.
    pub length: usize,
    /// Which ones.
    pub alphabet: Alphabet,
}

/// The narrowest of these that holds every character, narrow ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Alphabet {
    /// A UUID: hexadecimal digits with four hyphens.
    Uuid,
    /// `0-9`
    Digits,
    /// Hexadecimal digits in lower case.
    Hexadecimal,
    /// `0-9A-Z`
    UpperAlphanumeric,
    /// `0-9A-Za-z`
    Alphanumeric,
    /// `0-9A-Za-z-_`
    Base64url,
    /// Others.
    Other,
}

impl AuthorizationRequest {
    /// Reads an address. `None`: it is no authorization request, which has a `client_id` and a `response_type` (RFC 6749,
    /// section 4.1.1).
    pub fn read(url: &str) -> Option<Self> {
        let url = url.split('#').next().unwrap_or_default().trim();
        let (endpoint, query) = url.split_once('?')?;
        if !endpoint.starts_with("https://") && !endpoint.starts_with("http://") {
            return None;
        }
        let parameters: Vec<Parameter> = url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| Parameter { value: Found::of(&name, &value), name: name.into_owned() })
            .take(MOST)
            .collect();
        let request = Self { endpoint: endpoint.to_owned(), parameters, encoding: encoding(query) };
        let present = |name: &str| request.parameters.iter().any(|p| p.name == name);
        (present("client_id") && present("response_type")).then_some(request)
    }

    /// The text of a parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find_map(|p| match &p.value {
            Found::Text(text) if p.name == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// The value of a parameter.
    pub fn value(&self, name: &str) -> Option<&Found> {
        self.parameters.iter().find(|p| p.name == name).map(|p| &p.value)
    }

    /// Values of `scope`.
    pub fn scopes(&self) -> Vec<&str> {
        self.text("scope").unwrap_or_default().split_whitespace().collect()
    }
}

impl Found {
    fn of(name: &str, value: &str) -> Self {
        if RANDOM.contains(&name) { Self::Random(Look::of(value)) } else { Self::Text(value.to_owned()) }
    }

    /// For people.
    pub fn words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Random(look) => look.words(),
        }
    }
}

impl Look {
    fn of(value: &str) -> Self {
        let all = |fits: fn(char) -> bool| !value.is_empty() && value.chars().all(fits);
        let upper = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
        let alphabet = if uuid::Uuid::try_parse(value).is_ok() && value.contains('-') {
            Alphabet::Uuid
        } else if all(|c| c.is_ascii_digit()) {
            Alphabet::Digits
        } else if all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
            Alphabet::Hexadecimal
        } else if all(upper) {
            Alphabet::UpperAlphanumeric
        } else if all(|c| c.is_ascii_alphanumeric()) {
            Alphabet::Alphanumeric
        } else if all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            Alphabet::Base64url
        } else {
            Alphabet::Other
        };
        Self { length: value.chars().count(), alphabet }
    }

    /// For people: `32 characters 0-9A-Z`.
    pub fn words(&self) -> String {
        let alphabet = match self.alphabet {
            Alphabet::Uuid => return "a UUID".to_owned(),
            Alphabet::Digits => "0-9",
            Alphabet::Hexadecimal => "0-9a-f",
            Alphabet::UpperAlphanumeric => "0-9A-Z",
            Alphabet::Alphanumeric => "0-9A-Za-z",
            Alphabet::Base64url => "0-9A-Za-z-_",
            Alphabet::Other => "of other kinds",
        };
        format!("{} characters {alphabet}", self.length)
    }

    /// Whether the profile's shape makes such values. A shape says in its name what it makes: `upper-alphanumeric-32`; of
    /// one whose name says nothing nothing is known.
    pub fn fits(&self, shape: ValueShape) -> bool {
        let name = serde_json::to_value(shape).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        if name == "uuid" {
            return self.alphabet == Alphabet::Uuid;
        }
        let Some((alphabet, Ok(length))) = name.rsplit_once('-').map(|(a, n)| (a, n.parse::<usize>())) else { return true };
        // A value may happen to have fewer kinds of characters than its alphabet.
        let widest = match alphabet {
            "hex" | "hexadecimal" => Alphabet::Hexadecimal,
            "upper-alphanumeric" => Alphabet::UpperAlphanumeric,
            "alphanumeric" => Alphabet::Alphanumeric,
            "base64url" => Alphabet::Base64url,
            _ => return self.length == length,
        };
        self.length == length && self.alphabet <= widest && self.alphabet != Alphabet::Uuid
    }
}

/// How blanks are written, by the first blank there is.
fn encoding(query: &str) -> Option<QueryEncoding> {
    let at = |needle: &str| query.find(needle);
    let found = [(at("+"), QueryEncoding::Plus), (at("%20"), QueryEncoding::Percent), (at(" "), QueryEncoding::Raw)];
    found.into_iter().filter_map(|(at, encoding)| Some((at?, encoding))).min_by_key(|(at, _)| *at).map(|(_, e)| e)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_in_its_order() {
        let url = "https://op.example/auth?kc_idp_hint=x&client_id=cloud&response_type=code&scope=openid+email\
                   &redirect_uri=https%3A%2F%2Fc.example%2Fcb&state=ABCDEF0123456789ABCDEF0123456789#f";
        let request = AuthorizationRequest::read(url).unwrap();
        assert_eq!(request.endpoint, "https://op.example/auth");
        let names: Vec<&str> = request.parameters.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["kc_idp_hint", "client_id", "response_type", "scope", "redirect_uri", "state"]);
        assert_eq!(request.text("redirect_uri"), Some("https://c.example/cb"));
        assert_eq!((request.scopes(), request.encoding), (vec!["openid", "email"], Some(QueryEncoding::Plus)));
    }

    #[test]
    fn nothing_of_the_session_is_kept() {
        let state = "ABCDEFGHIJ0123456789ABCDEFGHIJ01";
        let url =
            format!("https://op.example/auth?client_id=c&response_type=code&state={state}&nonce={state}&code_challenge={state}");
        let request = AuthorizationRequest::read(&url).unwrap();
        assert!(!serde_json::to_string(&request).unwrap().contains(state) && !format!("{request:?}").contains(state));
        assert!(matches!(request.value("state"), Some(Found::Random(look)) if look.fits(ValueShape::UpperAlphanumeric32)));
    }

    #[test]
    fn other_addresses_are_no_requests() {
        for url in [
            "/login",
            "https://c.example/login?redirect_url=/x",
            "https://op.example/auth?client_id=x",
            "myapp://x?client_id=a&response_type=code",
        ] {
            assert_eq!(AuthorizationRequest::read(url), None, "{url}");
        }
    }

    #[test]
    fn looks() {
        let look = |value: &str| Look::of(value).words();
        assert_eq!(look("fbc710af-6a46-49e9-9a0c-59123163f941"), "a UUID");
        assert_eq!(look("0f0f"), "4 characters 0-9a-f");
        assert_eq!(look("eyJsb2dpbi=="), "12 characters of other kinds");
        assert_eq!(Look::of("").length, 0);
        let upper = Look::of("0123456789ABCDEFGHIJKLMNOPQRSTUV");
        assert!(
            upper.fits(ValueShape::UpperAlphanumeric32) && !upper.fits(ValueShape::Base64url43) && !upper.fits(ValueShape::Uuid)
        );
        assert!(Look::of(&"1".repeat(43)).fits(ValueShape::Base64url43));
        assert!(!Look::of("fbc710af-6a46-49e9-9a0c-59123163f941").fits(ValueShape::UpperAlphanumeric32));
    }

    #[test]
    fn raw_blanks_are_told() {
        let raw = AuthorizationRequest::read("https://o.example/a?client_id=a&response_type=code&scope=openid email").unwrap();
        assert_eq!((raw.encoding, raw.text("scope")), (Some(QueryEncoding::Raw), Some("openid email")));
    }
}
