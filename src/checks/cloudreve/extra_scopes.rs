//! Additional scopes are separated by commas and repeat none of the three.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The field as it is filled in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Additional scopes.
    scope: String,
}

/// Additional scopes are separated by commas and repeat none of the three.
pub struct ExtraScopes;

impl Check for ExtraScopes {
    const META: &'static Meta = &Meta {
        id: "cloudreve-extra-scopes",
        title: "Additional scopes are separated by commas and repeat none of the three",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The field takes a list with commas; anything else arrives at the provider as one unknown scope.",
        fix: "Write additional scopes with commas and without spaces, or leave the field empty.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Self::Params) -> Result<Outcome, Missing> {
        let odd = if params.scope.trim().contains(char::is_whitespace) {
            "it has spaces"
        } else if params.scope.split(',').any(|scope| ["openid", "email", "profile"].contains(&scope.trim())) {
            "it repeats a scope that is always asked for"
        } else {
            return Ok(Outcome::Pass);
        };
        let exchange = evidence.flow()?.record.authorization.exchanges.first().copied();
        let finding = Finding::new(format!("The field for additional scopes is filled in wrongly: {odd}"))
            .compare("scopes with commas between, none of openid, email, profile", params.scope.clone());
        Ok(match exchange {
            Some(exchange) => finding.at(exchange, "").into(),
            None => finding.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn an_empty_field_passes() {
        assert_eq!(Fixture::app("cloudreve").judge::<ExtraScopes>("scope = \"\""), Outcome::Pass);
    }

    #[test]
    fn commas_pass() {
        assert_eq!(Fixture::app("cloudreve").judge::<ExtraScopes>("scope = \"groups,phone\""), Outcome::Pass);
    }

    #[test]
    fn spaces_are_told() {
        let finding = Fixture::app("cloudreve").fails::<ExtraScopes>("scope = \"groups phone\"");
        assert!(finding.message.contains("spaces"), "{}", finding.message);
    }

    #[test]
    fn a_repetition_is_told() {
        let finding = Fixture::app("cloudreve").fails::<ExtraScopes>("scope = \"groups,email\"");
        assert!(finding.message.contains("repeats"), "{}", finding.message);
    }
}
