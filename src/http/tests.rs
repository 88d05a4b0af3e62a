//! The client against real sockets: answers well formed, malformed, endless, slow, and TLS of every trust.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{Client, Network, Outgoing};
use crate::recording::{Exchange, FailureKind, Trust};

fn client(network: Network) -> Client {
    Client::new(&network).unwrap()
}

fn quick() -> Network {
    Network { timeout: Duration::from_millis(400), ..Network::default() }
}

/// Serves one connection: reads a request, writes `answer`, then keeps the connection for `hold`. Gives the request back.
async fn raw(answer: Vec<u8>, hold: Duration) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = vec![0; 8192];
        let length = stream.read(&mut buffer).await.unwrap();
        stream.write_all(&answer).await.unwrap();
        stream.flush().await.unwrap();
        tokio::time::sleep(hold).await;
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    });
    (url, served)
}

async fn failure_of(answer: &[u8]) -> Exchange {
    let (url, _served) = raw(answer.to_vec(), Duration::ZERO).await;
    client(quick()).send(Outgoing::get("x", url)).await
}

fn kind(exchange: &Exchange) -> Option<FailureKind> {
    exchange.failure.as_ref().map(|f| f.kind)
}

#[tokio::test]
async fn the_request_goes_out_as_recorded() {
    let ok = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec();
    let (url, served) = raw(ok, Duration::ZERO).await;
    let path = "/p?post_logout_redirect_uri=https://x/&a=b?c&scope=openid email+x&e={\"id\":null}&q='";
    let request = Outgoing::get("x", format!("{url}{path}#fragment")).with_header("User-Agent", "probe");
    let exchange = client(quick()).send(request).await;
    let sent = served.await.unwrap();
    let line = sent.lines().next().unwrap();
    let wire = "/p?post_logout_redirect_uri=https://x/&a=b?c&scope=openid%20email+x&e={%22id%22:null}&q=%27";
    assert_eq!(line, format!("GET {wire} HTTP/1.1"));
    assert_eq!(exchange.request.url, format!("{url}{wire}"));
    assert!(sent.contains("User-Agent: probe\r\n"), "{sent}");
    // The one header that nobody asked for is recorded.
    assert!(sent.contains("Accept: */*\r\n"), "{sent}");
    assert_eq!(exchange.request.headers.last(), Some(&("Accept".to_owned(), "*/*".to_owned())));
}

#[tokio::test]
async fn an_empty_form_says_how_long_it_is() {
    let (url, served) = raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(), Duration::ZERO).await;
    client(quick()).send(Outgoing::post_form("x", url, String::new())).await;
    let sent = served.await.unwrap().to_ascii_lowercase();
    assert_eq!(sent.matches("content-length: 0\r\n").count(), 1, "{sent}");
}

#[tokio::test]
async fn user_info_of_a_url_becomes_a_header() {
    let (url, served) = raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(), Duration::ZERO).await;
    let exchange = client(quick()).send(Outgoing::get("x", url.replace("http://", "http://a:b%40@"))).await;
    assert!(served.await.unwrap().contains("Authorization: Basic YTpiQA==\r\n"));
    assert!(!exchange.request.url.contains('@'));
}

#[tokio::test]
async fn headers_keep_order_and_duplicates_and_redirects_are_not_followed() {
    let answer = b"HTTP/1.1 302 Found\r\nSet-Cookie: a=1\r\nLocation: /next\r\nSet-Cookie: b=\xe4\r\nContent-Length: 0\r\n\r\n";
    let exchange = failure_of(answer).await;
    let response = exchange.response.unwrap();
    assert_eq!((response.status, response.header("location")), (302, Some("/next")));
    let cookies: Vec<&str> = response.headers.iter().filter(|(n, _)| n == "set-cookie").map(|(_, v)| v.as_str()).collect();
    assert_eq!(cookies, ["a=1", "b=\u{fffd}"]);
    assert_eq!(exchange.failure, None);
    assert!(exchange.peer.is_some() && exchange.first_byte_us.is_some() && exchange.tls.is_none());
}

#[tokio::test]
async fn gzip_is_undone_only_when_asked_for() {
    use std::io::Write as _;
    let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    coder.write_all(b"{\"a\":1}").unwrap();
    let coded = coder.finish().unwrap();
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).insert_header("content-encoding", "gzip").set_body_bytes(coded.clone());
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let client = client(quick());
    let asked = client.send(Outgoing::get("x", server.uri()).with_header("Accept-Encoding", "gzip")).await;
    assert_eq!(asked.complete().unwrap().body.text(), Some("{\"a\":1}"));
    let unasked = client.send(Outgoing::get("x", server.uri())).await;
    assert_eq!(unasked.complete().unwrap().body.bytes(), coded);
}

#[tokio::test]
async fn a_form_is_posted_byte_for_byte() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let request = Outgoing::post_form("x", server.uri(), "code=a%2Bb&scope=a+b".to_owned());
    client(quick()).send(request).await;
    let received = &server.received_requests().await.unwrap()[0];
    assert_eq!(received.body, b"code=a%2Bb&scope=a+b");
    assert_eq!(received.headers.get("content-type").unwrap(), "application/x-www-form-urlencoded");
}

#[tokio::test]
async fn failures_are_told_apart() {
    let c = client(quick());
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert_eq!(kind(&c.send(Outgoing::get("x", format!("http://127.0.0.1:{port}/"))).await), Some(FailureKind::Connect));
    let dns = c.send(Outgoing::get("x", "http://nowhere.invalid/")).await;
    assert!(matches!(kind(&dns), Some(FailureKind::Dns | FailureKind::Timeout)), "{:?}", dns.failure);
    for bad in ["ftp://op.example/", "not a url", "https://", "mailto:a@b"] {
        assert_eq!(kind(&c.send(Outgoing::get("x", bad)).await), Some(FailureKind::Url), "{bad}");
    }
    for malformed in [&b"nonsense\r\n\r\n"[..], b"HTTP/1.1 200 OK\r\nBad Header : x\r\n\r\n", b""] {
        let exchange = failure_of(malformed).await;
        assert_eq!(kind(&exchange), Some(FailureKind::Protocol), "{:?}", exchange.failure);
        assert!(exchange.response.is_none() && !exchange.failure.unwrap().message.is_empty());
    }
    let cut = failure_of(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\"").await;
    assert_eq!((kind(&cut), cut.status()), (Some(FailureKind::Protocol), Some(200)));
    assert!(cut.complete().is_none() && cut.response.unwrap().body.text() == Some("{\"a\""));
}

#[tokio::test]
async fn silence_and_slow_bodies_end_with_the_time_out() {
    let started = Instant::now();
    let (url, _served) = raw(Vec::new(), Duration::from_secs(5)).await;
    let silent = client(quick()).send(Outgoing::get("x", url)).await;
    assert_eq!((kind(&silent), silent.status()), (Some(FailureKind::Timeout), None));
    let (url, _served) = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".to_vec(), Duration::from_secs(5)).await;
    let slow = client(quick()).send(Outgoing::get("x", url)).await;
    assert_eq!((kind(&slow), slow.status()), (Some(FailureKind::Timeout), Some(200)));
    assert!(started.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn an_endless_body_is_cut() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'x'; 65536]).await.is_ok() {}
    });
    let exchange = client(Network { timeout: Duration::from_secs(20), ..Network::default() }).send(Outgoing::get("x", url)).await;
    let response = exchange.complete().unwrap();
    assert!(response.truncated);
    assert_eq!(response.body.bytes().len(), super::body::LIMIT);
}

/// A server with a certificate for `localhost` of its own authority. Gives its port and the authority's certificate in PEM.
async fn tls(alpn: &[&[u8]], names: &[&str]) -> (u16, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    let leaf = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
    let chain = vec![leaf.der().clone(), authority_certificate.der().clone()];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_no_client_auth().with_single_cert(chain, key).unwrap();
    config.alpn_protocols = alpn.iter().map(|p| p.to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (port, authority_certificate.pem())
}

#[tokio::test]
async fn an_unknown_authority_is_refused_and_its_chain_kept() {
    let (port, _) = tls(&[b"http/1.1"], &["localhost", "op.example"]).await;
    let exchange = client(quick()).send(Outgoing::get("x", format!("https://localhost:{port}/"))).await;
    assert_eq!(kind(&exchange), Some(FailureKind::Tls), "{:?}", exchange.failure);
    let facts = exchange.tls.unwrap();
    assert_eq!((facts.chain.len(), facts.version), (2, None));
    assert!(matches!(facts.public_roots, Trust::Untrusted(why) if why.contains("UnknownIssuer")));
    assert!(matches!(facts.system_roots, Trust::Untrusted(_)) && facts.given_roots.is_none());
}

#[tokio::test]
async fn a_given_authority_is_trusted_and_told_apart_from_the_public_ones() {
    let (port, pem) = tls(&[b"http/1.1"], &["op.example"]).await;
    let resolve = vec![format!("op.example:{port}:127.0.0.1").parse().unwrap()];
    let network = Network { ca_file: Some(pem.into_bytes()), resolve, ..quick() };
    let c = client(network);
    let exchange = c.send(Outgoing::get("x", format!("https://op.example:{port}/"))).await;
    assert_eq!(exchange.complete().unwrap().body.text(), Some("{}"), "{:?}", exchange.failure);
    let facts = exchange.tls.unwrap();
    assert_eq!((facts.given_roots, facts.version.as_deref()), (Some(Trust::Trusted), Some("TLSv1.3")));
    assert!(matches!(facts.public_roots, Trust::Untrusted(_)));
    assert_eq!(c.hosts().get("op.example"), Some(&vec!["127.0.0.1".to_owned()]));
}

#[tokio::test]
async fn another_name_is_refused_even_by_a_given_authority() {
    let (port, pem) = tls(&[b"http/1.1"], &["op.example"]).await;
    let network = Network { ca_file: Some(pem.into_bytes()), ..quick() };
    let exchange = client(network).send(Outgoing::get("x", format!("https://localhost:{port}/"))).await;
    assert_eq!(kind(&exchange), Some(FailureKind::Tls));
    assert!(exchange.failure.unwrap().message.contains("for another host name"));
}

#[tokio::test]
async fn insecure_goes_on_and_records_the_verdicts() {
    let (port, _) = tls(&[b"http/1.1"], &["localhost"]).await;
    let network = Network { insecure: true, ..quick() };
    let exchange = client(network).send(Outgoing::get("x", format!("https://localhost:{port}/"))).await;
    assert!(exchange.complete().is_some());
    assert!(matches!(exchange.tls.unwrap().public_roots, Trust::Untrusted(_)));
}

#[tokio::test]
async fn plain_http_behind_an_https_url_is_a_tls_failure() {
    let (url, _served) = raw(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), Duration::ZERO).await;
    let exchange = client(quick()).send(Outgoing::get("x", url.replace("http:", "https:"))).await;
    assert_eq!(kind(&exchange), Some(FailureKind::Tls), "{:?}", exchange.failure);
}

#[test]
fn roots_that_are_none_are_refused() {
    let network = Network { ca_file: Some(b"hello".to_vec()), ..Network::default() };
    assert!(Client::new(&network).unwrap_err().to_string().contains("BEGIN CERTIFICATE"));
}

/// A server that speaks nothing but HTTP/2, as far as a preface and one answer go.
#[tokio::test]
async fn a_server_that_speaks_only_http2_is_understood() {
    let (port, pem) = h2().await;
    let network = Network { ca_file: Some(pem.into_bytes()), timeout: Duration::from_secs(5), ..Network::default() };
    let exchange = client(network).send(Outgoing::get("x", format!("https://localhost:{port}/"))).await;
    let response = exchange.complete().unwrap_or_else(|| panic!("{:?}", exchange.failure));
    assert_eq!((response.status, response.version.as_str()), (204, "HTTP/2.0"));
}

async fn h2() -> (u16, String) {
    let (config, pem) = {
        let mut authority = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let authority_certificate = authority.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = config.with_no_client_auth().with_single_cert(vec![leaf.der().clone()], key).unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        (config, authority_certificate.pem())
    };
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = acceptor.accept(stream).await.unwrap();
        let mut preface = [0; 24];
        stream.read_exact(&mut preface).await.unwrap();
        // Our settings, and an acknowledgement of theirs.
        stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0]).await.unwrap();
        loop {
            let mut head = [0; 9];
            if stream.read_exact(&mut head).await.is_err() {
                return;
            }
            let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
            let mut payload = vec![0; length];
            stream.read_exact(&mut payload).await.unwrap();
            // HEADERS: answered with `:status: 204` (entry 9 of the static table), end of stream.
            if head[3] == 1 {
                let mut answer = vec![0, 0, 1, 1, 5];
                answer.extend(&head[5..9]);
                answer.push(0x80 | 9);
                stream.write_all(&answer).await.unwrap();
            }
        }
    });
    (port, pem)
}
