//! Which methods the metadata lists, and whether there is a secret to authenticate with.

use crate::check::{Missing, Outcome};
use crate::evidence::Evidence;
use crate::oidc::Member;

/// Whether the metadata lists a method; an absent list stands for `client_secret_basic` (OpenID Connect Discovery, section 3).
///
/// # Errors
/// When there is no metadata, or the list is malformed.
pub(super) fn is_listed(evidence: &Evidence<'_>, method: &str) -> Result<bool, Missing> {
    match evidence.metadata()?.list("token_endpoint_auth_methods_supported") {
        Member::Absent => Ok(method == "client_secret_basic"),
        Member::Value(methods) => Ok(methods.contains(&method)),
        Member::Malformed(_) => Err(Missing::new("no-discovery", "token_endpoint_auth_methods_supported is no list of texts")),
    }
}

/// Why client authentication cannot be judged, where the client has no secret.
pub(super) fn public_client(evidence: &Evidence<'_>) -> Option<Outcome> {
    let public = evidence.view().target.client_id.is_some() && !evidence.view().target.has_secret;
    public.then(|| Outcome::NotApplicable("the client has no secret".to_owned()))
}
