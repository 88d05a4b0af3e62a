//! Userinfo is answered with 200.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};

/// Userinfo is answered with status 200, exactly.
pub struct UserinfoStatus;

impl Check for UserinfoStatus {
    const META: &'static Meta = &Meta {
        id: "jumbojett-userinfo-status",
        title: "Userinfo, asked with ?schema=openid, answers with status 200",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "5.3.2")],
        needs: &[Need::Flow],
        why: "Every other status is refused, 201 and 204 too.",
        fix: "Ignore query parameters you do not know at userinfo, publish its address without a query, and take the access token that came with the ID Token.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (Fetched::Body(exchange, response) | Fetched::HttpError(exchange, response)) = evidence.reached_userinfo()? else {
            return Err(Missing::not_reached("userinfo gives no answer"));
        };
        if response.status == 200 {
            return Ok(Outcome::Pass);
        }
        let status = response.status.to_string();
        Ok(Finding::new(format!("Userinfo answers with status {status}"))
            .compare("status 200", format!("status {status}"))
            .words(status)
            .at(exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn only_200_passes() {
        let judged = |status: u16| {
            let fixture = Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(status, &json!({})));
            match fixture.judge::<UserinfoStatus>("") {
                Outcome::Fail(finding) => finding.words,
                Outcome::Pass => None,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(judged(200), None);
        for status in [201, 204, 401, 404, 500] {
            assert_eq!(judged(status), Some(status.to_string()));
        }
    }

    #[test]
    fn in_id_token_mode_userinfo_is_not_asked() {
        let fixture = Fixture::app("nextcloud-oidc-login").set("oidc_login_use_id_token", true);
        assert!(matches!(fixture.judge::<UserinfoStatus>(""), Outcome::NotApplicable(_)));
    }
}
