//! A redirect that makes the browser send a form of the provider's page to the app.

use super::view::Evidence;
use crate::check::Missing;
use crate::recording::{Callback, FlowRecord};

impl<'a> Evidence<'a> {
    /// The answer that reaches the app as a POST with the form of the provider's own page in it, password and all: a form was
    /// sent, and a redirect with status 307 or 308 led from there to the redirect URI. `None` when no form takes that way.
    ///
    /// A login on a session that is there shows no form, so that the other logins of the run tell what a new user meets.
    ///
    /// # Errors
    /// When there was no login.
    pub fn repeated_form(&self) -> Result<Option<&'a Callback>, Missing> {
        let own = self.flow()?.record;
        if self.posted(own) {
            return Ok(self.repeats(own));
        }
        let seen = |flow: &FlowRecord| flow.callback.as_ref().is_some_and(|c| !c.unseen);
        if !self.recording().flows.iter().any(seen) {
            let why = "the answer came in a person's own browser, and how it got there was not seen";
            return Err(Missing::new("needs-person", why));
        }
        Ok(self.recording().flows.iter().find_map(|flow| self.repeats(flow)))
    }

    /// A form was sent on the way to the redirect URI.
    fn posted(&self, flow: &FlowRecord) -> bool {
        flow.authorization.exchanges.iter().any(|id| self.exchange(*id).is_ok_and(|e| e.request.method == "POST"))
    }

    fn repeats(&self, flow: &'a FlowRecord) -> Option<&'a Callback> {
        let callback = flow.callback.as_ref()?;
        let exchange = self.exchange(callback.exchange).ok()?;
        let stays = matches!(exchange.status(), Some(307 | 308)) && exchange.complete()?.header("location").is_some();
        (stays && exchange.request.method == "POST").then_some(callback)
    }
}
