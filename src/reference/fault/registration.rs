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
        ClientIdMissing "registration-client-id-missing" "The answer has no `client_id`." "RFC 7591 §3.2.1";
        RedirectUrisOmitted "registration-redirect-uris-omitted" "The answer does not say which redirect URIs are registered." "RFC 7591 §3.2.1";
        MetadataOmitted "registration-grant-types-omitted" "The answer does not say which grant types are registered." "RFC 7591 §3.2.1";
        MethodOmitted "registration-auth-method-omitted" "The answer does not say how the client authenticates." "RFC 7591 §3.2.1";
        Cacheable "registration-cacheable" "The answer with the secret may be kept by caches." "RFC 6749 §5.1";
        ErrorPage "registration-error-page" "A registration is refused with a page instead of JSON." "RFC 7591 §3.2.2";
        ManagementMissing "registration-management-missing" "The answer names no place to look after the client." "RFC 7592 §3";
        ReadRefused "registration-read-refused" "Reading a registered client is answered 404." "RFC 7592 §2.1";
        DeletionFailing "registration-deletion-failing" "Removing a registered client is answered 500." "RFC 7592 §2.3";
        DeletionStatus200 "registration-deletion-status-200" "Removing a registered client is answered 200 instead of 204." "RFC 7592 §2.3";
        AlgIgnored "registration-alg-ignored" "The registered signing algorithm is ignored." "OIDC Registration 1.0 §2";
    }
}
