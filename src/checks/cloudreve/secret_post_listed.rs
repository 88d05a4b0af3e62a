//! client_secret_post is listed in token_endpoint_auth_methods_supported.

use serde_json::Value;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::recording::Step;

/// client_secret_post is listed in token_endpoint_auth_methods_supported.
pub struct SecretPostListed;

impl Check for SecretPostListed {
    const META: &'static Meta = &Meta {
        id: "cloudreve-secret-post-listed",
        title: "client_secret_post is listed in token_endpoint_auth_methods_supported",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "Cloudreve authenticates by client_secret_post whatever the list says.",
        fix: "Offer client_secret_post and list it; where there is no list, register the client for it by hand.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let found = evidence.metadata()?.0.get("token_endpoint_auth_methods_supported");
        if found.and_then(Value::as_array).is_some_and(|methods| methods.iter().any(|m| m == "client_secret_post")) {
            return Ok(Outcome::Pass);
        }
        let actual = found.map_or("no list, which stands for client_secret_basic".to_owned(), excerpt);
        Ok(Finding::new("The provider does not say that it accepts client_secret_post")
            .compare("a list with client_secret_post", actual)
            .at(evidence.discovery()?.exchange, "/token_endpoint_auth_methods_supported")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn a_listed_one_passes() {
        assert_eq!(
            Fixture::app("cloudreve")
                .discovery(json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] }))
                .judge::<SecretPostListed>(""),
            Outcome::Pass
        );
    }

    #[test]
    fn basic_alone_is_told() {
        let finding = Fixture::app("cloudreve").fails::<SecretPostListed>("");
        assert!(finding.message.contains("client_secret_post"), "{}", finding.message);
    }
}
