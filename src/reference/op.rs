//! Everything one running provider holds: settings, keys, clients, and what it remembers between requests.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{
    account::SCOPES,
    alg::Alg,
    client::Client,
    config::Config,
    endpoints::{authorize::AuthorizeRules, end_session::EndSessionRules, token::TokenRules, userinfo::UserinfoRules},
    fault::{Family, IdTokenFault},
    grant::{AccessToken, Code, Hint, RefreshToken},
    keys::{KeyRing, KeySet},
    persona::Persona,
    session::{Interaction, Session},
};

use crate::oidc::names::DISCOVERY_PATH;

/// One provider.
pub(super) struct Op {
    /// The address of everything, without a path.
    pub(super) base: String,
    /// What tokens call the provider.
    pub(super) issuer: String,
    /// What an operator gives as issuer.
    pub(super) address: String,
    pub(super) config: Config,
    pub(super) authorize: AuthorizeRules,
    pub(super) token: TokenRules,
    pub(super) userinfo: UserinfoRules,
    pub(super) end_session: EndSessionRules,
    pub(super) meter: Meter,
    keys: Mutex<KeyRing>,
    memory: Mutex<Memory>,
}

/// What the provider remembers between requests.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) clients: HashMap<String, Arc<Client>>,
    /// Browsers that are logged in, by session cookie.
    pub(super) sessions: HashMap<String, Session>,
    /// Login and consent pages that were shown and not answered yet.
    pub(super) interactions: HashMap<String, Interaction>,
    /// The period of the last code of a second factor that was taken.
    pub(super) last_code: Option<i64>,
    /// Logout confirmations that were shown, by their CSRF token.
    pub(super) confirmations: HashMap<String, super::session::LogoutRequest>,
    pub(super) consents: HashSet<String>,
    pub(super) codes: HashMap<String, Code>,
    pub(super) access_tokens: HashMap<String, AccessToken>,
    pub(super) refresh_tokens: HashMap<String, RefreshToken>,
    /// ID Tokens that were issued, so that a hint is recognised whatever its age and whoever rotated the keys.
    pub(super) hints: HashMap<String, Hint>,
    /// Client assertions that were used.
    pub(super) assertions: HashSet<String>,
    /// Grants whose tokens are void.
    pub(super) revoked: HashSet<u64>,
    pub(super) next_grant: u64,
}

/// Numbers about the work done.
#[derive(Default)]
pub(super) struct Meter {
    pub(super) requests: AtomicU64,
    pub(super) token_calls: AtomicU64,
    pub(super) discovery_calls: AtomicU64,
    pub(super) authorize_calls: AtomicU64,
    pub(super) userinfo_calls: AtomicU64,
    pub(super) busy_nanos: AtomicU64,
}

impl Meter {
    /// Adds one and tells how many there were before.
    pub(super) fn count(counter: &AtomicU64) -> u64 {
        counter.fetch_add(1, Ordering::Relaxed)
    }

    /// Adds the time one handler took.
    pub(super) fn add_busy(&self, time: Duration) {
        self.busy_nanos.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

impl Op {
    /// A provider that will answer at this address.
    pub(super) fn new(base: String, mut config: Config) -> Result<Self, aws_lc_rs::error::Unspecified> {
        let (mut issuer, mut address) = (base.clone(), base.clone());
        if let Some(persona) = &config.persona {
            issuer = persona.issuer(&base);
            address.push_str(persona.discovery_path().trim_end_matches(DISCOVERY_PATH));
            config.faults.splice(0..0, persona.faults().iter().copied());
            config.id_token_alg = persona.signing();
        }
        let faults = config.faults.clone();
        let demo = Client::demo(&config);
        let mut memory = Memory::default();
        memory.clients.insert(demo.id.clone(), Arc::new(demo));
        Ok(Self {
            base,
            issuer,
            address,
            config,
            authorize: AuthorizeRules::with(family(&faults)),
            token: TokenRules::with(family(&faults), family(&faults)),
            userinfo: UserinfoRules::with(family(&faults)),
            end_session: EndSessionRules::with(family(&faults)),
            meter: Meter::default(),
            keys: Mutex::new(KeyRing::new()?),
            memory: Mutex::new(memory),
        })
    }

    /// The active faults of one family.
    pub(super) fn faults<F: Family>(&self) -> impl Iterator<Item = F> {
        family(&self.config.faults)
    }

    /// What is remembered. A panic elsewhere leaves it usable: every change is complete in itself.
    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ring of keys.
    pub(super) fn key_ring(&self) -> MutexGuard<'_, KeyRing> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keys that sign now.
    pub(super) fn keys(&self) -> Arc<KeySet> {
        self.key_ring().current()
    }

    /// The product that is acted.
    pub(super) fn persona(&self) -> Option<&Persona> {
        self.config.persona.as_ref()
    }

    /// Whether a scope is known here.
    pub(super) fn knows_scope(&self, scope: &str) -> bool {
        match self.persona() {
            Some(persona) => persona.knows_scope(scope),
            None => SCOPES.iter().any(|(known, _)| *known == scope),
        }
    }

    /// A registered client.
    pub(super) fn client(&self, id: &str) -> Option<Arc<Client>> {
        self.memory().clients.get(id).cloned()
    }

    /// The algorithm of ID Tokens where this one is registered.
    pub(super) fn signing_alg(&self, registered: Alg) -> Alg {
        self.faults::<IdTokenFault>().find_map(IdTokenFault::alg).unwrap_or(registered)
    }

    /// The algorithms whose keys are published: the one of the demo client's ID Tokens first, which is what faults mean by
    /// the signing key, then those every client can expect, and those some client uses.
    ///
    /// P-521 is not among the former, since there are clients that fail on a key set which merely contains it.
    pub(super) fn published_algs(&self) -> Vec<Alg> {
        self.algs_after(self.signing_alg(self.config.id_token_alg))
    }

    /// The algorithms the discovery document lists: those of the published keys, whatever a fault signs with.
    pub(super) fn advertised_algs(&self) -> Vec<Alg> {
        self.algs_after(self.config.id_token_alg)
    }

    fn algs_after(&self, first: Alg) -> Vec<Alg> {
        let mut algs = vec![first];
        if self.config.persona.is_some() {
            return algs;
        }
        let memory = self.memory();
        let by_client = memory.clients.values().flat_map(|client| [Some(client.id_token_alg), client.userinfo_alg]).flatten();
        let mut by_client: Vec<Alg> = by_client.collect();
        by_client.sort_unstable();
        for alg in [Alg::Rs256, Alg::Es256, Alg::Es384, Alg::EdDsa].into_iter().chain(by_client) {
            if !algs.contains(&alg) {
                algs.push(alg);
            }
        }
        algs
    }
}

fn family<F: Family>(faults: &[super::fault::Fault]) -> impl Iterator<Item = F> {
    faults.iter().copied().filter_map(F::of)
}
