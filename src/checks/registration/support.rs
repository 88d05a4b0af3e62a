//! What several checks read out of a registration.

use serde_json::Value;

use crate::check::{Finding, Missing, Outcome};
use crate::evidence::{Evidence, RegisteredClient};
use crate::recording::{Exchange, Step};

/// How the client authenticates: as answered, else as asked for, else by the specification's default.
pub(super) fn method(client: &RegisteredClient<'_>) -> String {
    let named = [&client.answered, &client.asked].into_iter().find_map(|m| m.get("token_endpoint_auth_method")?.as_str());
    named.unwrap_or("client_secret_basic").to_owned()
}

/// A registration that was tried on purpose and must come to nothing; `registers` says what the provider did otherwise.
///
/// # Errors
/// When it was not tried.
pub(super) fn must_be_refused(evidence: &Evidence<'_>, step: Step, registers: &str) -> Result<Outcome, Missing> {
    let (id, sent, response) = evidence.registration_answer(step)?;
    if !response.is_success() {
        return Ok(Outcome::Pass);
    }
    Ok(Finding::new(registers)
        .compare("status 400, invalid_redirect_uri", format!("status {}, {}", response.status, redirect_uri(sent)))
        .at(id, "")
        .into())
}

/// The first redirect URI of a request.
fn redirect_uri(sent: &Exchange) -> String {
    let document = sent.request.body.as_ref().and_then(|body| serde_json::from_slice::<Value>(&body.bytes()).ok());
    let uri = document.as_ref().and_then(|d| d.get("redirect_uris")?.get(0)?.as_str().map(str::to_owned));
    uri.unwrap_or_else(|| "redirect URI not known".to_owned())
}

/// Hand-built registrations.
#[cfg(test)]
pub(super) mod fixture {
    use serde_json::{Value, json};

    use crate::evidence::fixture::{Answer, Fixture};
    use crate::recording::{Body, Recording, Step};

    /// A registration that was answered like this.
    pub(in super::super) fn answered(answer: Answer) -> Fixture {
        Fixture::app("core").step(Step::Registration, vec![answer], None).edit(asked)
    }

    /// A good registration with these changes in the answer; `null` takes a member out.
    pub(in super::super) fn registered(change: Value) -> Fixture {
        let mut answer = request();
        let own = json!({ "client_id": "c-1", "client_secret": "s-1", "client_secret_expires_at": 0 });
        for members in [own, change] {
            for (name, value) in members.as_object().expect("an object").clone() {
                let members = answer.as_object_mut().expect("an object");
                if value.is_null() {
                    members.shift_remove(&name);
                } else {
                    members.insert(name, value);
                }
            }
        }
        answered(Answer::json(201, &answer))
    }

    fn request() -> Value {
        json!({
            "redirect_uris": ["https://app.example/cb"], "token_endpoint_auth_method": "client_secret_basic",
            "grant_types": ["authorization_code"], "response_types": ["code"],
        })
    }

    fn asked(recording: &mut Recording) {
        let step = recording.steps.iter().find(|s| s.step == Step::Registration).expect("a registration");
        recording.exchanges[step.exchanges[0]].request.body = Some(Body::Text(request().to_string()));
    }
}
