//! A quota that Nextcloud can read.

use super::support::{in_words, written};
use crate::account::oidc_login::kept_quota;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The quota, where there is one, can be read.
pub struct Quota;

impl Check for Quota {
    const META: &'static Meta = &Meta {
        id: "oidc-login-quota",
        title: "The quota, where there is one, is a size that Nextcloud can read",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Any scalar is taken as text, an empty one too; what the server cannot read refuses the login, after the account was made.",
        fix: "Send `none`, `default`, a number of bytes, or a number with B, KB, MB, GB, TB or PB; or leave the claim out.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = written(evidence)?;
        let Some(Err(unreadable)) = kept_quota(&flat, &keys) else { return Ok(Outcome::Pass) };
        let finding = Finding::new(unreadable.to_string());
        let finding = finding.compare("a size such as 5 GB", in_words(flat.get(&keys.quota))).words(unreadable.0);
        Ok(flat.point(finding, &keys.quota).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn words(quota: &Value) -> Option<String> {
        let answer = Answer::json(200, &json!({ "sub": "a", "ownCloudQuota": quota }));
        match Fixture::app("nextcloud-oidc-login").userinfo(answer).judge::<Quota>("") {
            Outcome::Fail(finding) => finding.words,
            Outcome::Pass => None,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn unreadable_quotas_are_repeated() {
        for good in [json!("5 GB"), json!(1024), json!(true), json!(1.5), json!("none"), json!(null)] {
            assert_eq!(words(&good), None, "{good}");
        }
        assert_eq!(words(&json!("lots")).as_deref(), Some("lots"));
        assert_eq!(words(&json!("")).as_deref(), Some(""));
        assert_eq!(words(&json!(false)).as_deref(), Some(""));
    }

    #[test]
    fn the_default_quota_counts_where_there_is_no_claim() {
        let app = Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, &json!({ "sub": "a" })));
        assert!(matches!(app.set("oidc_login_default_quota", "much").judge::<Quota>(""), Outcome::Fail(_)));
    }
}
