//! A client that nobody registered gets no tokens.

use crate::check::{Check, Doc, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef, must_refuse};
use crate::evidence::Evidence;
use crate::wire::Probe;

/// A client that nobody registered gets no tokens.
pub struct UnknownClient;

impl Check for UnknownClient {
    const META: &'static Meta = &Meta {
        id: "client-unknown",
        title: "A client that nobody registered gets no tokens",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "3.2.1"), SpecRef::new(Doc::Rfc(6749), "5.2")],
        needs: &[Need::Probe(Probe::UnknownClientAtToken)],
        why: "A code belongs to the client it was made for; anyone else who sees it must not be able to use it.",
        fix: "Refuse unknown clients with the error invalid_client, before the code is looked at.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let ending = evidence.probe(Probe::UnknownClientAtToken)?.ending()?;
        must_refuse(evidence, &ending, "a client that nobody registered", "status 401, error \"invalid_client\"")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn answered(status: u16, member: &str) -> Outcome {
        let answer = Answer::json(status, &json!({ member: "invalid_client" }));
        Fixture::app("core").probe(Probe::UnknownClientAtToken, answer).judge::<UnknownClient>("")
    }

    #[test]
    fn it_must_be_refused() {
        assert_eq!(answered(401, "error"), Outcome::Pass);
        assert!(matches!(answered(200, "access_token"), Outcome::Fail(_)));
        assert!(matches!(answered(500, "error"), Outcome::Fail(_)));
        assert!(matches!(Fixture::app("core").judge::<UnknownClient>(""), Outcome::Inconclusive(_)));
    }
}
