//! Hand-built Logout Tokens.

pub(super) mod fixture {
    use serde_json::{Value, json};

    use crate::evidence::fixture::{Answer, CLIENT_ID, Fixture, ISSUER, NOW, sign};
    use crate::oidc::names::BACKCHANNEL_LOGOUT_EVENT;
    use crate::recording::{Body, Recording, Step};

    /// An honest Logout Token with these changes of header and claims; `null` takes a member out.
    pub(in super::super) fn heard(header: Value, claims: Value) -> Fixture {
        let mut own_header = json!({ "typ": "logout+jwt", "alg": "RS256", "kid": "rsa" });
        let mut own_claims = json!({
            "iss": ISSUER, "sub": "alice", "aud": CLIENT_ID, "iat": NOW, "exp": NOW + 120, "jti": "j-1", "sid": "sid-1",
            "events": { BACKCHANNEL_LOGOUT_EVENT: {} },
        });
        for (own, change) in [(&mut own_header, header), (&mut own_claims, claims)] {
            let own = own.as_object_mut().expect("an object");
            own.extend(change.as_object().expect("an object").clone());
            own.retain(|_, value| !value.is_null());
        }
        let token = sign("rsa", &own_header, &own_claims.to_string());
        let message = Answer::raw(200, "text/plain", &format!("logout_token={token}"));
        listening().step(Step::BackChannelLogout, vec![message], None).edit(received)
    }

    /// Nothing came, though the client was registered for it, or perhaps not.
    pub(in super::super) fn silent(registered: bool) -> Fixture {
        let fixture = listening().step(Step::BackChannelLogout, Vec::new(), None);
        if !registered {
            return fixture;
        }
        let client = json!({ "client_id": CLIENT_ID, "backchannel_logout_uri": "http://127.0.0.1:7200/spec" });
        fixture.step(Step::Registration, vec![Answer::json(201, &client)], None).edit(asked)
    }

    /// The client was registered to be told of sessions.
    pub(in super::super) fn required(fixture: Fixture) -> Fixture {
        let client = json!({ "client_id": CLIENT_ID, "backchannel_logout_session_required": true });
        fixture.step(Step::Registration, vec![Answer::json(201, &client)], None).edit(asked)
    }

    fn listening() -> Fixture {
        let mut fixture = Fixture::app("core").discovery(json!({ "backchannel_logout_supported": true }));
        fixture.run.backchannel_url = Some("http://127.0.0.1:7200".to_owned());
        fixture
    }

    /// What came in is the request of its exchange.
    fn received(recording: &mut Recording) {
        let id = recording.steps.iter().find(|s| s.step == Step::BackChannelLogout).expect("a step").exchanges[0];
        let exchange = &mut recording.exchanges[id];
        exchange.request.method = "POST".to_owned();
        exchange.request.headers = vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
        exchange.request.body = exchange.response.as_ref().map(|response| response.body.clone());
        exchange.response.as_mut().expect("an answer").body = Body::Text(String::new());
    }

    /// The message says that it is JSON.
    pub(in super::super) fn as_json(recording: &mut Recording) {
        let id = recording.steps.iter().find(|s| s.step == Step::BackChannelLogout).expect("a step").exchanges[0];
        recording.exchanges[id].request.headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    }

    fn asked(recording: &mut Recording) {
        let id = recording.steps.iter().find(|s| s.step == Step::Registration).expect("a step").exchanges[0];
        let body = recording.exchanges[id].response.as_ref().expect("an answer").body.clone();
        recording.exchanges[id].request.body = Some(body);
    }
}
