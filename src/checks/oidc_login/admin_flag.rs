//! Who becomes an administrator.

use super::support::{in_words, written};
use crate::account::oidc_login::Attribute;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The claim behind `is_admin` is no text that says no and means yes.
pub struct AdminFlag;

/// Texts that mean no to people, and yes to PHP.
const NO: [&str; 6] = ["false", "no", "off", "none", "null", "n"];

impl Check for AdminFlag {
    const META: &'static Meta = &Meta {
        id: "oidc-login-admin-flag",
        title: "The claim behind is_admin is a boolean, or text that means what it says",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Every text but the empty one and 0 makes an administrator, \"false\" too.",
        fix: "Send a JSON boolean, or leave the claim out for users who are no administrators.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = written(evidence)?;
        let Some(claim) = &keys.is_admin else {
            return Ok(Outcome::NotApplicable("is_admin is not mapped".to_owned()));
        };
        match flat.attribute(claim) {
            Attribute::Text(text) if NO.contains(&text.trim().to_ascii_lowercase().as_str()) => {
                let actual = in_words(flat.get(claim));
                let finding = Finding::new(format!("{claim:?} is the text {text:?}, which makes the user an administrator"));
                Ok(flat.point(finding.compare("a boolean", actual), claim).into())
            }
            _ => Ok(Outcome::Pass),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn the_text_false_makes_an_administrator() {
        let judged = |flag: Value| {
            let fixture = Fixture::app("nextcloud-oidc-login").set("oidc_login_attributes.is_admin", "boss");
            fixture.userinfo(Answer::json(200, &json!({ "sub": "a", "boss": flag }))).judge::<AdminFlag>("")
        };
        for fine in [json!(true), json!(false), json!("yes"), json!(""), json!("0"), json!(null)] {
            assert_eq!(judged(fine.clone()), Outcome::Pass, "{fine}");
        }
        assert!(matches!(judged(json!("false")), Outcome::Fail(_)));
        assert!(matches!(judged(json!("No")), Outcome::Fail(_)));
    }
}
