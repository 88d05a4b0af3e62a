//! Access tokens that the app can check as bearer tokens.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::support::{WalkParams, outcome, rules, walk};
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::json::excerpt;
use crate::php::compare_integer;

/// The access token is a JWT that the app's self-encoded validator accepts.
pub struct BearerToken;

/// Settings of the validator.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The claim of the user id.
    claim: String,
    /// `selfencoded_bearer_validation_audience_check`.
    audience: bool,
    /// `validate_jwk_strength`.
    strength: bool,
}

impl Check for BearerToken {
    const META: &'static Meta = &Meta {
        id: "bearer-access-token",
        title: "The access token is a JWT for this client, signed by a published key",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::Rfc(9068), "4")],
        needs: &[Need::Step(crate::recording::Step::Discovery), Need::Step(crate::recording::Step::JwkSet), Need::Flow],
        why: "Clients that send it to Nextcloud's interfaces get 401 otherwise.",
        fix: "Issue JWT access tokens with iss, exp, aud (this client) and the user id claim, or switch userinfo_bearer_validation on.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let token = evidence.issued("access_token")?;
        if token.text.starts_with(crate::recording::MARKER) {
            return Err(Missing::new("redacted", "the access token was redacted"));
        }
        let rules = rules(evidence, WalkParams { strength: params.strength });
        let (set, result) = walk(evidence, &token, rules)?;
        let claims = match result {
            Ok(claims) => claims,
            Err(refusal) => return outcome(&refusal, "/access_token", token.exchange, set),
        };
        let client = evidence.client_id()?;
        let issuer = evidence.reached_metadata()?.0.get("issuer").cloned();
        let set = |name: &str| claims.get(name).filter(|v| !v.is_null());
        let fits = [
            (
                "exp",
                set("exp").is_some_and(|exp| compare_integer(token.now, exp) != Ordering::Greater),
                "a time in the future".to_owned(),
            ),
            ("iss", set("iss").is_some() && set("iss") == issuer.as_ref(), "the issuer of the discovery document".to_owned()),
            ("aud", !params.audience || fits_audience(set("aud"), client), client.to_owned()),
            (params.claim.as_str(), set(&params.claim).is_some_and(Value::is_string), "text".to_owned()),
        ];
        let unfit = fits.iter().find(|(_, fits, _)| !fits);
        Ok(match unfit {
            None => Outcome::Pass,
            Some((name, _, expected)) => Finding::new(format!("The access token's {name} does not let the app accept it"))
                .compare(expected.clone(), claims.get(*name).map_or_else(|| "none".to_owned(), excerpt))
                .at(token.exchange, format!("/access_token/payload/{name}"))
                .into(),
        })
    }
}

fn fits_audience(aud: Option<&Value>, client: &str) -> bool {
    match aud {
        Some(Value::String(text)) => text == client,
        Some(Value::Array(list)) => list.iter().any(|v| v == client),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{CLIENT_ID, Fixture, ISSUER, NOW, sign};

    fn judge(claims: &Value) -> Outcome {
        let token = sign("rsa", &json!({ "alg": "RS256", "kid": "rsa" }), &claims.to_string());
        let fixture = Fixture::app("nextcloud-user-oidc").token(json!({ "access_token": token }));
        fixture.judge::<BearerToken>("claim = \"sub\"\naudience = true\nstrength = true")
    }

    #[test]
    fn opaque_and_foreign_tokens_fail() {
        let good = json!({ "iss": ISSUER, "exp": NOW + 60, "aud": [CLIENT_ID], "sub": "alice" });
        assert_eq!(judge(&good), Outcome::Pass);
        for (name, value) in [("iss", json!("x")), ("exp", json!(NOW - 1)), ("aud", json!("api")), ("sub", json!(5))] {
            let mut bad = good.clone();
            bad[name] = value;
            assert!(matches!(judge(&bad), Outcome::Fail(_)), "{name}");
        }
        let opaque = Fixture::app("nextcloud-user-oidc");
        let outcome = opaque.judge::<BearerToken>("claim = \"sub\"\naudience = true\nstrength = true");
        assert!(matches!(outcome, Outcome::Fail(_)));
    }
}
