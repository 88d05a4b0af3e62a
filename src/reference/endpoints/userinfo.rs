//! The userinfo endpoint (OpenID Connect Core 1.0, section 5.3; RFC 6750).

use std::time::Instant;

use axum::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{is_read, preflight};
use crate::reference::{
    account::released,
    alg::Alg,
    answer::{Answer, Body},
    call::Call,
    encoding::{now, object},
    fault::{UserinfoAnswerFault, UserinfoRuleFault},
    grant::Grant,
    jwt,
    op::{Meter, Op},
};

/// The rules of the userinfo endpoint: conforming by default, each fault changes one.
#[derive(Debug)]
pub(in crate::reference) struct UserinfoRules {
    header: bool,
    query: bool,
    form: bool,
    token_needed: bool,
    token_checked: bool,
    /// Whether the end of a session ends its tokens, here as elsewhere.
    revocation: bool,
    get: bool,
    post: bool,
    moved: bool,
    content_length_refused: bool,
    parameters_refused: bool,
    crawlers_refused: bool,
}

impl UserinfoRules {
    /// The rules under these faults.
    pub(in crate::reference) fn with(faults: impl Iterator<Item = UserinfoRuleFault>) -> Self {
        let mut rules = Self {
            header: true,
            query: false,
            form: true,
            token_needed: true,
            token_checked: true,
            revocation: true,
            get: true,
            post: true,
            moved: false,
            content_length_refused: false,
            parameters_refused: false,
            crawlers_refused: false,
        };
        faults.for_each(|fault| rules.bend(fault));
        rules
    }

    /// The one place where these faults act.
    fn bend(&mut self, fault: UserinfoRuleFault) {
        use UserinfoRuleFault as F;
        match fault {
            F::HeaderRefused => (self.header, self.query, self.form) = (false, true, false),
            F::QueryAccepted => self.query = true,
            F::FormRefused => self.form = false,
            F::NoTokenAccepted => self.token_needed = false,
            F::WrongTokenAccepted => self.token_checked = false,
            F::RevokedTokenAccepted => self.revocation = false,
            F::GetRefused => self.get = false,
            F::PostRefused => self.post = false,
            F::TrailingSlashRedirect => self.moved = true,
            F::ContentLengthRefused => self.content_length_refused = true,
            F::ParametersRefused => self.parameters_refused = true,
            F::UserAgentRefused => self.crawlers_refused = true,
        }
    }
}

/// Receives a userinfo request.
pub(in crate::reference) fn handle(op: &Op, call: &Call) -> Answer {
    if op.userinfo.moved && call.method != Method::OPTIONS {
        return Answer::redirect(StatusCode::TEMPORARY_REDIRECT, &format!("{}/moved/userinfo", op.base)).shared();
    }
    handle_moved(op, call)
}

/// Receives a userinfo request where one of the faults redirects to.
pub(in crate::reference) fn handle_moved(op: &Op, call: &Call) -> Answer {
    if let Some(answer) = preflight(call) {
        return answer;
    }
    let earlier = Meter::count(&op.meter.userinfo_calls);
    let mut answer = conforming(op, call);
    for fault in op.faults::<UserinfoAnswerFault>() {
        spoil(&mut answer, fault, op, earlier);
    }
    answer
}

fn conforming(op: &Op, call: &Call) -> Answer {
    let rules = &op.userinfo;
    let allowed = is_read(call) && rules.get || call.method == Method::POST && rules.post;
    if !allowed {
        return Answer::method_not_allowed(if rules.get { "GET" } else { "POST" });
    }
    if rules.crawlers_refused && call.is_crawler() {
        return Answer::firewall();
    }
    if rules.content_length_refused && is_read(call) && call.header("content-length").is_some() {
        return Answer::stray_html(StatusCode::BAD_REQUEST);
    }
    if rules.parameters_refused && call.query.names().any(|name| name != "access_token") {
        return Answer::stray_html(StatusCode::BAD_REQUEST);
    }
    match grant(op, call) {
        Ok(grant) => claims(op, &grant),
        Err(answer) => refused_as(op, *answer),
    }
}

fn grant(op: &Op, call: &Call) -> Result<Grant, Box<Answer>> {
    let rules = &op.userinfo;
    let in_header = call.authorization("bearer").filter(|_| rules.header);
    let in_form = call.form.get("access_token").filter(|_| rules.form && call.method == Method::POST);
    let in_query = call.query.get("access_token").filter(|_| rules.query);
    let Some(token) = in_header.or(in_form).or(in_query) else {
        // A request without credentials is told how to give them, and nothing else (RFC 6750, section 3.1).
        return if rules.token_needed {
            Err(Box::new(
                Answer::json(StatusCode::UNAUTHORIZED, Map::new()).uncached().shared().with("www-authenticate", CHALLENGE),
            ))
        } else {
            Ok(anybody(op))
        };
    };
    if in_header.is_some() && (in_form.is_some() || in_query.is_some()) {
        return Err(Box::new(refusal(StatusCode::BAD_REQUEST, "invalid_request", "The token was sent twice.")));
    }
    let memory = op.memory();
    let entry = memory.access_tokens.get(token).filter(|entry| entry.expires > Instant::now());
    let entry = entry.filter(|entry| !rules.revocation || !memory.revoked.contains(&entry.grant.id));
    match entry {
        Some(entry) if entry.grant.has("openid") => Ok(entry.grant.clone()),
        Some(_) => Err(Box::new(refusal(StatusCode::FORBIDDEN, "insufficient_scope", "The scope openid was not granted."))),
        None if !rules.token_checked => {
            drop(memory);
            Ok(anybody(op))
        }
        None => Err(Box::new(refusal(StatusCode::UNAUTHORIZED, "invalid_token", "The access token is not valid."))),
    }
}

/// A refusal as a product gives it.
fn refused_as(op: &Op, mut answer: Answer) -> Answer {
    let Some(persona) = op.persona() else { return answer };
    if let Some(status) = persona.bad_token_status().and_then(|status| StatusCode::from_u16(status).ok()) {
        answer.status = status;
    }
    match persona.challenge() {
        Some("") => answer.remove_header("www-authenticate"),
        Some(challenge) => answer.set_header("www-authenticate", challenge),
        None => {}
    }
    match persona.refusal() {
        Some("") => answer.body = Body::Text(String::new()),
        Some(body) => answer.replace_body("application/json", body),
        None => {}
    }
    answer
}

const CHALLENGE: &str = "Bearer realm=\"userinfo\"";

fn refusal(status: StatusCode, error: &str, description: &str) -> Answer {
    let challenge = format!("{CHALLENGE}, error=\"{error}\", error_description=\"{description}\"");
    Answer::json(status, object(json!({"error": error, "error_description": description})))
        .uncached()
        .shared()
        .with("www-authenticate", &challenge)
}

/// The grant that stands in where a fault asks for no valid token.
fn anybody(op: &Op) -> Grant {
    Grant {
        id: 0,
        client_id: op.config.client_id.clone(),
        subject: op.config.user.clone(),
        session: String::new(),
        scope: ["openid", "profile", "email", "groups"].map(str::to_owned).to_vec(),
        nonce: None,
        auth_time: 0,
        claims: Default::default(),
    }
}

fn claims(op: &Op, grant: &Grant) -> Answer {
    let mut claims = object(json!({"sub": grant.subject}));
    claims.extend(match op.persona() {
        Some(persona) => persona.userinfo_claims(&op.base, &grant.scope, &grant.claims.userinfo),
        None => released(op, &grant.scope, &grant.claims.userinfo),
    });
    let plain = Answer::json(StatusCode::OK, claims).uncached().shared();
    match op.client(&grant.client_id).and_then(|client| client.userinfo_alg) {
        Some(alg) => signed(op, &plain, alg, &grant.client_id),
        None => plain,
    }
}

/// The same claims as a JWT.
fn signed(op: &Op, plain: &Answer, alg: Alg, client_id: &str) -> Answer {
    let Body::Json(claims) = &plain.body else {
        return Answer::server_error();
    };
    let mut claims = claims.clone();
    claims.extend(object(json!({"iss": op.issuer, "aud": client_id, "iat": now()})));
    match jwt::sign(&op.keys(), alg, "JWT", claims) {
        Ok(token) => Answer::new(StatusCode::OK, "application/jwt", Body::Text(token)).uncached().shared(),
        Err(_) => Answer::server_error(),
    }
}

/// The one place where faults of the answer act.
fn spoil(answer: &mut Answer, fault: UserinfoAnswerFault, op: &Op, earlier: u64) {
    use UserinfoAnswerFault as F;
    const JSON: &str = "application/json";
    let ok = answer.status == StatusCode::OK;
    match fault {
        F::NotFound => *answer = Answer::not_found(),
        F::Unauthorized => *answer = refusal(StatusCode::UNAUTHORIZED, "invalid_token", "The access token is not valid."),
        F::Forbidden => *answer = refusal(StatusCode::FORBIDDEN, "insufficient_scope", "The scope is not enough."),
        F::ServerError => *answer = Answer::stray_html(StatusCode::INTERNAL_SERVER_ERROR),
        F::Html => *answer = Answer::stray_html(StatusCode::OK),
        F::JsonNull => answer.replace_body(JSON, "null"),
        F::JsonArray => answer.replace_body(JSON, format!("[{}]", answer.text())),
        F::JsonText => answer.replace_body(JSON, "\"alice\""),
        F::Empty => answer.replace_body(JSON, ""),
        F::ByteOrderMark => answer.replace_body(JSON, format!("\u{feff}{}", answer.text())),
        F::ContentTypeText => answer.set_header("content-type", "text/plain"),
        F::WithoutCors => answer.remove_header("access-control-allow-origin"),
        F::Cacheable => answer.set_header("cache-control", "public, max-age=300"),
        F::Dropped => answer.body = Body::Dropped,
        F::Stalls => answer.body = Body::Stalled("{".to_owned()),
        F::RateLimitedOnce => {
            if earlier == 0 {
                *answer = Answer::too_many_requests();
            }
        }
        F::ChallengeMissing => answer.remove_header("www-authenticate"),
        F::ErrorStatus200 => answer.status = StatusCode::OK,
        // What follows is about claims, so an error stays what it is.
        _ if !ok => {}
        F::Signed => *answer = signed(op, answer, Alg::Rs256, &op.config.client_id),
        F::Status201 => answer.status = StatusCode::CREATED,
        F::EmptyObject => answer.replace_body(JSON, "{}"),
        F::Wrapped => answer.replace_body(JSON, format!("{{\"data\":{}}}", answer.text())),
        F::SubjectDiffers => answer.set("sub", "somebody-else"),
        F::SubjectMissing => answer.remove("sub"),
        F::SubjectNumber => answer.set("sub", 42),
        F::SubjectLong => answer.set("sub", "s".repeat(61)),
        F::NameMissing => answer.remove("name"),
        F::NameDiffers => answer.set("name", "Alice P. Hargreaves"),
        F::EmailMissing => answer.remove("email"),
        F::UsernameMissing => answer.remove("preferred_username"),
        F::UsernameDiffers => answer.set("preferred_username", "alice.liddell"),
        F::PictureMissing => answer.remove("picture"),
        F::GroupsMissing => answer.remove("groups"),
        F::SubjectOnly => {
            if let Body::Json(claims) = &mut answer.body {
                claims.retain(|name, _| name == "sub");
            }
        }
        F::WrongNonce => answer.set("nonce", Value::from("not-what-you-sent")),
        F::IdMember => answer.set("id", "0815"),
        F::IdNull => {
            answer.remove("sub");
            answer.set("id", Value::Null);
        }
        F::DisplayName => answer.set("displayName", "Lady Alice"),
    }
}
