//! Userinfo has the URL of a picture.

use serde_json::Value;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;

/// Userinfo has the URL of a picture.
pub struct Picture;

impl Check for Picture {
    const META: &'static Meta = &Meta {
        id: "cloudreve-picture",
        title: "Userinfo has the URL of a picture",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Without it the account shows the default avatar.",
        fix: "Return picture with userinfo, an absolute URL that opens without a login.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let found = super::mapped::value(flow, "picture")?;
        let is_url = |url: &str| url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if found.as_ref().and_then(Value::as_str).is_some_and(is_url) {
            return Ok(Outcome::Pass);
        }
        let actual = found.as_ref().map_or("no picture".to_owned(), excerpt);
        Ok(Finding::new(format!("Userinfo has {actual}"))
            .compare("picture, an absolute URL", actual)
            .at(flow.userinfo_response()?.0, "/picture")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_url_passes() {
        assert_eq!(
            Fixture::app("cloudreve")
                .userinfo(Answer::json(200, &json!({ "picture": "https://op.example.org/a.png" })))
                .judge::<Picture>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn none_is_told() {
        let Outcome::Fail(finding) = Fixture::app("cloudreve")
            .userinfo(Answer::json(200, &json!({ "sub": "alice", "name": "Alice L", "email": "alice@example.test" })))
            .judge::<Picture>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("no picture"), "{}", finding.message);
    }

    #[test]
    fn a_path_is_told() {
        let Outcome::Fail(finding) =
            Fixture::app("cloudreve").userinfo(Answer::json(200, &json!({ "picture": "/a.png" }))).judge::<Picture>("")
        else {
            panic!("this must fail")
        };
        assert!(finding.message.contains("a.png"), "{}", finding.message);
    }

    #[test]
    fn a_refusal_stays_open() {
        let Outcome::Inconclusive(missing) =
            Fixture::app("cloudreve").userinfo(Answer::raw(401, "text/plain", "")).judge::<Picture>("")
        else {
            panic!("this must stay open")
        };
        assert_eq!(missing.cause, "no-userinfo");
    }
}
