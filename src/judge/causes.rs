//! Folding: one cause, shown once, with the list of what it blocks.

use super::judgement::{AppJudgement, Cause, JudgedRequirement, OutcomeWord, SpecJudgement};

/// Title and fix of every known cause.
const KNOWN: &[(&str, &str, &str)] = &[
    ("no-account", "No test account was given", "Give --user and --password (or --password-env) of an account made for testing."),
    ("no-client", "No client was given", "Register a client at the provider and give --client-id and --client-secret."),
    (
        "no-registration",
        "The provider registered no client",
        "Give an initial access token if it wants one (--initial-access-token-env NAME), or register a client by hand as this \
         report says and give --client-id and --client-secret.",
    ),
    (
        "login-refused",
        "The provider refused the test account",
        "Check user name, password and, if there is one, the TOTP secret by logging in with a browser; a locked account has to be \
         unlocked first.",
    ),
    (
        "page-not-understood",
        "A login page needs a browser",
        "The page needs a script, a second factor or a captcha. With Chromium on this machine scripts are no hindrance (--login \
         browser), with --totp-secret codes are none; you can log in yourself (--login interactive), write the page's steps into the \
         plan file ([[login.step]]), or use a test account without all that.",
    ),
    (
        "needs-person",
        "A person would have to log in once more",
        "The session of the person's browser is not the tester's, so that only the apps' own logins were asked for. With a password, \
         a TOTP secret or steps ([[login.step]] in the plan file) the rest is observed too.",
    ),
    ("rate-limited", "The provider limits the rate", "Run again later, or raise the provider's limit for this address."),
    (
        "no-issuer",
        "Nothing at this URL shows a provider: is it the issuer?",
        "Give the issuer as the provider's documentation names it, often with a path (/realms/NAME, /application/o/NAME/), or its \
         whole discovery URL.",
    ),
    (
        "no-discovery",
        "There is no usable discovery document",
        "Check the issuer URL; the findings on discovery say what came instead.",
    ),
    ("no-jwk-set", "There is no usable JWK Set", "See the findings on the JWK Set."),
    (
        "client-refused",
        "The token endpoint refuses the client",
        "Check client id and secret, and that the client is registered for the authentication method in the finding.",
    ),
    (
        "registration-unknown",
        "How this client is registered is not known",
        "Look up at the provider which method of client authentication this client is registered for; to try the other one, register \
         a client for it.",
    ),
    (
        "redirect-uri-refused",
        "The redirect URI is not registered for this client",
        "Compare what the app sends with what is registered, character by character: scheme, host, port, path, slash at the end. \
         Register what the app sends, or give the address it is really reached at (--app-url).",
    ),
    (
        "provider-error-page",
        "The provider stopped the login with an error page",
        "Read its words in the finding; most often the redirect URI or the client is not registered.",
    ),
    ("no-answer", "The provider did not answer", "See the transport failure in the finding."),
    ("login-loop", "The login goes round in circles", "Check the provider's cookies and its public URL."),
    ("sent-elsewhere", "The provider sent the browser to another place", "Check the registered redirect URIs."),
    ("refused-anyway", "The plain login is refused too", "See the first finding on the login; this says nothing beyond it."),
    ("no-token-answer", "There are no tokens", "See the first finding on the login or on the token endpoint."),
    ("no-id-token", "There is no ID Token", "See the findings on the token endpoint; the scope must contain openid."),
    ("no-access-token", "There is no access token", "See the findings on the token endpoint."),
    ("no-code", "The login gave no code", "See the findings on the authorization endpoint."),
    ("no-refreshed-tokens", "The refresh gave no tokens", "See the findings on refresh tokens."),
    ("no-refresh-token", "There is no refresh token", "See the findings on the token endpoint."),
    ("no-session", "No login came about, so there is nothing to log out of", "See what holds the login back."),
    ("no-userinfo", "Userinfo gave no claims", "See the findings on userinfo."),
    (
        "tls-untrusted",
        "The certificate is not trusted",
        "Serve the whole chain of a public authority, or import the authority where the finding says.",
    ),
    ("dns", "The name does not resolve", "Check the name in the issuer URL and the DNS records."),
    ("connect", "Nothing answers at that address", "Check host and port, and that the provider runs."),
    (
        "unknown-wire",
        "What the app sends here is not known",
        "Start a sign-in at a real site, and compare the address of the provider's page with the requests of this run.",
    ),
    (
        "unknown-rule",
        "Whether the app minds is not known",
        "Meet the requirement, and the question does not arise; or try a sign-in with the real app.",
    ),
    ("too-large", "An answer is larger than the tester reads", "Check the URL: nothing of OpenID Connect is that large."),
    ("redacted", "The saved run was redacted", "Judge the live run, or save it with --keep-secrets."),
    ("interrupted", "The run was cut short", "Run it again to the end."),
];

/// Gathers what shares a cause, in the order of the table.
pub(super) fn fold(apps: &[AppJudgement], specs: &[SpecJudgement]) -> Vec<Cause> {
    let all: Vec<(String, &JudgedRequirement)> = apps
        .iter()
        .flat_map(|a| a.requirements.iter().map(|r| (format!("{}/{}", a.id, r.id), r)))
        .chain(specs.iter().flat_map(|s| s.requirements.iter().map(|r| (format!("{}/{}", s.id, r.id), r))))
        .filter(|(_, r)| matches!(r.outcome, OutcomeWord::Fail | OutcomeWord::Inconclusive | OutcomeWord::Waived))
        .collect();
    KNOWN
        .iter()
        .filter_map(|(id, title, fix)| {
            let hit: Vec<&(String, &JudgedRequirement)> = all.iter().filter(|(_, r)| r.cause.as_deref() == Some(*id)).collect();
            let first = hit.iter().find(|(_, r)| r.outcome == OutcomeWord::Fail).or_else(|| hit.first())?;
            Some(Cause {
                id: (*id).to_owned(),
                title: (*title).to_owned(),
                message: first.1.message.clone(),
                fix: (*fix).to_owned(),
                blocks: hit.iter().map(|(full, _)| full.clone()).collect(),
            })
        })
        .collect()
}
