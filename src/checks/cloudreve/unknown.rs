//! What nobody outside knows about Cloudreve's requests: it was tried both ways.

use crate::check::Missing;
use crate::evidence::{Ending, Evidence};
use crate::wire::Probe;

/// A request that may be Cloudreve's as well as the plain one, and that this provider accepts. While there is one, a refusal
/// of the plain request says nothing certain about Cloudreve.
pub(super) fn other_way(evidence: &Evidence<'_>, refused: &str) -> Option<Missing> {
    let accepted = |probe: &&Probe| {
        let ending = evidence.probe(**probe).and_then(|flow| flow.ending());
        matches!(ending, Ok(Ending::Tokens(_)))
    };
    let probe = evidence.view().behaviour.uncertain.iter().find(accepted)?;
    let way = words(*probe);
    let what = format!(
        "{refused}; {way} the login works. Whether Cloudreve sends its request so is not known: \
         look at the address of the login page that a real Cloudreve opens"
    );
    Some(Missing::new("unknown-wire", what))
}

/// A request that may be Cloudreve's as well, and that gets as far as the token endpoint, which refuses the client: whichever
/// of the two it sends, no one logs in. The end of a sentence.
pub(super) fn refused_either_way(evidence: &Evidence<'_>) -> Option<String> {
    evidence.view().behaviour.uncertain.iter().find_map(|probe| match evidence.probe(*probe).and_then(|flow| flow.ending()) {
        Ok(Ending::Refused(refusal)) if refusal.is_of_client() => {
            Some(format!("{} it comes back with a code, and then the client is refused ({})", words(*probe), refusal.said))
        }
        _ => None,
    })
}

/// The refusal is about something of which nobody outside knows whether Cloudreve sends it.
pub(super) fn about_the_unknown(evidence: &Evidence<'_>, said: &str) -> Option<Missing> {
    const ABOUT: [(&str, Probe); 4] = [
        ("nonce", Probe::WithNonce),
        ("code_challenge", Probe::WithPkce),
        ("code challenge", Probe::WithPkce),
        ("pkce", Probe::WithPkce),
    ];
    let said_lower = said.to_lowercase();
    let uncertain = &evidence.view().behaviour.uncertain;
    let (word, _) = ABOUT.into_iter().find(|(word, probe)| said_lower.contains(word) && uncertain.contains(probe))?;
    let what = format!("the plain request comes back with {said}; whether Cloudreve sends {word} is not known");
    Some(Missing::new("unknown-wire", what))
}

/// The deviation in words, as the beginning of a sentence.
pub(super) fn words(probe: Probe) -> &'static str {
    match probe {
        Probe::WithPkce => "with a PKCE challenge (S256)",
        Probe::WithNonce => "with a nonce",
        Probe::WithMost => "with a PKCE challenge (S256) and a nonce",
        Probe::RawQuery => "with a query that is not encoded",
        Probe::PlusEncodedQuery => "with plus signs for spaces",
        Probe::ClientSecretPost => "with the secret in the body",
        Probe::ClientSecretBasic => "with the secret in the header",
        _ => "with another request",
    }
}
