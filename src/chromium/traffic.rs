//! Every request of a tab, before it leaves, and every document, before the page sees it.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};

use super::Pulse;
use super::devtools::{Devtools, Event};

/// A request that is about to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The same for a request and its answer. A redirect keeps it.
    pub id: String,
    /// The whole URL, fragment included.
    pub url: String,
    /// `GET`, `POST` …
    pub method: String,
    /// Headers in the browser's order, without cookies.
    pub headers: Vec<(String, String)>,
    /// What is sent along.
    pub body: Option<Vec<u8>>,
    /// It is a navigation, of the tab or of a frame in it.
    pub document: bool,
    /// It is a navigation of the tab itself.
    pub page: bool,
}

/// The answer to a navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arriving {
    /// As in [`Leaving`].
    pub id: String,
    /// Status code.
    pub status: u16,
    /// Headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, decoded; empty for a redirect.
    pub body: Vec<u8>,
    /// It is for the tab itself.
    pub page: bool,
}

/// What becomes of a request or an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// It goes on.
    On,
    /// The page gets an error in its place.
    Stop,
    /// The page gets an empty document in its place.
    Blank,
}

/// Who is asked. The calls come in the order of things and must not take long.
pub trait Gate: Send + Sync {
    /// May this leave?
    fn leaves(&self, request: &Leaving) -> Pass;
    /// May the page have this?
    fn arrives(&self, answer: Arriving) -> Pass;
    /// A navigation that got no answer, with the browser's words (`net::ERR_…`).
    fn failed(&self, id: &str, words: &str);
}

/// Which requests are shown to a gate.
pub(super) fn patterns() -> Value {
    json!({ "patterns": [
        { "urlPattern": "*", "requestStage": "Request" },
        { "urlPattern": "*", "resourceType": "Document", "requestStage": "Response" },
    ]})
}

/// Hears the events of a tab to their end.
pub(super) async fn hear(
    devtools: Devtools,
    session: Arc<str>,
    main_frame: String,
    mut events: mpsc::UnboundedReceiver<Event>,
    gate: Arc<dyn Gate>,
    pulse: watch::Sender<Pulse>,
) {
    while let Some(event) = events.recv().await {
        match event.method.as_str() {
            "Fetch.requestPaused" => paused(&devtools, &session, &main_frame, &event.params, &gate),
            "Page.javascriptDialogOpening" => {
                // Yes to everything: a name for a passkey, leaving a page.
                let text = event.params.get("defaultPrompt").cloned().unwrap_or_default();
                let text = text.as_str().filter(|t| !t.is_empty()).unwrap_or("oidc-compat");
                devtools.tell(Some(&session), "Page.handleJavaScriptDialog", json!({ "accept": true, "promptText": text }));
            }
            _ => {
                if event.method == "Network.loadingFailed" {
                    let text = |name: &str| event.params.get(name).and_then(Value::as_str).unwrap_or_default();
                    gate.failed(text("requestId"), text("errorText"));
                }
                pulse.send_if_modified(|p| p.hear(&event));
            }
        }
    }
    pulse.send_modify(|p| p.gone = true);
}

fn paused(devtools: &Devtools, session: &Arc<str>, main_frame: &str, params: &Value, gate: &Arc<dyn Gate>) {
    let text = |name: &str| params.get(name).and_then(Value::as_str);
    let Some(paused) = text("requestId").map(str::to_owned) else { return };
    let document = text("resourceType") == Some("Document");
    let page = document && text("frameId") == Some(main_frame);
    let id = text("networkId").unwrap_or_default().to_owned();
    let on = |devtools: &Devtools| devtools.tell(Some(session), "Fetch.continueRequest", json!({ "requestId": paused }));
    if params.get("responseErrorReason").is_some() {
        return on(devtools);
    }
    let Some(status) = params.get("responseStatusCode").and_then(Value::as_u64) else {
        let request = leaving(params, id, document, page);
        return answer(devtools, session, &paused, gate.leaves(&request));
    };
    let status = u16::try_from(status).unwrap_or(0);
    let headers = headers_of(params.get("responseHeaders"));
    let redirect = (300..400).contains(&status) && headers.iter().any(|(name, _)| name == "location");
    let arriving = move |body| Arriving { id, status, headers, body, page };
    if redirect {
        return answer(devtools, session, &paused, gate.arrives(arriving(Vec::new())));
    }
    let (devtools, session, gate) = (devtools.clone(), Arc::clone(session), Arc::clone(gate));
    tokio::spawn(async move {
        let told = devtools.call(Some(&session), "Fetch.getResponseBody", json!({ "requestId": paused })).await;
        let body = told.as_ref().map(body_of).unwrap_or_default();
        answer(&devtools, &session, &paused, gate.arrives(arriving(body)));
    });
}

fn answer(devtools: &Devtools, session: &str, paused: &str, pass: Pass) {
    match pass {
        Pass::On => devtools.tell(Some(session), "Fetch.continueRequest", json!({ "requestId": paused })),
        Pass::Stop => {
            devtools.tell(Some(session), "Fetch.failRequest", json!({ "requestId": paused, "errorReason": "BlockedByClient" }));
        }
        Pass::Blank => {
            let headers = [json!({ "name": "content-type", "value": "text/html" })];
            let blank = json!({ "requestId": paused, "responseCode": 200, "responseHeaders": headers, "body": "" });
            devtools.tell(Some(session), "Fetch.fulfillRequest", blank);
        }
    }
}

fn leaving(params: &Value, id: String, document: bool, page: bool) -> Leaving {
    let request = params.get("request");
    let text = |name: &str| request.and_then(|r| r.get(name)).and_then(Value::as_str);
    let headers = request.and_then(|r| r.get("headers")).and_then(Value::as_object);
    let headers = headers.into_iter().flatten().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    let entries = request.and_then(|r| r.get("postDataEntries")).and_then(Value::as_array);
    let bytes =
        |entry: &Value| STANDARD.decode(entry.get("bytes").and_then(Value::as_str).unwrap_or_default()).unwrap_or_default();
    let posted = entries.filter(|e| !e.is_empty()).map(|entries| entries.iter().flat_map(bytes).collect());
    Leaving {
        id,
        url: format!("{}{}", text("url").unwrap_or_default(), text("urlFragment").unwrap_or_default()),
        method: text("method").unwrap_or("GET").to_owned(),
        headers: headers.collect(),
        body: posted.or_else(|| text("postData").map(|t| t.as_bytes().to_vec())),
        document,
        page,
    }
}

fn headers_of(headers: Option<&Value>) -> Vec<(String, String)> {
    let text = |header: &Value, name: &str| header.get(name).and_then(Value::as_str).map(str::to_owned);
    let pair = |header: &Value| Some((text(header, "name")?.to_ascii_lowercase(), text(header, "value")?));
    headers.and_then(Value::as_array).into_iter().flatten().filter_map(pair).collect()
}

fn body_of(told: &Value) -> Vec<u8> {
    let body = told.get("body").and_then(Value::as_str).unwrap_or_default();
    match told.get("base64Encoded").and_then(Value::as_bool) {
        Some(true) => STANDARD.decode(body).unwrap_or_default(),
        _ => body.as_bytes().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_leaves() {
        let params = json!({ "request": {
            "url": "https://app.example/cb", "urlFragment": "#a", "method": "POST",
            "headers": {"Content-Type": "application/x-www-form-urlencoded", "Odd": 1},
            "hasPostData": true, "postData": "ignored", "postDataEntries": [{"bytes": "Y29kZT0="}, {"bytes": "eA=="}],
        }});
        let request = leaving(&params, "1".to_owned(), true, true);
        assert_eq!((request.url.as_str(), request.method.as_str()), ("https://app.example/cb#a", "POST"));
        assert_eq!(request.body.unwrap(), b"code=x");
        assert_eq!(request.headers.len(), 1);
        let bare = leaving(&json!({}), String::new(), false, false);
        assert_eq!((bare.method.as_str(), bare.body), ("GET", None));
    }

    #[test]
    fn what_arrives() {
        let told = json!([{"name": "Set-Cookie", "value": "a=1"}, {"name": "set-cookie", "value": "b=2"}, {"name": 3}]);
        let headers = headers_of(Some(&told));
        assert_eq!(headers, [("set-cookie".to_owned(), "a=1".to_owned()), ("set-cookie".to_owned(), "b=2".to_owned())]);
        assert_eq!(body_of(&json!({"body": "w6k=", "base64Encoded": true})), "é".as_bytes());
        assert_eq!(body_of(&json!({"body": "é", "base64Encoded": false})), "é".as_bytes());
    }
}
