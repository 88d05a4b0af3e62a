//! Faults of the userinfo endpoint.

use super::family;

family! {
    /// What the userinfo endpoint accepts.
    UserinfoRuleFault {
        HeaderRefused "userinfo-header-refused" "The token is taken from the query only." "OIDC Core 1.0 §5.3.1";
        QueryAccepted "userinfo-query-accepted" "The token is taken from the query too." "RFC 9700 §4.3.2";
        FormRefused "userinfo-form-refused" "The token is not taken from a form body." "OIDC Core 1.0 §5.3.1";
        NoTokenAccepted "userinfo-no-token-accepted" "A request without a token is answered with claims." "OIDC Core 1.0 §5.3.1";
        WrongTokenAccepted "userinfo-wrong-token-accepted" "A made-up token is answered with claims." "OIDC Core 1.0 §5.3.1";
        RevokedTokenAccepted "userinfo-revoked-token-accepted" "A token stays good after its session ended." "RFC 6750 §3.1";
        GetRefused "userinfo-get-refused" "Userinfo requests by GET are answered 405." "OIDC Core 1.0 §5.3.1";
        PostRefused "userinfo-post-refused" "Userinfo requests by POST are answered 405." "OIDC Core 1.0 §5.3.1";
        TrailingSlashRedirect "userinfo-redirect" "The userinfo endpoint redirects once to where it really is." "OIDC Core 1.0 §5.3";
        ContentLengthRefused "userinfo-refuses-content-length" "A GET with a Content-Length header is answered 400." "RFC 9110 §9.3.1";
        ParametersRefused "userinfo-parameters-refused" "A request with an unknown query parameter is answered 400." "OIDC Core 1.0 §5.3.1";
        UserAgentRefused "userinfo-refuses-crawlers" "Userinfo requests whose User-Agent contains `crawler` are answered 403, as firewalls do." "OIDC Core 1.0 §5.3";
    }
}

family! {
    /// What the userinfo endpoint sends back.
    UserinfoAnswerFault {
        NotFound "userinfo-not-found" "The userinfo endpoint answers 404." "OIDC Core 1.0 §5.3";
        Unauthorized "userinfo-unauthorized" "The userinfo endpoint answers 401, whatever the token." "OIDC Core 1.0 §5.3.3";
        Forbidden "userinfo-forbidden" "The userinfo endpoint answers 403, whatever the token." "OIDC Core 1.0 §5.3.3";
        ServerError "userinfo-server-error" "The userinfo endpoint answers 500." "OIDC Core 1.0 §5.3.2";
        Signed "userinfo-signed" "The userinfo answer is a JWT, though the client did not register for it." "OIDC Core 1.0 §5.3.2";
        Html "userinfo-html" "The userinfo answer is an HTML page with status 200." "OIDC Core 1.0 §5.3.2";
        JsonNull "userinfo-json-null" "The userinfo answer is JSON `null`." "OIDC Core 1.0 §5.3.2";
        JsonArray "userinfo-json-array" "The userinfo answer is a JSON array around the claims." "OIDC Core 1.0 §5.3.2";
        JsonText "userinfo-json-text" "The userinfo answer is a JSON string." "OIDC Core 1.0 §5.3.2";
        Empty "userinfo-empty" "The userinfo answer is empty." "OIDC Core 1.0 §5.3.2";
        EmptyObject "userinfo-empty-object" "The userinfo answer is an empty object." "OIDC Core 1.0 §5.3.2";
        ByteOrderMark "userinfo-byte-order-mark" "The userinfo answer begins with a byte order mark." "RFC 8259 §8.1";
        Wrapped "userinfo-wrapped" "The claims stand in a member `data`." "OIDC Core 1.0 §5.3.2";
        Status201 "userinfo-status-201" "The userinfo answer has status 201." "OIDC Core 1.0 §5.3.2";
        ContentTypeText "userinfo-content-type-text" "The JSON userinfo answer is labelled text/plain." "OIDC Core 1.0 §5.3.2";
        ChallengeMissing "userinfo-challenge-missing" "Userinfo errors have no `WWW-Authenticate`." "RFC 6750 §3";
        ErrorStatus200 "userinfo-error-status-200" "Userinfo errors come with status 200." "RFC 6750 §3.1";
        WithoutCors "userinfo-without-cors" "The userinfo answer has no CORS header." "OIDC Core 1.0 §5.3";
        SubjectDiffers "userinfo-sub-differs" "`sub` differs from that of the ID Token." "OIDC Core 1.0 §5.3.2";
        SubjectMissing "userinfo-sub-missing" "The userinfo answer has no `sub`." "OIDC Core 1.0 §5.3.2";
        SubjectNumber "userinfo-sub-number" "Userinfo's `sub` is a number." "OIDC Core 1.0 §5.3.2";
        SubjectLong "userinfo-sub-61-characters" "`sub` has 61 characters." "OIDC Core 1.0 §5.3.2";
        NameMissing "userinfo-name-missing" "The name is in the ID Token only." "OIDC Core 1.0 §5.4";
        NameDiffers "userinfo-name-differs" "The name differs from that in the ID Token." "OIDC Core 1.0 §5.3.2";
        EmailMissing "userinfo-email-missing" "The e-mail address is in the ID Token only." "OIDC Core 1.0 §5.4";
        UsernameMissing "userinfo-username-missing" "`preferred_username` is in the ID Token only." "OIDC Core 1.0 §5.4";
        UsernameDiffers "userinfo-username-differs" "`preferred_username` differs from that in the ID Token." "OIDC Core 1.0 §5.3.2";
        PictureMissing "userinfo-picture-missing" "The picture is in the ID Token only." "OIDC Core 1.0 §5.4";
        GroupsMissing "userinfo-groups-missing" "The groups are in the ID Token only." "unspecified";
        SubjectOnly "userinfo-sub-only" "The userinfo answer has `sub` only." "OIDC Core 1.0 §5.4";
        WrongNonce "userinfo-wrong-nonce" "The userinfo answer has a `nonce` that nobody sent." "OIDC Core 1.0 §5.3.2";
        IdMember "userinfo-id-member" "The userinfo answer has `id`, another one than `sub`." "OIDC Core 1.0 §5.3.2";
        IdNull "userinfo-id-null" "The userinfo answer has `id`, which is null, and no `sub`." "OIDC Core 1.0 §5.3.2";
        DisplayName "userinfo-display-name" "The userinfo answer has `displayName`, another one than `name`." "unspecified";
        Cacheable "userinfo-cacheable" "The userinfo answer may be kept by caches." "RFC 6750 §5.3";
        Dropped "userinfo-dropped" "The connection is dropped instead of a userinfo answer." "OIDC Core 1.0 §5.3.2";
        Stalls "userinfo-stalls" "The userinfo answer begins and never ends." "OIDC Core 1.0 §5.3.2";
        RateLimitedOnce "userinfo-rate-limited-once" "The first userinfo request is answered 429 with `Retry-After: 1`." "RFC 6585 §4";
    }
}
