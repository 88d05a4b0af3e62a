//! Faults of logging out.

use super::family;

family! {
    /// The logout endpoint.
    EndSessionFault {
        NotFound "end-session-not-found" "The logout endpoint answers 404." "RP-Initiated Logout 1.0 §2";
        ServerError "end-session-server-error" "The logout endpoint answers 500." "RP-Initiated Logout 1.0 §2";
        SessionKept "end-session-session-kept" "The user is sent back, but stays logged in." "RP-Initiated Logout 1.0 §2";
        HintRefused "end-session-hint-refused" "A logout request with an `id_token_hint` is refused." "RP-Initiated Logout 1.0 §2";
        HintRequired "end-session-hint-required" "A logout request without an `id_token_hint` is refused." "RP-Initiated Logout 1.0 §2";
        ClientIdIgnored "end-session-client-id-ignored" "`client_id` does not identify the client." "RP-Initiated Logout 1.0 §2";
        MismatchAccepted "end-session-mismatch-accepted" "A `client_id` that does not fit the hint is accepted." "RP-Initiated Logout 1.0 §2";
        UnregisteredFollowed "end-session-unregistered-followed" "Any `post_logout_redirect_uri` is followed." "RP-Initiated Logout 1.0 §3";
        RegisteredRefused "end-session-registered-refused" "A registered `post_logout_redirect_uri` is refused." "RP-Initiated Logout 1.0 §3";
        RedirectIgnored "end-session-redirect-ignored" "The user is never sent back." "RP-Initiated Logout 1.0 §3";
        StateDropped "end-session-state-dropped" "`state` is not passed back." "RP-Initiated Logout 1.0 §2";
        ConfirmationAlways "end-session-confirmation-always" "The user is asked even with an `id_token_hint`." "RP-Initiated Logout 1.0 §2";
        ConfirmationNever "end-session-confirmation-never" "The user is not asked even without an `id_token_hint`." "RP-Initiated Logout 1.0 §2";
        BareRefused "end-session-bare-refused" "A logout request without parameters is refused." "RP-Initiated Logout 1.0 §2";
        PostRefused "end-session-post-refused" "Logout requests by POST are answered 405." "RP-Initiated Logout 1.0 §2";
        GetRefused "end-session-get-refused" "Logout requests by GET are answered 405." "RP-Initiated Logout 1.0 §2";
        CookieNeeded "end-session-cookie-needed" "A hint without the user's cookie does not end the session." "RP-Initiated Logout 1.0 §2";
        HintsForgotten "end-session-hints-forgotten" "A logout anywhere makes every earlier ID Token of the user useless as a hint." "RP-Initiated Logout 1.0 §2";
        TokensLive "end-session-tokens-live" "Access and refresh tokens outlive the session." "OIDC Back-Channel Logout 1.0 §2.7";
    }
}

family! {
    /// The Logout Token sent to clients.
    LogoutTokenFault {
        NotSent "logout-token-not-sent" "No Logout Token is sent." "OIDC Back-Channel Logout 1.0 §2.5";
        SentAsJson "logout-token-sent-as-json" "The Logout Token is sent as JSON instead of a form." "OIDC Back-Channel Logout 1.0 §2.5";
        TypeOther "logout-token-type-jwt" "The Logout Token's `typ` is that of any JWT." "OIDC Back-Channel Logout 1.0 §2.4";
        Unsigned "logout-token-unsigned" "The Logout Token says `alg: none` and has no signature." "OIDC Back-Channel Logout 1.0 §2.6";
        AlgOther "logout-token-alg-other" "The Logout Token is signed with another algorithm than ID Tokens." "OIDC Back-Channel Logout 1.0 §2.6";
        IssuedAtMissing "logout-token-iat-missing" "The Logout Token has no `iat`." "OIDC Back-Channel Logout 1.0 §2.4";
        Expired "logout-token-expired" "The Logout Token has expired when it is sent." "OIDC Back-Channel Logout 1.0 §2.4";
        KeyIdMissing "logout-token-kid-missing" "The Logout Token has no `kid`." "OIDC Core 1.0 §10.1";
        EventsMissing "logout-token-events-missing" "The Logout Token has no `events`." "OIDC Back-Channel Logout 1.0 §2.4";
        EventsList "logout-token-events-list" "The event of the Logout Token is a list." "OIDC Back-Channel Logout 1.0 §2.4";
        NoncePresent "logout-token-nonce-present" "The Logout Token has a `nonce`." "OIDC Back-Channel Logout 1.0 §2.4";
        ExpiryMissing "logout-token-exp-missing" "The Logout Token has no `exp`." "OIDC Back-Channel Logout 1.0 §2.4";
        IdentifierMissing "logout-token-jti-missing" "The Logout Token has no `jti`." "OIDC Back-Channel Logout 1.0 §2.4";
        SessionMissing "logout-token-sid-missing" "The Logout Token has no `sid`, though announced." "OIDC Back-Channel Logout 1.0 §2.4";
        SessionDiffers "logout-token-sid-differs" "The Logout Token's `sid` was never in an ID Token." "OIDC Back-Channel Logout 1.0 §2.4";
        SubjectDiffers "logout-token-sub-differs" "The Logout Token's `sub` differs from that of the ID Token." "OIDC Back-Channel Logout 1.0 §2.4";
        SubjectAndSessionMissing "logout-token-without-sub-and-sid" "The Logout Token has neither `sub` nor `sid`." "OIDC Back-Channel Logout 1.0 §2.4";
        AudienceOther "logout-token-audience-other" "The Logout Token is for another client." "OIDC Back-Channel Logout 1.0 §2.4";
        IssuerOther "logout-token-issuer-other" "The Logout Token is from another issuer." "OIDC Back-Channel Logout 1.0 §2.4";
        SignatureBroken "logout-token-signature-broken" "The Logout Token's signature is wrong." "OIDC Back-Channel Logout 1.0 §2.4";
    }
}
