//! Where a token stops.

/// Steps of the code, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The header is JSON and names an algorithm that the app lets pass.
    Header,
    /// The JWK Set is an object with a list of keys.
    KeySet,
    /// Signing keys up to the right one are strong enough.
    Strength,
    /// A key with the token's `kid` is there.
    Match,
    /// Every key that is parsed can be parsed.
    Parse,
    /// The token has three segments.
    Segments,
    /// The payload is a JSON object (or list).
    Payload,
    /// `iat`, `nbf` and `exp` are numbers.
    Dates,
    /// The header has a `kid` that is not empty.
    KeyId,
    /// The key is meant for the header's algorithm, and the library knows it.
    KeyAlgorithm,
    /// The signature is good.
    Signature,
    /// The token is valid by now.
    NotYet,
    /// The token is still valid.
    Expired,
}

/// What is pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The token: `/header/kid`, `/payload/exp`.
    Token(&'static str),
    /// The JWK Set as a whole.
    Set,
    /// A key, by its place in `keys`.
    Key(usize),
}

/// Why a token is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JwtRefusal {
    /// The step that failed.
    pub stage: Stage,
    /// One sentence.
    pub message: String,
    /// What would be accepted.
    pub expected: String,
    /// What is there.
    pub actual: String,
    /// Where.
    pub place: Place,
    /// We cannot do what the library does, so that nobody knows.
    pub unsure: bool,
}

impl JwtRefusal {
    pub(super) fn new(stage: Stage, message: impl Into<String>, place: Place) -> Self {
        let (expected, actual) = (String::new(), String::new());
        Self { stage, message: message.into(), expected, actual, place, unsure: false }
    }

    pub(super) fn compare(mut self, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        self.expected = expected.into();
        self.actual = actual.into();
        self
    }
}
