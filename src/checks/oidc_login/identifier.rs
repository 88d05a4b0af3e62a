//! The claim that names the account.

use super::support::{in_words, seen};
use crate::account::oidc_login::{Attribute, identifier};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The claim is there, and not empty.
pub struct Identifier;

impl Check for Identifier {
    const META: &'static Meta = &Meta {
        id: "oidc-login-identifier",
        title: "The claim that names the account is there, and neither empty nor 0",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Without it there is nobody to log in.",
        fix: "Put the claim where the app looks: into userinfo, or with oidc_login_use_id_token into the ID Token.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = seen(evidence)?;
        if flat.attribute(&keys.id) == Attribute::Unfit {
            return Err(Missing::not_reached("the claim is a list or an object"));
        }
        if identifier(&flat, &keys).is_some_and(|id| !matches!(id.as_str(), "" | "0")) {
            return Ok(Outcome::Pass);
        }
        let actual = in_words(flat.get(&keys.id));
        let finding = Finding::new(format!("{:?} of {} names no account: {actual}", keys.id, flat.source()));
        Ok(flat.point(finding.compare("text that is not empty", actual), &keys.id).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(sub: &Value) -> Outcome {
        let fixture = Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, &json!({ "sub": sub })));
        fixture.judge::<Identifier>("")
    }

    #[test]
    fn what_php_calls_empty_names_nobody() {
        for good in [json!("alice"), json!(42), json!(true), json!("00"), json!(" ")] {
            assert_eq!(judged(&good), Outcome::Pass, "{good}");
        }
        for bad in [json!(null), json!(""), json!("0"), json!(0), json!(false), json!(0.0)] {
            assert!(matches!(judged(&bad), Outcome::Fail(_)), "{bad}");
        }
        assert!(matches!(judged(&json!(["a"])), Outcome::NotApplicable(_)));
    }

    #[test]
    fn only_one_source_is_looked_at() {
        let bare = || Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, &json!({ "name": "Alice" })));
        assert!(matches!(bare().judge::<Identifier>(""), Outcome::Fail(_)), "sub of the ID Token does not count");
        assert_eq!(bare().set("oidc_login_use_id_token", true).judge::<Identifier>(""), Outcome::Pass);
        let list = Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, &json!(["sub"])));
        assert_eq!(list.judge::<Identifier>(""), Outcome::Pass, "an item of a list is a member of its own value");
    }
}
