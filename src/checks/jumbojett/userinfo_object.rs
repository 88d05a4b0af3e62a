//! Userinfo is a JSON object.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::oidc::json::type_words;
use crate::php::json_decode_object;

/// Userinfo is a JSON object (or a list).
pub struct UserinfoObject;

impl Check for UserinfoObject {
    const META: &'static Meta = &Meta {
        id: "jumbojett-userinfo-object",
        title: "Userinfo is a plain JSON object",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Flow],
        why: "A signed answer (application/jwt), a page or a single value is an error that nobody catches.",
        fix: "Answer userinfo as unsigned JSON for this client (userinfo_signed_response_alg none).",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (Fetched::Body(exchange, response) | Fetched::HttpError(exchange, response)) = evidence.reached_userinfo()? else {
            return Err(Missing::not_reached("userinfo gives no answer"));
        };
        if response.status != 200 {
            return Err(Missing::not_reached("userinfo does not answer with 200"));
        }
        let value = json_decode_object(&response.body.bytes());
        let actual = match &value {
            Some(Value::Object(_) | Value::Array(_)) => return Ok(Outcome::Pass),
            Some(other) => type_words(other).to_owned(),
            None => format!("no JSON ({})", response.media_type().unwrap_or_default()),
        };
        Ok(Finding::new(format!("Userinfo is {actual}")).compare("a JSON object", actual).at(exchange, "").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(answer: Answer) -> Outcome {
        Fixture::app("nextcloud-oidc-login").userinfo(answer).judge::<UserinfoObject>("")
    }

    #[test]
    fn what_is_no_object_crashes() {
        for fine in ["{}", "[]"] {
            assert_eq!(judged(Answer::raw(200, "text/plain", fine)), Outcome::Pass);
        }
        for bad in ["", "aaa.bbb.ccc", "null", "5", "\"x\"", "true"] {
            assert!(matches!(judged(Answer::raw(200, "application/jwt", bad)), Outcome::Fail(_)), "{bad:?}");
        }
        assert!(matches!(judged(Answer::raw(401, "text/plain", "")), Outcome::NotApplicable(_)));
    }
}
