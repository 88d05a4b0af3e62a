//! What is sent to each provider.

mod tokens;

use aws_lc_rs::digest;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::mpsc,
};

use super::{Differs, Fault, Protocol};
use crate::reference::{
    Config, Provider, RunningProvider,
    encoding::{base64url, from_base64url},
    jwt,
    tests::browser::{Browser, CALLBACK, Page, VERIFIER, authorize_form, authorize_url, encoded},
};

/// A secret that form encoding changes.
const SECRET: &str = "so secret+50%:x";
const HOME: &str = "https://cloud.example.com/";

/// One run of the script.
struct Player<'a> {
    op: RunningProvider,
    browser: Browser,
    protocol: &'a mut Protocol,
    /// Tokens that clients were told to end their sessions with.
    told: mpsc::UnboundedReceiver<String>,
    keys: Value,
}

/// Plays the script until something differs.
pub(super) async fn play(fault: Option<Fault>, http: reqwest::Client, protocol: &mut Protocol) -> Result<(), Differs> {
    let (client, told) = backchannel_client().await;
    let config = Config {
        faults: fault.into_iter().collect(),
        client_secret: SECRET.to_owned(),
        backchannel_logout_uri: Some(client),
        ..Config::default()
    };
    let op = Provider::start(config).await.expect("a free port");
    let mut player = Player { op, browser: Browser::with(http), protocol, told, keys: Value::Null };
    player.documents().await?;
    player.first_login().await?;
    player.authorization_requests().await?;
    player.codes().await?;
    player.clients().await?;
    player.refreshing().await?;
    player.userinfo().await?;
    player.registration().await?;
    player.logging_out().await?;
    // Once more, for what changes after a login.
    player.documents().await
}

/// A client that accepts Logout Tokens.
async fn backchannel_client() -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}/ended", listener.local_addr().expect("an address"));
    let (sender, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = stream.read(&mut buffer).await {
                request.extend_from_slice(&buffer[..length]);
                let text = String::from_utf8_lossy(&request);
                if let Some((_, token)) = text.split_once("logout_token=") {
                    if sender.send(token.to_owned()).is_err() {
                        return;
                    }
                    break;
                }
            }
            let _closed = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        }
    });
    (address, told)
}

impl Player<'_> {
    fn note(&mut self, what: &str, page: &Page) -> Result<(), Differs> {
        let headers = [
            "content-type",
            "location",
            "cache-control",
            "access-control-allow-origin",
            "www-authenticate",
            "retry-after",
            "content-security-policy",
        ];
        let headers: Vec<_> = headers.iter().map(|name| page.header(name)).collect();
        let text: String = page.text.chars().take(20_000).collect();
        let seen = format!("{} {headers:?} {text}", page.status);
        self.protocol.note(what, self.op.issuer(), &seen)
    }

    /// Notes a token answer with its ID Token taken apart and verified.
    fn note_tokens(&mut self, what: &str, page: &Page) -> Result<Value, Differs> {
        let tokens: Value = serde_json::from_str(&page.text).unwrap_or_default();
        let token = tokens["id_token"].as_str().unwrap_or_default().to_owned();
        let readable = if token.is_empty() { page.text.clone() } else { page.text.replace(&token, "ID-TOKEN") };
        self.note(what, &Page { status: page.status, headers: page.headers.clone(), text: readable })?;
        self.note_jwt(what, &token, tokens["access_token"].as_str().unwrap_or_default())?;
        Ok(tokens)
    }

    fn note_jwt(&mut self, what: &str, token: &str, access_token: &str) -> Result<(), Differs> {
        let parts: Vec<_> = token.split('.').map(|part| from_base64url(part).ok_or(part.len())).collect();
        let texts: Vec<_> = parts.iter().take(2).map(|part| part.as_ref().map(|bytes| String::from_utf8_lossy(bytes))).collect();
        let lengths: Vec<_> = parts.iter().skip(2).map(|part| part.as_ref().map(Vec::len)).collect();
        let good = jwt::verified_claims(token, &self.keys).is_some();
        let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
        let seen = format!("{texts:?} {lengths:?} {good}").replace(&base64url(&hash.as_ref()[..16]), "AT-HASH");
        self.protocol.note(what, self.op.issuer(), &seen)
    }

    async fn get(&mut self, path: &str) -> Page {
        let address = format!("{}{path}", self.op.issuer());
        self.browser.get(&address).await
    }

    async fn send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], form: Option<String>) -> Page {
        let address = format!("{}{path}", self.op.issuer());
        self.browser.send(method, &address, headers, form).await
    }

    async fn documents(&mut self) -> Result<(), Differs> {
        for _ in 0..2 {
            let page = self.get("/.well-known/openid-configuration").await;
            self.note("discovery", &page)?;
        }
        for header in [("user-agent", "A Crawler"), ("accept", "application/json")] {
            let page = self.send(Method::GET, "/.well-known/openid-configuration", &[header], None).await;
            self.note("discovery with a header", &page)?;
        }
        let page = self.get("/jwks").await;
        self.keys = serde_json::from_str(&page.text).unwrap_or_default();
        // Elliptic keys are new in every process; of the set it matters what the keys are, not their values.
        let without =
            |text: &str| regex::Regex::new(r#""[xy]":"[^"]*""#).expect("a pattern").replace_all(text, "POINT").into_owned();
        self.note("keys", &Page { text: without(&page.text), ..page })
    }

    async fn first_login(&mut self) -> Result<(), Differs> {
        let silent = self.browser.get(&authorize_url(&self.op, &[("prompt", "none")])).await;
        self.note("prompt none without a session", &silent)?;
        for scope in ["openid profile email phone address groups", "openid"] {
            let first = self.browser.get(&authorize_url(&self.op, &[("scope", scope)])).await;
            self.note("request", &first)?;
            let page = self.browser.log_in(&self.op, first).await;
            self.note("login", &page)?;
            let page = self.browser.redeem(&self.op, &page.answered("code").unwrap_or_default()).await;
            let tokens = self.note_tokens("tokens", &page)?;
            let access = tokens["access_token"].as_str().unwrap_or_default().to_owned();
            let page = self.browser.userinfo(&self.op, &access).await;
            self.note("userinfo", &page)?;
        }
        let page = self.get("/picture.png").await;
        self.note("picture", &page)
    }

    async fn authorization_requests(&mut self) -> Result<(), Differs> {
        let long_state = "s".repeat(65);
        let requests: &[&[(&str, &str)]] = &[
            &[("client_id", "stranger")],
            &[("redirect_uri", "https://evil.example/")],
            &[("redirect_uri", "https://cloud.example.com/apps/user_oidc/code/more")],
            &[("redirect_uri", "https://cloud.example.com/apps/user_oidc/code?more")],
            &[("redirect_uri", "https://chat.example.com/_oauth/idp?close")],
            &[("response_type", "")],
            &[("response_mode", "fragment")],
            &[("response_mode", "form_post")],
            &[("scope", "openid unknown")],
            &[("scope", "openid groups")],
            &[("scope", "openid email openid")],
            &[("prompt", "consent")],
            &[("redirect_uri", "https://cloud.example.com/APPS/user_oidc/code")],
            &[("redirect_uri", "https://cloud.example.com/index.php/apps/user_oidc/code")],
            &[("state", "A/B+c")],
            &[("scope", "openid offline_access")],
            &[("claims", r#"{"id_token":{"email":null}}"#)],
            &[("claims", r#"{"userinfo":{"email":null}}"#)],
            &[("code_challenge", ""), ("code_challenge_method", "")],
            &[("code_challenge", VERIFIER), ("code_challenge_method", "plain")],
            &[("nonce", "")],
            &[("state", "")],
            &[("state", &long_state)],
            &[("prompt", "login")],
            &[("prompt", "none")],
            &[("max_age", "0")],
            &[("unknown", "parameter")],
            &[("response_mode", "wrong")],
        ];
        for more in requests {
            let page = self.browser.get(&authorize_url(&self.op, more)).await;
            self.note(&format!("request with {more:?}"), &page)?;
        }
        let form = authorize_form(&self.op, &[]);
        let page = self.send(Method::POST, "/authorize", &[], Some(form)).await;
        self.note("request by POST", &page)?;
        let claims = r#"{"id_token":{"phone_number":null}}"#;
        let code = self.code(&[("claims", claims)]).await;
        let page = self.browser.redeem(&self.op, &code).await;
        self.note_tokens("tokens with claims", &page)?;
        let code = self.code(&[("code_challenge", ""), ("code_challenge_method", "")]).await;
        let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
        let page = self.browser.token(&self.op, &form).await;
        self.note_tokens("tokens without PKCE", &page).map(drop)
    }

    async fn code(&mut self, more: &[(&str, &str)]) -> String {
        self.browser.authorize(&self.op, more).await.answered("code").unwrap_or_default()
    }

    async fn userinfo(&mut self) -> Result<(), Differs> {
        let code = self.code(&[]).await;
        let page = self.browser.redeem(&self.op, &code).await;
        let tokens: Value = serde_json::from_str(&page.text).unwrap_or_default();
        let access = tokens["access_token"].as_str().unwrap_or_default().to_owned();
        let bearer = format!("Bearer {access}");
        let header = ("authorization", bearer.as_str());
        let (query, form) = (format!("/userinfo?access_token={access}"), format!("access_token={access}"));
        type Attempt<'a> = (Method, &'a str, &'a [(&'a str, &'a str)], Option<&'a str>);
        let attempts: [Attempt<'_>; 8] = [
            (Method::GET, "/userinfo", &[], None),
            (Method::GET, "/userinfo", &[("authorization", "Bearer made-up")], None),
            (Method::GET, &query, &[], None),
            (Method::POST, "/userinfo", &[header], None),
            (Method::POST, "/userinfo", &[], Some(&form)),
            (Method::GET, "/userinfo", &[header, ("content-length", "0")], None),
            (Method::GET, "/userinfo", &[header, ("user-agent", "A Crawler")], None),
            (Method::GET, "/userinfo?schema=openid", &[header], None),
        ];
        for (number, (method, path, headers, form)) in attempts.into_iter().enumerate() {
            let page = self.send(method, path, headers, form.map(str::to_owned)).await;
            self.note(&format!("userinfo {number}"), &page)?;
        }
        Ok(())
    }

    async fn register(&mut self, metadata: Value) -> (String, Page) {
        let page = self.send(Method::POST, "/register", &[], Some(metadata.to_string())).await;
        let client: Value = serde_json::from_str(&page.text).unwrap_or_default();
        (client["client_id"].as_str().unwrap_or_default().to_owned(), page)
    }

    async fn registration(&mut self) -> Result<(), Differs> {
        let (id, page) = self.register(json!({"redirect_uris": [CALLBACK]})).await;
        self.note("registration", &page)?;
        let asked = self.browser.get(&authorize_url(&self.op, &[("client_id", &id)])).await;
        self.note("request of a registered client", &asked)?;
        let client: Value = serde_json::from_str(&page.text).unwrap_or_default();
        let bearer = format!("Bearer {}", client["registration_access_token"].as_str().unwrap_or_default());
        for method in [Method::GET, Method::DELETE, Method::GET] {
            let what = format!("{method} of a registered client");
            let path = format!("/register?client_id={id}");
            let page = self.send(method, &path, &[("Authorization", &bearer)], None).await;
            self.note(&what, &page)?;
        }
        let (_, page) = self.register(json!({"redirect_uris": ["/relative"]})).await;
        self.note("registration of nonsense", &page)?;
        let public =
            json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none", "id_token_signed_response_alg": "ES256"});
        let (id, _) = self.register(public).await;
        let code = self.code(&[("client_id", &id)]).await;
        let page = self.exchange(&code, &[("client_id", &id), ("client_secret", "")], &[], Method::POST).await;
        self.note_tokens("tokens of a registered client", &page).map(drop)
    }

    /// Logs in anew, logs out like this, and notes what is left.
    async fn log_out(&mut self, more: &[(&str, &str)], with_hint: bool, browser: bool) -> Result<(), Differs> {
        let what = format!("logout with {more:?}, hint {with_hint}, browser {browser}");
        let code = self.code(&[]).await;
        let page = self.browser.redeem(&self.op, &code).await;
        let tokens: Value = serde_json::from_str(&page.text).unwrap_or_default();
        let hint = tokens["id_token"].as_str().unwrap_or_default().to_owned();
        let mut params = more.to_vec();
        if with_hint {
            params.push(("id_token_hint", &hint));
        }
        let path = if params.is_empty() { "/logout".to_owned() } else { format!("/logout?{}", encoded(&params)) };
        let page = if browser { self.get(&path).await } else { Browser::new().get(&format!("{}{path}", self.op.issuer())).await };
        self.note(&what, &page)?;
        while let Ok(token) = self.told.try_recv() {
            self.note_jwt(&what, &token, "")?;
        }
        let page = self.browser.get(&authorize_url(&self.op, &[("prompt", "none")])).await;
        self.note(&what, &page)?;
        let page = self.browser.userinfo(&self.op, tokens["access_token"].as_str().unwrap_or_default()).await;
        self.note(&what, &page)
    }

    async fn logging_out(&mut self) -> Result<(), Differs> {
        let id = self.op.client_id().to_owned();
        self.log_out(&[("post_logout_redirect_uri", HOME), ("state", "s")], true, true).await?;
        self.log_out(&[("post_logout_redirect_uri", "https://evil.example/")], true, true).await?;
        self.log_out(&[("client_id", "another-client")], true, true).await?;
        self.log_out(&[("client_id", &id), ("post_logout_redirect_uri", HOME)], false, true).await?;
        self.log_out(&[], false, true).await?;
        self.log_out(&[("client_id", &id)], true, false).await?;
        let code = self.code(&[]).await;
        let page = self.browser.redeem(&self.op, &code).await;
        let earlier: Value = serde_json::from_str(&page.text).unwrap_or_default();
        self.log_out(&[], true, true).await?;
        let hint = earlier["id_token"].as_str().unwrap_or_default();
        let page = self.get(&format!("/logout?{}", encoded(&[("id_token_hint", hint)]))).await;
        self.note("logout with the hint of a session that is over", &page)?;
        let page = self.send(Method::POST, "/logout", &[], Some(encoded(&[("client_id", &id)]))).await;
        self.note("logout by POST", &page)
    }
}
