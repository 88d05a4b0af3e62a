//! Parameters of the answer come once each.

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// Parameters of the answer come once each.
pub struct RepeatedParameters;

impl Check for RepeatedParameters {
    const META: &'static Meta = &Meta {
        id: "authorization-repeated-parameters",
        title: "Parameters of the answer come once each",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::Rfc(6749), "3.1")],
        needs: &[Need::Flow],
        why: "Some clients read the first of two values, some the last.",
        fix: "Send every parameter once, and mind parameters that the redirect URI has already.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let callback = evidence.flow()?.callback()?;
        let names: Vec<&str> = callback.parameters.iter().map(|(name, _)| name.as_str()).collect();
        let Some(twice) = names.iter().enumerate().find(|(i, name)| names.iter().take(*i).any(|other| other == *name)) else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("The answer has the parameter {:?} twice", twice.1))
            .compare("every parameter once", names.join(", "))
            .at(callback.exchange, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn an_ordinary_answer_passes() {
        assert_eq!(Fixture::app("core").judge::<RepeatedParameters>(""), Outcome::Pass);
    }

    #[test]
    fn two_states_fail() {
        let finding = Fixture::app("core")
            .edit(|r| r.flows[0].callback.as_mut().unwrap().parameters.push(("state".to_owned(), "x".to_owned())))
            .fails::<RepeatedParameters>("");
        assert!(finding.message.contains("state"), "{}", finding.message);
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<RepeatedParameters>("");
        assert_eq!(missing.cause, "no-account");
    }
}
