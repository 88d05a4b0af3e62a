//! What users would miss: name, e-mail address.

use schemars::JsonSchema;
use serde::Deserialize;

use super::support::{in_words, written};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;

/// The attribute arrives.
pub struct ProfileAttribute;

/// Which attribute.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The attribute that is meant.
    attribute: Which,
}

/// An attribute of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Which {
    /// The display name.
    Name,
    /// The e-mail address.
    Mail,
}

impl Check for ProfileAttribute {
    const META: &'static Meta = &Meta {
        id: "oidc-login-profile-attribute",
        title: "The mapped claim of the user's profile is in the one place where the app looks",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "Claims come out of userinfo alone, or with oidc_login_use_id_token out of the ID Token alone; the two are never put together.",
        fix: "Put the claim into that place (a mapper, a wider scope), or let the app look at the other one.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let (keys, flat) = written(evidence)?;
        let (what, claims) = match params.attribute {
            Which::Name => ("display name", keys.name.as_slice()),
            Which::Mail => ("e-mail address", std::slice::from_ref(&keys.mail)),
        };
        let there = |claim: &String| flat.text(claim).is_some_and(|text| !matches!(text.trim(), "" | "0"));
        if claims.iter().any(there) {
            return Ok(Outcome::Pass);
        }
        let claim = claims.first().map(String::as_str).unwrap_or_default();
        let actual = in_words(flat.get(claim));
        let message = format!("The account gets no {what}: {claim:?} of {} is {actual}", flat.source());
        Ok(flat.point(Finding::new(message).compare("text", actual), claim).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(userinfo: &Value, id_token: bool, attribute: &str) -> Outcome {
        let fixture = Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, userinfo));
        fixture.set("oidc_login_use_id_token", id_token).judge::<ProfileAttribute>(&format!("attribute = \"{attribute}\""))
    }

    #[test]
    fn only_one_place_counts() {
        let bare = json!({ "sub": "a" });
        assert!(matches!(judged(&bare, false, "name"), Outcome::Fail(_)), "although the ID Token has it");
        assert_eq!(judged(&bare, true, "name"), Outcome::Pass);
        assert_eq!(judged(&json!({ "sub": "a", "email": "a@b" }), false, "mail"), Outcome::Pass);
        assert!(matches!(judged(&json!({ "sub": "a", "email": "" }), false, "mail"), Outcome::Fail(_)));
    }
}
