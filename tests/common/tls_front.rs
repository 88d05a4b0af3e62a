//! A server that speaks TLS, and hands what it hears to a plain one.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// It listens; what it hears is lost until it knows where to hand it on.
pub struct TlsFront {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    /// The authority that signed its certificate, PEM.
    pub authority: String,
}

impl TlsFront {
    /// For `localhost`, with a certificate of a private authority.
    pub async fn bind() -> Self {
        let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().expect("a key");
        let certificate = authority.self_signed(&authority_key).expect("signed");
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().expect("a key");
        let leaf =
            CertificateParams::new(vec!["localhost".to_owned()]).expect("a name").signed_by(&key, &issuer).expect("signed");
        let chain = vec![leaf.der().clone(), certificate.der().clone()];
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("TLS");
        let config = config.with_no_client_auth().with_single_cert(chain, key).expect("a certificate");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        Self { listener, acceptor: TlsAcceptor::from(Arc::new(config)), authority: certificate.pem() }
    }

    /// Scheme, name and port.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.listener.local_addr().expect("bound").port())
    }

    /// Hands everything on, as long as the runtime lives.
    pub fn serve(self, port: u16) {
        tokio::spawn(async move {
            while let Ok((stream, _)) = self.listener.accept().await {
                let acceptor = self.acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut outside) = acceptor.accept(stream).await else { return };
                    let Ok(mut inside) = TcpStream::connect(("127.0.0.1", port)).await else { return };
                    let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
                });
            }
        });
    }
}
