//! Small stand-ins of the apps: just what they answer to whoever asks them for a login. Written from what is known of their
//! code and not from the tester's, so that one bug cannot hide on both sides.

use serde_json::{Value, json};
use wiremock::matchers::{body_json, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Percent-encodes all but unreserved characters.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// A query as PHP's `http_build_query` writes it.
pub fn php_query(pairs: &[(&str, &str)]) -> String {
    let one = |text: &str| encoded(text).replace("%20", "+").replace('~', "%7E");
    pairs.iter().map(|(n, v)| format!("{}={}", one(n), one(v))).collect::<Vec<_>>().join("&")
}

/// What user_oidc asks of a provider that offers S256, in its order.
pub fn user_oidc_request(client_id: &str, redirect_uri: &str) -> Vec<(&'static str, String)> {
    let claims = r#"{"email":null,"name":null,"quota":null,"groups":null}"#;
    [
        ("client_id", client_id),
        ("response_type", "code"),
        ("scope", "openid email profile"),
        ("redirect_uri", redirect_uri),
        ("claims", &format!(r#"{{"id_token":{claims},"userinfo":{claims}}}"#)),
        ("state", "K3XJ9Q0V7TBM2ZC5W8N1R4Y6H0DPLSGA"),
        ("nonce", "0DPLSGAK3XJ9Q0V7TBM2ZC5W8N1R4Y6H"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
    ]
    .map(|(n, v)| (n, v.to_owned()))
    .to_vec()
}

/// The address to which user_oidc sends the browser.
pub fn address(endpoint: &str, pairs: &[(&str, String)]) -> String {
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let glue = if endpoint.contains('?') { '&' } else { '?' };
    format!("{endpoint}{glue}{}", php_query(&pairs))
}

/// A running Nextcloud.
pub struct Nextcloud {
    pub server: MockServer,
}

impl Nextcloud {
    /// With these buttons on its login page: path and label.
    pub async fn start(buttons: &[(&str, &str)]) -> Self {
        let server = MockServer::start().await;
        let status = json!({ "installed": true, "maintenance": false, "needsDbUpgrade": false, "version": "31.0.6.2",
            "versionstring": "31.0.6", "edition": "", "productname": "Nextcloud", "extendedSupport": false });
        mount(&server, "/status.php", ResponseTemplate::new(200).set_body_json(status)).await;
        let links: String = buttons
            .iter()
            .map(|(to, label)| format!("<a class=\"button\" href=\"{to}?redirectUrl=\">\n  {label}\n</a>"))
            .collect();
        let page = format!(
            "<!DOCTYPE html><html><head><title>Login – Nextcloud</title></head><body><main><div id=\"login\"></div>\
             <div id=\"alternative-logins\">{links}</div></main></body></html>"
        );
        mount(&server, "/index.php/login", html(200, &page)).await;
        Self { server }
    }

    /// The login route of this path sends the browser there.
    pub async fn sends(&self, route: &str, to: &str) {
        mount(&self.server, route, ResponseTemplate::new(303).insert_header("Location", to)).await;
    }

    /// The login route of this path answers with an error page.
    pub async fn refuses(&self, route: &str, status: u16, words: &str) {
        let page = format!("<html><body><main><div class=\"guest-box\"><h2>Error</h2><p>{words}</p></div></main></body></html>");
        mount(&self.server, route, html(status, &page)).await;
    }

    /// Where it lives.
    pub fn url(&self) -> String {
        self.server.uri()
    }
}

/// A Nextcloud with user_oidc and one provider, which is set up as `pairs` say.
pub async fn nextcloud_with(endpoint: &str, pairs: &[(&str, String)]) -> Nextcloud {
    let nextcloud = Nextcloud::start(&[("/index.php/apps/user_oidc/login/1", "Login with idp")]).await;
    nextcloud.sends("/index.php/apps/user_oidc/login/1", &address(endpoint, pairs)).await;
    nextcloud
}

/// A running Cloudreve: version, login settings, and what each slot answers.
pub async fn cloudreve(version: &str, settings: Value, slots: &[(u8, Value)]) -> MockServer {
    let server = MockServer::start().await;
    let answer = |data: Value| ResponseTemplate::new(200).set_body_json(json!({ "code": 0, "data": data, "msg": "" }));
    mount(&server, "/api/v4/site/ping", answer(json!(version))).await;
    mount(&server, "/api/v4/site/config/login", answer(settings)).await;
    for (number, said) in slots {
        Mock::given(method("PUT"))
            .and(path("/api/v4/session/openid"))
            .and(body_json(json!({ "provider": number })))
            .respond_with(ResponseTemplate::new(200).set_body_json(said))
            .mount(&server)
            .await;
    }
    // A single page app answers everything else with its front page.
    let front = html(200, "<html><head><title>Cloudreve</title></head><body><div id=root></div></body></html>");
    Mock::given(method("GET")).respond_with(front).with_priority(9).mount(&server).await;
    server
}

/// A running Rocket.Chat: its site URL, whether the Passport flow is on, its services.
pub async fn rocketchat(site_url: Option<&str>, modern: bool, services: Value) -> MockServer {
    let server = MockServer::start().await;
    mount(&server, "/api/info", ResponseTemplate::new(200).set_body_json(json!({ "version": "7.5", "success": true }))).await;
    let services = json!({ "services": services, "success": true });
    mount(&server, "/api/v1/settings.oauth", ResponseTemplate::new(200).set_body_json(services)).await;
    let mut settings = vec![json!({ "_id": "Accounts_OAuth_Use_Modern_Flow", "value": modern })];
    settings.extend(site_url.map(|url| json!({ "_id": "Site_Url", "value": url })));
    Mock::given(method("GET"))
        .and(path("/api/v1/settings.public"))
        .and(query_param("_id", "Site_Url,Accounts_OAuth_Use_Modern_Flow"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "settings": settings, "success": true })))
        .mount(&server)
        .await;
    let front = html(200, "<html><head><title>Rocket.Chat</title></head><body></body></html>");
    Mock::given(method("GET")).respond_with(front).with_priority(9).mount(&server).await;
    server
}

/// A page.
pub fn html(status: u16, text: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(text.to_owned(), "text/html; charset=UTF-8")
}

/// Answers GETs of a path.
pub async fn mount(server: &MockServer, at: &str, answer: ResponseTemplate) {
    Mock::given(method("GET")).and(path(at)).respond_with(answer).mount(server).await;
}

/// A discovery document of a provider that offers S256, at the root of this server.
pub async fn provider(metadata: Value) -> MockServer {
    let server = MockServer::start().await;
    let mut document = json!({
        "issuer": server.uri(),
        "authorization_endpoint": format!("{}/authorize", server.uri()),
        "token_endpoint": format!("{}/token", server.uri()),
        "jwks_uri": format!("{}/jwks", server.uri()),
        "code_challenge_methods_supported": ["S256"],
    });
    for (name, value) in metadata.as_object().into_iter().flatten() {
        document[name] = value.clone();
    }
    mount(&server, "/.well-known/openid-configuration", ResponseTemplate::new(200).set_body_json(document)).await;
    server
}
