//! What an app written in JavaScript takes for the access token in a token answer: the same pure function when sending on and
//! when judging.

use serde_json::{Map, Value};

use super::AnswerRule;
use crate::js;

impl AnswerRule {
    /// The value as JavaScript has it, where an app in that language goes on with this answer at all.
    pub fn read_by_javascript(self, status: u16, body: &[u8]) -> Option<Value> {
        let is_success = (200..300).contains(&status);
        match self {
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
    pub fn javascript_token(self, status: u16, body: &[u8]) -> Option<String> {
        let token = js::member(&self.read_by_javascript(status, body)?, "access_token");
        match self {
            Self::Meteor => Some(js::to_text(token.as_ref())),
            _ => token.filter(|t| js::is_truthy(Some(t))).map(|t| js::to_text(Some(&t))),
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

    fn token(how: AnswerRule, status: u16, body: &str) -> Option<String> {
        how.javascript_token(status, body.as_bytes())
    }

    #[test]
    fn meteor_goes_on_with_anything() {
        let meteor = |body| token(AnswerRule::Meteor, 201, body);
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
        assert_eq!(token(AnswerRule::Meteor, 302, r#"{"access_token":"a"}"#), None);
    }

    #[test]
    fn the_npm_package_reads_query_strings_too() {
        let oauth = |body| token(AnswerRule::NodeOauth, 200, body);
        assert_eq!(oauth("access_token=a%2Bb&token_type=Bearer").as_deref(), Some("a+b"));
        assert_eq!(oauth(r#"{"access_token":42,"error":"x"}"#).as_deref(), Some("42"));
        for none in
            ["{}", r#"{"access_token":""}"#, "\"hello\"", "null", "", "\u{feff}{\"access_token\":\"x\"}", "<html>x</html>"]
        {
            assert_eq!(oauth(none), None, "{none}");
        }
        assert_eq!(token(AnswerRule::NodeOauth, 302, "access_token=a").as_deref(), Some("a"));
        assert_eq!(token(AnswerRule::NodeOauth, 400, r#"{"access_token":"a"}"#), None);
    }
}
