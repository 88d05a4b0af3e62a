//! Code lives through the round trip of the browser.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::{Ending, Evidence};

/// Code lives through the round trip of the browser.
pub struct CodeLifetime;

impl Check for CodeLifetime {
    const META: &'static Meta = &Meta {
        id: "cloudreve-code-lifetime",
        title: "Code lives through the round trip of the browser",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Between redirect and exchange a page is loaded in the browser; on a slow line that takes some \
              seconds.",
        fix: "Let codes live for a minute.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        const ROUND_TRIP_MS: i64 = 10_000;
        let flow = evidence.flow()?;
        let callback = evidence.exchange(flow.callback()?.exchange)?;
        let (id, exchange) = flow.token_exchange()?;
        let waited = exchange.sent_at_ms - callback.received_at_ms;
        match flow.ending()? {
            Ending::Tokens(_) if waited >= ROUND_TRIP_MS => Ok(Outcome::Pass),
            Ending::Tokens(_) => Ok(Outcome::NotApplicable(format!(
                "the code was exchanged after {waited} ms; whether it lives for ten seconds was not tried"
            ))),
            Ending::Refused(other) if other.error.as_deref() == Some("invalid_grant") && waited < ROUND_TRIP_MS => {
                let refused = format!("a code of {waited} ms is refused ({})", other.said);
                match super::unknown::other_way(evidence, &refused) {
                    Some(unknown) => Err(unknown),
                    None => Ok(Finding::new(format!("A code of {waited} ms is refused"))
                        .compare("tokens", other.said)
                        .at(id, "")
                        .into()),
                }
            }
            Ending::Refused(other) | Ending::Broken(other) => Err(Missing::new("no-token-answer", other.said)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};
    use crate::wire::Probe;

    #[test]
    fn a_quick_exchange_proves_nothing() {
        assert!(matches!(Fixture::app("cloudreve").judge::<CodeLifetime>(""), Outcome::NotApplicable(_)));
    }

    #[test]
    fn a_late_one_passes() {
        assert_eq!(
            Fixture::app("cloudreve")
                .edit(|r| {
                    let id = r.flows[0].token.exchanges[0];
                    r.exchanges[id].sent_at_ms += 12_000;
                })
                .judge::<CodeLifetime>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn a_young_code_that_is_refused_is_told() {
        let finding = Fixture::app("cloudreve")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .fails::<CodeLifetime>("");
        assert!(finding.message.contains("refused"), "{}", finding.message);
    }

    #[test]
    fn where_another_request_works_it_is_not_the_age() {
        let missing = Fixture::app("cloudreve")
            .token_answers(vec![Answer::json(400, &json!({ "error": "invalid_grant" }))])
            .probe(Probe::WithPkce, Answer::json(200, &json!({ "access_token": "at-2", "token_type": "Bearer" })))
            .stays_open::<CodeLifetime>("");
        assert_eq!(missing.cause, "unknown-wire");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("cloudreve").without_account().stays_open::<CodeLifetime>("");
        assert_eq!(missing.cause, "no-account");
    }
}
