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
    alg::Alg,
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
    as_json: bool,
}

/// The notices for all clients of a session that asked for them.
pub(super) fn notices(op: &Op, session: &Session) -> Vec<Notice> {
    session
        .clients
        .iter()
        .filter_map(|id| {
            let client = op.client(id)?;
            let to = loopback(client.backchannel_logout_uri.as_deref()?)?;
            let (token, as_json) = logout_token(op, &client, session)?;
            Some(Notice { to, token, as_json })
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

fn logout_token(op: &Op, client: &Client, session: &Session) -> Option<(String, bool)> {
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
    let mut draft = Draft {
        typ: "logout+jwt",
        alg: client.id_token_alg,
        signature: Signature::Good,
        no_key_id: false,
        as_json: false,
        kept_back: false,
    };
    for fault in op.faults::<LogoutTokenFault>() {
        bend(&mut claims, fault, &mut draft);
    }
    let keys = op.keys();
    let mut header = jwt::header(&keys, draft.alg, draft.typ);
    if draft.no_key_id {
        header.shift_remove("kid");
    }
    if draft.signature == Signature::None {
        header.insert("alg".to_owned(), json!("none"));
    }
    let input = jwt::signing_input(&header, &Value::Object(claims));
    let signature = match draft.signature {
        Signature::Good => base64url(keys.sign(draft.alg, input.as_bytes()).ok()?),
        Signature::Broken => base64url([0x5a; 256]),
        Signature::None => String::new(),
    };
    (!draft.kept_back).then(|| (format!("{input}.{signature}"), draft.as_json))
}

/// What of a Logout Token is not in its claims.
#[derive(Debug)]
struct Draft {
    typ: &'static str,
    alg: Alg,
    signature: Signature,
    no_key_id: bool,
    as_json: bool,
    kept_back: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Signature {
    Good,
    Broken,
    None,
}

/// The one place where faults of the Logout Token act.
fn bend(claims: &mut Map<String, Value>, fault: LogoutTokenFault, draft: &mut Draft) {
    use LogoutTokenFault as F;
    let mut edit = |name: &str, value: Option<Value>| match value {
        Some(value) => claims.insert(name.to_owned(), value),
        None => claims.shift_remove(name),
    };
    match fault {
        F::NotSent => draft.kept_back = true,
        F::SentAsJson => draft.as_json = true,
        F::TypeOther => draft.typ = "JWT",
        F::SignatureBroken => draft.signature = Signature::Broken,
        F::Unsigned => draft.signature = Signature::None,
        F::AlgOther => draft.alg = Alg::Rs512,
        F::KeyIdMissing => draft.no_key_id = true,
        F::IssuedAtMissing => drop(edit("iat", None)),
        F::Expired => drop(edit("exp", Some(json!(now() - 300)))),
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
    let (kind, body) = match notice.as_json {
        true => ("application/json", json!({"logout_token": notice.token}).to_string()),
        false => (
            "application/x-www-form-urlencoded",
            url::form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &notice.token).finish(),
        ),
    };
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let request = format!(
        "POST {target} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: {kind}\r\n\
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
