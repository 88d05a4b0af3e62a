//! Faults of the token endpoint.

use super::family;

family! {
    /// What the token endpoint accepts.
    TokenRuleFault {
        PkceNotVerified "token-pkce-not-verified" "A wrong `code_verifier` is accepted." "RFC 7636 §4.6";
        ChallengeRequired "token-challenge-required" "A code that was asked for without a code_challenge is refused." "RFC 7636 §4.4.1";
        VerifierOptional "token-verifier-optional" "The `code_verifier` may be left out." "RFC 7636 §4.6";
        ShortVerifierAccepted "token-short-verifier-accepted" "A `code_verifier` of less than 43 characters is accepted." "RFC 7636 §4.1";
        PlainDowngrade "token-plain-downgrade" "The S256 challenge itself is accepted as its verifier." "RFC 7636 §7.2";
        LongVerifierRefused "token-long-verifier-refused" "A `code_verifier` of 128 characters is refused." "RFC 7636 §4.1";
        RightVerifierRefused "token-right-verifier-refused" "The right `code_verifier` is refused." "RFC 7636 §4.6";
        UnaskedVerifierRefused "token-verifier-refused" "A request with a `code_verifier` is refused as having an unknown parameter." "RFC 6749 §3.2";
        CodeReusable "token-code-reusable" "A code can be used again and again." "RFC 6749 §4.1.2";
        ReplayKeepsTokens "token-replay-keeps-tokens" "A replayed code is refused, but its tokens live on." "RFC 6749 §4.1.2";
        CodeOfOtherClient "token-code-of-other-client" "A code is accepted from another client than it was made for." "RFC 6749 §4.1.3";
        RedirectUriMismatch "token-redirect-uri-mismatch-accepted" "A wrong `redirect_uri` is accepted." "RFC 6749 §4.1.3";
        RedirectUriOptional "token-redirect-uri-optional" "The `redirect_uri` may be left out." "RFC 6749 §4.1.3";
        WrongSecretAccepted "token-wrong-secret-accepted" "A wrong client secret is accepted." "RFC 6749 §3.2.1";
        NoAuthenticationAccepted "token-no-authentication-accepted" "A client with a secret is accepted without it." "RFC 6749 §3.2.1";
        UnknownClientAccepted "token-unknown-client-accepted" "A client nobody registered is accepted." "RFC 6749 §3.2.1";
        BasicRefused "token-basic-refused" "Only `client_secret_post` works, though both are announced." "OIDC Core 1.0 §9";
        PostRefused "token-post-refused" "Only `client_secret_basic` works, though both are announced." "OIDC Core 1.0 §9";
        BothAtOnceAccepted "token-two-methods-accepted" "Two ways of client authentication at once are accepted." "RFC 6749 §2.3";
        ClientIdBesideBasicRefused "token-client-id-beside-basic-refused" "A `client_id` beside the Basic header is taken for a second way of authentication." "RFC 6749 §2.3";
        BasicNotDecoded "token-basic-not-decoded" "Name and secret in the Basic header are not form-decoded." "RFC 6749 §2.3.1";
        BasicEncodedOnly "token-basic-encoded-only" "Name and secret in the Basic header have to be form-encoded." "RFC 6749 §2.3.1";
        GetAccepted "token-get-accepted" "Token requests by GET are accepted." "RFC 6749 §3.2";
        AcceptHeaderRequired "token-accept-required" "Token requests that do not accept application/json by name are refused with 406." "RFC 9110 §12.5.1";
        UserAgentRefused "token-refuses-crawlers" "Token requests whose User-Agent contains `crawler` are answered 403, as firewalls do." "RFC 6749 §3.2";
    }
}

family! {
    /// What the token endpoint sends back.
    TokenAnswerFault {
        ErrorHtml "token-error-html" "Token errors are HTML pages." "RFC 6749 §5.2";
        ErrorWithoutDescription "token-error-without-description" "Token errors have no `error_description`." "RFC 6749 §5.2";
        ErrorDescriptionObject "token-error-description-object" "The `error_description` is an object." "RFC 6749 §5.2";
        ErrorWithStatus200 "token-error-status-200" "Token errors come with status 200." "RFC 6749 §5.2";
        ErrorAlways "token-error-always" "Every token request is refused as `invalid_grant`." "RFC 6749 §5.2";
        ErrorDescriptionList "token-error-description-list" "Every token request is refused, with an `error_description` that is a list." "RFC 6749 §5.2";
        SuccessIsError200 "token-answer-error-200" "Every token request is answered with an error and status 200." "RFC 6749 §5.2";
        Redirect302 "token-redirect-302" "The token endpoint redirects with 302." "RFC 6749 §5.1";
        Redirect307 "token-redirect-307" "The token endpoint redirects with 307 to where it really is." "RFC 6749 §5.1";
        FormEncoded "token-form-encoded" "The token answer is form-encoded." "RFC 6749 §5.1";
        Html "token-html" "The token answer is an HTML page with status 200." "RFC 6749 §5.1";
        JsonNull "token-json-null" "The token answer is JSON `null`." "RFC 6749 §5.1";
        JsonText "token-json-text" "The token answer is a JSON string." "RFC 6749 §5.1";
        JsonArray "token-json-array" "The token answer is a JSON array." "RFC 6749 §5.1";
        Wrapped "token-wrapped" "The token answer stands in a member `data`." "RFC 6749 §5.1";
        ByteOrderMark "token-byte-order-mark" "The token answer begins with a byte order mark." "RFC 8259 §8.1";
        DuplicateMember "token-duplicate-member" "The token answer has `token_type` twice, with different values." "RFC 8259 §4";
        Empty "token-empty" "The token answer is empty." "RFC 6749 §5.1";
        ContentTypeText "token-content-type-text" "The JSON token answer is labelled text/plain." "RFC 6749 §5.1";
        Status201 "token-status-201" "The token answer has status 201." "RFC 6749 §5.1";
        AccessTokenMissing "token-access-token-missing" "The token answer has no `access_token`." "RFC 6749 §5.1";
        AccessTokenNumber "token-access-token-number" "The `access_token` is a number." "RFC 6749 §5.1";
        AccessTokenObject "token-access-token-object" "The `access_token` is an object." "RFC 6749 §5.1";
        AccessTokenLong "token-access-token-long" "The `access_token` has 9000 characters." "RFC 6749 §5.1";
        TokenTypeMissing "token-type-missing" "The token answer has no `token_type`." "RFC 6749 §5.1";
        TokenTypeLowerCase "token-type-lower-case" "The `token_type` is `bearer`, which is allowed." "RFC 6749 §5.1";
        TokenTypeOther "token-type-other" "The `token_type` is `mac`." "OIDC Core 1.0 §3.1.3.3";
        ExpiresInText "token-expires-in-text" "`expires_in` is a string." "RFC 6749 §5.1";
        ExpiresInMissing "token-expires-in-missing" "The token answer has no `expires_in`." "RFC 6749 §5.1";
        ExpiresInZero "token-expires-in-zero" "`expires_in` is 0." "RFC 6749 §5.1";
        RefreshTokenMissing "token-refresh-token-missing" "The token answer has no `refresh_token`." "RFC 6749 §5.1";
        RefreshTokenNumber "token-refresh-token-number" "The `refresh_token` is a number." "RFC 6749 §5.1";
        RefreshExpiresInText "token-refresh-expires-in-text" "The token answer has a `refresh_expires_in` that is a string." "RFC 6749 §5.1";
        ScopeMissing "token-scope-missing" "The token answer has no `scope`, which is allowed only if all that was asked for was granted." "RFC 6749 §3.3";
        ScopeList "token-scope-list" "The token answer's `scope` is a list." "RFC 6749 §5.1";
        IdTokenMissing "token-id-token-missing" "The token answer has no `id_token`." "OIDC Core 1.0 §3.1.3.3";
        IdTokenNull "token-id-token-null" "The `id_token` is null." "OIDC Core 1.0 §3.1.3.3";
        IdTokenNumber "token-id-token-number" "The `id_token` is a number." "OIDC Core 1.0 §3.1.3.3";
        IdTokenObject "token-id-token-object" "The `id_token` is an object." "OIDC Core 1.0 §3.1.3.3";
        IdTokenList "token-id-token-list" "The `id_token` is a list." "OIDC Core 1.0 §3.1.3.3";
        IdTokenEmpty "token-id-token-empty" "The `id_token` is an empty string." "OIDC Core 1.0 §3.1.3.3";
        CacheControlMissing "token-cache-control-missing" "The token answer has no `Cache-Control: no-store`." "RFC 6749 §5.1";
        WithoutCors "token-without-cors" "The token answer has no CORS header." "unspecified";
        RateLimitedOnce "token-rate-limited-once" "The first token request is answered 429 with `Retry-After: 1`." "RFC 6585 §4";
        ServerError "token-server-error" "The token endpoint answers 500 with an HTML page." "RFC 6749 §5.2";
        Dropped "token-dropped" "The connection is dropped instead of a token answer." "RFC 6749 §5.1";
        Stalls "token-stalls" "The token answer begins and never ends." "RFC 6749 §5.1";
    }
}

family! {
    /// What the token endpoint does with refresh tokens.
    RefreshFault {
        Refused "refresh-refused" "Refresh tokens are given out and refused." "RFC 6749 §6";
        NotRotated "refresh-not-rotated" "The refresh token stays the same, which is allowed." "RFC 6749 §6";
        OldStaysValid "refresh-old-stays-valid" "A refresh token stays valid after it was replaced." "RFC 9700 §4.14.2";
        TokenMissing "refresh-token-missing" "The answer to a refresh has no refresh token, and the old one is dead." "RFC 6749 §6";
        AccessTokenDead "refresh-access-token-dead" "The access token of a refresh opens nothing." "RFC 6749 §6";
        IdTokenMissing "refresh-id-token-missing" "The answer to a refresh has no ID Token, which is allowed." "OIDC Core 1.0 §12.2";
        SubjectChanged "refresh-subject-changed" "The ID Token of a refresh has another `sub`." "OIDC Core 1.0 §12.2";
        ScopeWidened "refresh-scope-widened" "A refresh may ask for scopes that were never granted." "RFC 6749 §6";
        OtherClientAccepted "refresh-of-other-client" "A refresh token is accepted from another client." "RFC 6749 §6";
        AuthTimeMoves "refresh-auth-time-moves" "The ID Token of a refresh claims a later `auth_time`." "OIDC Core 1.0 §12.2";
    }
}
