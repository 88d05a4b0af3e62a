//! An account name that people can read, and folders can bear.

use super::account_id::AccountIdParams;
use super::support::{at_claim, in_words};
use crate::account::claim::Claims;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The account name is short, and made of the app's usual characters.
#[derive(Debug)]
pub struct AccountIdAlphabet;

impl Check for AccountIdAlphabet {
    const META: &'static Meta = &Meta {
        id: "account-id-alphabet",
        title: "The account name has at most 64 bytes, of letters, digits, spaces and _ . @ - '",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "A longer name is replaced by its hash; other characters are not refused, but the name is also the name of the data folder.",
        fix: "Map a shorter claim of plain characters, or leave unique-uid on.",
    };
    type Params = AccountIdParams;

    fn judge(evidence: &Evidence<'_>, params: &AccountIdParams) -> Result<Outcome, Missing> {
        if params.ids.unique {
            return Ok(Outcome::NotApplicable("account names are hashes".to_owned()));
        }
        let claims = Claims::of_user_oidc(evidence, params.nested)?;
        let Some(claim) = claims.text(&params.claim) else {
            return Ok(Outcome::NotApplicable("the claim is no text".to_owned()));
        };
        let id = params.ids.id(claim);
        let strange = id.chars().find(|c| !(c.is_ascii_alphanumeric() || "_.@-' ".contains(*c)));
        let message = match strange {
            _ if id.len() > 64 => "the account name is too long, and is replaced by its hash".to_owned(),
            Some(c) => format!("the account name holds {c:?}, and names the data folder"),
            None if id.trim() != id || id == "." || id == ".." => "the account name is no good name for a data folder".to_owned(),
            None => return Ok(Outcome::Pass),
        };
        let finding = Finding::new(message).compare("at most 64 plain characters", in_words(claims.get(&params.claim)));
        Ok(at_claim(finding, &claims, evidence, &params.claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    fn judge(sub: &str, unique: bool) -> Outcome {
        let params = format!("claim = \"sub\"\nids = {{ unique = {unique}, provider_id = 1 }}");
        Fixture::app("nextcloud-user-oidc").claims(json!({ "sub": sub })).judge::<AccountIdAlphabet>(&params)
    }

    #[test]
    fn plain_names_pass() {
        for good in ["alice", "alice.liddell@example.org", "o'hara", "Alice L", &"a".repeat(64)] {
            assert_eq!(judge(good, false), Outcome::Pass, "{good}");
        }
        for bad in ["auth0|abc", "a/b", "älice", "..", " alice", &"a".repeat(65)] {
            assert!(matches!(judge(bad, false), Outcome::Fail(_)), "{bad}");
        }
        assert!(matches!(judge("auth0|abc", true), Outcome::NotApplicable(_)));
    }
}
