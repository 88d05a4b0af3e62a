//! Discovery document says the same when it is fetched again.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// Discovery document says the same when it is fetched again.
pub struct Stable;

impl Check for Stable {
    const META: &'static Meta = &Meta {
        id: "discovery-stable",
        title: "Discovery document says the same when it is fetched again",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::DiscoveryAgain)],
        why: "Apps keep the document for hours or for good; one that changes from answer to answer sends them to \
              places that are gone.",
        fix: "Let every node behind the load balancer publish the same public URLs, whatever Host header it sees.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let first = evidence.metadata()?;
        let (id, response) = evidence.response(Step::DiscoveryAgain)?;
        let again: Value = match serde_json::from_slice(&response.body.bytes()) {
            Ok(again) if response.is_success() => again,
            _ => {
                return Ok(Finding::new(format!("The second fetch gave no discovery document (status {})", response.status))
                    .compare("the same document", format!("status {}", response.status))
                    .at(id, "")
                    .into());
            }
        };
        let names: BTreeSet<&String> =
            [first.0, &again].into_iter().filter_map(Value::as_object).flat_map(|members| members.keys()).collect();
        let changed: Vec<&str> =
            names.into_iter().filter(|name| !same(first.0.get(*name), again.get(*name))).map(String::as_str).collect();
        let Some(name) = changed.first() else {
            return Ok(Outcome::Pass);
        };
        let shown = |document: &Value| document.get(*name).map_or("no such member".to_owned(), excerpt);
        Ok(Finding::new(format!("The discovery document changed between two fetches: {}", changed.join(", ")))
            .compare(shown(first.0), shown(&again))
            .at(id, format!("/{name}"))
            .into())
    }
}

/// The lists of the metadata are sets: some providers shuffle them.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    let (Some(Value::Array(one)), Some(Value::Array(other))) = (one, other) else {
        return one == other;
    };
    one.len() == other.len() && one.iter().all(|v| other.contains(v)) && other.iter().all(|v| one.contains(v))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_shuffled_list_is_the_same() {
        assert!(super::same(Some(&json!(["a", "b"])), Some(&json!(["b", "a"]))));
        assert!(!super::same(Some(&json!(["a", "b"])), Some(&json!(["a", "c"]))));
        assert!(!super::same(Some(&json!(["a"])), None));
    }

    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn the_same_document_passes() {
        let built = Fixture::app("core").build();
        let document = built.recording.exchanges[0].response.as_ref().unwrap().body.text().unwrap().to_owned();
        let again = vec![Answer::raw(200, "application/json", &document)];
        assert_eq!(Fixture::app("core").step(Step::DiscoveryAgain, again, None).judge::<Stable>(""), Outcome::Pass);
    }

    #[test]
    fn another_token_endpoint_fails() {
        let finding = Fixture::app("core")
            .step(Step::DiscoveryAgain, vec![Answer::json(200, &json!({ "issuer": "https://op.example.org" }))], None)
            .fails::<Stable>("");
        assert!(finding.message.contains("token_endpoint"), "{}", finding.message);
    }

    #[test]
    fn an_outage_fails() {
        let finding =
            Fixture::app("core").step(Step::DiscoveryAgain, vec![Answer::raw(502, "text/html", "")], None).fails::<Stable>("");
        assert!(finding.message.contains("502"), "{}", finding.message);
    }

    #[test]
    fn one_fetch_alone_stays_open() {
        let missing = Fixture::app("core").stays_open::<Stable>("");
        assert_eq!(missing.cause, "not-observed");
    }
}
