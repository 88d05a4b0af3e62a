//! Filling in and pressing, as a person's hands would.

use serde_json::{Value, json};
use tokio::time::Instant;
use url::Url;

use super::super::choose::Choice;
use super::super::page::next_code;
use super::seen::Seen;
use super::walk::{EFFECT, End, Way};
use crate::chromium::ChromiumError;
use crate::recording::Obstacle;
use crate::secret::Secret;
use crate::totp::Totp;

/// What to fill in, and what to press.
#[derive(Default)]
pub(super) struct Filling {
    pub(super) form: usize,
    pub(super) button: Option<usize>,
    /// Names, boxes to tick.
    pub(super) fields: Vec<(usize, String)>,
    pub(super) password: Option<(usize, Secret)>,
    pub(super) code: Option<(usize, Totp)>,
}

impl Filling {
    pub(super) fn of(choice: &Choice) -> Self {
        Self { form: choice.form, button: choice.button, fields: choice.fill.clone(), ..Self::default() }
    }
}

impl Way<'_> {
    /// Fills in, ticks and presses. `Some`: it ends here.
    pub(super) async fn act(&mut self, seen: &Seen, url: &Url, filling: &Filling) -> Result<Option<End>, ChromiumError> {
        let Some(form) = seen.page.forms.get(filling.form) else { return Ok(None) };
        for (at, value) in &filling.fields {
            let (Some(place), Some(control)) = (seen.control(filling.form, *at), form.controls.get(*at)) else { continue };
            if matches!(control.kind.as_str(), "checkbox" | "radio") {
                self.tab.ask("tick", json!([place])).await.or_else(going)?;
            } else {
                self.fill(place, value).await?;
            }
        }
        if let Some((at, password)) = &filling.password {
            let button = filling.button.and_then(|b| form.buttons.get(b));
            let to = button.and_then(|b| b.action.as_ref()).or(form.action.as_ref()).unwrap_or(url);
            if let Err(why) = self.customs.about_to_type(password.secret(), url, to) {
                return Ok(Some(End::Obstacle(Obstacle::NotTried(why))));
            }
            if let Some(place) = seen.control(filling.form, *at) {
                self.fill(place, password.secret()).await?;
            }
        }
        if let Some((at, totp)) = &filling.code
            && let Some(place) = seen.control(filling.form, *at)
        {
            let code = next_code(&self.given.codes.0, totp, |_| ()).await;
            if self.tab.ask("focus", json!([place])).await.or_else(going)? == json!(true) {
                // One by one: some pages have a field for each, and move on by themselves.
                for digit in code.chars() {
                    self.tab.insert(digit.encode_utf8(&mut [0; 4])).await?;
                }
            }
        }
        let before = self.tab.pulse();
        match filling.button.and_then(|b| seen.button(filling.form, b)) {
            Some(place) => self.press_at(place).await?,
            None => self.tab.enter().await?,
        }
        self.moved(&before, Instant::now() + EFFECT).await;
        Ok(self.stop())
    }

    async fn fill(&self, place: u64, value: &str) -> Result<(), ChromiumError> {
        if self.tab.ask("focus", json!([place])).await.or_else(going)? == json!(true) {
            self.tab.insert(value).await?;
        }
        Ok(())
    }

    async fn press_at(&self, place: u64) -> Result<(), ChromiumError> {
        let deadline = Instant::now() + EFFECT;
        loop {
            let before = self.tab.pulse();
            let told = self.tab.ask("press", json!([place])).await.or_else(going)?;
            let number = |name: &str| told.get(name).and_then(Value::as_f64);
            if let (Some(x), Some(y)) = (number("x"), number("y")) {
                return self.tab.click(x, y).await;
            }
            // A button that waits for its fields to be checked.
            let waits = told.get("disabled").is_some();
            if !waits || !self.moved(&before, deadline).await {
                return Ok(());
            }
        }
    }
}

/// A page that goes away answers nothing, and that is fine: the next look sees what came.
fn going(error: ChromiumError) -> Result<Value, ChromiumError> {
    match error {
        ChromiumError::Refused { .. } => Ok(Value::Null),
        other => Err(other),
    }
}
