//! What a finding is about, in terms of a provider's administration pages.

use serde::{Deserialize, Serialize};

/// A part of a provider that an administrator can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// Where the browser may be sent with a code.
    RedirectUris,
    /// How the client proves who it is.
    ClientAuthentication,
    /// Whether and how the client uses PKCE.
    Pkce,
    /// Which scopes the client may ask for.
    Scopes,
    /// Which claims are in ID Token and userinfo.
    Claims,
    /// How groups get into a claim.
    Groups,
    /// What `sub` and `preferred_username` are.
    Subject,
    /// What signs ID Tokens, and whether userinfo is signed.
    SigningAlgorithm,
    /// The published keys.
    Keys,
    /// Where the browser may be sent after a logout.
    LogoutUris,
    /// Where Logout Tokens go.
    BackChannel,
    /// The public address.
    Issuer,
    /// The certificate.
    Tls,
    /// How long codes and tokens live, and refreshing.
    Lifetimes,
    /// Whether users are asked for their consent.
    Consent,
    /// Users and their passwords.
    Users,
}

/// Checks by what they are about. A check that stands nowhere is about something no page can set.
const CHECKS: &[(Topic, &[&str])] = &[
    (
        Topic::RedirectUris,
        &[
            "authorization-code",
            "authorization-back",
            "authorization-unregistered-redirect-uri",
            "browser-return",
            "redirect-uri-with-index-php",
            "token-redirect-uri",
            "cloudreve-back",
            "cloudreve-code",
        ],
    ),
    (
        Topic::ClientAuthentication,
        &[
            "client-authentication-unlisted-method",
            "client-no-authentication",
            "client-secret-basic",
            "client-secret-basic-encoding",
            "client-secret-post",
            "client-wrong-secret",
            "client-wrong-secret-challenge",
            "client-wrong-secret-error",
            "cloudreve-secret-post-listed",
            "cloudreve-tokens",
            "discovery-token-authentication-methods",
            "discovery-token-authentication-published",
            "jumbojett-client-authentication",
            "nextcloud-basic-credentials",
            "nextcloud-client-authentication",
            "nextcloud-token-refusal",
            "nextcloud-token-refusal-described",
            "rocketchat-client-authentication",
        ],
    ),
    (
        Topic::Pkce,
        &[
            "discovery-code-challenge-methods",
            "discovery-pkce-published",
            "nextcloud-challenge-methods",
            "nextcloud-pkce-advertised",
            "pkce-downgrade",
            "pkce-enforced-and-announced",
            "pkce-missing-verifier",
            "pkce-optional",
            "pkce-plain",
            "pkce-s256",
            "pkce-short-verifier",
            "pkce-wrong-verifier",
        ],
    ),
    (
        Topic::Scopes,
        &[
            "cloudreve-extra-scopes",
            "cloudreve-scopes-listed",
            "discovery-scopes",
            "discovery-scopes-published",
            "refusal-reason",
            "token-scope",
        ],
    ),
    (
        Topic::Claims,
        &[
            "address-claim",
            "avatar-claim",
            "claim-value",
            "discovery-claims-supported",
            "id-token-standard-claims",
            "oidc-login-admin-flag",
            "oidc-login-allowed-values",
            "oidc-login-display-name-length",
            "oidc-login-list-attribute",
            "oidc-login-picture",
            "oidc-login-profile-attribute",
            "oidc-login-quota",
            "oidc-login-quota-meaning",
            "oidc-login-text-attribute",
            "profile-claim",
            "quota-claim",
            "quota-unit",
            "rocketchat-email",
            "rocketchat-email-form",
            "rocketchat-email-verified",
            "rocketchat-mapped-field",
            "rocketchat-name",
            "rocketchat-profile-members",
            "rocketchat-template-gaps",
            "scalar-claims",
            "social-login-display-name",
            "social-login-email",
            "social-login-email-domain",
            "social-login-picture",
            "social-login-unusable-value",
            "userinfo-claims-for-scope",
            "userinfo-empty-claims",
            "userinfo-standard-claims",
        ],
    ),
    (
        Topic::Groups,
        &[
            "group-ids",
            "group-memberships",
            "groups-claim",
            "login-restriction-group",
            "oidc-login-group-name-length",
            "oidc-login-groups-null",
            "oidc-login-groups-taken",
            "rocketchat-role-list",
            "social-login-group-restriction",
            "social-login-groups",
        ],
    ),
    (
        Topic::Subject,
        &[
            "account-id",
            "account-id-alphabet",
            "account-key-claim",
            "account-ownership",
            "cloudreve-subject-stable",
            "id-token-subject",
            "id-token-subject-stable",
            "oidc-login-identifier",
            "oidc-login-ldap-identifier",
            "oidc-login-user-id",
            "rocketchat-user-id",
            "rocketchat-user-id-own",
            "rocketchat-user-id-source",
            "rocketchat-user-id-stable",
            "rocketchat-username",
            "rocketchat-username-form",
            "social-login-account-name",
            "social-login-subject",
            "social-login-subject-path",
            "uid-claim",
            "uid-claim-stability",
            "userinfo-subject",
        ],
    ),
    (
        Topic::SigningAlgorithm,
        &[
            "discovery-signing-algorithms",
            "id-token-algorithm",
            "jumbojett-algorithm",
            "jumbojett-userinfo-object",
            "nextcloud-userinfo-answer",
            "php-jwt-algorithm",
            "social-login-payload-text",
            "social-login-userinfo-claims",
            "userinfo-json",
        ],
    ),
    (
        Topic::Keys,
        &[
            "id-token-key-id",
            "id-token-signature",
            "jumbojett-key-match",
            "jumbojett-key-members",
            "jumbojett-key-set",
            "jumbojett-signature",
            "jwk-set-advertised-algorithms",
            "jwk-set-key-algorithm",
            "jwk-set-key-ids",
            "jwk-set-key-type",
            "jwk-set-key-use",
            "jwk-set-private-members",
            "jwk-set-rsa-size",
            "jwk-set-signing-key",
            "jwk-set-stable",
            "jwk-set-symmetric-keys",
            "jwk-set-unique-key-ids",
            "php-jwt-key-algorithm",
            "php-jwt-key-id",
            "php-jwt-key-ids-unique",
            "php-jwt-key-match",
            "php-jwt-key-parse",
            "php-jwt-key-publication",
            "php-jwt-key-set",
            "php-jwt-key-strength",
            "php-jwt-signature",
        ],
    ),
    (
        Topic::LogoutUris,
        &[
            "end-session-redirect",
            "end-session-session-over",
            "end-session-without-hint",
            "nextcloud-end-session-url",
            "nextcloud-logout-answer",
            "nextcloud-logout-return",
            "nextcloud-server-logout",
            "social-login-logout",
        ],
    ),
    (Topic::BackChannel, &["nextcloud-logout-token", "nextcloud-session-id", "session-identifier-types"]),
    (
        Topic::Issuer,
        &[
            "accepted-issuer",
            "authorization-issuer",
            "cloudreve-server-reach",
            "discovery-endpoint-urls",
            "discovery-issuer",
            "discovery-issuer-spelling",
            "discovery-issuer-url",
            "id-token-issuer",
            "jumbojett-issuer",
            "public-host",
        ],
    ),
    (Topic::Tls, &["trusted-certificate"]),
    (
        Topic::Lifetimes,
        &[
            "cloudreve-code-lifetime",
            "id-token-expiry",
            "id-token-lifetime",
            "nextcloud-refresh",
            "social-login-lifetime",
            "token-code-replay",
            "token-expires-in",
        ],
    ),
    (Topic::Consent, &["authorization-prompt-none", "authorization-silent-login"]),
];

/// Causes by what they are about.
const CAUSES: &[(Topic, &str)] = &[
    (Topic::Users, "login-refused"),
    (Topic::Users, "page-not-understood"),
    (Topic::ClientAuthentication, "client-refused"),
    (Topic::RedirectUris, "redirect-uri-refused"),
    (Topic::RedirectUris, "provider-error-page"),
    (Topic::Issuer, "login-loop"),
    (Topic::RedirectUris, "sent-elsewhere"),
    (Topic::Tls, "tls-untrusted"),
    (Topic::Issuer, "no-discovery"),
];

/// What a check is about.
pub(super) fn of_check(id: &str) -> Option<Topic> {
    CHECKS.iter().find(|(_, checks)| checks.contains(&id)).map(|(topic, _)| *topic)
}

/// What a cause is about.
pub fn of_cause(id: &str) -> Option<Topic> {
    CAUSES.iter().find(|(_, cause)| *cause == id).map(|(topic, _)| *topic)
}

impl Topic {
    /// Every check that is about something, for the test that they all exist.
    pub fn checks() -> impl Iterator<Item = &'static str> {
        CHECKS.iter().flat_map(|(_, checks)| checks.iter().copied())
    }
}
