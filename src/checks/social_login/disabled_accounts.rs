//! Accounts that are made disabled.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// A new account can be used. Bound only while the app makes accounts disabled.
pub struct DisabledAccounts;

impl Check for DisabledAccounts {
    const META: &'static Meta = &Meta {
        id: "social-login-disabled-accounts",
        title: "A new account can be used at once",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The first login makes the account and is refused; the account waits until an administrator enables it.",
        fix: "Enable the account in Nextcloud, or switch create_disabled_users off.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.two_sources()?;
        let finding = Finding::new("The first login makes an account that is disabled, and is refused");
        Ok(finding.compare("an account that can be used", "a disabled one").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_new_user_has_to_wait() {
        let fixture = || Fixture::app("nextcloud-sociallogin").userinfo(Answer::json(200, &json!({})));
        assert!(matches!(fixture().judge::<DisabledAccounts>(""), Outcome::Fail(_)));
        let refused = fixture().userinfo(Answer::json(401, &json!({}))).judge::<DisabledAccounts>("");
        assert!(matches!(refused, Outcome::NotApplicable(_)), "{refused:?}");
    }
}
