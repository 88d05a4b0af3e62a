//! Whether the issuer is one at all.

use crate::recording::{Exchange, FailureKind, Recording, Step};

/// Members by which a discovery document is told from anything else, a broken one included.
const MEMBERS: [&str; 4] = ["\"issuer\"", "\"authorization_endpoint\"", "\"token_endpoint\"", "\"jwks_uri\""];

/// No answer shows a provider at this issuer: it may just as well be the wrong URL. What an app would do with that URL is
/// certain all the same, and says nothing about any provider.
pub(super) fn is_stranger(recording: &Recording) -> bool {
    let asked = recording.steps.iter().filter(|s| s.step == Step::Discovery);
    let mut answers = asked.filter_map(|s| recording.exchanges.get(*s.exchanges.last()?)).peekable();
    answers.peek().is_some() && !answers.any(shows_provider)
}

fn shows_provider(exchange: &Exchange) -> bool {
    match (&exchange.failure, &exchange.response) {
        // A bad certificate is one whatever the path; a port that speaks no TLS is another port.
        (Some(failure), None) => failure.kind == FailureKind::Tls && !failure.message.contains("InvalidContentType"),
        (_, Some(response)) => {
            let text = response.body.text().unwrap_or_default();
            let is_page = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<');
            !is_page && MEMBERS.iter().filter(|member| text.contains(**member)).count() > 1
        }
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn answered(answer: Answer) -> bool {
        is_stranger(&Fixture::app("nextcloud-user-oidc").discovery_answers(vec![answer]).build().recording)
    }

    #[test]
    fn what_is_no_discovery_document_shows_no_provider() {
        assert!(answered(Answer::raw(404, "text/html", "<h1>Not Found</h1>")));
        assert!(answered(Answer::raw(200, "text/html", "\n<!doctype html> \"issuer\" \"jwks_uri\"")));
        assert!(answered(Answer::raw(503, "application/json", "{}")));
        assert!(answered(Answer::raw(200, "application/json", "{\"issuer\": \"of cheques\"}")));
        assert!(answered(Answer::failure(FailureKind::Timeout, "operation timed out")));
        assert!(answered(Answer::failure(FailureKind::Tls, "received corrupt message of type InvalidContentType")));
    }

    #[test]
    fn a_broken_document_is_still_one() {
        let cut = "\u{feff}{\"issuer\": \"https://op.example.org\", \"authorization_endpoint\": \"https://op.ex";
        assert!(!answered(Answer::raw(200, "text/plain", cut)));
        assert!(!answered(Answer::raw(500, "application/json", "{\"issuer\": 1, \"jwks_uri\": 2}")));
        assert!(!answered(Answer::failure(FailureKind::Tls, "invalid peer certificate: UnknownIssuer")));
        assert!(!is_stranger(&Fixture::app("cloudreve").build().recording));
    }
}
