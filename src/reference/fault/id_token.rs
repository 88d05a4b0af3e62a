//! Faults of the ID Token.

use super::family;

family! {
    /// The ID Token's claims about the login.
    ClaimFault {
        IssuerOther "id-token-issuer-other" "`iss` is another issuer." "OIDC Core 1.0 §2";
        IssuerTrailingSlash "id-token-issuer-trailing-slash" "`iss` ends with a slash that the issuer does not have." "OIDC Core 1.0 §2";
        IssuerMissing "id-token-issuer-missing" "The token has no `iss`." "OIDC Core 1.0 §2";
        AudienceOther "id-token-audience-other" "`aud` is another client." "OIDC Core 1.0 §2";
        AudienceUpperCase "id-token-audience-upper-case" "`aud` is the client in capitals." "OIDC Core 1.0 §2";
        AudienceSeveral "id-token-audience-several" "`aud` is a list with another client in it." "OIDC Core 1.0 §2";
        AudienceList "id-token-audience-list" "`aud` is a list with the client alone, which is allowed." "OIDC Core 1.0 §2";
        AudienceSeveralWithoutParty "id-token-audience-several-without-azp" "`aud` is a list with another client in it, and there is no `azp`." "OIDC Core 1.0 §3.1.3.7";
        AudienceMissing "id-token-audience-missing" "The token has no `aud`." "OIDC Core 1.0 §2";
        AudienceNumber "id-token-audience-number" "`aud` is a number." "OIDC Core 1.0 §2";
        AudienceEmpty "id-token-audience-empty" "`aud` is an empty list." "OIDC Core 1.0 §2";
        PartyOther "id-token-azp-other" "`azp` is another client." "OIDC Core 1.0 §2";
        PartyMissing "id-token-azp-missing" "The token has no `azp`, which is allowed." "OIDC Core 1.0 §2";
        ExpiryMissing "id-token-exp-missing" "The token has no `exp`." "OIDC Core 1.0 §2";
        ExpiredShortly "id-token-exp-30-seconds-ago" "The token expired 30 seconds ago." "OIDC Core 1.0 §2";
        ExpiredLong "id-token-exp-200-seconds-ago" "The token expired 200 seconds ago." "OIDC Core 1.0 §2";
        ExpiryText "id-token-exp-text" "`exp` is a string that is no number." "RFC 7519 §4.1.4";
        ExpiryNumericText "id-token-exp-numeric-text" "`exp` is a number in a string." "RFC 7519 §4.1.4";
        ExpiryFraction "id-token-exp-fraction" "`exp` has a fraction, which is allowed." "RFC 7519 §2";
        ExpiryNull "id-token-exp-null" "`exp` is null." "RFC 7519 §4.1.4";
        ShortLived "id-token-short-lived" "The token is valid for two seconds." "OIDC Core 1.0 §2";
        IssuedAtMissing "id-token-iat-missing" "The token has no `iat`." "OIDC Core 1.0 §2";
        IssuedAtText "id-token-iat-text" "`iat` is a string that is no number." "RFC 7519 §4.1.6";
        IssuedAtFraction "id-token-iat-fraction" "`iat` has a fraction, which is allowed." "RFC 7519 §2";
        IssuedAtFuture "id-token-iat-future" "`iat` is 90 seconds in the future." "OIDC Core 1.0 §2";
        NotBeforeFuture "id-token-nbf-future" "`nbf` is 90 seconds in the future." "RFC 7519 §4.1.5";
        NonceMissing "id-token-nonce-missing" "The token has no `nonce`, though one was sent." "OIDC Core 1.0 §2";
        NonceWrong "id-token-nonce-wrong" "`nonce` is not the one that was sent." "OIDC Core 1.0 §2";
        NonceNull "id-token-nonce-null" "`nonce` is null." "OIDC Core 1.0 §2";
        SubjectMissing "id-token-sub-missing" "The token has no `sub`." "OIDC Core 1.0 §2";
        SubjectNumber "id-token-sub-number" "`sub` is a number." "OIDC Core 1.0 §2";
        SubjectEmpty "id-token-sub-empty" "`sub` is an empty string." "OIDC Core 1.0 §2";
        SubjectLong "id-token-sub-300-characters" "`sub` has 300 characters." "OIDC Core 1.0 §2";
        SubjectChanges "id-token-sub-changes" "`sub` is another one with each ID Token." "OIDC Core 1.0 §2";
        SessionMissing "id-token-sid-missing" "The token has no `sid`, though announced." "OIDC Back-Channel Logout 1.0 §2.1";
        SessionNumber "id-token-sid-number" "`sid` is a number." "OIDC Back-Channel Logout 1.0 §2.1";
        SessionLong "id-token-sid-300-characters" "`sid` has 300 characters." "OIDC Back-Channel Logout 1.0 §2.1";
        AuthTimeMissing "id-token-auth-time-missing" "The token has no `auth_time`, even if asked with `max_age`." "OIDC Core 1.0 §2";
        ContextNumber "id-token-acr-number" "`acr` is a number." "OIDC Core 1.0 §2";
        AuthTimeText "id-token-auth-time-text" "`auth_time` is a string." "OIDC Core 1.0 §2";
        AccessHashMissing "id-token-at-hash-missing" "The token has no `at_hash`, which is allowed here." "OIDC Core 1.0 §3.1.3.6";
        AccessHashWrong "id-token-at-hash-wrong" "`at_hash` belongs to another access token." "OIDC Core 1.0 §3.1.3.6";
        NameMissing "id-token-name-missing" "The name is in userinfo only, which is allowed." "OIDC Core 1.0 §5.4";
        EmailMissing "id-token-email-missing" "The e-mail address is in userinfo only, which is allowed." "OIDC Core 1.0 §5.4";
        GroupsMissing "id-token-groups-missing" "The groups are in userinfo only." "OIDC Core 1.0 §5.4";
        PictureMissing "id-token-picture-missing" "The picture is in userinfo only, which is allowed." "OIDC Core 1.0 §5.4";
        UserinfoOnly "id-token-without-user-claims" "All claims about the user are in userinfo only, which is allowed." "OIDC Core 1.0 §5.4";
        GroupsDiffer "id-token-groups-differ" "The groups differ from those in userinfo." "OIDC Core 1.0 §5.3.2";
        EmailDiffers "id-token-email-differs" "The e-mail address differs from that in userinfo." "OIDC Core 1.0 §5.3.2";
    }
}

family! {
    /// The ID Token's header, signature and shape.
    IdTokenFault {
        AlgNone "id-token-alg-none" "The token is not signed." "OIDC Core 1.0 §2";
        AlgHs256 "id-token-alg-hs256" "The token is signed with HS256 and the client's secret." "OIDC Core 1.0 §10.1";
        AlgRs512 "id-token-alg-rs512" "The token is signed with RS512, though RS256 is registered." "OIDC Core 1.0 §3.1.3.7";
        AlgPs256 "id-token-alg-ps256" "The token is signed with PS256, though RS256 is registered." "OIDC Core 1.0 §3.1.3.7";
        AlgEs256 "id-token-alg-es256" "The token is signed with ES256, though RS256 is registered." "OIDC Core 1.0 §3.1.3.7";
        AlgEs384 "id-token-alg-es384" "The token is signed with ES384, though RS256 is registered." "OIDC Core 1.0 §3.1.3.7";
        AlgEs512 "id-token-alg-es512" "The token is signed with ES512, though RS256 is registered." "OIDC Core 1.0 §3.1.3.7";
        AlgEdDsa "id-token-alg-eddsa" "The token is signed with EdDSA, though RS256 is registered." "OIDC Core 1.0 §3.1.3.7";
        AlgEs256k "id-token-alg-es256k" "The header says ES256K, and the signature is none." "RFC 8812 §3.2";
        AlgUnknown "id-token-alg-unknown" "The header names an algorithm that does not exist." "RFC 7515 §4.1.1";
        AlgMissing "id-token-alg-missing" "The header has no `alg`." "RFC 7515 §4.1.1";
        WeakKey "id-token-weak-key" "The token is signed with an RSA key of 1024 bits." "RFC 7518 §3.3";
        KidUnknown "id-token-kid-unknown" "The header's `kid` is in no key set." "OIDC Core 1.0 §10.1";
        KidMissing "id-token-kid-missing" "The header has no `kid`, though the set has several keys." "OIDC Core 1.0 §10.1";
        KidEmpty "id-token-kid-empty" "The header's `kid` is an empty string." "RFC 7515 §4.1.4";
        KidNumber "id-token-kid-number" "The header's `kid` is a number." "RFC 7515 §4.1.4";
        KidObject "id-token-kid-object" "The header's `kid` is an object." "RFC 7515 §4.1.4";
        KidZero "id-token-kid-zero" "The signing key is called `0`, in header and key set." "RFC 7515 §4.1.4";
        TypeAccessToken "id-token-typ-at-jwt" "The header's `typ` is `at+jwt`." "RFC 9068 §2.1";
        CriticalHeader "id-token-crit" "The header has a `crit` extension nobody knows." "RFC 7515 §4.1.11";
        KeyInHeader "id-token-jwk-header" "The header brings the public key along, in `jwk`." "RFC 7515 §4.1.3";
        SignatureBroken "id-token-signature-broken" "One bit of the signature is wrong." "RFC 7515 §5.2";
        SignatureOther "id-token-signature-by-other-key" "The token is signed by a key that is not published." "RFC 7515 §5.2";
        SignaturePadded "id-token-signature-padded" "The signature is encoded with padding." "RFC 7515 §2";
        FourSegments "id-token-four-segments" "The token has four segments." "RFC 7515 §3.1";
        TwoSegments "id-token-two-segments" "The token has two segments." "RFC 7515 §3.1";
        PayloadArray "id-token-payload-array" "The payload is a JSON array." "RFC 7519 §3";
        PayloadText "id-token-payload-text" "The payload is no JSON." "RFC 7519 §3";
        Encrypted "id-token-encrypted" "The token is encrypted, though the client did not register for it." "OIDC Core 1.0 §10.2";
        Garbage "id-token-garbage" "The token is no JWT at all." "RFC 7519 §3";
    }
}
