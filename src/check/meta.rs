//! What is known about a check before it runs.

use crate::recording::Need;

/// Description of a check.
#[derive(Debug)]
pub struct Meta {
    /// Kebab-case noun phrase of the thing judged; never reused or renamed.
    pub id: &'static str,
    /// The requirement on the provider, present tense, as a sentence without a full stop.
    pub title: &'static str,
    /// What the specification says about it.
    pub level: Level,
    /// Where the specification says so; empty only for [`Level::App`].
    pub spec: &'static [SpecRef],
    /// What must have been observed.
    pub needs: &'static [Need],
    /// Why it matters, in a sentence or two.
    pub why: &'static str,
    /// What to do about a failure, on the provider's side.
    pub fix: &'static str,
}

/// How strongly a specification demands it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// MUST, SHALL, REQUIRED.
    Must,
    /// SHOULD, RECOMMENDED.
    Should,
    /// MAY, OPTIONAL.
    May,
    /// No specification demands it; the app's code does.
    App,
}

/// A place in a specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpecRef {
    /// The document.
    pub doc: Doc,
    /// The section, `3.1.3.7`, or the letter of an appendix.
    pub section: &'static str,
}

impl SpecRef {
    /// A place in a specification.
    pub const fn new(doc: Doc, section: &'static str) -> Self {
        Self { doc, section }
    }

    /// `OpenID Connect Core 1.0, section 3.1.3.7`.
    pub fn words(&self) -> String {
        format!("{}, {} {}", self.doc.name(), self.part(), self.section)
    }

    /// A link to the section.
    pub fn url(&self) -> String {
        match self.doc.rfc() {
            Some(number) => format!("https://www.rfc-editor.org/rfc/rfc{number}#{}-{}", self.part(), self.section),
            None => format!("{}#rfc.{}.{}", self.doc.base(), self.part(), self.section),
        }
    }

    fn part(&self) -> &'static str {
        if self.section.starts_with(|c: char| c.is_ascii_alphabetic()) { "appendix" } else { "section" }
    }
}

/// A specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doc {
    /// OpenID Connect Core 1.0.
    OidcCore,
    /// OpenID Connect Discovery 1.0.
    OidcDiscovery,
    /// OpenID Connect Dynamic Client Registration 1.0.
    OidcRegistration,
    /// OpenID Connect RP-Initiated Logout 1.0.
    RpInitiatedLogout,
    /// OpenID Connect Back-Channel Logout 1.0.
    BackChannelLogout,
    /// OAuth 2.0 Form Post Response Mode.
    FormPost,
    /// An RFC.
    Rfc(u16),
}

impl Doc {
    /// Its title.
    pub fn name(&self) -> String {
        match self {
            Self::OidcCore => "OpenID Connect Core 1.0".to_owned(),
            Self::OidcDiscovery => "OpenID Connect Discovery 1.0".to_owned(),
            Self::OidcRegistration => "OpenID Connect Dynamic Client Registration 1.0".to_owned(),
            Self::RpInitiatedLogout => "OpenID Connect RP-Initiated Logout 1.0".to_owned(),
            Self::BackChannelLogout => "OpenID Connect Back-Channel Logout 1.0".to_owned(),
            Self::FormPost => "OAuth 2.0 Form Post Response Mode".to_owned(),
            Self::Rfc(number) => format!("RFC {number}"),
        }
    }

    fn rfc(&self) -> Option<u16> {
        if let Self::Rfc(number) = self { Some(*number) } else { None }
    }

    fn base(&self) -> &'static str {
        match self {
            Self::OidcCore | Self::Rfc(_) => "https://openid.net/specs/openid-connect-core-1_0.html",
            Self::OidcDiscovery => "https://openid.net/specs/openid-connect-discovery-1_0.html",
            Self::OidcRegistration => "https://openid.net/specs/openid-connect-registration-1_0.html",
            Self::RpInitiatedLogout => "https://openid.net/specs/openid-connect-rpinitiated-1_0.html",
            Self::BackChannelLogout => "https://openid.net/specs/openid-connect-backchannel-1_0.html",
            Self::FormPost => "https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html",
        }
    }
}

impl Level {
    /// `MUST` …
    pub fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::May => "MAY",
            Self::App => "app",
        }
    }
}
