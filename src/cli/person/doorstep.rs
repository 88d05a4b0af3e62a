//! Waiting at a redirect URI that is on this very machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::{Host, Url};

use crate::observe::Answer;
use crate::recording::CallbackMode;

/// Longest request that is read, bytes.
const LIMIT: usize = 64 * 1024;
/// What a browser has for one request.
const REQUEST: Duration = Duration::from_secs(10);

/// Sends back what stands behind `#`, which browsers keep to themselves.
const FRAGMENT_PAGE: &str = "<!DOCTYPE html><title>oidc-compat</title><p id=p>One moment …</p><script>\
    fetch(location.pathname, {method: 'POST', headers: {'Content-Type': 'text/plain'}, body: location.hash})\
    .then(() => { document.getElementById('p').textContent = 'You can close this window and go back to the terminal.' })</script>";
const DONE_PAGE: &str = "<!DOCTYPE html><title>oidc-compat</title><p>You can close this window and go back to the terminal.</p>";

/// An ear at the redirect URI.
pub(super) struct Doorstep {
    redirect_uri: Url,
    ears: Vec<TcpListener>,
}

impl Doorstep {
    /// Listens there; `None` when the redirect URI is elsewhere.
    pub(super) async fn open(redirect_uri: &Url) -> Option<Result<Self, String>> {
        let addresses: Vec<IpAddr> = match redirect_uri.host()? {
            Host::Ipv4(address) if address.is_loopback() => vec![address.into()],
            Host::Ipv6(address) if address.is_loopback() => vec![address.into()],
            Host::Domain(name) if name == "localhost" || name.ends_with(".localhost") => {
                vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
            }
            _ => return None,
        };
        if redirect_uri.scheme() != "http" {
            return Some(Err("it is not http, and there is no certificate for it here".to_owned()));
        }
        let port = redirect_uri.port_or_known_default()?;
        let (mut ears, mut why) = (Vec::new(), String::new());
        for address in addresses {
            match TcpListener::bind(SocketAddr::new(address, port)).await {
                Ok(ear) => ears.push(ear),
                Err(error) => why = error.to_string(),
            }
        }
        Some(if ears.is_empty() { Err(why) } else { Ok(Self { redirect_uri: redirect_uri.clone(), ears }) })
    }

    /// Waits for the answer. May be dropped and called again.
    pub(super) async fn answer(&self) -> Answer {
        loop {
            let accepts = self.ears.iter().map(|ear| Box::pin(ear.accept()));
            let (accepted, ..) = futures::future::select_all(accepts).await;
            if let Ok((stream, _)) = accepted
                && let Ok(Some(answer)) = tokio::time::timeout(REQUEST, self.serve(stream)).await
            {
                return answer;
            }
        }
    }

    async fn serve(&self, mut stream: TcpStream) -> Option<Answer> {
        let (head, body) = request(&mut stream).await?;
        let mut words = head.lines().next()?.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        let url = self.redirect_uri.join(target).ok()?;
        let here = url.path() == self.redirect_uri.path();
        let found = match method {
            _ if !here => None,
            "GET" => Answer::of_url(url.as_str(), &url, &self.redirect_uri).filter(says_something),
            "POST" if body.starts_with(b"#") => {
                let mut url = self.redirect_uri.clone();
                url.set_fragment(std::str::from_utf8(&body).ok()?.get(1..));
                Answer::of_url(url.as_str(), &url, &self.redirect_uri)
            }
            "POST" => {
                let parameters = url::form_urlencoded::parse(&body).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
                Some(Answer { mode: CallbackMode::FormPost, url: url.as_str().to_owned(), parameters })
            }
            _ => None,
        };
        let (status, page) = match (&found, here && method == "GET") {
            (Some(_), _) => ("200 OK", DONE_PAGE),
            (None, true) => ("200 OK", FRAGMENT_PAGE),
            (None, false) => ("404 Not Found", "<!DOCTYPE html><title>oidc-compat</title><p>Nothing here.</p>"),
        };
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        );
        // A browser that is gone already has told what it had to tell.
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.shutdown().await;
        found
    }
}

fn says_something(answer: &Answer) -> bool {
    answer.parameters.iter().any(|(name, _)| matches!(name.as_str(), "code" | "error" | "state"))
}

/// Head and body of a request, both bounded.
async fn request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0_u8; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
            let length =
                head.lines().filter_map(|line| line.split_once(':')).find(|(n, _)| n.eq_ignore_ascii_case("content-length"));
            let length: usize = length.and_then(|(_, value)| value.trim().parse().ok()).unwrap_or(0);
            if length > LIMIT {
                return None;
            }
            if let Some(body) = bytes.get(end + 4..end + 4 + length) {
                return Some((head, body.to_vec()));
            }
        }
        let read = stream.read(&mut chunk).await.ok()?;
        if read == 0 || bytes.len() > 2 * LIMIT {
            return None;
        }
        bytes.extend_from_slice(chunk.get(..read)?);
    }
}
