//! What faults make of the token endpoint's answer.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::reference::{
    answer::{Answer, Body},
    fault::TokenAnswerFault,
    op::Op,
};

/// The one place where faults of the answer act.
pub(super) fn spoil(answer: &mut Answer, fault: TokenAnswerFault, op: &Op, earlier: u64) {
    use TokenAnswerFault as F;
    const JSON: &str = "application/json";
    let ok = answer.status == StatusCode::OK;
    match fault {
        F::ErrorHtml if !ok => *answer = Answer::stray_html(answer.status),
        F::ErrorWithoutDescription if !ok => answer.remove("error_description"),
        F::ErrorDescriptionObject if !ok => answer.set("error_description", json!({"en": "Refused."})),
        F::ErrorWithStatus200 if !ok => answer.status = StatusCode::OK,
        F::ErrorHtml | F::ErrorWithoutDescription | F::ErrorDescriptionObject | F::ErrorWithStatus200 => {}
        F::ErrorAlways => refuse(answer, StatusCode::BAD_REQUEST),
        F::ErrorDescriptionList => {
            refuse(answer, StatusCode::BAD_REQUEST);
            answer.set("error_description", json!(["Refused."]));
        }
        F::SuccessIsError200 => refuse(answer, StatusCode::OK),
        F::Redirect302 => *answer = moved(op, StatusCode::FOUND),
        F::Redirect307 => *answer = moved(op, StatusCode::TEMPORARY_REDIRECT),
        F::FormEncoded => {
            if let Body::Json(members) = &answer.body {
                let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let pairs = members.iter().map(|(name, value)| (name, text(value)));
                let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
                answer.replace_body("application/x-www-form-urlencoded", encoded);
            }
        }
        F::Html => *answer = Answer::stray_html(StatusCode::OK),
        F::JsonNull => answer.replace_body(JSON, "null"),
        F::JsonText => answer.replace_body(JSON, "\"token\""),
        F::JsonArray => answer.replace_body(JSON, format!("[{}]", answer.text())),
        F::Wrapped => answer.replace_body(JSON, format!("{{\"data\":{}}}", answer.text())),
        F::ByteOrderMark => answer.replace_body(JSON, format!("\u{feff}{}", answer.text())),
        F::DuplicateMember => {
            let text = answer.text();
            let rest = text.strip_prefix('{').unwrap_or_default();
            answer.replace_body(JSON, format!("{{\"token_type\":\"mac\",{rest}"));
        }
        F::Empty => answer.replace_body(JSON, ""),
        F::ContentTypeText => answer.set_header("content-type", "text/plain"),
        F::Status201 if ok => answer.status = StatusCode::CREATED,
        F::Status201 => {}
        F::AccessTokenMissing => answer.remove("access_token"),
        F::AccessTokenNumber => change(answer, "access_token", json!(42)),
        F::AccessTokenObject => change(answer, "access_token", json!({ "value": "opaque" })),
        F::AccessTokenLong => lengthen_access_token(answer, op),
        F::TokenTypeMissing => answer.remove("token_type"),
        F::TokenTypeLowerCase => change(answer, "token_type", json!("bearer")),
        F::TokenTypeOther => change(answer, "token_type", json!("mac")),
        F::ExpiresInText => change(answer, "expires_in", json!("3600")),
        F::ExpiresInMissing => answer.remove("expires_in"),
        F::ExpiresInZero => change(answer, "expires_in", json!(0)),
        F::RefreshTokenMissing => answer.remove("refresh_token"),
        F::RefreshTokenNumber => change(answer, "refresh_token", json!(42)),
        F::RefreshExpiresInText if ok => answer.set("refresh_expires_in", "1800"),
        F::RefreshExpiresInText => {}
        F::ScopeMissing => answer.remove("scope"),
        F::ScopeList => change(answer, "scope", json!(["openid", "profile", "email"])),
        F::IdTokenMissing => answer.remove("id_token"),
        F::IdTokenNull => change(answer, "id_token", Value::Null),
        F::IdTokenNumber => change(answer, "id_token", json!(42)),
        F::IdTokenObject => change(answer, "id_token", json!({"value": "42"})),
        F::IdTokenList => change(answer, "id_token", json!(["a.b.c"])),
        F::IdTokenEmpty => change(answer, "id_token", json!("")),
        F::CacheControlMissing => {
            answer.remove_header("cache-control");
            answer.remove_header("pragma");
        }
        F::WithoutCors => answer.remove_header("access-control-allow-origin"),
        F::RateLimitedOnce => {
            if earlier == 0 {
                *answer = Answer::too_many_requests();
            }
        }
        F::ServerError => *answer = Answer::stray_html(StatusCode::INTERNAL_SERVER_ERROR),
        F::Dropped => answer.body = Body::Dropped,
        F::Stalls => answer.body = Body::Stalled("{".to_owned()),
    }
}

/// Changes a member that is there.
fn change(answer: &mut Answer, name: &str, value: Value) {
    if matches!(&answer.body, Body::Json(members) if members.contains_key(name)) {
        answer.set(name, value);
    }
}

fn moved(op: &Op, status: StatusCode) -> Answer {
    Answer::redirect(status, &format!("{}/moved/token", op.base))
}

fn refuse(answer: &mut Answer, status: StatusCode) {
    *answer = Answer::json(status, Default::default()).uncached().shared();
    answer.set("error", "invalid_grant");
    answer.set("error_description", "The code is not valid.");
}

/// A long name for the same token, which works too.
fn lengthen_access_token(answer: &mut Answer, op: &Op) {
    let Body::Json(members) = &answer.body else {
        return;
    };
    let Some(short) = members.get("access_token").and_then(Value::as_str) else {
        return;
    };
    let long = format!("{short}{}", "a".repeat(9000 - short.len().min(9000)));
    let mut memory = op.memory();
    if let Some(entry) = memory.access_tokens.get(short).cloned() {
        memory.access_tokens.insert(long.clone(), entry);
    }
    drop(memory);
    answer.set("access_token", long);
}
