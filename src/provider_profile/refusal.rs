//! What a refusal is about, by the provider's own words.

use super::topic::{Topic, of_check};

/// Checks that repeat a provider's refusal, whose words say what it is about.
pub const REFUSALS: &[&str] = &[
    "answer-status",
    "authorization-code",
    "callback-without-error",
    "cloudreve-code",
    "cloudreve-tokens",
    "jumbojett-callback-error",
    "jumbojett-token-error",
    "nextcloud-token-refusal",
    "nextcloud-token-refusal-described",
    "refusal-reason",
    "rocketchat-callback-error",
    "rocketchat-token-answer",
    "social-login-callback-error",
    "social-login-server-answer",
];

/// Words of refusals, the surest first.
const WORDS: &[(&str, Topic)] = &[
    ("code_challenge", Topic::Pkce),
    ("code challenge", Topic::Pkce),
    ("code_verifier", Topic::Pkce),
    ("code verifier", Topic::Pkce),
    ("pkce", Topic::Pkce),
    ("redirect_uri", Topic::RedirectUris),
    ("redirect uri", Topic::RedirectUris),
    ("invalid_client", Topic::ClientAuthentication),
    ("client_secret", Topic::ClientAuthentication),
    ("invalid_scope", Topic::Scopes),
    ("consent_required", Topic::Consent),
];

/// What a failed check is about; `said` is what it found, with the provider's words.
pub fn of_finding(id: &str, said: &str) -> Option<Topic> {
    let by_words = || {
        let said = said.to_lowercase();
        WORDS.iter().find(|(word, _)| said.contains(word)).map(|(_, topic)| *topic)
    };
    let repeats = REFUSALS.contains(&id);
    repeats.then(by_words).flatten().or_else(|| of_check(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_about_what_it_says() {
        let of = |said: &str| of_finding("social-login-callback-error", said);
        assert_eq!(of("invalid_request: this client requires PKCE"), Some(Topic::Pkce));
        assert_eq!(of("invalid_scope"), Some(Topic::Scopes));
        assert_eq!(of("server_error"), None);
        assert_eq!(of_finding("cloudreve-tokens", "invalid_grant"), Some(Topic::ClientAuthentication));
        assert_eq!(of_finding("account-id", "pkce"), Some(Topic::Subject), "an account's id is no refusal");
    }
}
