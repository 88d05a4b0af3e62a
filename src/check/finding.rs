//! What can come out of a check.

use schemars::JsonSchema;
use serde::Serialize;

use crate::recording::ExchangeId;

/// Result of one check.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The requirement is met.
    Pass,
    /// It is not.
    Fail(Finding),
    /// It does not apply to this provider or these settings, with the reason.
    NotApplicable(String),
    /// Nobody can tell: the evidence was not obtained.
    Inconclusive(Missing),
}

/// A requirement that is not met: what was expected, what was seen, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finding {
    /// One sentence: what is wrong.
    pub message: String,
    /// What a good answer would hold.
    pub expected: String,
    /// What this one holds.
    pub actual: String,
    /// Where it was seen.
    pub evidence: Vec<EvidenceRef>,
    /// Words of the provider that the app repeats to its user: fills `{words}` in the requirement's symptom.
    pub words: Option<String>,
    /// Id of a cause that this finding shares with others (`tls-untrusted`), to be folded in reports.
    pub cause: Option<String>,
}

/// A place in the recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceRef {
    /// Index of the exchange.
    pub exchange: ExchangeId,
    /// JSON pointer into its body; for a token inside it, `/id_token/header/kid` or `/id_token/payload/iss`. Empty: the whole answer.
    pub pointer: String,
}

/// Evidence that was never obtained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What is missing and why, in one sentence.
    pub what: String,
    /// Id of the cause (`no-account`, `login-refused`, `rate-limited` …), to be folded in reports.
    pub cause: String,
}

impl Finding {
    /// A finding in words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// Adds what was expected and what was seen.
    #[must_use]
    pub fn compare(mut self, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        self.expected = expected.into();
        self.actual = actual.into();
        self
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, exchange: ExchangeId, pointer: impl Into<String>) -> Self {
        self.evidence.push(EvidenceRef { exchange, pointer: pointer.into() });
        self
    }

    /// Adds the provider's words that the app shows.
    #[must_use]
    pub fn words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// Names the cause it shares with others.
    #[must_use]
    pub fn cause(mut self, id: impl Into<String>) -> Self {
        self.cause = Some(id.into());
        self
    }

    /// Names the cause it shares with others, where there is one.
    #[must_use]
    pub fn caused(mut self, id: Option<&str>) -> Self {
        self.cause = id.map(str::to_owned);
        self
    }
}

impl From<Finding> for Outcome {
    fn from(finding: Finding) -> Self {
        Self::Fail(finding)
    }
}

impl Missing {
    /// Evidence that is missing because of `cause`.
    pub fn new(cause: impl Into<String>, what: impl Into<String>) -> Self {
        Self { what: what.into(), cause: cause.into() }
    }

    /// Nothing is missing: the app itself never gets this far, and an earlier requirement says why. Becomes
    /// [`Outcome::NotApplicable`].
    pub fn not_reached(what: impl Into<String>) -> Self {
        Self::new(NOT_REACHED, what)
    }

    /// Whether this is [`Missing::not_reached`].
    pub fn is_not_reached(&self) -> bool {
        self.cause == NOT_REACHED
    }
}

/// Cause of [`Missing::not_reached`].
const NOT_REACHED: &str = "not-reached";

impl From<Missing> for Outcome {
    fn from(missing: Missing) -> Self {
        if missing.is_not_reached() { Self::NotApplicable(missing.what) } else { Self::Inconclusive(missing) }
    }
}
