//! What an app takes for the access token in a token answer: the same pure function when sending on and when judging.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::js;
use crate::oidc::JsonDocument;

/// How an app reads the answer of the token endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TokenAnswer {
    /// A success with a JSON object; the access token is text.
    #[default]
    Json,
    /// Rocket.Chat's classic flow: a success with JSON, and without a member `error`; whatever `access_token` is, missing
    /// included, goes on as JavaScript writes it.
    Meteor,
    /// The npm package oauth: 2xx, 301 or 302; JSON, else a query string; any `access_token` that is not falsy.
    NodeOauth,
}

impl TokenAnswer {
    /// Whether this is what most apps do.
    pub fn is_default(&self) -> bool {
        *self == Self::Json
    }

    /// The value as the app's language has it, where the app goes on with this answer at all.
    pub fn read(self, status: u16, body: &[u8]) -> Option<Value> {
        let is_success = (200..300).contains(&status);
        match self {
            Self::Json if is_success => JsonDocument::parse(body).ok().map(|d| d.value).filter(Value::is_object),
            Self::Meteor if is_success => {
                let value = js::json_parse_bytes(body).filter(|value| !value.is_null())?;
                let error = js::member(&value, "error");
                (!js::is_truthy(error.as_ref())).then_some(value)
            }
            Self::NodeOauth if is_success || matches!(status, 301 | 302) => {
                Some(js::json_parse_bytes(body).unwrap_or_else(|| Value::Object(query(body))))
            }
            _ => None,
        }
    }

    /// The access token that goes on to userinfo, as text.
    pub fn access_token(self, status: u16, body: &[u8]) -> Option<String> {
        let token = js::member(&self.read(status, body)?, "access_token");
        match self {
            Self::Json => token.as_ref().and_then(Value::as_str).map(str::to_owned),
            Self::Meteor => Some(js::to_text(token.as_ref())),
            Self::NodeOauth => token.filter(|t| js::is_truthy(Some(t))).map(|t| js::to_text(Some(&t))),
        }
    }
}

fn query(body: &[u8]) -> Map<String, Value> {
    let pairs = url::form_urlencoded::parse(body);
    pairs.map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(how: TokenAnswer, status: u16, body: &str) -> Option<String> {
        how.access_token(status, body.as_bytes())
    }

    #[test]
    fn json_wants_text() {
        let json = |body| token(TokenAnswer::Json, 200, body);
        assert_eq!(json(r#"{"access_token":"a"}"#).as_deref(), Some("a"));
        for none in [r#"{"access_token":1}"#, "{}", "null", "access_token=a", ""] {
            assert_eq!(json(none), None, "{none}");
        }
        assert_eq!(token(TokenAnswer::Json, 302, r#"{"access_token":"a"}"#), None);
    }

    #[test]
    fn meteor_goes_on_with_anything() {
        let meteor = |body| token(TokenAnswer::Meteor, 201, body);
        for (body, text) in [
            (r#"{"access_token":"a","error":""}"#, "a"),
            (r#"{"access_token":42}"#, "42"),
            (r#"{"access_token":null}"#, "null"),
            (r#"{"access_token":""}"#, ""),
            ("{}", "undefined"),
            ("\"hello\"", "undefined"),
            ("[]", "undefined"),
        ] {
            assert_eq!(meteor(body).as_deref(), Some(text), "{body}");
        }
        for none in ["null", "access_token=a", "\u{feff}{}", r#"{"access_token":"a","error":"x"}"#, r#"{"error":{}}"#, ""] {
            assert_eq!(meteor(none), None, "{none}");
        }
        assert_eq!(token(TokenAnswer::Meteor, 302, r#"{"access_token":"a"}"#), None);
    }

    #[test]
    fn the_npm_package_reads_query_strings_too() {
        let oauth = |body| token(TokenAnswer::NodeOauth, 200, body);
        assert_eq!(oauth("access_token=a%2Bb&token_type=Bearer").as_deref(), Some("a+b"));
        assert_eq!(oauth(r#"{"access_token":42,"error":"x"}"#).as_deref(), Some("42"));
        for none in
            ["{}", r#"{"access_token":""}"#, "\"hello\"", "null", "", "\u{feff}{\"access_token\":\"x\"}", "<html>x</html>"]
        {
            assert_eq!(oauth(none), None, "{none}");
        }
        assert_eq!(token(TokenAnswer::NodeOauth, 302, "access_token=a").as_deref(), Some("a"));
        assert_eq!(token(TokenAnswer::NodeOauth, 400, r#"{"access_token":"a"}"#), None);
    }
}
