//! What the token endpoint insists on.

use crate::reference::fault::{RefreshFault, TokenRuleFault};

/// How name and secret in a Basic header are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BasicReading {
    /// Form-decoded, as RFC 6749 wants it, or as they are, as many clients send them.
    Either,
    /// As they are.
    Raw,
    /// Form-decoded.
    Decoded,
}

/// The rules of the token endpoint: conforming by default, each fault changes one.
#[derive(Debug)]
pub(in crate::reference) struct TokenRules {
    pub(super) get: bool,
    pub(super) accept_required: bool,
    pub(super) crawlers_refused: bool,
    pub(super) known_clients_only: bool,
    pub(super) basic: bool,
    pub(super) post: bool,
    pub(super) one_method_only: bool,
    pub(super) basic_reading: BasicReading,
    pub(super) secret_checked: bool,
    pub(super) authentication_needed: bool,
    pub(super) pkce_verified: bool,
    pub(super) challenge_needed: bool,
    pub(super) verifier_needed: bool,
    pub(super) verifier_refused: bool,
    pub(super) shortest_verifier: usize,
    pub(super) longest_verifier: usize,
    pub(super) challenge_is_verifier: bool,
    pub(super) right_verifier_refused: bool,
    pub(super) client_id_beside_basic: bool,
    pub(super) code_single_use: bool,
    pub(super) replay_revokes: bool,
    pub(super) code_bound_to_client: bool,
    pub(super) redirect_checked: bool,
    pub(super) redirect_needed: bool,
    pub(super) refresh: RefreshRules,
}

/// The rules for refresh tokens.
#[derive(Debug)]
pub(super) struct RefreshRules {
    pub(super) accepted: bool,
    pub(super) rotated: bool,
    pub(super) old_void: bool,
    pub(super) reissued: bool,
    pub(super) access_token_alive: bool,
    pub(super) id_token: bool,
    pub(super) same_subject: bool,
    pub(super) scope_limited: bool,
    pub(super) bound_to_client: bool,
    pub(super) same_auth_time: bool,
}

impl TokenRules {
    /// The rules under these faults.
    pub(in crate::reference) fn with(
        faults: impl Iterator<Item = TokenRuleFault>,
        refresh_faults: impl Iterator<Item = RefreshFault>,
    ) -> Self {
        let refresh = RefreshRules {
            accepted: true,
            rotated: true,
            old_void: true,
            reissued: true,
            access_token_alive: true,
            id_token: true,
            same_subject: true,
            scope_limited: true,
            bound_to_client: true,
            same_auth_time: true,
        };
        let mut rules = Self {
            get: false,
            accept_required: false,
            crawlers_refused: false,
            known_clients_only: true,
            basic: true,
            post: true,
            one_method_only: true,
            basic_reading: BasicReading::Either,
            secret_checked: true,
            authentication_needed: true,
            pkce_verified: true,
            challenge_needed: false,
            verifier_needed: true,
            verifier_refused: false,
            shortest_verifier: 43,
            longest_verifier: 128,
            challenge_is_verifier: false,
            right_verifier_refused: false,
            client_id_beside_basic: true,
            code_single_use: true,
            replay_revokes: true,
            code_bound_to_client: true,
            redirect_checked: true,
            redirect_needed: true,
            refresh,
        };
        faults.for_each(|fault| rules.bend(fault));
        refresh_faults.for_each(|fault| rules.refresh.bend(fault));
        rules
    }

    /// The one place where these faults act.
    fn bend(&mut self, fault: TokenRuleFault) {
        use TokenRuleFault as F;
        match fault {
            F::PkceNotVerified => self.pkce_verified = false,
            F::ChallengeRequired => self.challenge_needed = true,
            F::VerifierOptional => self.verifier_needed = false,
            F::ShortVerifierAccepted => self.shortest_verifier = 0,
            F::PlainDowngrade => self.challenge_is_verifier = true,
            F::LongVerifierRefused => self.longest_verifier = 127,
            F::RightVerifierRefused => self.right_verifier_refused = true,
            F::UnaskedVerifierRefused => self.verifier_refused = true,
            F::CodeReusable => self.code_single_use = false,
            F::ReplayKeepsTokens => self.replay_revokes = false,
            F::CodeOfOtherClient => self.code_bound_to_client = false,
            F::RedirectUriMismatch => self.redirect_checked = false,
            F::RedirectUriOptional => self.redirect_needed = false,
            F::WrongSecretAccepted => self.secret_checked = false,
            F::NoAuthenticationAccepted => self.authentication_needed = false,
            F::UnknownClientAccepted => self.known_clients_only = false,
            F::BasicRefused => self.basic = false,
            F::PostRefused => self.post = false,
            F::BothAtOnceAccepted => self.one_method_only = false,
            F::ClientIdBesideBasicRefused => self.client_id_beside_basic = false,
            F::BasicNotDecoded => self.basic_reading = BasicReading::Raw,
            F::BasicEncodedOnly => self.basic_reading = BasicReading::Decoded,
            F::GetAccepted => self.get = true,
            F::AcceptHeaderRequired => self.accept_required = true,
            F::UserAgentRefused => self.crawlers_refused = true,
        }
    }
}

impl RefreshRules {
    /// The one place where faults of refreshing act.
    fn bend(&mut self, fault: RefreshFault) {
        use RefreshFault as F;
        match fault {
            F::Refused => self.accepted = false,
            F::NotRotated => self.rotated = false,
            F::OldStaysValid => self.old_void = false,
            F::TokenMissing => self.reissued = false,
            F::AccessTokenDead => self.access_token_alive = false,
            F::IdTokenMissing => self.id_token = false,
            F::SubjectChanged => self.same_subject = false,
            F::ScopeWidened => self.scope_limited = false,
            F::OtherClientAccepted => self.bound_to_client = false,
            F::AuthTimeMoves => self.same_auth_time = false,
        }
    }
}
