//! Credentials that survive Basic without form-encoding.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::{Evidence, Fetched};
use crate::wire::ClientAuthentication;

/// The client's id means the same with and without form-encoding.
pub struct BasicCredentials;

impl Check for BasicCredentials {
    const META: &'static Meta = &Meta {
        id: "nextcloud-basic-credentials",
        title: "Client id and secret mean the same with and without form-encoding",
        level: Level::App,
        spec: &[SpecRef::new(Doc::Rfc(6749), "2.3.1")],
        needs: &[Need::Flow],
        why: "The app puts both into the Basic header as they are; a provider that decodes them sees others.",
        fix: "Use a client id and a secret of letters, digits, - and _ only.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.reached_metadata()?;
        let client = evidence.client_id()?;
        let Ok(plan) = evidence.plan() else {
            return Err(Missing::not_reached("the app cannot begin a login"));
        };
        if plan.token.authentication != ClientAuthentication::Basic {
            return Ok(Outcome::NotApplicable("the app posts its credentials".to_owned()));
        }
        let odd: String = client.chars().filter(|c| !c.is_ascii_graphic() || ":%+".contains(*c)).collect();
        let accepted = matches!(evidence.reached_token_answer(), Ok(Fetched::Body(..)));
        if odd.is_empty() || accepted {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The client id holds characters that Basic changes: {odd:?}"))
            .compare("letters, digits, - and _", client)
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn odd_ids_are_told_unless_they_work() {
        let mut fixture = Fixture::app("nextcloud-user-oidc");
        assert_eq!(fixture.clone().judge::<BasicCredentials>(""), Outcome::Pass);
        fixture.target.client_id = Some("a:b".to_owned());
        assert_eq!(fixture.clone().judge::<BasicCredentials>(""), Outcome::Pass, "it worked");
        let refused = fixture.token_answers(vec![Answer::json(401, &json!({ "error": "invalid_client" }))]);
        assert!(matches!(refused.judge::<BasicCredentials>(""), Outcome::Fail(_)));
    }
}
