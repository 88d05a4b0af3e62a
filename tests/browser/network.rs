//! Private certificates, addresses in the place of DNS, silence.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use oidc_compat::chromium::Options;
use oidc_compat::http::Network;
use oidc_compat::observe::{HandedBack, Handover as _};
use oidc_compat::recording::Obstacle;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use super::site::Site;
use super::{answer, begin, program_or_skip, with_options};

/// A certificate for `op.example` of an authority of its own, and that authority.
fn private() -> (TlsAcceptor, String) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["op.example".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), root.pem())
}

async fn over_tls(program: PathBuf, site: &Site, change: impl FnOnce(&mut Network)) -> HandedBack {
    let start = format!("https://op.example:{}/query", site.port);
    let resolve = vec![format!("op.example:{}:127.0.0.1", site.port).parse().unwrap()];
    let mut network = Network { resolve: resolve.clone(), ..Network::default() };
    change(&mut network);
    let driver = Arc::new(with_options(Options { program, resolve, ..Options::default() }, &start));
    driver.walk(begin(&start, &network)).await
}

#[tokio::test]
async fn a_private_authority_counts_for_its_certificates_alone() {
    let program = program_or_skip!();
    let (acceptor, pem) = private();
    let site = Site::start_tls(acceptor).await;
    let trusted = over_tls(program.clone(), &site, |n| n.ca_file = Some(pem.into_bytes())).await;
    assert_eq!(answer(&trusted).parameters[0].1, "a/b");
    let (_, other) = private();
    let untrusted = over_tls(program, &site, |n| n.ca_file = Some(other.into_bytes())).await;
    match untrusted.answer {
        Err(Obstacle::NoAnswer(why)) => assert!(why.contains("op.example") && why.contains("is not trusted"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn insecure_counts_for_what_was_seen() {
    let program = program_or_skip!();
    let (acceptor, _) = private();
    let site = Site::start_tls(acceptor).await;
    let back = over_tls(program, &site, |n| n.insecure = true).await;
    assert_eq!(answer(&back).parameters[0].1, "a/b");
}

#[tokio::test]
async fn silence_is_waited_for_within_bounds() {
    let program = program_or_skip!();
    let site = Site::start().await;
    let start = site.url("/never");
    let driver = Arc::new(with_options(Options { program, ..Options::default() }, &start));
    let begun = Instant::now();
    let back = driver.walk(begin(&start, &Network { timeout: Duration::from_secs(2), ..Network::default() })).await;
    assert!(matches!(back.answer, Err(Obstacle::NoAnswer(_))), "{:?}", back.answer);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(back.exchanges.iter().all(|e| e.failure.is_some()));
}
