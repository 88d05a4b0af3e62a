//! Which methods the metadata lists, whether a listed one works, and whether there is a secret to authenticate with.

use crate::check::{Missing, Outcome, must_accept};
use crate::evidence::{Ending, Evidence};
use crate::oidc::Member;
use crate::wire::Probe;

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

/// Passes when the client gets tokens with a listed method, tried by its probe. `other` is the method with the other place for
/// the secret; `place` goes on after "the secret in".
///
/// # Errors
/// When there is no metadata, or the method was not tried or is refused for another reason. One of them: the other method is
/// listed, too, and works. A client is registered for one method (OpenID Connect Registration, section 2), and a refusal by the
/// provider looks like one by the registration of this client.
pub(super) fn works_if_listed(
    evidence: &Evidence<'_>,
    (method, probe): (&str, Probe),
    (other_method, other): (&str, Probe),
    place: &str,
) -> Result<Outcome, Missing> {
    if let Some(outcome) = public_client(evidence) {
        return Ok(outcome);
    }
    if !is_listed(evidence, method)? {
        return Ok(Outcome::NotApplicable(format!("the provider does not list {method}")));
    }
    if let Some(registered) = evidence.registered_method().filter(|registered| registered != method) {
        return Ok(Outcome::NotApplicable(format!("the client of this run is registered for {registered} alone")));
    }
    let request = format!("the secret in {place}, although it lists {method}");
    let other = evidence.probe(other).ok();
    let outcome = must_accept(evidence, &evidence.probe(probe)?, other.as_ref(), &request)?;
    let took_other = other.is_some_and(|flow| matches!(flow.ending(), Ok(Ending::Tokens(_))));
    let unknown = evidence.registered_method().is_none() && is_listed(evidence, other_method)?;
    if matches!(outcome, Outcome::Fail(_)) && took_other && unknown {
        return Err(Missing::new(
            "registration-unknown",
            format!(
                "the client is taken with {other_method} and refused with {method}; both are listed, and which it may use its registration says"
            ),
        ));
    }
    Ok(outcome)
}
