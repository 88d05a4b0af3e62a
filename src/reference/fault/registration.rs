//! Faults of dynamic registration.

use super::family;

family! {
    /// The registration endpoint.
    RegistrationFault {
        Refused "registration-refused" "Registration is announced and answered 403." "RFC 7591 §3";
        Status200 "registration-status-200" "A client is registered with status 200 instead of 201." "RFC 7591 §3.2.1";
        SecretMissing "registration-secret-missing" "The answer has no `client_secret`." "RFC 7591 §3.2.1";
        SecretExpiryMissing "registration-secret-expiry-missing" "The answer has no `client_secret_expires_at`." "RFC 7591 §3.2.1";
        RedirectUrisUnchecked "registration-redirect-uris-unchecked" "Redirect URIs that are none are registered." "RFC 7591 §5";
        RedirectUrisForgotten "registration-redirect-uris-forgotten" "The registered redirect URIs are not remembered." "RFC 7591 §3.2.1";
        AlgIgnored "registration-alg-ignored" "The registered signing algorithm is ignored." "OIDC Registration 1.0 §2";
    }
}
