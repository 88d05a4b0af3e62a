//! Userinfo answers in JSON, with a status that the app takes.

use crate::account::rocket_chat::{Flow, identity_answer};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Answered;
use crate::evidence::Evidence;
use crate::js;

use super::support::{refuses_query, unanswered};

/// Userinfo answers in JSON, with a status that the app takes.
pub struct IdentityAnswer;

impl Check for IdentityAnswer {
    const META: &'static Meta = &Meta {
        id: "rocketchat-identity-answer",
        title: "Userinfo answers in JSON, with a status that the app takes",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Flow],
        why: "Everything the app knows about the user comes from this one GET; the newer flow takes status 200 alone and follows no redirect.",
        fix: "Answer userinfo with status 200 and unsigned, unencrypted JSON, without a redirect and without a byte order mark.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let answer = identity_answer(evidence)?;
        if let Some(finding) = unanswered("Userinfo gives no answer", "status 200 and JSON", &answer) {
            return Ok(finding.into());
        }
        let Answered::Response(id, response) = answer else { return Ok(Outcome::Pass) };
        if refuses_query(evidence, response) {
            return Err(Missing::not_reached("userinfo refuses the access token in the query"));
        }
        let flow = Flow::of(evidence);
        let good = if flow == Flow::Passport { response.status == 200 } else { response.is_success() };
        let body = response.body.bytes();
        if good && js::json_parse_bytes(&body).is_some() {
            return Ok(Outcome::Pass);
        }
        let text = String::from_utf8_lossy(&body);
        let actual = match response.status {
            status if !good => format!("status {status}"),
            _ if text.starts_with('\u{feff}') => "a byte order mark before the JSON".to_owned(),
            _ if text.trim().is_empty() => "an empty body".to_owned(),
            _ if text.split('.').count() == 3 && text.starts_with("ey") => "a JWT".to_owned(),
            _ if text.trim_start().starts_with('<') => "a page of HTML".to_owned(),
            _ => "a body that is no JSON".to_owned(),
        };
        Ok(Finding::new(format!("Userinfo answers with {actual}")).compare("status 200 and JSON", actual).at(id, "").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::checks::rocketchat::support::tests::advised;
    use crate::evidence::fixture::Answer;
    use crate::recording::FailureKind;

    fn fails(app: &str, answer: Answer) -> bool {
        matches!(advised(app).userinfo(answer).judge::<IdentityAnswer>(""), Outcome::Fail(_))
    }

    #[test]
    fn statuses() {
        for (status, classic, passport) in
            [(200, false, false), (201, false, true), (302, true, true), (401, true, true), (500, true, true)]
        {
            let answer = || Answer::json(status, &json!({ "sub": "a" }));
            assert_eq!((fails("rocketchat", answer()), fails("rocketchat-passport", answer())), (classic, passport), "{status}");
        }
    }

    #[test]
    fn bodies() {
        for body in ["", "eyJ.e30.", "<html>", "\u{feff}{}", "sub=a"] {
            assert!(fails("rocketchat", Answer::raw(200, "application/json", body)), "{body}");
        }
        for body in ["{}", "null", "[]", "1"] {
            assert!(!fails("rocketchat", Answer::raw(200, "application/jwt", body)), "{body}");
        }
        assert!(fails("rocketchat-passport", Answer::failure(FailureKind::Protocol, "hung up")));
    }
}
