//! What is sent to the token endpoint.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Differs, Player, SECRET};
use crate::reference::tests::browser::{CALLBACK, Page, VERIFIER, basic, challenge, encoded};

impl Player<'_> {
    /// A token request with these parameters beside those that are always right.
    pub(super) async fn exchange(&mut self, code: &str, more: &[(&str, &str)], headers: &[(&str, &str)], method: Method) -> Page {
        let mut form =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
        let secret = [("client_id", self.op.client_id().to_owned()), ("client_secret", SECRET.to_owned())];
        if headers.iter().all(|(name, _)| *name != "authorization") {
            form.extend(secret.iter().map(|(name, value)| (*name, value.as_str())));
        }
        form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        form.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        let form = encoded(&form);
        if method == Method::GET {
            return self.send(method, &format!("/token?{form}"), headers, None).await;
        }
        self.send(method, "/token", headers, Some(form)).await
    }

    pub(super) async fn codes(&mut self) -> Result<(), Differs> {
        let (wrong, long, plain) = ("w".repeat(43), "v".repeat(128), challenge(VERIFIER));
        let (long_challenge, short_challenge) = (challenge(&long), challenge("short"));
        let attempts: &[(&str, &[(&str, &str)])] = &[
            ("", &[("code_verifier", &wrong)]),
            ("", &[("code_verifier", "")]),
            ("", &[("code_verifier", &plain)]),
            (&short_challenge, &[("code_verifier", "short")]),
            (&long_challenge, &[("code_verifier", &long)]),
            ("", &[("redirect_uri", "https://cloud.example.com/")]),
            ("", &[("redirect_uri", "")]),
            ("", &[("code", "made-up")]),
        ];
        for (challenge, more) in attempts {
            let asked = [("code_challenge", *challenge)];
            let code = self.code(if challenge.is_empty() { &[] } else { &asked }).await;
            let page = self.exchange(&code, more, &[], Method::POST).await;
            self.note_tokens(&format!("exchange with {more:?}"), &page)?;
        }
        let code = self.code(&[]).await;
        let tokens = self.exchange(&code, &[], &[], Method::POST).await;
        let tokens: Value = serde_json::from_str(&tokens.text).unwrap_or_default();
        let replay = self.exchange(&code, &[], &[], Method::POST).await;
        self.note_tokens("replay", &replay)?;
        let page = self.browser.userinfo(&self.op, tokens["access_token"].as_str().unwrap_or_default()).await;
        self.note("userinfo after a replay", &page)
    }

    pub(super) async fn clients(&mut self) -> Result<(), Differs> {
        let id = self.op.client_id().to_owned();
        let form = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let headers: [&[(&str, &str)]; 6] = [
            &[("authorization", &basic(&id, SECRET))],
            &[("authorization", &basic(&id, &form(SECRET)))],
            &[("authorization", &basic(&id, "wrong"))],
            &[("user-agent", "A Crawler")],
            &[("accept", "text/html")],
            &[("accept", "application/json")],
        ];
        for header in headers {
            let code = self.code(&[]).await;
            let page = self.exchange(&code, &[], header, Method::POST).await;
            self.note_tokens(&format!("exchange with {header:?}"), &page)?;
        }
        let attempts: &[&[(&str, &str)]] =
            &[&[("client_secret", "wrong")], &[("client_secret", "")], &[("client_id", "stranger"), ("client_secret", "")]];
        for more in attempts {
            let code = self.code(&[]).await;
            let page = self.exchange(&code, more, &[], Method::POST).await;
            self.note_tokens(&format!("exchange with {more:?}"), &page)?;
        }
        let both = [("client_id", id.as_str()), ("client_secret", SECRET)];
        let code = self.code(&[]).await;
        let page = self.exchange(&code, &both, &[("authorization", &basic(&id, SECRET))], Method::POST).await;
        self.note_tokens("exchange with two methods", &page)?;
        let code = self.code(&[]).await;
        let page = self.exchange(&code, &both[..1], &[("authorization", &basic(&id, SECRET))], Method::POST).await;
        self.note_tokens("exchange with client_id beside Basic", &page)?;
        let code = self.code(&[]).await;
        let page = self.exchange(&code, &[], &[], Method::GET).await;
        self.note_tokens("exchange by GET", &page)?;
        let code = self.code(&[]).await;
        let (other, _) = self.register(json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"})).await;
        let page = self.exchange(&code, &[("client_id", &other), ("client_secret", "")], &[], Method::POST).await;
        self.note_tokens("exchange by another client", &page).map(drop)
    }

    async fn refresh(&mut self, what: &str, token: &str, more: &[(&str, &str)]) -> Result<String, Differs> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let form: Vec<_> = form.iter().chain(more).copied().collect();
        let page = self.browser.token(&self.op, &form).await;
        let tokens = self.note_tokens(what, &page)?;
        let page = self.browser.userinfo(&self.op, tokens["access_token"].as_str().unwrap_or_default()).await;
        self.note(&format!("userinfo after {what}"), &page)?;
        Ok(tokens["refresh_token"].as_str().unwrap_or_default().to_owned())
    }

    pub(super) async fn refreshing(&mut self) -> Result<(), Differs> {
        let code = self.code(&[]).await;
        let page = self.browser.redeem(&self.op, &code).await;
        let tokens: Value = serde_json::from_str(&page.text).unwrap_or_default();
        let first = tokens["refresh_token"].as_str().unwrap_or_default().to_owned();
        let second = self.refresh("refresh", &first, &[]).await?;
        self.protocol.note("rotation", self.op.issuer(), &(first == second).to_string())?;
        self.refresh("refresh with more scopes", &second, &[("scope", "openid phone")]).await?;
        let (other, _) = self.register(json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"})).await;
        let form = [("grant_type", "refresh_token"), ("refresh_token", second.as_str()), ("client_id", other.as_str())];
        let page = self.send(Method::POST, "/token", &[], Some(encoded(&form))).await;
        self.note_tokens("refresh by another client", &page)?;
        self.refresh("refresh again", &first, &[]).await.map(drop)
    }
}
