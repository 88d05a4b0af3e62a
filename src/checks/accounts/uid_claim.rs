//! The claim that names the account.

use super::support::{ClaimParams, at_claim, in_words};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The claim that names the account is there, and text.
#[derive(Debug)]
pub struct UidClaim;

impl Check for UidClaim {
    const META: &'static Meta = &Meta {
        id: "uid-claim",
        title: "The claim that names the account is present as text",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app finds or makes the account by this claim; without it, or with a number in its place, there is no account.",
        fix: "Put the claim into the ID Token as a JSON string, or map another claim that is always there.",
    };
    type Params = ClaimParams;

    fn judge(evidence: &Evidence<'_>, params: &ClaimParams) -> Result<Outcome, Missing> {
        let claims = params.claims(evidence)?;
        if claims.text(&params.claim).is_some() {
            return Ok(Outcome::Pass);
        }
        let message = format!("the claim {:?} that names the account is no text", params.claim);
        let finding = Finding::new(message).compare("text", in_words(claims.get(&params.claim)));
        Ok(at_claim(finding, &claims, evidence, &params.claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn app() -> Fixture {
        Fixture::app("nextcloud-user-oidc")
    }

    #[test]
    fn text_names_an_account() {
        assert_eq!(app().judge::<UidClaim>("claim = \"sub\""), Outcome::Pass);
        assert_eq!(app().claims(json!({ "sub": "" })).judge::<UidClaim>("claim = \"sub\""), Outcome::Pass, "row 28 is for that");
        let nested = app().claims(json!({ "a": { "b": "x" } }));
        assert_eq!(nested.judge::<UidClaim>("claim = \"a.b\"\nnested = true"), Outcome::Pass);
    }

    #[test]
    fn everything_else_does_not() {
        for sub in [json!(42), json!(null), json!(["alice"]), json!(true)] {
            let outcome = app().claims(json!({ "sub": sub })).judge::<UidClaim>("claim = \"sub\"");
            assert!(
                matches!(&outcome, Outcome::Fail(f) if f.evidence.first().is_some_and(|e| e.pointer == "/id_token/payload/sub"))
            );
        }
        assert!(matches!(app().judge::<UidClaim>("claim = \"preferred_username\""), Outcome::Fail(_)));
    }

    #[test]
    fn userinfo_helps_only_with_enrichment() {
        let only_userinfo = || app().userinfo(Answer::json(200, &json!({ "sub": "alice", "preferred_username": "al" })));
        assert!(matches!(only_userinfo().judge::<UidClaim>("claim = \"preferred_username\""), Outcome::Fail(_)));
        let enriched = only_userinfo().set("enrich_login_id_token_with_userinfo", true);
        assert_eq!(enriched.judge::<UidClaim>("claim = \"preferred_username\""), Outcome::Pass);
    }

    #[test]
    fn without_a_login_nobody_can_tell() {
        assert!(matches!(app().without_account().judge::<UidClaim>("claim = \"sub\""), Outcome::Inconclusive(_)));
    }
}
