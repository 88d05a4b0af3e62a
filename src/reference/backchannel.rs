//! Telling clients that a session has ended (OpenID Connect Back-Channel Logout 1.0).

use std::{net::IpAddr, time::Duration};

use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use url::{Host, Url};

use super::{
    client::Client,
    encoding::{base64url, now, object, random_name},
    fault::LogoutTokenFault,
    jwt,
    op::Op,
    session::Session,
};
use crate::oidc::names;

/// How long a client may take before the provider goes on without it.
const PATIENCE: Duration = Duration::from_secs(3);

/// A Logout Token on its way to a client.
#[derive(Debug)]
pub(super) struct Notice {
    to: Url,
    token: String,
}

/// The notices for all clients of a session that asked for them.
pub(super) fn notices(op: &Op, session: &Session) -> Vec<Notice> {
    session
        .clients
        .iter()
        .filter_map(|id| {
            let client = op.client(id)?;
            let to = loopback(client.backchannel_logout_uri.as_deref()?)?;
            Some(Notice { to, token: logout_token(op, &client, session)? })
        })
        .collect()
}

/// The address, if it is plain http on this machine: the provider calls nobody else.
pub(super) fn loopback(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => IpAddr::V4(address).is_loopback(),
        Host::Ipv6(address) => IpAddr::V6(address).is_loopback(),
    };
    (here && url.scheme() == "http").then_some(url)
}

fn logout_token(op: &Op, client: &Client, session: &Session) -> Option<String> {
    let now = now();
    let mut claims = object(json!({
        "iss": op.issuer,
        "sub": session.subject,
        "aud": client.id,
        "iat": now,
        "exp": now + 120,
        "jti": random_name()?,
        "sid": session.sid,
        "events": {names::BACKCHANNEL_LOGOUT_EVENT: {}},
    }));
    let mut sent = true;
    let mut intact = true;
    for fault in op.faults::<LogoutTokenFault>() {
        bend(&mut claims, fault, &mut sent, &mut intact);
    }
    let token = jwt::sign(&op.keys(), client.id_token_alg, "logout+jwt", claims).ok()?;
    let token = match token.rsplit_once('.') {
        Some((input, _)) if !intact => format!("{input}.{}", base64url([0x5a; 256])),
        _ => token,
    };
    sent.then_some(token)
}

/// The one place where faults of the Logout Token act.
fn bend(claims: &mut Map<String, Value>, fault: LogoutTokenFault, sent: &mut bool, intact: &mut bool) {
    use LogoutTokenFault as F;
    let mut edit = |name: &str, value: Option<Value>| match value {
        Some(value) => claims.insert(name.to_owned(), value),
        None => claims.shift_remove(name),
    };
    match fault {
        F::NotSent => *sent = false,
        F::SignatureBroken => *intact = false,
        F::EventsMissing => drop(edit("events", None)),
        F::EventsList => drop(edit("events", Some(json!({names::BACKCHANNEL_LOGOUT_EVENT: []})))),
        F::NoncePresent => drop(edit("nonce", Some(json!("a-nonce")))),
        F::ExpiryMissing => drop(edit("exp", None)),
        F::IdentifierMissing => drop(edit("jti", None)),
        F::SessionMissing => drop(edit("sid", None)),
        F::SessionDiffers => drop(edit("sid", Some(json!("another-session")))),
        F::SubjectDiffers => drop(edit("sub", Some(json!("somebody-else")))),
        F::SubjectAndSessionMissing => {
            edit("sub", None);
            edit("sid", None);
        }
        F::AudienceOther => drop(edit("aud", Some(json!("another-client")))),
        F::IssuerOther => drop(edit("iss", Some(json!("https://login.example.net")))),
    }
}

/// Sends a notice. Whether the client understood is its own affair, and so is a client that cannot be reached.
pub(super) async fn send(notice: Notice) {
    let _ignored = timeout(PATIENCE, post(&notice)).await;
}

async fn post(notice: &Notice) -> std::io::Result<()> {
    let url = &notice.to;
    let host = url.host_str().unwrap_or("127.0.0.1");
    let port = url.port_or_known_default().unwrap_or(80);
    let body = url::form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &notice.token).finish();
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let request = format!(
        "POST {target} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    stream.set_nodelay(true)?;
    stream.write_all(request.as_bytes()).await?;
    // The first bytes of the answer show that the client has received the request.
    let mut answer = [0; 64];
    stream.read(&mut answer).await.map(drop)
}
