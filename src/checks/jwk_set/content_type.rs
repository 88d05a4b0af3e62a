//! JWK Set has a JSON content type.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// JWK Set has a JSON content type.
pub struct ContentType;

impl Check for ContentType {
    const META: &'static Meta = &Meta {
        id: "jwk-set-content-type",
        title: "JWK Set has a JSON content type",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(7517), "8.5")],
        needs: &[Need::Step(Step::JwkSet)],
        why: "Clients that look at the content type refuse the set.",
        fix: "Send `Content-Type: application/jwk-set+json` or `application/json`.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (id, response) = evidence.response(Step::JwkSet)?;
        evidence.jwk_set()?;
        let found = response.header("content-type").unwrap_or("no Content-Type");
        Ok(match response.media_type().as_deref() {
            Some("application/json" | "application/jwk-set+json") => Outcome::Pass,
            _ => Finding::new(format!("The JWK Set comes as {found}"))
                .compare("application/jwk-set+json or application/json", found)
                .at(id, "")
                .into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn json_passes() {
        assert_eq!(Fixture::app("core").judge::<ContentType>(""), Outcome::Pass);
    }

    #[test]
    fn text_fails() {
        let finding =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/plain", "{\"keys\":[]}")]).fails::<ContentType>("");
        assert!(finding.message.contains("text/plain"), "{}", finding.message);
    }

    #[test]
    fn a_page_instead_of_keys_stays_open() {
        let missing =
            Fixture::app("core").jwk_set_answers(vec![Answer::raw(200, "text/html", "<html>")]).stays_open::<ContentType>("");
        assert_eq!(missing.cause, "no-jwk-set");
    }
}
