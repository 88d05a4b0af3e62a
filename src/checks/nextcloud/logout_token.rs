//! The app's back-channel logout: what it makes of the Logout Token that came, or, where none was listened for, what an ID
//! Token of the same provider tells of one.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, Outcome, SpecRef};
use crate::evidence::{Evidence, LogoutMessage};
use crate::oidc::names::BACKCHANNEL_LOGOUT_EVENT;
use crate::php::is_empty;
use crate::php::jwt::read_header;
use crate::recording::Step;
use crate::wire::Version;

/// How keys are judged.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// `validate_jwk_strength`.
    #[serde(default = "yes")]
    strength: bool,
}

fn yes() -> bool {
    true
}

/// The app ends the session that the provider's Logout Token names.
pub struct LogoutToken;

impl Check for LogoutToken {
    const META: &'static Meta = &Meta {
        id: "nextcloud-logout-token",
        title: "The provider calls the app's back-channel logout with a token that the app accepts",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4"), SpecRef::new(Doc::BackChannelLogout, "2.5")],
        needs: &[Need::Flow, Need::Step(Step::JwkSet), Need::Step(Step::Logout), Need::Step(Step::BackChannelLogout)],
        why: "The app wants kid and a known alg in the header, and iss, aud, events and sid or sub without a nonce in the claims; from 8.11 on also iat, exp and jti.",
        fix: "Register the back-channel logout URL of the app; update the provider if its logout tokens lack exp or jti.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let metadata = evidence.reached_metadata()?;
        let (message, text) = match evidence.logout_token() {
            Ok(found) => found,
            Err(_) if metadata.boolean("backchannel_logout_supported").value() != Some(true) => {
                return Ok(Outcome::NotApplicable("the provider has no back-channel logout".to_owned()));
            }
            Err(missing) => return unseen(evidence, missing),
        };
        // The app decodes with the keys it has: whatever goes wrong there is an exception that nobody catches.
        let set = evidence.jwk_set()?.0;
        let rules = evidence.php_jwt_rules(params.strength);
        let claims = match evidence.php_jwt_claims(&text, message.now(), set, rules) {
            Ok(claims) => claims,
            Err(refusal) if refusal.unsure => return Err(Missing::new("redacted", refusal.message)),
            Err(refusal) => {
                let what = refusal.message.replace("ID Token", "Logout Token");
                return Ok(Finding::new(format!("The app answers the Logout Token with Internal Server Error (500): {what}"))
                    .compare(refusal.expected, refusal.actual)
                    .at(message.exchange, "/logout_token")
                    .into());
            }
        };
        let client = evidence.client_id()?;
        let issuer = metadata.text("issuer").value();
        let strict = *evidence.view().version >= Version::from_numbers(&[8, 11]);
        if let Some(error) = refusal(&claims, client, issuer, strict.then_some(message.now())) {
            return Ok(Finding::new(format!("The app refuses the Logout Token (400): {error}"))
                .compare("a Logout Token with everything that the app looks for", format!("{error}: {}", Value::Object(claims)))
                .at(message.exchange, "/logout_token/payload")
                .into());
        }
        Ok(session(evidence, &claims, &message, strict))
    }
}

/// Nobody saw a token: what the ID Token tells.
fn unseen(evidence: &Evidence<'_>, missing: Missing) -> Result<Outcome, Missing> {
    let token = evidence.reached_id_token()?;
    let header = read_header(&token.text).unwrap_or_default();
    if header.get("kid").is_none_or(Value::is_null) {
        return Ok(Finding::new("The provider signs without kid, so that the app refuses its logout tokens, too")
            .compare("a kid", "none")
            .at(token.exchange, "/id_token/header/kid")
            .into());
    }
    Ok(Outcome::NotApplicable(format!("a logout token is sent to the app itself, and was not seen: {}", missing.what)))
}

/// The app's own word for what is wrong with these claims. `strict_now` is the time, for versions that look at times.
fn refusal(claims: &Map<String, Value>, client: &str, issuer: Option<&str>, strict_now: Option<i64>) -> Option<&'static str> {
    let there = |name: &str| claims.get(name).is_some_and(|value| !value.is_null());
    let wanted: &[&str] = &["iss", "aud", "iat", "exp", "jti", "events"];
    if strict_now.is_some() && !wanted.iter().all(|name| there(name)) {
        return Some("missing one or more claims");
    }
    let named = match claims.get("aud") {
        Some(Value::String(one)) => one == client,
        Some(Value::Array(all)) => all.iter().any(|one| one == client),
        _ => false,
    };
    if !named {
        return Some("invalid audience");
    }
    let event = claims.get("events").and_then(|events| events.get(BACKCHANNEL_LOGOUT_EVENT));
    let counts = match event {
        // An object, however empty, is something to PHP.
        Some(Value::Object(_)) => true,
        Some(value) if strict_now.is_some() => !is_empty(Some(value)),
        Some(value) => !value.is_null(),
        None => false,
    };
    if !counts {
        return Some("invalid event");
    }
    if there("nonce") {
        return Some("invalid nonce");
    }
    if let Some(now) = strict_now {
        if claims.get("iss").and_then(Value::as_str) != issuer {
            return Some("invalid iss");
        }
        #[expect(clippy::cast_precision_loss, reason = "seconds of this century are exact")]
        let over = claims.get("exp").and_then(Value::as_f64).is_some_and(|exp| exp < now as f64);
        if over {
            return Some("invalid exp");
        }
    } else if !there("iss") {
        return Some("invalid iss");
    }
    (!there("sid") && !there("sub")).then_some("invalid sid+sub")
}

/// Whether the app has the session that these claims name.
fn session(evidence: &Evidence<'_>, claims: &Map<String, Value>, message: &LogoutMessage<'_>, strict: bool) -> Outcome {
    let named = |name: &str| claims.get(name).filter(|value| !value.is_null());
    let known = |name: &str| named(name).is_none_or(|value| evidence.issued_claims(name).contains(value));
    if known("sid") && known("sub") && known("iss") {
        return Outcome::Pass;
    }
    let answer = if strict { "answers 200 and ends none" } else { "answers 400" };
    Finding::new(format!("The app finds no session for the Logout Token, and {answer}: its sid, sub or iss is in no ID Token"))
        .compare("iss, sid and sub as in the ID Token", Value::Object(claims.clone()).to_string())
        .at(message.exchange, "/logout_token/payload")
        .into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, CLIENT_ID, Fixture, ISSUER, NOW, sign};
    use crate::recording::Recording;

    fn received(recording: &mut Recording) {
        let id = recording.steps.iter().find(|s| s.step == Step::BackChannelLogout).expect("a step").exchanges[0];
        let exchange = &mut recording.exchanges[id];
        exchange.request.headers = vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
        exchange.request.body = exchange.response.as_ref().map(|response| response.body.clone());
    }

    fn heard(version: &str, header: Value, change: Value) -> Outcome {
        let mut claims = json!({
            "iss": ISSUER, "sub": "alice", "aud": CLIENT_ID, "iat": NOW, "exp": NOW + 120, "jti": "j-1", "sid": "sid-1",
            "events": { BACKCHANNEL_LOGOUT_EVENT: {} },
        });
        let mut own = json!({ "typ": "logout+jwt", "alg": "RS256", "kid": "rsa" });
        for (own, change) in [(&mut claims, change), (&mut own, header)] {
            let own = own.as_object_mut().unwrap();
            own.extend(change.as_object().unwrap().clone());
            own.retain(|_, value| !value.is_null());
        }
        let token = sign("rsa", &own, &claims.to_string());
        let message = Answer::raw(200, "text/plain", &format!("logout_token={token}"));
        let mut fixture = Fixture::app("nextcloud-user-oidc").version(version);
        fixture.run.backchannel_url = Some("http://127.0.0.1:7200".to_owned());
        let fixture = fixture.discovery(json!({ "backchannel_logout_supported": true }));
        fixture.step(Step::BackChannelLogout, vec![message], None).edit(received).judge::<LogoutToken>("")
    }

    #[track_caller]
    fn refused(version: &str, change: Value) -> String {
        match heard(version, json!({}), change) {
            Outcome::Fail(finding) => finding.message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_honest_token_passes_in_every_version() {
        for version in ["7.4.0", "8.10.1", "8.11.0"] {
            assert_eq!(heard(version, json!({}), json!({})), Outcome::Pass, "{version}");
        }
    }

    #[test]
    fn what_the_older_versions_do_not_look_at_passes_there() {
        for change in [json!({ "exp": null }), json!({ "jti": null }), json!({ "iat": null })] {
            assert_eq!(heard("8.10.1", json!({}), change.clone()), Outcome::Pass, "{change}");
            assert!(refused("8.11.0", change).ends_with("(400): missing one or more claims"));
        }
        let list = json!({ "events": { BACKCHANNEL_LOGOUT_EVENT: [] } });
        assert_eq!(heard("8.10.1", json!({}), list.clone()), Outcome::Pass);
        assert!(refused("8.11.0", list).ends_with("invalid event"));
    }

    #[test]
    fn refusals_come_in_the_apps_own_words() {
        assert!(refused("8.10.1", json!({ "aud": "x" })).ends_with("invalid audience"));
        assert!(refused("8.10.1", json!({ "events": null })).ends_with("invalid event"));
        assert!(refused("8.10.1", json!({ "nonce": "n" })).ends_with("invalid nonce"));
        assert!(refused("8.10.1", json!({ "sid": null, "sub": null })).ends_with("invalid sid+sub"));
        assert!(refused("8.11.0", json!({ "iss": "https://x.example" })).ends_with("invalid iss"));
    }

    #[test]
    fn an_unknown_session_is_answered_by_version() {
        assert!(refused("8.10.1", json!({ "sid": "x" })).contains("answers 400"));
        assert!(refused("8.11.0", json!({ "sid": "x" })).contains("answers 200 and ends none"));
    }

    #[test]
    fn what_cannot_be_decoded_is_an_error_of_the_server() {
        let Outcome::Fail(finding) = heard("8.10.1", json!({ "kid": null }), json!({})) else { panic!("must fail") };
        assert!(finding.message.contains("Internal Server Error (500)"), "{}", finding.message);
    }

    #[test]
    fn a_provider_without_kid_is_told_though_no_token_was_seen() {
        let fixture = || Fixture::app("nextcloud-user-oidc").discovery(json!({ "backchannel_logout_supported": true }));
        assert!(matches!(fixture().judge::<LogoutToken>(""), Outcome::NotApplicable(_)));
        assert!(matches!(fixture().header(json!({ "kid": null })).judge::<LogoutToken>(""), Outcome::Fail(_)));
    }
}
