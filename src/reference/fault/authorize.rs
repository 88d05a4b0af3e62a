//! Faults of the authorization endpoint.

use super::family;

family! {
    /// What the authorization endpoint accepts and asks of the user.
    AuthorizeRuleFault {
        Stuck "authorize-stuck" "A page without a form is shown, and nothing leads back." "OIDC Core 1.0 §3.1.2.3";
        ServerError "authorize-server-error" "The authorization endpoint answers 500." "OIDC Core 1.0 §3.1.2";
        NotFound "authorize-not-found" "The authorization endpoint answers 404." "OIDC Core 1.0 §3.1.2";
        Unresponsive "authorize-unresponsive" "The authorization endpoint accepts the request and never answers." "OIDC Core 1.0 §3.1.2";
        RateLimited "authorize-rate-limited" "The first two authorization requests are answered 429 with `Retry-After: 1`." "RFC 6585 §4";
        PostRefused "authorize-post-refused" "Authorization requests by POST are answered 405." "OIDC Core 1.0 §3.1.2.1";
        UnknownScopeRefused "authorize-unknown-scope-refused" "A request with an unknown scope is refused as `invalid_scope`." "OIDC Core 1.0 §3.1.2.1";
        ProfileScopeRefused "authorize-profile-scope-refused" "A request for the scope `profile` is refused as `invalid_scope`." "OIDC Core 1.0 §5.4";
        GroupsScopeRefused "authorize-groups-scope-refused" "A request for the scope `groups` is refused as `invalid_scope`." "RFC 6749 §3.3";
        OfflineAccessRefused "authorize-offline-access-refused" "A request for the scope `offline_access` is refused as `invalid_scope`." "OIDC Core 1.0 §11";
        RepeatedScopeRefused "authorize-repeated-scope-refused" "A scope that is named twice is refused as `invalid_scope`." "RFC 6749 §3.3";
        ScopePlusNotDecoded "authorize-scope-plus-not-decoded" "A `+` between scopes is not read as a space." "RFC 6749 §B";
        ScopesIgnored "authorize-scopes-ignored" "Only `openid` is granted, whatever is asked for." "OIDC Core 1.0 §5.4";
        ClaimsRefused "authorize-claims-refused" "A request with the `claims` parameter is refused." "OIDC Core 1.0 §5.5";
        ClaimsUserinfoRefused "authorize-claims-userinfo-refused" "A `claims` parameter with a `userinfo` member is refused." "OIDC Core 1.0 §5.5";
        ClaimsIgnored "authorize-claims-ignored" "The `claims` parameter is ignored, though announced." "OIDC Core 1.0 §5.5";
        PkceRefused "authorize-pkce-refused" "A request with a `code_challenge` is refused as having an unknown parameter." "RFC 6749 §3.1";
        PkceIgnored "authorize-pkce-ignored" "A `code_challenge` is dropped, so that no verifier is ever asked for." "RFC 7636 §4.4";
        PkceRequired "authorize-pkce-required" "A request without a `code_challenge` is refused, though nothing announces it." "RFC 7636 §4.4.1";
        PkcePlainAccepted "authorize-pkce-plain-accepted" "The method `plain` is accepted, though not announced." "RFC 9700 §2.1.1";
        NonceRequired "authorize-nonce-required" "A request without a `nonce` is refused." "OIDC Core 1.0 §3.1.2.1";
        StateRequired "authorize-state-required" "A request without a `state` is refused." "RFC 6749 §4.1.1";
        StateLong "authorize-long-state-refused" "A `state` of more than 64 characters is refused." "RFC 6749 §4.1.1";
        PromptRequired "authorize-prompt-required" "A request without `prompt` is refused." "OIDC Core 1.0 §3.1.2.1";
        PromptRefused "authorize-prompt-refused" "The prompts `consent` and `select_account` are refused." "OIDC Core 1.0 §3.1.2.1";
        UnknownParameterRefused "authorize-unknown-parameter-refused" "A request with a parameter that is not understood is refused." "OIDC Core 1.0 §3.1.2.1";
        PromptNoneShowsLogin "authorize-prompt-none-shows-login" "`prompt=none` without a session shows the login page." "OIDC Core 1.0 §3.1.2.1";
        PromptLoginIgnored "authorize-prompt-login-ignored" "`prompt=login` does not ask the user again." "OIDC Core 1.0 §3.1.2.1";
        MaxAgeIgnored "authorize-max-age-ignored" "`max_age` does not make the user log in again." "OIDC Core 1.0 §3.1.2.1";
        RedirectUriAny "authorize-redirect-uri-any" "Any `redirect_uri` is accepted, registered or not." "OIDC Core 1.0 §3.1.2.1";
        RedirectUriPrefix "authorize-redirect-uri-prefix" "A `redirect_uri` that only begins like a registered one is accepted." "OIDC Core 1.0 §3.1.2.1";
        RedirectUriQueryIgnored "authorize-redirect-uri-query-ignored" "A `redirect_uri` is compared without its query." "OIDC Core 1.0 §3.1.2.1";
        RedirectUriCaseIgnored "authorize-redirect-uri-case-ignored" "A `redirect_uri` is compared without regard to case." "OIDC Core 1.0 §3.1.2.1";
        RedirectUriScriptRefused "authorize-redirect-uri-php-refused" "A registered `redirect_uri` with `.php` in it is refused." "OIDC Core 1.0 §3.1.2.1";
        RedirectUriRefused "authorize-redirect-uri-refused" "The registered `redirect_uri` is refused." "OIDC Core 1.0 §3.1.2.1";
        ErrorToUnregistered "authorize-error-to-unregistered" "The error about an unregistered `redirect_uri` is sent to that address." "RFC 6749 §4.1.2.1";
        ErrorsShown "authorize-errors-shown" "Errors are shown to the user instead of sent to the client." "OIDC Core 1.0 §3.1.2.6";
        UnknownClientAccepted "authorize-unknown-client-shows-login" "An unknown client gets the login page before it is refused." "RFC 6749 §4.1.2.1";
        UnsupportedTypeAccepted "authorize-unsupported-type-accepted" "A missing or unknown `response_type` is taken for `code`." "RFC 6749 §4.1.1";
        SessionForgotten "authorize-session-forgotten" "The user has to enter the password each time." "OIDC Core 1.0 §3.1.2.3";
        TwoStepLogin "authorize-two-step-login" "User name and password are asked for on two pages." "OIDC Core 1.0 §3.1.2.3";
        ScriptedLogin "authorize-scripted-login" "The login form is built by a script." "OIDC Core 1.0 §3.1.2.3";
        LoginRefused "authorize-login-refused" "The right password is refused." "OIDC Core 1.0 §3.1.2.3";
        SubjectChanges "authorize-sub-changes" "Each login makes another `sub` for the same user." "OIDC Core 1.0 §8";
        SubjectOdd "authorize-sub-odd" "The user's `sub` has characters that account names may not have." "OIDC Core 1.0 §2";
        FormActionSelf "authorize-form-action-self" "The pages forbid the browser to leave for the client after a form." "CSP Level 3 §6.4.1";
        ConsentAlways "authorize-consent-always" "The consent page is shown each time." "OIDC Core 1.0 §3.1.2.4";
        CodeLong "authorize-code-long" "The code has 3000 characters." "RFC 6749 §4.1.2";
        CodeShortLived "authorize-code-expired-at-once" "The code is expired when it arrives." "RFC 6749 §4.1.2";
    }
}

family! {
    /// What the authorization endpoint sends back.
    AuthorizeAnswerFault {
        StateMissing "authorize-state-missing" "The answer has no `state`." "RFC 6749 §4.1.2";
        StateChanged "authorize-state-changed" "The answer has another `state`." "RFC 6749 §4.1.2";
        StateTruncated "authorize-state-truncated" "The answer has the first 16 characters of `state` only." "RFC 6749 §4.1.2";
        StateLowerCase "authorize-state-lower-case" "The answer's `state` is in small letters." "RFC 6749 §4.1.2";
        StateEncodedTwice "authorize-state-encoded-twice" "The answer's `state` is percent-encoded twice." "RFC 6749 §4.1.2";
        ErrorWithoutState "authorize-error-without-state" "An error answer has no `state`." "RFC 6749 §4.1.2.1";
        CodeMissing "authorize-code-missing" "The answer has neither code nor error." "RFC 6749 §4.1.2";
        CodeEmpty "authorize-code-empty" "The answer's code is empty." "RFC 6749 §4.1.2";
        AccessDenied "authorize-access-denied" "The answer is always the error `access_denied`." "RFC 6749 §4.1.2.1";
        ServerErrorAnswer "authorize-error-answer" "The answer is always the error `server_error`, with a description." "RFC 6749 §4.1.2.1";
        EmptyError "authorize-empty-error" "The answer has an empty `error` beside the code." "RFC 6749 §4.1.2.1";
        Fragment "authorize-answer-in-fragment" "The answer stands in the fragment." "OAuth 2.0 Multiple Response Types §2.1";
        FormPost "authorize-answer-by-form-post" "The answer comes by form_post, though nobody asked." "OAuth 2.0 Form Post Response Mode §2";
        FormPostIgnored "authorize-form-post-ignored" "A request for form_post is answered in the query." "OAuth 2.0 Form Post Response Mode §2";
        FormPostByScript "authorize-form-post-by-script" "The form for form_post is built by a script." "OAuth 2.0 Form Post Response Mode §2";
        IssuerMissing "authorize-issuer-missing" "The answer has no `iss`, though announced." "RFC 9207 §2";
        IssuerWrong "authorize-issuer-wrong" "The answer's `iss` is another issuer." "RFC 9207 §2";
        ExtraParameters "authorize-extra-parameters" "The answer has parameters nobody knows." "RFC 6749 §4.1.2";
        IssuerTwice "authorize-issuer-twice" "The answer has `iss` twice." "RFC 6749 §3.1";
        QueryDropped "authorize-redirect-query-dropped" "The query of the redirect URI is lost in the answer." "RFC 6749 §3.1.2";
        SecondQuestionMark "authorize-second-question-mark" "The answer is joined with `?` to a redirect URI that has a query already." "RFC 6749 §3.1.2";
        RedirectByPage "authorize-redirect-by-page" "The answer is a page that refreshes to the redirect URI." "RFC 6749 §4.1.2";
        MethodPreserved "authorize-redirect-307" "The answer is a 307, which repeats the login form at the client." "RFC 9700 §4.12";
    }
}
