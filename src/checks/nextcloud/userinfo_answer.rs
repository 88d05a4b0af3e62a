//! Userinfo as the app asks for it.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::php::json_decode;

/// Userinfo answers a GET with a bearer header, without an Accept header, with a JSON object.
pub struct UserinfoAnswer;

impl Check for UserinfoAnswer {
    const META: &'static Meta = &Meta {
        id: "nextcloud-userinfo-answer",
        title: "Userinfo gives a plain JSON object for a GET with a bearer header and no Accept header",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3"), SpecRef::new(Doc::Rfc(6750), "2.1")],
        needs: &[Need::Flow],
        why: "Anything else counts as no claims at all, and nobody is told.",
        fix: "Publish userinfo_endpoint, and answer in JSON that is neither signed nor encrypted for this client.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.issued("access_token")?;
        let metadata = evidence.reached_metadata()?;
        if metadata.text("userinfo_endpoint").value().is_none() {
            return Ok(Finding::new("The discovery document has no userinfo_endpoint")
                .compare("a URL", "none")
                .at(evidence.discovery()?.exchange, "/userinfo_endpoint")
                .into());
        }
        let (id, exchange) = evidence.reached_flow()?.userinfo_exchange()?;
        let answer = evidence.as_fetched(id, exchange)?;
        let Fetched::Body(_, response) = &answer else {
            return Ok(answer.finding("Userinfo gives the app nothing", "status 200 and a JSON object").into());
        };
        if matches!(json_decode(&response.body.bytes()), Some(Value::Object(_))) {
            return Ok(Outcome::Pass);
        }
        let media = response.media_type().unwrap_or_else(|| "no content type".to_owned());
        Ok(Finding::new("Userinfo is no JSON object that the app can read")
            .compare("a JSON object", format!("something else ({media})"))
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn only_an_object_helps() {
        let judge = |answer: Answer| Fixture::app("nextcloud-user-oidc").userinfo(answer).judge::<UserinfoAnswer>("");
        assert_eq!(judge(Answer::json(200, &json!({}))), Outcome::Pass);
        for bad in [Answer::raw(200, "application/jwt", "a.b.c"), Answer::json(401, &json!({})), Answer::json(200, &json!(null))]
        {
            assert!(matches!(judge(bad), Outcome::Fail(_)));
        }
        let none =
            Fixture::app("nextcloud-user-oidc").discovery(json!({ "userinfo_endpoint": null })).judge::<UserinfoAnswer>("");
        assert!(matches!(none, Outcome::Fail(_)), "{none:?}");
    }
}
