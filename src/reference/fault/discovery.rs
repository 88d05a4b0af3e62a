//! Faults of the discovery document.

use super::family;

family! {
    /// What the discovery document says.
    MetadataFault {
        IssuerTrailingSlash "discovery-issuer-trailing-slash" "`issuer` ends with a slash that its address does not have." "OIDC Discovery 1.0 §4.3";
        IssuerOtherHost "discovery-issuer-other-host" "`issuer` names another host." "OIDC Discovery 1.0 §4.3";
        IssuerMissing "discovery-issuer-missing" "The document has no `issuer`." "OIDC Discovery 1.0 §3";
        IssuerNumber "discovery-issuer-number" "`issuer` is a number." "OIDC Discovery 1.0 §3";
        IssuerTemplate "discovery-issuer-template" "`issuer` is a template with a place for the tenant." "OIDC Discovery 1.0 §4.3";
        IssuerLocalhost "discovery-issuer-localhost" "`issuer` names the same machine by another name." "OIDC Discovery 1.0 §4.3";
        AuthorizationEndpointMissing "discovery-authorization-endpoint-missing" "The document has no `authorization_endpoint`." "OIDC Discovery 1.0 §3";
        AuthorizationEndpointNumber "discovery-authorization-endpoint-number" "`authorization_endpoint` is a number." "OIDC Discovery 1.0 §3";
        AuthorizationEndpointRelative "discovery-authorization-endpoint-relative" "`authorization_endpoint` is a path without scheme and host." "OIDC Discovery 1.0 §3";
        AuthorizationEndpointNonAscii "discovery-authorization-endpoint-non-ascii" "The path of `authorization_endpoint` has letters outside ASCII, unencoded." "RFC 3986 §2";
        AuthorizationEndpointAmpersand "discovery-authorization-endpoint-ampersand" "The path of `authorization_endpoint` contains `&`." "RFC 3986 §3.3";
        AuthorizationEndpointFragment "discovery-authorization-endpoint-fragment" "The `authorization_endpoint` has a fragment." "RFC 6749 §3.1";
        AuthorizationEndpointQuery "discovery-authorization-endpoint-query" "`authorization_endpoint` has a query of its own." "RFC 6749 §3.1";
        TokenEndpointMissing "discovery-token-endpoint-missing" "The document has no `token_endpoint`." "OIDC Discovery 1.0 §3";
        TokenEndpointNumber "discovery-token-endpoint-number" "`token_endpoint` is a number." "OIDC Discovery 1.0 §3";
        TokenEndpointOtherPort "discovery-token-endpoint-closed-port" "`token_endpoint` points to a port where nothing listens." "OIDC Discovery 1.0 §3";
        TokenEndpointPrivateAddress "discovery-token-endpoint-private-address" "`token_endpoint` is on the private address 10.0.0.1." "OIDC Discovery 1.0 §3";
        JwksUriMissing "discovery-jwks-uri-missing" "The document has no `jwks_uri`." "OIDC Discovery 1.0 §3";
        JwksUriBlank "discovery-jwks-uri-blank" "`jwks_uri` ends in a space." "RFC 3986 §2";
        JwksUriNumber "discovery-jwks-uri-number" "`jwks_uri` is a number." "OIDC Discovery 1.0 §3";
        UserinfoEndpointMissing "discovery-userinfo-endpoint-missing" "The document has no `userinfo_endpoint`." "OIDC Discovery 1.0 §3";
        UserinfoEndpointQuery "discovery-userinfo-endpoint-query" "`userinfo_endpoint` has a query of its own." "OIDC Discovery 1.0 §3";
        UserinfoEndpointPrivateAddress "discovery-userinfo-endpoint-private-address" "`userinfo_endpoint` is on the private address 10.0.0.1." "OIDC Discovery 1.0 §3";
        EndSessionEndpointMissing "discovery-end-session-endpoint-missing" "The document has no `end_session_endpoint`." "RP-Initiated Logout 1.0 §2.1";
        EndSessionEndpointQuery "discovery-end-session-endpoint-query" "`end_session_endpoint` has a query of its own." "RP-Initiated Logout 1.0 §2.1";
        ResponseTypesMissing "discovery-response-types-missing" "The document has no `response_types_supported`." "OIDC Discovery 1.0 §3";
        ResponseTypesWithoutCode "discovery-response-types-without-code" "`response_types_supported` does not list `code`." "OIDC Discovery 1.0 §3";
        GrantTypesWithoutCode "discovery-grant-types-without-code" "`grant_types_supported` does not list `authorization_code`." "OIDC Discovery 1.0 §3";
        SubjectTypesUnknown "discovery-subject-types-unknown" "`subject_types_supported` lists a type nobody knows." "OIDC Core 1.0 §8";
        SubjectTypesMissing "discovery-subject-types-missing" "The document has no `subject_types_supported`." "OIDC Discovery 1.0 §3";
        SigningAlgsMissing "discovery-signing-algs-missing" "The document has no `id_token_signing_alg_values_supported`." "OIDC Discovery 1.0 §3";
        SigningAlgsWithoutRs256 "discovery-signing-algs-without-rs256" "`id_token_signing_alg_values_supported` does not list RS256." "OIDC Discovery 1.0 §3";
        ScopesMissing "discovery-scopes-missing" "The document has no `scopes_supported`." "OIDC Discovery 1.0 §3";
        ClaimsMissing "discovery-claims-missing" "The document has no `claims_supported`." "OIDC Discovery 1.0 §3";
        AcrValuesEmpty "discovery-acr-values-empty" "`acr_values_supported` is an empty list." "OIDC Discovery 1.0 §4.2";
        ScopesWithoutOpenid "discovery-scopes-without-openid" "`scopes_supported` does not list `openid`." "OIDC Discovery 1.0 §3";
        ScopesWithoutGroups "discovery-scopes-without-groups" "`scopes_supported` does not list `groups`." "OIDC Discovery 1.0 §3";
        PkceMethodsMissing "discovery-pkce-methods-missing" "The document has no `code_challenge_methods_supported`, though PKCE works." "RFC 8414 §2";
        PkceMethodsText "discovery-pkce-methods-text" "`code_challenge_methods_supported` is a string instead of a list." "RFC 8414 §2";
        PkceMethodsPlainToo "discovery-pkce-methods-plain-too" "`code_challenge_methods_supported` lists `plain` beside S256, though it is refused." "RFC 7636 §4.3";
        PkceMethodsPlainOnly "discovery-pkce-methods-plain-only" "`code_challenge_methods_supported` lists `plain` only." "RFC 7636 §4.2";
        AuthMethodsBasicOnly "discovery-auth-methods-basic-only" "`token_endpoint_auth_methods_supported` lists `client_secret_basic` only." "OIDC Discovery 1.0 §3";
        AuthMethodsPostOnly "discovery-auth-methods-post-only" "`token_endpoint_auth_methods_supported` lists `client_secret_post` only." "OIDC Discovery 1.0 §3";
        AuthMethodsNoneOnly "discovery-auth-methods-none-only" "`token_endpoint_auth_methods_supported` lists `none` only." "OIDC Discovery 1.0 §3";
        AuthMethodsPrivateKeyOnly "discovery-auth-methods-private-key-only" "`token_endpoint_auth_methods_supported` lists `private_key_jwt` only." "OIDC Discovery 1.0 §3";
        AuthMethodsText "discovery-auth-methods-text" "`token_endpoint_auth_methods_supported` is a string instead of a list." "OIDC Discovery 1.0 §3";
        AuthMethodsMissing "discovery-auth-methods-missing" "The document has no `token_endpoint_auth_methods_supported`, which means `client_secret_basic`." "OIDC Discovery 1.0 §3";
        ClaimsParameterText "discovery-claims-parameter-text" "`claims_parameter_supported` is a string." "OIDC Discovery 1.0 §3";
        ClaimsParameterHidden "discovery-claims-parameter-unsupported" "`claims_parameter_supported` is false." "OIDC Discovery 1.0 §3";
        RequestUriDefault "discovery-request-uri-default" "`request_uri_parameter_supported` is left out, which means true, yet it is refused." "OIDC Discovery 1.0 §3";
        PushedRequestsRequired "discovery-pushed-requests-required" "`require_pushed_authorization_requests` is true." "RFC 9126 §5";
        EndpointsHttpsOnly "discovery-endpoints-wrong-scheme" "Every endpoint has the scheme https, which is not spoken there." "OIDC Discovery 1.0 §3";
        ChangesBetweenFetches "discovery-changes-between-fetches" "Every second fetch names another `token_endpoint`." "OIDC Discovery 1.0 §4.2";
    }
}

family! {
    /// How the discovery document is served.
    DiscoveryAnswerFault {
        NotFound "discovery-not-found" "The discovery address answers 404." "OIDC Discovery 1.0 §4.2";
        Html "discovery-html" "The discovery address answers with an HTML page." "OIDC Discovery 1.0 §4.2";
        JsonNull "discovery-json-null" "The discovery document is JSON `null`." "OIDC Discovery 1.0 §4.2";
        JsonArray "discovery-json-array" "The discovery document is a JSON array." "OIDC Discovery 1.0 §4.2";
        JsonText "discovery-json-text" "The discovery document is a JSON string." "OIDC Discovery 1.0 §4.2";
        Empty "discovery-empty" "The discovery document is empty." "OIDC Discovery 1.0 §4.2";
        Truncated "discovery-truncated" "The discovery document breaks off in the middle." "OIDC Discovery 1.0 §4.2";
        Unavailable "discovery-unavailable" "The discovery address answers 503, with the right document." "OIDC Discovery 1.0 §4.2";
        MultipleChoices "discovery-multiple-choices" "The discovery address answers 300, with the right document and no place to go to." "OIDC Discovery 1.0 §4.2";
        GoneAfterLogin "discovery-gone-after-login" "From the first login on the discovery address answers 503." "OIDC Discovery 1.0 §4.2";
        Redirect "discovery-redirect" "The discovery address redirects once to where the document is." "OIDC Discovery 1.0 §4.2";
        RedirectLoop "discovery-redirect-loop" "The discovery address redirects to itself without end." "OIDC Discovery 1.0 §4.2";
        Oversized "discovery-oversized" "The discovery document is larger than 12 MB." "OIDC Discovery 1.0 §4.2";
        NeverEnds "discovery-never-ends" "The discovery document begins and never ends." "OIDC Discovery 1.0 §4.2";
        Dropped "discovery-dropped" "The connection is dropped instead of a discovery answer." "OIDC Discovery 1.0 §4.2";
        ByteOrderMark "discovery-byte-order-mark" "The discovery document begins with a byte order mark." "RFC 8259 §8.1";
        DuplicateMember "discovery-duplicate-member" "The discovery document has `issuer` twice, with different values." "RFC 8259 §4";
        ContentTypeHtml "discovery-content-type-html" "The discovery document is labelled text/html." "OIDC Discovery 1.0 §4.2";
        WithoutCors "discovery-without-cors" "The discovery document has no CORS header." "OIDC Discovery 1.0 §4.2";
        RefusesPlainAgents "discovery-refuses-crawlers" "Discovery requests whose User-Agent contains `crawler` are answered 403, as firewalls do." "OIDC Discovery 1.0 §4.1";
        HtmlWithoutAccept "discovery-html-without-accept" "Discovery requests that do not accept application/json by name get an HTML page." "RFC 9110 §12.5.1";
        RateLimited "discovery-rate-limited" "Every discovery request is answered 429." "RFC 6585 §4";
        RateLimitedOnce "discovery-rate-limited-once" "The first discovery request is answered 429 with `Retry-After: 1`." "RFC 6585 §4";
    }
}
