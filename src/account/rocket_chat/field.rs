//! A field setting of Rocket.Chat: a path of members, or a template with paths and regular expressions in it.

use serde_json::Value;

use crate::js::{self, Exec, RegExp};

/// What a field comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluated {
    /// The value; `None`: there is no such member.
    pub value: Option<Value>,
    /// Parts of a template that became the text `undefined` or `null`.
    pub gaps: Vec<String>,
}

/// Why a field comes to nothing at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// JavaScript throws: the part is no regular expression.
    Throws(String),
    /// This tool cannot tell what the part does.
    NotUnderstood(String),
}

/// Evaluates a field on an answer.
///
/// # Errors
/// When a regular expression is none, or none that this tool knows.
pub fn evaluate(field: &str, answer: &Value) -> Result<Evaluated, Trouble> {
    let pieces = pieces(field);
    if !pieces.iter().any(|piece| matches!(piece, Piece::Part(_))) {
        return Ok(Evaluated { value: js::path(answer, field), gaps: Vec::new() });
    }
    let (mut text, mut gaps) = (String::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Part(part) => {
                let value = of_part(part, answer)?;
                if value.as_ref().is_none_or(Value::is_null) {
                    gaps.push(part.to_owned());
                }
                text.push_str(&js::to_text(value.as_ref()));
            }
        }
    }
    Ok(Evaluated { value: Some(Value::String(text)), gaps })
}

enum Piece<'f> {
    Text(&'f str),
    Part(&'f str),
}

/// Takes a template apart: `{{`, one character or more up to the first `}}`, on one line.
fn pieces(field: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(open) = field.get(at..).and_then(|rest| rest.find("{{")).map(|found| at + found) {
        let inner = field.get(open + 2..).unwrap_or_default();
        match inner.find("}}") {
            Some(length)
                if length > 0 && !inner.get(..length).unwrap_or_default().contains(['\n', '\r', '\u{2028}', '\u{2029}']) =>
            {
                out.push(Piece::Text(field.get(plain..open).unwrap_or_default()));
                out.push(Piece::Part(inner.get(..length).unwrap_or_default()));
                at = open + 2 + length + 2;
                plain = at;
            }
            _ => at = open + 1,
        }
    }
    out.push(Piece::Text(field.get(plain..).unwrap_or_default()));
    out
}

/// A path, or `/regular expression/::path`: then the first group of the match.
fn of_part(part: &str, answer: &Value) -> Result<Option<Value>, Trouble> {
    let Some((source, path)) =
        part.strip_prefix('/').and_then(|rest| rest.rsplit_once("/::")).filter(|(_, path)| !path.is_empty())
    else {
        return Ok(js::path(answer, part));
    };
    let regexp = RegExp::new(source);
    if matches!(regexp, RegExp::Refused) {
        return Err(Trouble::Throws(source.to_owned()));
    }
    // What is missing is searched as the text `undefined`.
    match regexp.exec(&js::to_text(js::path(answer, path).as_ref())) {
        Exec::Match(group) => Ok(group.map(Value::String)),
        Exec::NoMatch => Ok(None),
        Exec::Unknown => Err(Trouble::NotUnderstood(source.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn answer() -> Value {
        json!({
            "sub": "a1", "given_name": "Al", "family_name": "Li", "email": "al@example.test", "none": null, "zero": 0,
            "user": { "mail": "u@x" }, "emails": ["e@x"], "a.b": "dotted", "roles": ["r", "s"],
        })
    }

    fn value(field: &str) -> Option<Value> {
        evaluate(field, &answer()).expect("a value").value
    }

    #[test]
    fn paths() {
        assert_eq!(value("user.mail"), Some(json!("u@x")));
        assert_eq!(value("emails.0"), Some(json!("e@x")));
        assert_eq!(value("roles"), Some(json!(["r", "s"])));
        assert_eq!(value("none"), Some(Value::Null));
        for missing in ["a.b", "nothing", "none.x", "/^(.+)@/::email", "{{", "{{}}", "{email}"] {
            assert_eq!(value(missing), None, "{missing}");
        }
    }

    #[test]
    fn templates() {
        for (field, text) in [
            ("{{given_name}}.{{family_name}}", "Al.Li"),
            ("x {{sub}}", "x a1"),
            ("{{/^(.+)@/::email}}", "al"),
            ("{{/@(.+)$/::user.mail}}!", "x!"),
            ("{{roles}}", "r,s"),
            ("{{user}}", "[object Object]"),
            ("{{zero}}", "0"),
            ("{{{sub}}}", "undefined}"),
            ("{{/(un)/::nothing}}", "un"),
        ] {
            assert_eq!(value(field), Some(json!(text)), "{field}");
        }
    }

    #[test]
    fn gaps_become_words() {
        for (field, text) in [
            ("{{given_name}}.{{middle}}", "Al.undefined"),
            ("{{none}}", "null"),
            ("{{/^(\\d+)@/::email}}", "undefined"),
            ("{{/al/::email}}", "undefined"),
            ("{{ sub }}", "undefined"),
        ] {
            let evaluated = evaluate(field, &answer()).expect("a value");
            assert_eq!((evaluated.value, evaluated.gaps.len()), (Some(json!(text)), 1), "{field}");
        }
    }

    #[test]
    fn what_is_no_regular_expression_throws() {
        assert_eq!(evaluate("{{/(/::email}}", &answer()), Err(Trouble::Throws("(".to_owned())));
    }

    proptest! {
        #[test]
        fn nothing_panics(field in "[{}/:a-c.()é\\n]{0,16}") {
            let _ = evaluate(&field, &answer());
        }
    }
}
