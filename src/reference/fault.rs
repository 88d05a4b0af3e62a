//! Every way in which the provider can be told to deviate, one variant per deviation.
//!
//! A fault is data: an id that never changes, a sentence, and the place in a specification that it offends or, where
//! nothing forbids it, that speaks of it. Faults come in families, one for each place in the endpoints that applies
//! them, so that the exhaustive `match` there proves that no fault is a dead letter.

mod account;
mod authorize;
mod discovery;
mod id_token;
mod jwks;
mod logout;
mod registration;
mod token;
mod userinfo;

use std::{fmt, str::FromStr};

pub use account::AccountFault;
pub use authorize::{AuthorizeAnswerFault, AuthorizeRuleFault};
pub use discovery::{DiscoveryAnswerFault, MetadataFault};
pub use id_token::{ClaimFault, IdTokenFault};
pub use jwks::JwksFault;
pub use logout::{EndSessionFault, LogoutTokenFault};
pub use registration::RegistrationFault;
pub use token::{RefreshFault, TokenAnswerFault, TokenRuleFault};
pub use userinfo::{UserinfoAnswerFault, UserinfoRuleFault};

/// What is known about one fault.
#[derive(Debug)]
struct Entry {
    id: &'static str,
    sentence: &'static str,
    spec: &'static str,
}

/// A group of faults that one place of one endpoint applies.
pub(super) trait Family: Copy {
    /// The fault as a member of this family, if it is one.
    fn of(fault: Fault) -> Option<Self>;
}

/// Declares one family: for each fault its variant, id, sentence and reference.
macro_rules! family {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $id:literal $sentence:literal $spec:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = $sentence] $variant,)+
        }

        impl $name {
            /// All faults of this family.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub(super) const fn entry(self) -> &'static $crate::reference::fault::Entry {
                match self {
                    $(Self::$variant => &$crate::reference::fault::Entry { id: $id, sentence: $sentence, spec: $spec },)+
                }
            }
        }
    };
}
use family;

/// Joins the families into [`Fault`].
macro_rules! families {
    ($($(#[$doc:meta])* $variant:ident($family:ident),)+) => {
        /// One deviation from the specifications.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Fault {
            $($(#[$doc])* $variant($family),)+
        }

        impl Fault {
            const COUNT: usize = 0 $(+ $family::ALL.len())+;

            /// Every fault, in the order in which a login meets them.
            pub const ALL: &'static [Self] = &{
                let mut all = [Self::Metadata(MetadataFault::ALL[0]); Self::COUNT];
                let mut next = 0;
                $(
                    let mut place = 0;
                    while place < $family::ALL.len() {
                        all[next] = Self::$variant($family::ALL[place]);
                        next += 1;
                        place += 1;
                    }
                )+
                all
            };

            const fn entry(self) -> &'static Entry {
                match self {
                    $(Self::$variant(fault) => fault.entry(),)+
                }
            }
        }

        $(
            impl Family for $family {
                fn of(fault: Fault) -> Option<Self> {
                    match fault {
                        Fault::$variant(fault) => Some(fault),
                        _ => None,
                    }
                }
            }

            impl From<$family> for Fault {
                fn from(fault: $family) -> Self {
                    Self::$variant(fault)
                }
            }
        )+
    };
}

families! {
    /// What the discovery document says.
    Metadata(MetadataFault),
    /// How the discovery document is served.
    DiscoveryAnswer(DiscoveryAnswerFault),
    /// The published keys.
    Jwks(JwksFault),
    /// What the authorization endpoint accepts and asks of the user.
    AuthorizeRule(AuthorizeRuleFault),
    /// What the authorization endpoint sends back.
    AuthorizeAnswer(AuthorizeAnswerFault),
    /// What the token endpoint accepts.
    TokenRule(TokenRuleFault),
    /// What the token endpoint sends back.
    TokenAnswer(TokenAnswerFault),
    /// What the token endpoint does with refresh tokens.
    Refresh(RefreshFault),
    /// The ID Token's claims about the login.
    Claim(ClaimFault),
    /// The ID Token's header, signature and shape.
    IdToken(IdTokenFault),
    /// What is known about the user, in the ID Token and in userinfo alike.
    Account(AccountFault),
    /// What the userinfo endpoint accepts.
    UserinfoRule(UserinfoRuleFault),
    /// What the userinfo endpoint sends back.
    UserinfoAnswer(UserinfoAnswerFault),
    /// The logout endpoint.
    EndSession(EndSessionFault),
    /// The Logout Token sent to clients.
    LogoutToken(LogoutTokenFault),
    /// The registration endpoint.
    Registration(RegistrationFault),
}

impl Fault {
    /// The name used on the command line and in scenarios; it never changes.
    pub const fn id(self) -> &'static str {
        self.entry().id
    }

    /// What the provider does, as one sentence.
    pub const fn sentence(self) -> &'static str {
        self.entry().sentence
    }

    /// Where a specification speaks of it.
    pub const fn spec(self) -> &'static str {
        self.entry().spec
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(id: &str) -> Result<Self, UnknownFault> {
        Self::ALL.iter().copied().find(|fault| fault.id() == id).ok_or_else(|| UnknownFault::new(id))
    }
}

/// An id that belongs to no fault, with the known id that resembles it most.
#[derive(Debug, thiserror::Error)]
#[error("no fault is called `{given}`; the nearest one is `{nearest}`")]
pub struct UnknownFault {
    given: String,
    nearest: &'static str,
}

impl UnknownFault {
    fn new(given: &str) -> Self {
        let likeness = |fault: &Fault| strsim::jaro_winkler(given, fault.id());
        let nearest = Fault::ALL.iter().max_by(|left, right| likeness(left).total_cmp(&likeness(right)));
        Self { given: given.to_owned(), nearest: nearest.map_or("", |fault| fault.id()) }
    }

    /// The id that was probably meant.
    pub const fn nearest(&self) -> &'static str {
        self.nearest
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_kebab_case_and_round_trip() {
        let ids: BTreeSet<_> = Fault::ALL.iter().map(|fault| fault.id()).collect();
        assert_eq!(ids.len(), Fault::ALL.len(), "every id belongs to one fault");
        for fault in Fault::ALL {
            let id = fault.id();
            let kebab = id.split('-').all(|word| {
                !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
            });
            assert!(kebab, "`{id}` is kebab-case");
            assert_eq!(id.parse::<Fault>().expect("a known id"), *fault);
        }
    }

    #[test]
    fn sentences_and_references_are_complete() {
        let mut sentences = BTreeSet::new();
        for fault in Fault::ALL {
            assert!(fault.sentence().ends_with('.'), "{fault}: a sentence ends with a period");
            assert!(fault.spec().contains('§') || fault.spec() == "unspecified", "{fault}: a reference names a section");
            assert!(sentences.insert(fault.sentence()), "{fault}: the sentence is its own");
        }
    }

    #[test]
    fn unknown_id_suggests_the_nearest() {
        let error = "discovery-isuer-trailing-slash".parse::<Fault>().expect_err("misspelt");
        assert_eq!(error.nearest(), "discovery-issuer-trailing-slash");
    }
}
