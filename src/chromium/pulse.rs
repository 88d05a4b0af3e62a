//! What a tab has under way, told by its events.

use std::collections::HashSet;

use serde_json::Value;

use super::devtools::Event;

/// The world of our script: it sees the page, and the page does not see it.
pub(super) const WORLD: &str = "oidc-compat";

/// Kinds of request that last as long as the page does: nobody waits for their end.
const ENDLESS: [&str; 3] = ["EventSource", "WebSocket", "Ping"];

/// Kinds of request by which a page says something.
const CALLS: [&str; 3] = ["Document", "XHR", "Fetch"];

/// What a tab has under way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pulse {
    /// Documents that came into the main frame.
    pub documents: usize,
    /// Requests that left, of every kind.
    pub requests: usize,
    /// Those of them by which the page said something: no pictures, no scripts.
    pub calls: usize,
    /// Times the page changed.
    pub changes: usize,
    /// The document that is there has loaded, with all that belongs to it.
    pub loaded: bool,
    /// What is wrong with the page itself, the first of it: a script that does not come, or fails.
    pub complaint: Option<String>,
    /// The tab is gone: it crashed, or closed itself.
    pub gone: bool,
    /// Requests without an end so far.
    pub(super) under_way: HashSet<String>,
    /// Where our script lives in the document that is there.
    pub(super) world: Option<i64>,
    main_frame: Option<String>,
}

impl Pulse {
    /// Everything has arrived.
    pub fn is_calm(&self) -> bool {
        self.gone || self.loaded && self.under_way.is_empty()
    }

    /// Whether anything at all happened since.
    pub fn moved_since(&self, before: &Self) -> bool {
        (self.documents, self.requests, self.changes, self.gone)
            != (before.documents, before.requests, before.changes, before.gone)
    }

    pub(super) fn of_frame(main_frame: &str) -> Self {
        Self { main_frame: Some(main_frame.to_owned()), loaded: true, ..Self::default() }
    }

    /// Takes one event in. Whether it told anything.
    pub(super) fn hear(&mut self, event: &Event) -> bool {
        let text = |name: &str| event.params.get(name).and_then(Value::as_str);
        match event.method.as_str() {
            "Network.requestWillBeSent" => {
                let (Some(id), kind) = (text("requestId"), text("type").unwrap_or_default()) else { return false };
                self.requests += 1;
                self.calls += usize::from(CALLS.contains(&kind));
                if !ENDLESS.contains(&kind) {
                    self.under_way.insert(id.to_owned());
                }
            }
            "Network.loadingFinished" | "Network.loadingFailed" => {
                let Some(id) = text("requestId") else { return false };
                self.under_way.remove(id);
            }
            "Network.responseReceived" if text("type") == Some("Script") => {
                let response = event.params.get("response");
                let status = response.and_then(|r| r.get("status")).and_then(Value::as_u64).filter(|s| *s >= 400);
                let url = response.and_then(|r| r.get("url")).and_then(Value::as_str);
                let (Some(status), Some(url)) = (status, url) else { return false };
                let url = url.split(['?', '#']).next().unwrap_or_default();
                self.complaint.get_or_insert_with(|| format!("its script {url} came with status {status}"));
            }
            "Runtime.exceptionThrown" => {
                let details = event.params.get("exceptionDetails");
                let of = |pointer: &str| details.and_then(|d| d.pointer(pointer)).and_then(Value::as_str);
                let words = of("/exception/description").or_else(|| of("/text")).unwrap_or_default();
                let line: String = words.lines().next().unwrap_or_default().chars().take(200).collect();
                self.complaint.get_or_insert_with(|| format!("a script of it fails: {line}"));
            }
            "Page.frameStartedNavigating" | "Page.frameStartedLoading" if self.is_main(text("frameId")) => self.loaded = false,
            "Page.frameNavigated" => {
                let frame = event.params.get("frame");
                let member = |name: &str| frame.and_then(|f| f.get(name)).and_then(Value::as_str);
                if !self.is_main(member("id")) {
                    return false;
                }
                self.documents += 1;
                self.loaded = false;
                self.complaint = None;
                // What the former page had under way is nobody's any more; the new document's own request is known by it.
                let own = member("loaderId").unwrap_or_default();
                self.under_way.retain(|id| id == own);
            }
            "Page.loadEventFired" | "Page.frameStoppedLoading"
                if event.method != "Page.frameStoppedLoading" || self.is_main(text("frameId")) =>
            {
                self.loaded = true;
            }
            "Runtime.executionContextCreated" => {
                let context = event.params.get("context");
                let of = |pointer: &str| context.and_then(|c| c.pointer(pointer));
                let named = of("/name").and_then(Value::as_str) == Some(WORLD);
                if !named || !self.is_main(of("/auxData/frameId").and_then(Value::as_str)) {
                    return false;
                }
                self.world = of("/id").and_then(Value::as_i64);
                self.changes += 1;
            }
            "Runtime.executionContextDestroyed" => {
                let id = event.params.get("executionContextId").and_then(Value::as_i64);
                if self.world.is_none() || self.world != id {
                    return false;
                }
                self.world = None;
            }
            "Runtime.bindingCalled" => self.changes += 1,
            "Inspector.targetCrashed" | "Inspector.detached" => self.gone = true,
            _ => return false,
        }
        true
    }

    fn is_main(&self, frame: Option<&str>) -> bool {
        frame.is_some() && self.main_frame.as_deref() == frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn heard(events: &[(&str, Value)]) -> Pulse {
        let mut pulse = Pulse::of_frame("F");
        for (method, params) in events {
            pulse.hear(&Event { method: (*method).to_owned(), params: params.clone() });
        }
        pulse
    }

    #[test]
    fn calm_when_everything_has_ended() {
        let begun = [
            ("Page.frameStartedNavigating", json!({"frameId": "F"})),
            ("Network.requestWillBeSent", json!({"requestId": "1", "type": "Document"})),
            ("Network.requestWillBeSent", json!({"requestId": "2", "type": "EventSource"})),
        ];
        assert!(!heard(&begun).is_calm());
        let ended = [
            ("Page.frameNavigated", json!({"frame": {"id": "F", "loaderId": "1"}})),
            ("Network.loadingFinished", json!({"requestId": "1"})),
            ("Page.loadEventFired", json!({})),
        ];
        let pulse = heard(&[&begun[..], &ended[..]].concat());
        assert!(pulse.is_calm());
        assert_eq!((pulse.documents, pulse.requests, pulse.calls), (1, 2, 1));
    }

    #[test]
    fn frames_inside_are_not_the_page() {
        let pulse = heard(&[("Page.frameNavigated", json!({"frame": {"id": "G", "parentId": "F"}}))]);
        assert_eq!(pulse.documents, 0);
    }

    #[test]
    fn a_new_document_forgets_what_the_old_one_waited_for() {
        let pulse = heard(&[
            ("Network.requestWillBeSent", json!({"requestId": "poll", "type": "XHR"})),
            ("Page.frameNavigated", json!({"frame": {"id": "F", "loaderId": "L"}})),
            ("Page.loadEventFired", json!({})),
        ]);
        assert!(pulse.is_calm());
    }

    #[test]
    fn our_world_comes_and_goes() {
        let created = json!({"context": {"id": 7, "name": "oidc-compat", "auxData": {"frameId": "F"}}});
        let pages = json!({"context": {"id": 8, "name": "", "auxData": {"frameId": "F"}}});
        let created = [("Runtime.executionContextCreated", created), ("Runtime.executionContextCreated", pages)];
        assert_eq!(heard(&created).world, Some(7));
        let gone = ("Runtime.executionContextDestroyed", json!({"executionContextId": 7}));
        assert_eq!(heard(&[&created[..], &[gone]].concat()).world, None);
    }

    #[test]
    fn the_first_fault_of_a_page_is_kept() {
        let script = json!({"type": "Script", "response": {"status": 404, "url": "https://op.example/a.js?v=1"}});
        let thrown = json!({"exceptionDetails": {"text": "Uncaught", "exception": {"description": "TypeError: x\n at y"}}});
        let faults = [("Network.responseReceived", script), ("Runtime.exceptionThrown", thrown)];
        let both = heard(&faults).complaint.unwrap();
        assert_eq!(both, "its script https://op.example/a.js came with status 404");
        assert_eq!(heard(&faults[1..]).complaint.unwrap(), "a script of it fails: TypeError: x");
        let next = ("Page.frameNavigated", json!({"frame": {"id": "F"}}));
        assert_eq!(heard(&[&faults[..], &[next]].concat()).complaint, None);
    }

    #[test]
    fn whatever_comes_breaks_nothing() {
        for params in [json!(null), json!([]), json!({"frame": 1, "context": [], "requestId": {}, "frameId": null})] {
            for method in ["Network.requestWillBeSent", "Page.frameNavigated", "Runtime.executionContextCreated", "X.y"] {
                assert!(!heard(&[(method, params.clone())]).gone);
            }
        }
    }
}
