//! Where an ID Token stops, and with which words.

/// Steps of the code, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The part behind the last dot decodes to something.
    SignaturePart,
    /// The first part is a JSON object.
    Header,
    /// The header names an algorithm that the library has.
    Algorithm,
    /// The header brings no key of its own.
    HeaderKey,
    /// The JWK Set is JSON.
    KeySet,
    /// The set has the token's key.
    KeyMatch,
    /// The key has a modulus and an exponent that can be read.
    KeyMembers,
    /// The signature is good.
    Signature,
    /// `iss` is the configured URL, or the published issuer.
    Issuer,
    /// `aud` is the client, or holds it.
    Audience,
    /// `nonce`, where there is one, is the one that was sent.
    Nonce,
    /// `exp` and `nbf`, where they are there, are integers and within five minutes.
    Times,
    /// `at_hash`, where there is one, fits the access token.
    AccessTokenHash,
}

/// What the user reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// These words, on the app's own error page.
    Words(String),
    /// Nothing of it: an error that nobody catches.
    Crash,
    /// Nobody can tell here, with the reason.
    Unsure(String),
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
pub struct TokenRefusal {
    /// The step that failed.
    pub stage: Stage,
    /// What the user reads.
    pub said: Said,
    /// One sentence.
    pub message: Box<str>,
    /// What would be accepted.
    pub expected: Box<str>,
    /// What is there.
    pub actual: Box<str>,
    /// Where.
    pub place: Place,
}

/// What the library says of a claim it does not accept, whichever it is.
pub(super) const CLAIMS: &str = "Unable to verify JWT claims";

impl TokenRefusal {
    pub(super) fn words(stage: Stage, words: impl Into<String>, place: Place) -> Self {
        Self::new(stage, Said::Words(words.into()), place)
    }

    pub(super) fn crash(stage: Stage, place: Place) -> Self {
        Self::new(stage, Said::Crash, place)
    }

    pub(super) fn unsure(stage: Stage, why: impl Into<String>, place: Place) -> Self {
        Self::new(stage, Said::Unsure(why.into()), place)
    }

    pub(super) fn new(stage: Stage, said: Said, place: Place) -> Self {
        let nothing = Box::<str>::default;
        Self { stage, said, message: nothing(), expected: nothing(), actual: nothing(), place }
    }

    pub(super) fn because(mut self, message: impl Into<String>, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        self.message = message.into().into();
        self.expected = expected.into().into();
        self.actual = actual.into().into();
        self
    }
}
