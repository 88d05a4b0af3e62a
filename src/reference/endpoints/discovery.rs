//! The discovery document (OpenID Connect Discovery 1.0).

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::{is_read, preflight};
use crate::{
    oidc::names,
    reference::{
        account::{ANNOUNCED_CLAIMS, SCOPES},
        alg::Alg,
        answer::{Answer, Body},
        call::Call,
        encoding::object,
        fault::{DiscoveryAnswerFault, MetadataFault},
        op::{Meter, Op},
    },
};

/// Serves the document.
pub(in crate::reference) fn handle(op: &Op, call: &Call) -> Answer {
    if let Some(answer) = preflight(call) {
        return answer;
    }
    if !is_read(call) {
        return Answer::method_not_allowed("GET");
    }
    answered(op, call, Meter::count(&op.meter.discovery_calls))
}

/// Serves the same document in another place. It does not count as another call: some faults begin with the second one.
pub(in crate::reference) fn handle_below(op: &Op, call: &Call) -> Answer {
    match preflight(call) {
        Some(answer) => answer,
        None if !is_read(call) => Answer::method_not_allowed("GET"),
        None => answered(op, call, 0),
    }
}

fn answered(op: &Op, call: &Call, earlier: u64) -> Answer {
    let mut answer = document(op, earlier);
    for fault in op.faults::<DiscoveryAnswerFault>() {
        spoil(&mut answer, fault, op, call, earlier);
    }
    answer
}

/// Serves the document where one of the faults redirects to.
pub(in crate::reference) fn handle_moved(op: &Op, _: &Call) -> Answer {
    document(op, 0)
}

fn document(op: &Op, earlier: u64) -> Answer {
    let mut metadata = metadata(op);
    for fault in op.faults::<MetadataFault>() {
        bend(&mut metadata, fault, &op.base, earlier);
    }
    Answer::json(StatusCode::OK, metadata).shared().with("cache-control", "public, max-age=60")
}

/// The metadata of a conforming provider, or of the product that it acts.
pub(in crate::reference) fn metadata(op: &Op) -> Map<String, Value> {
    if let Some(persona) = op.persona() {
        return persona.metadata(&op.base);
    }
    let issuer = &op.issuer;
    let at = |path: &str| format!("{issuer}{path}");
    let algs: Vec<_> = Alg::ALL.iter().map(|alg| alg.name()).collect();
    let id_token_algs: Vec<_> = op.advertised_algs().iter().map(|alg| alg.name()).collect();
    let scopes: Vec<_> = SCOPES.iter().map(|(scope, _)| *scope).collect();
    object(json!({
        "issuer": issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "registration_endpoint": at("/register"),
        "end_session_endpoint": at("/logout"),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "acr_values_supported": ["1"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": id_token_algs,
        "userinfo_signing_alg_values_supported": algs,
        "token_endpoint_auth_methods_supported": [
            names::CLIENT_SECRET_BASIC,
            names::CLIENT_SECRET_POST,
            names::PRIVATE_KEY_JWT,
            names::NO_CLIENT_AUTHENTICATION,
        ],
        "token_endpoint_auth_signing_alg_values_supported": algs,
        "claim_types_supported": ["normal"],
        "claims_supported": ANNOUNCED_CLAIMS,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    }))
}

/// The one place where faults of the metadata act.
fn bend(metadata: &mut Map<String, Value>, fault: MetadataFault, issuer: &str, earlier: u64) {
    use MetadataFault as F;
    let mut set = |name: &str, value: Value| {
        metadata.insert(name.to_owned(), value);
    };
    let at = |path: &str| json!(format!("{issuer}{path}"));
    const AUTH_METHODS: &str = "token_endpoint_auth_methods_supported";
    const PKCE_METHODS: &str = "code_challenge_methods_supported";
    match fault {
        F::IssuerTrailingSlash => set("issuer", at("/")),
        F::IssuerOtherHost => set("issuer", json!("https://login.example.net")),
        F::IssuerMissing => drop_member(metadata, "issuer"),
        F::IssuerNumber => set("issuer", json!(42)),
        F::IssuerTemplate => set("issuer", at("/{tenantid}")),
        F::IssuerLocalhost => set("issuer", json!(issuer.replacen("127.0.0.1", "localhost", 1))),
        F::AuthorizationEndpointMissing => drop_member(metadata, "authorization_endpoint"),
        F::AuthorizationEndpointNumber => set("authorization_endpoint", json!(42)),
        F::AuthorizationEndpointRelative => set("authorization_endpoint", json!("/authorize")),
        F::AuthorizationEndpointNonAscii => set("authorization_endpoint", at("/autorisé")),
        F::AuthorizationEndpointAmpersand => set("authorization_endpoint", at("/a&b/authorize")),
        F::AuthorizationEndpointFragment => set("authorization_endpoint", at("/authorize#login")),
        F::AuthorizationEndpointQuery => set("authorization_endpoint", at("/authorize?tenant=wonderland")),
        F::TokenEndpointMissing => drop_member(metadata, "token_endpoint"),
        F::TokenEndpointNumber => set("token_endpoint", json!(42)),
        // Port 9 is "discard", which nobody runs any more.
        F::TokenEndpointOtherPort => set("token_endpoint", json!("http://127.0.0.1:9/token")),
        // Link-local, without the interface that would have to be named: connecting fails at once on every machine.
        F::TokenEndpointPrivateAddress => set("token_endpoint", json!("http://[fe80::1]/token")),
        F::JwksUriMissing => drop_member(metadata, "jwks_uri"),
        F::JwksUriBlank => set("jwks_uri", at("/jwks ")),
        F::JwksUriNumber => set("jwks_uri", json!(42)),
        F::UserinfoEndpointMissing => drop_member(metadata, "userinfo_endpoint"),
        F::UserinfoEndpointQuery => set("userinfo_endpoint", at("/userinfo?version=1")),
        F::UserinfoEndpointPrivateAddress => set("userinfo_endpoint", json!("http://[fe80::1]/userinfo")),
        F::EndSessionEndpointMissing => drop_member(metadata, "end_session_endpoint"),
        F::EndSessionEndpointQuery => set("end_session_endpoint", at("/logout?tenant=wonderland")),
        F::ResponseTypesMissing => drop_member(metadata, "response_types_supported"),
        F::ResponseTypesWithoutCode => set("response_types_supported", json!(["id_token", "token id_token"])),
        F::GrantTypesWithoutCode => set("grant_types_supported", json!(["implicit", "refresh_token"])),
        F::SubjectTypesUnknown => set("subject_types_supported", json!(["private"])),
        F::SubjectTypesMissing => drop_member(metadata, "subject_types_supported"),
        F::SigningAlgsMissing => drop_member(metadata, "id_token_signing_alg_values_supported"),
        F::SigningAlgsWithoutRs256 => set("id_token_signing_alg_values_supported", json!(["ES256", "EdDSA"])),
        F::ScopesMissing => drop_member(metadata, "scopes_supported"),
        F::ClaimsMissing => drop_member(metadata, "claims_supported"),
        F::AcrValuesEmpty => set("acr_values_supported", json!([])),
        F::ScopesWithoutOpenid => set("scopes_supported", json!(["profile", "email", "groups"])),
        F::ScopesWithoutGroups => set("scopes_supported", json!(["openid", "profile", "email", "offline_access"])),
        F::PkceMethodsMissing => drop_member(metadata, PKCE_METHODS),
        F::PkceMethodsText => set(PKCE_METHODS, json!("S256")),
        F::PkceMethodsPlainToo => set(PKCE_METHODS, json!(["S256", "plain"])),
        F::PkceMethodsPlainOnly => set(PKCE_METHODS, json!(["plain"])),
        F::AuthMethodsBasicOnly => set(AUTH_METHODS, json!([names::CLIENT_SECRET_BASIC])),
        F::AuthMethodsPostOnly => set(AUTH_METHODS, json!([names::CLIENT_SECRET_POST])),
        F::AuthMethodsNoneOnly => set(AUTH_METHODS, json!([names::NO_CLIENT_AUTHENTICATION])),
        F::AuthMethodsPrivateKeyOnly => set(AUTH_METHODS, json!([names::PRIVATE_KEY_JWT])),
        F::AuthMethodsText => set(AUTH_METHODS, json!(names::CLIENT_SECRET_POST)),
        F::AuthMethodsMissing => drop_member(metadata, AUTH_METHODS),
        F::ClaimsParameterText => set("claims_parameter_supported", json!("true")),
        F::ClaimsParameterHidden => set("claims_parameter_supported", json!(false)),
        F::RequestUriDefault => drop_member(metadata, "request_uri_parameter_supported"),
        F::PushedRequestsRequired => set("require_pushed_authorization_requests", json!(true)),
        F::EndpointsHttpsOnly => {
            let secure = issuer.replacen("http:", "https:", 1);
            for (name, value) in metadata.iter_mut().filter(|(name, _)| *name != "issuer") {
                if let (true, Some(address)) = (name.ends_with("_endpoint") || name == "jwks_uri", value.as_str()) {
                    *value = json!(address.replacen(issuer, &secure, 1));
                }
            }
        }
        F::ChangesBetweenFetches => {
            // The first readers, one for each app, still see the same document.
            if earlier >= 3 {
                set("token_endpoint", at("/moved/token"));
            }
        }
    }
}

/// The one place where faults of serving the document act.
fn spoil(answer: &mut Answer, fault: DiscoveryAnswerFault, op: &Op, call: &Call, earlier: u64) {
    use DiscoveryAnswerFault as F;
    const JSON: &str = "application/json";
    match fault {
        F::NotFound => *answer = Answer::not_found(),
        F::Html => *answer = Answer::stray_html(StatusCode::OK),
        F::JsonNull => answer.replace_body(JSON, "null"),
        F::JsonArray => answer.replace_body(JSON, format!("[{}]", answer.text())),
        F::JsonText => answer.replace_body(JSON, "\"openid-configuration\""),
        F::Empty => answer.replace_body(JSON, ""),
        F::Truncated => {
            let text = answer.text();
            let half = text.chars().take(text.chars().count() / 2).collect::<String>();
            answer.replace_body(JSON, half);
        }
        F::Unavailable => answer.status = StatusCode::SERVICE_UNAVAILABLE,
        F::MultipleChoices => answer.status = StatusCode::MULTIPLE_CHOICES,
        F::GoneAfterLogin => {
            if op.memory().next_grant > 0 {
                *answer = Answer::stray_html(StatusCode::SERVICE_UNAVAILABLE);
            }
        }
        F::Redirect => {
            *answer = Answer::redirect(StatusCode::FOUND, &format!("{}/moved/openid-configuration", op.base)).shared();
        }
        F::RedirectLoop => {
            let here = format!("{}{}?hop={earlier}", op.base, names::DISCOVERY_PATH);
            *answer = Answer::redirect(StatusCode::FOUND, &here).shared();
        }
        F::Oversized => answer.body = Body::Oversized(answer.text()),
        F::NeverEnds => {
            let text = answer.text();
            answer.body = Body::Stalled(text.trim_end_matches('}').to_owned());
        }
        F::Dropped => answer.body = Body::Dropped,
        F::ByteOrderMark => answer.replace_body(JSON, format!("\u{feff}{}", answer.text())),
        F::DuplicateMember => {
            let text = answer.text();
            let rest = text.strip_prefix('{').unwrap_or_default();
            answer.replace_body(JSON, format!("{{\"issuer\":\"https://login.example.net\",{rest}"));
        }
        F::ContentTypeHtml => answer.set_header("content-type", "text/html; charset=utf-8"),
        F::WithoutCors => answer.remove_header("access-control-allow-origin"),
        F::RefusesPlainAgents => {
            if call.is_crawler() {
                *answer = Answer::firewall();
            }
        }
        F::HtmlWithoutAccept => {
            if !call.accepts_json() {
                *answer = Answer::stray_html(StatusCode::OK);
            }
        }
        F::RateLimited => answer.status = StatusCode::TOO_MANY_REQUESTS,
        F::RateLimitedOnce => {
            if earlier == 0 {
                *answer = Answer::too_many_requests();
            }
        }
    }
}

fn drop_member(metadata: &mut Map<String, Value>, name: &str) {
    metadata.shift_remove(name);
}
