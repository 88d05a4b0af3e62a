//! The token endpoint answers itself.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The token endpoint does not redirect.
pub struct TokenRedirects;

impl Check for TokenRedirects {
    const META: &'static Meta = &Meta {
        id: "nextcloud-token-redirects",
        title: "The token endpoint answers itself, without a redirect",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "A 301, 302 or 303 turns the request into a GET without its form; Basic credentials get lost on the way to another host.",
        fix: "Publish the final URL as token_endpoint.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        evidence.reached_token_answer()?;
        let flow = evidence.reached_flow()?;
        let redirect = flow.record.token.exchanges.iter().find(|id| {
            let status = flow.status_of(**id).unwrap_or_default();
            (300..400).contains(&status)
        });
        let Some(id) = redirect else { return Ok(Outcome::Pass) };
        let status = flow.status_of(*id).unwrap_or_default();
        Ok(Finding::new(format!("The token endpoint redirects (status {status})"))
            .compare("an answer", format!("status {status}"))
            .at(*id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn a_redirect_is_told() {
        let fixture = || Fixture::app("nextcloud-user-oidc");
        assert_eq!(fixture().judge::<TokenRedirects>(""), Outcome::Pass);
        let moved = Answer::raw(307, "", "").header("location", "/other");
        let outcome = fixture().token_answers(vec![moved, Answer::json(200, &json!({}))]).judge::<TokenRedirects>("");
        assert!(matches!(outcome, Outcome::Fail(_)), "{outcome:?}");
    }
}
