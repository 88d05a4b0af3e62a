//! One tab, in a context of its own.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::ChromiumError;
use super::cookies::{from_browser, to_browser};
use super::devtools::Devtools;
use super::pulse::{Pulse, WORLD};
use super::traffic::{Gate, hear, patterns};
use crate::http::JarCookie;

/// What our script calls when the page has changed.
const BINDING: &str = "oidcCompatChanged";
/// Longest wait for what a page's script was asked.
const ASK: Duration = Duration::from_secs(10);

/// A tab. Its context goes with it.
pub struct Tab {
    devtools: Devtools,
    session: Arc<str>,
    context: String,
    pulse: watch::Receiver<Pulse>,
}

impl Tab {
    pub(super) async fn open(
        devtools: Devtools,
        user_agent: &str,
        script: &str,
        gate: Arc<dyn Gate>,
    ) -> Result<Self, ChromiumError> {
        let made = devtools.call(None, "Target.createBrowserContext", json!({ "disposeOnDetach": true })).await?;
        let context = text(&made, "/browserContextId");
        let made =
            devtools.call(None, "Target.createTarget", json!({ "url": "about:blank", "browserContextId": context })).await?;
        let target = text(&made, "/targetId");
        let attached = devtools.call(None, "Target.attachToTarget", json!({ "targetId": target, "flatten": true })).await?;
        let session: Arc<str> = text(&attached, "/sessionId").into();
        let events = devtools.events(&session);
        let tree = devtools.call(Some(&session), "Page.getFrameTree", json!({})).await?;
        let main_frame = text(&tree, "/frameTree/frame/id");
        let (pulse, heard) = watch::channel(Pulse::of_frame(&main_frame));
        tokio::spawn(hear(devtools.clone(), Arc::clone(&session), main_frame, events, gate, pulse));
        let tab = Self { devtools, session, context, pulse: heard };
        let ready = [
            ("Page.enable", json!({})),
            ("Network.enable", json!({})),
            ("Runtime.enable", json!({})),
            ("Network.setBypassServiceWorker", json!({ "bypass": true })),
            ("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })),
            ("Emulation.setUserAgentOverride", json!({ "userAgent": user_agent, "acceptLanguage": "en-US,en" })),
            ("Runtime.addBinding", json!({ "name": BINDING, "executionContextName": WORLD })),
            ("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script, "worldName": WORLD, "runImmediately": true })),
            ("Fetch.enable", patterns()),
        ];
        for answer in futures::future::join_all(ready.map(|(method, params)| tab.call(method, params))).await {
            answer?;
        }
        Ok(tab)
    }

    /// What is under way.
    pub fn pulse(&self) -> Pulse {
        self.pulse.borrow().clone()
    }

    /// Waits until what is under way looks like this.
    pub async fn until(&self, deadline: Instant, mut wanted: impl FnMut(&Pulse) -> bool) -> bool {
        let mut pulse = self.pulse.clone();
        // The sender goes when the tab is gone, which is told before.
        let met = timeout_at(deadline, pulse.wait_for(|p| p.gone || wanted(p))).await;
        matches!(met, Ok(Ok(_)))
    }

    /// Waits until everything has arrived and the page's own callbacks have run.
    pub async fn settle(&self, deadline: Instant) -> bool {
        loop {
            if !self.until(deadline, Pulse::is_calm).await {
                return false;
            }
            let before = self.pulse();
            // A page that goes away meanwhile answers with an error; the next round waits for what comes.
            let _ = self.ask("idle", json!([])).await;
            let now = self.pulse();
            if now.gone || now.is_calm() && (now.documents, now.requests) == (before.documents, before.requests) {
                return true;
            }
        }
    }

    /// Lays cookies in.
    ///
    /// # Errors
    /// When the browser is gone, or takes one of them for broken.
    pub async fn set_cookies(&self, cookies: &[JarCookie]) -> Result<(), ChromiumError> {
        let all: Vec<Value> = cookies.iter().map(to_browser).collect();
        let params = json!({ "cookies": all, "browserContextId": self.context });
        self.devtools.call(None, "Storage.setCookies", params).await.map(drop)
    }

    /// Every cookie of the context.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn cookies(&self) -> Result<Vec<JarCookie>, ChromiumError> {
        let told = self.devtools.call(None, "Storage.getCookies", json!({ "browserContextId": self.context })).await?;
        Ok(told.get("cookies").and_then(Value::as_array).into_iter().flatten().filter_map(from_browser).collect())
    }

    /// Goes to a URL. What comes of it is told by the pulse and the gate.
    ///
    /// # Errors
    /// When the browser is gone, does not answer, or takes it for no URL.
    pub async fn go(&self, url: &str, within: Duration) -> Result<(), ChromiumError> {
        self.devtools.call_within(Some(&self.session), "Page.navigate", json!({ "url": url }), within).await.map(drop)
    }

    /// Asks our script on the page.
    ///
    /// # Errors
    /// When the page is going away, or the script fails on it.
    pub async fn ask(&self, what: &str, given: Value) -> Result<Value, ChromiumError> {
        let refused = |message: String| ChromiumError::Refused { method: format!("the question {what:?}"), message };
        let world = self.pulse.borrow().world.ok_or_else(|| refused("there is no page".to_owned()))?;
        let arguments: Vec<Value> = given.as_array().into_iter().flatten().map(|value| json!({ "value": value })).collect();
        let params = json!({
            "functionDeclaration": format!("(...given) => globalThis.oidcCompat.{what}(...given)"),
            "executionContextId": world,
            "arguments": arguments,
            "returnByValue": true,
            "awaitPromise": true,
        });
        let mut told = self.devtools.call_within(Some(&self.session), "Runtime.callFunctionOn", params, ASK).await?;
        if let Some(exception) = told.get("exceptionDetails") {
            return Err(refused(text(exception, "/exception/description")));
        }
        Ok(told.pointer_mut("/result/value").map(Value::take).unwrap_or_default())
    }

    /// Types into what has the focus, whatever the letters.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn insert(&self, text: &str) -> Result<(), ChromiumError> {
        self.call("Input.insertText", json!({ "text": text })).await.map(drop)
    }

    /// Presses the left button of the mouse at a place of the window.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn click(&self, x: f64, y: f64) -> Result<(), ChromiumError> {
        for (kind, button, count) in [("mouseMoved", "none", 0), ("mousePressed", "left", 1), ("mouseReleased", "left", 1)] {
            let params = json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": count });
            self.call("Input.dispatchMouseEvent", params).await?;
        }
        Ok(())
    }

    /// Presses Enter.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn enter(&self) -> Result<(), ChromiumError> {
        let key =
            |kind: &str| json!({ "type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r" });
        self.call("Input.dispatchKeyEvent", key("keyDown")).await?;
        self.call("Input.dispatchKeyEvent", key("keyUp")).await.map(drop)
    }

    /// A picture of the page as it is, PNG.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn picture(&self) -> Result<Vec<u8>, ChromiumError> {
        let told = self.call("Page.captureScreenshot", json!({ "format": "png" })).await?;
        Ok(STANDARD.decode(text(&told, "/data")).unwrap_or_default())
    }

    /// The connection, for what else can be plugged into a tab.
    pub(super) fn line(&self) -> (Devtools, Arc<str>) {
        (self.devtools.clone(), Arc::clone(&self.session))
    }

    async fn call(&self, method: &str, params: Value) -> Result<Value, ChromiumError> {
        self.devtools.call(Some(&self.session), method, params).await
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.devtools.forget(&self.session);
        self.devtools.tell(None, "Target.disposeBrowserContext", json!({ "browserContextId": self.context }));
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
