//! TLS: the chain of every connection, with the verdict of each set of roots, whether the connection came about or not.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::tls_words::tls_words;
use crate::recording::{TlsFacts, Trust};

/// Verifies with every set of roots and keeps what it saw.
#[derive(Debug)]
pub(super) struct Witness {
    provider: Arc<CryptoProvider>,
    given: Option<Arc<WebPkiServerVerifier>>,
    insecure: bool,
    // Loading roots takes milliseconds; a run over plain HTTP never pays for it.
    public: OnceLock<Result<Arc<WebPkiServerVerifier>, String>>,
    system: OnceLock<Result<rustls_platform_verifier::Verifier, String>>,
    seen: Mutex<Seen>,
}

/// What was seen, by host name.
#[derive(Debug, Default)]
struct Seen {
    by_leaf: HashMap<(String, Vec<u8>), TlsFacts>,
    last: HashMap<String, TlsFacts>,
}

impl Witness {
    /// A witness with further roots in PEM.
    pub(super) fn new(ca_file: Option<&[u8]>, insecure: bool) -> Result<Self, String> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let given = match ca_file {
            Some(pem) => Some(from_pem(pem, &provider)?),
            None => None,
        };
        Ok(Self { provider, given, insecure, public: OnceLock::new(), system: OnceLock::new(), seen: Mutex::default() })
    }

    /// What was seen of a connection whose leaf certificate is known.
    pub(super) fn of_connection(&self, host: &str, leaf: &[u8]) -> Option<TlsFacts> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.by_leaf.get(&(plain(host), leaf.to_vec())).cloned()
    }

    /// What was seen last of a host: for handshakes that failed.
    pub(super) fn last_of(&self, host: &str) -> Option<TlsFacts> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.last.get(&plain(host)).cloned()
    }

    /// The leaf that a host showed last, where it was accepted and the public roots are not why.
    pub(super) fn accepted_leaf(&self, host: &str) -> Option<Vec<u8>> {
        let facts = self.last_of(host)?;
        let own = self.insecure || facts.system_roots == Trust::Trusted || facts.given_roots == Some(Trust::Trusted);
        let leaf = facts.chain.first().filter(|_| own && facts.public_roots != Trust::Trusted)?;
        STANDARD.decode(leaf).ok()
    }

    fn public(&self) -> Result<&Arc<WebPkiServerVerifier>, String> {
        let build = || {
            let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
            verifier(roots, &self.provider)
        };
        self.public.get_or_init(build).as_ref().map_err(Clone::clone)
    }

    fn system(&self) -> Result<&rustls_platform_verifier::Verifier, String> {
        let build = || rustls_platform_verifier::Verifier::new(Arc::clone(&self.provider)).map_err(|e| e.to_string());
        self.system.get_or_init(build).as_ref().map_err(Clone::clone)
    }
}

/// The configuration of all connections of a run.
pub(super) fn client_config(witness: &Arc<Witness>) -> Result<ClientConfig, String> {
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&witness.provider))
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::<Witness>::clone(witness))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let ask = |verifier: &dyn ServerCertVerifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now).map(|_| ())
        };
        let or_unusable = |why: String| rustls::Error::General(why);
        let public = self.public().map_err(or_unusable).and_then(|v| ask(v.as_ref()));
        let system = self.system().map_err(or_unusable).and_then(|v| ask(v));
        let given = self.given.as_ref().map(|v| ask(v.as_ref()));

        let facts = TlsFacts {
            version: None,
            chain: std::iter::once(end_entity).chain(intermediates).map(|c| STANDARD.encode(c)).collect(),
            public_roots: trust(&public),
            system_roots: trust(&system),
            given_roots: given.as_ref().map(trust),
        };
        let host = plain(&server_name.to_str());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.by_leaf.insert((host.clone(), end_entity.to_vec()), facts.clone());
        seen.last.insert(host, facts);
        drop(seen);

        if self.insecure || public.is_ok() || system.is_ok() || matches!(given, Some(Ok(()))) {
            return Ok(ServerCertVerified::assertion());
        }
        // The roots the operator gave are the ones he expects to fit; otherwise the public ones speak for everybody.
        Err(given.and_then(Result::err).or(public.err()).unwrap_or(rustls::Error::General("untrusted".to_owned())))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A host as rustls and URLs agree on it: lower case, IPv6 without brackets.
fn plain(host: &str) -> String {
    host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase()
}

fn trust(verdict: &Result<(), rustls::Error>) -> Trust {
    match verdict {
        Ok(()) => Trust::Trusted,
        Err(error) => Trust::Untrusted(tls_words(error)),
    }
}

fn verifier(roots: RootCertStore, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, String> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build().map_err(|e| e.to_string())
}

fn from_pem(pem: &[u8], provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|e| format!("it is not PEM: {e:?}"))?;
        roots.add(certificate).map_err(|e| e.to_string())?;
    }
    if roots.is_empty() {
        return Err("it holds no certificate (expected -----BEGIN CERTIFICATE-----)".to_owned());
    }
    verifier(roots, provider)
}
