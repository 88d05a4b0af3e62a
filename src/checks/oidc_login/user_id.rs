//! The name of a new account.

use super::support::{in_words, seen};
use crate::account::oidc_login::{identifier, user_id, user_id_refusal};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// Nextcloud makes an account of this name.
pub struct UserId;

impl Check for UserId {
    const META: &'static Meta = &Meta {
        id: "oidc-login-user-id",
        title: "Nextcloud makes an account of the name in the claim",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Letters, digits, blanks and _ . @ - ' make a name; only one of more than 64 bytes is hashed, and so always fits.",
        fix: "Give subjects of plain characters (a UUID), map another claim that stays the same, or set oidc_login_remove_special_characters.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = seen(evidence)?;
        let Some(id) = identifier(&flat, &keys).filter(|id| !matches!(id.as_str(), "" | "0")) else {
            return Err(Missing::not_reached("no claim names the account"));
        };
        let uid = user_id(&id);
        let Some(words) = user_id_refusal(&uid) else { return Ok(Outcome::Pass) };
        let finding = Finding::new(format!("Nextcloud makes no account of the name {uid:?}"));
        let finding = finding.compare("letters, digits, blanks and _.@-'", in_words(flat.get(&keys.id))).words(words);
        Ok(flat.point(finding, &keys.id).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(sub: &str, encoded: bool) -> Outcome {
        let fixture = Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, &json!({ "sub": sub })));
        fixture.set("oidc_login_remove_special_characters", encoded).judge::<UserId>("")
    }

    #[test]
    fn odd_characters_fail_unless_encoded_or_hashed() {
        assert_eq!(judged("alice", false), Outcome::Pass);
        assert!(matches!(judged("auth0|abc", false), Outcome::Fail(_)));
        assert_eq!(judged("auth0|abc", true), Outcome::Pass);
        assert_eq!(judged(&"|".repeat(65), false), Outcome::Pass);
        assert!(matches!(judged(&"|".repeat(64), false), Outcome::Fail(_)));
    }
}
