//! A plan as requests: every byte that one authorization code flow puts on the wire.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::random::Filling;
use crate::http::Outgoing;
use crate::secret::Secret;
use crate::wire::{ClientAuthentication, FlowPlan, QueryEncoding, Slot, TokenPlan, UserinfoPlan, form_encode, query_string};

/// URL of an authorization request.
pub(super) fn authorization_url(plan: &FlowPlan, filling: &Filling) -> String {
    let a = &plan.authorization;
    let one = |(name, slot): &(String, Slot)| match slot {
        Slot::Raw(text) => format!("{name}={text}"),
        _ => query_string(&filling.fill(&[(name.clone(), slot.clone())], None), a.encoding),
    };
    let query = a.parameters.iter().map(one).collect::<Vec<_>>().join("&");
    let separator = if a.endpoint.contains('?') { '&' } else { '?' };
    format!("{}{separator}{query}", a.endpoint)
}

/// A token request of these fields, authenticated as the plan says; `None` without an endpoint.
pub(super) fn token_request(purpose: &str, plan: &TokenPlan, fields: &[(String, String)], secret: &Secret) -> Option<Outgoing> {
    let endpoint = plan.endpoint.as_ref()?;
    let secret = if plan.wrong_secret { format!("{}-wrong", secret.secret()) } else { secret.secret().to_owned() };
    let fields = with_secret(plan, fields, &secret);
    let mut credentials = Vec::new();
    let mut field = |name: &str, value: &str| {
        if !fields.iter().any(|(n, _)| n == name) {
            credentials.push((name.to_owned(), value.to_owned()));
        }
    };
    let basic = |id: &str, secret: &str| format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let authorization = match plan.authentication {
        _ if plan.public_without_secret && secret.is_empty() => {
            field("client_id", &plan.client_id);
            None
        }
        ClientAuthentication::Post => {
            field("client_id", &plan.client_id);
            field("client_secret", &secret);
            None
        }
        ClientAuthentication::None => {
            field("client_id", &plan.client_id);
            None
        }
        ClientAuthentication::Basic => Some(basic(&plan.client_id, &secret)),
        ClientAuthentication::BasicEncoded | ClientAuthentication::BasicEncodedThenPost => {
            Some(basic(&form_encode(&plan.client_id), &form_encode(&secret)))
        }
    };
    let fields = if plan.credentials_first { [credentials, fields].concat() } else { [fields, credentials].concat() };
    let request = Outgoing::post_form(purpose, endpoint.as_str(), query_string(&fields, QueryEncoding::Plus));
    Some(match authorization {
        Some(value) => request.with_header("Authorization", value),
        None => request,
    })
}

/// The fields with the secret in the place that the plan has for it; where it is not posted, there is none.
fn with_secret(plan: &TokenPlan, fields: &[(String, String)], secret: &str) -> Vec<(String, String)> {
    let place = plan.parameters.iter().find(|(_, slot)| *slot == Slot::ClientSecret).map(|(name, _)| name.as_str());
    let posts = plan.authentication == ClientAuthentication::Post;
    let is_place = |name: &str| Some(name) == place;
    let kept = fields.iter().filter(|(name, _)| posts || !is_place(name));
    kept.map(|(name, value)| (name.clone(), if is_place(name) { secret.to_owned() } else { value.clone() })).collect()
}

pub(super) fn userinfo_request(purpose: String, plan: &UserinfoPlan, endpoint: &str, token: &str) -> Outgoing {
    let request = match &plan.token_parameter {
        Some(name) => {
            let separator = if endpoint.contains('?') { '&' } else { '?' };
            let query = query_string(&[(name.clone(), token.to_owned())], QueryEncoding::Plus);
            Outgoing::get(purpose, format!("{endpoint}{separator}{query}"))
        }
        None => Outgoing::get(purpose, endpoint).with_header("Authorization", format!("Bearer {token}").trim_end()),
    };
    let request = match &plan.accept {
        Some(accept) => request.with_header("Accept", accept.clone()),
        None => request,
    };
    if plan.content_length { request.with_header("Content-Length", "0") } else { request }
}
