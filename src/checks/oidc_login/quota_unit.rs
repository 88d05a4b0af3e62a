//! A quota that means what it says.

use super::support::{in_words, written};
use crate::account::oidc_login::kept_quota;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The quota is read as it is meant.
pub struct QuotaMeaning;

impl Check for QuotaMeaning {
    const META: &'static Meta = &Meta {
        id: "oidc-login-quota-meaning",
        title: "The quota, where there is one, is read as it is meant",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Of GiB only the last letter is read, and text without digits is 0: the user cannot store anything.",
        fix: "Send the quota with KB, MB, GB, TB or PB (they count in 1024), or as a number of bytes.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = written(evidence)?;
        let Some(Ok(kept)) = kept_quota(&flat, &keys) else {
            return Ok(Outcome::NotApplicable("there is no quota that can be read".to_owned()));
        };
        let text = flat.text(&keys.quota).unwrap_or_else(|| keys.default_quota.clone());
        let lower = text.to_ascii_lowercase();
        let binary = ["kib", "mib", "gib", "tib", "pib"].iter().any(|unit| lower.trim_end().ends_with(unit));
        let nothing = kept == "0 B" && !text.chars().any(|c| c.is_ascii_digit());
        if !binary && !nothing && kept != "?" {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!("The quota {text:?} is read as {kept}"));
        Ok(flat.point(finding.compare(in_words(flat.get(&keys.quota)), kept), &keys.quota).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn gibibytes_are_bytes() {
        let judged = |quota: Value| {
            let answer = Answer::json(200, &json!({ "sub": "a", "ownCloudQuota": quota }));
            Fixture::app("nextcloud-oidc-login").userinfo(answer).judge::<QuotaMeaning>("")
        };
        for fine in [json!("5 GB"), json!(5_368_709_120_i64), json!("0"), json!("none")] {
            assert_eq!(judged(fine.clone()), Outcome::Pass, "{fine}");
        }
        for misread in [json!("5 GiB"), json!(-5), json!("gb")] {
            assert!(matches!(judged(misread.clone()), Outcome::Fail(_)), "{misread}");
        }
        assert!(matches!(judged(json!(null)), Outcome::NotApplicable(_)));
    }
}
