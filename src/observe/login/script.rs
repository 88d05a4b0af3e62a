//! Logging in by steps: what forms cannot say, written down by the operator or known of a product.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use url::Url;

use super::browser::{Browser, Next, Way};
use super::callback::caught;
use super::choose::Choice;
use super::html::{HtmlPage, Spot};
use super::lexicon::shortened;
use super::page::plain_words;
use crate::config::LoginWay;
use crate::http::{Method, Outgoing};
use crate::login_steps::{Act, Call, CallMethod, LoginStep, Part, Template, fits};
use crate::recording::Obstacle;
use crate::secret::Secret;

/// Steps, with what they need beside the test account.
#[derive(Debug, Clone)]
pub struct Script {
    /// Whose steps they are, for people: `the steps of plan.toml`.
    pub source: String,
    /// The steps, in order.
    pub steps: Vec<LoginStep>,
    /// Secrets by name.
    pub secrets: BTreeMap<String, Secret>,
}

/// What steps did on one way.
#[derive(Debug, Clone, Default)]
pub(super) struct Done {
    steps: BTreeSet<usize>,
    taken: BTreeMap<String, String>,
    /// Something of the account's was typed or sent.
    secret: bool,
    /// Whose steps they were.
    by: Option<String>,
}

impl Done {
    /// Whose steps were done, if any were.
    pub(super) fn by(&self) -> Option<&str> {
        self.by.as_deref()
    }
}

/// Why a step cannot be done.
enum Stop {
    /// Of the tester's doing, or the page is another than the steps were written for.
    Cannot(String),
    Obstacle(Obstacle),
}

impl From<String> for Stop {
    fn from(why: String) -> Self {
        Self::Cannot(why)
    }
}

impl Browser {
    /// Does the steps for this page; `None` when there are none.
    pub(super) async fn by_steps(&self, way: &mut Way<'_>, url: &Url, html: &str) -> Option<Next> {
        let script = match self.drivers.way {
            LoginWay::Auto | LoginWay::Script => self.drivers.script.clone().or_else(|| self.known().script)?,
            LoginWay::Form | LoginWay::Browser | LoginWay::Interactive => return None,
        };
        let mut page: Option<HtmlPage> = None;
        let mut typed: Vec<(Spot, String)> = Vec::new();
        let mut did = false;
        for (number, step) in script.steps.iter().enumerate() {
            if way.done.steps.contains(&number) || !step.is_at(url) || !self.applies(step, way, url) {
                continue;
            }
            way.done.steps.insert(number);
            if way.done.by.is_none() {
                way.done.by = Some(script.source.clone());
                self.caller.log.listener().chosen(&script.source, "no form of the page says how to log in");
            }
            if step.once_per_run && !self.logins.may_use(number) {
                let what = format!("what step {} of {} sends is good for one login", number + 1, script.source);
                return Some(self.end(Obstacle::NeedsPerson(what)));
            }
            did = true;
            let doing = self.step(&script, step, way, url, html, &mut page, &mut typed).await;
            match doing {
                Ok(None) => {}
                Ok(Some(next)) => return Some(next),
                Err(Stop::Obstacle(obstacle)) => return Some(self.end(obstacle)),
                Err(Stop::Cannot(why)) => {
                    let said = format!("step {} of {}, at {}: {why}", number + 1, script.source, shortened(url.path()));
                    return Some(self.end(Obstacle::PageNotUnderstood(said)));
                }
            }
        }
        if !typed.is_empty() {
            let said = format!("{}: something was typed at {}, and no step clicks there", script.source, shortened(url.path()));
            return Some(self.end(Obstacle::PageNotUnderstood(said)));
        }
        // What the calls changed shows when the page is opened again.
        did.then(|| {
            way.page = Some(url.clone());
            Next::Send {
                outgoing: Box::new(Outgoing::get(format!("{} (opened again)", way.purpose), url.as_str())),
                password: false,
            }
        })
    }

    fn applies(&self, step: &LoginStep, way: &Way<'_>, url: &Url) -> bool {
        let has = |name: &String| self.session.cookies().iter().any(|cookie| fits(name, &cookie.name));
        let there = |name: &str| match Part::named(name) {
            Ok(Part::RequestParameter(name)) => parameter(&way.start, &name),
            Ok(Part::PageParameter(name)) => parameter(url, &name),
            _ => way.done.taken.get(name).cloned().unwrap_or_default(),
        };
        !step.unless_cookie.as_ref().is_some_and(has) && step.when.iter().all(|(name, value)| there(name) == *value)
    }

    #[expect(clippy::too_many_arguments, reason = "what the steps of one page share; a struct would live for this call alone")]
    async fn step(
        &self,
        script: &Script,
        step: &LoginStep,
        way: &mut Way<'_>,
        url: &Url,
        html: &str,
        page: &mut Option<HtmlPage>,
        typed: &mut Vec<(Spot, String)>,
    ) -> Result<Option<Next>, Stop> {
        match &step.act {
            Act::Fill(fields) => {
                let selectors: Vec<&str> = fields.keys().map(String::as_str).collect();
                let read = HtmlPage::read_with(html, url, &selectors);
                for ((selector, template), spot) in fields.iter().zip(&read.spots) {
                    let Some(spot @ Spot::Control(..)) = spot else {
                        return Err(format!("nothing on the page can be filled in at {selector:?}").into());
                    };
                    let text = self.filled(script, template, way, url, false).await?;
                    note(way, template.parts());
                    typed.push((spot.clone(), text));
                }
                *page = Some(read);
                Ok(None)
            }
            Act::Click(selector) => self.click(way, url, html, selector, typed).map(Some),
            Act::Call(call) => self.send_call(script, call, way, url).await.map(|()| None),
            Act::Go(template) => {
                let written = self.filled(script, template, way, url, true).await?;
                let to = url.join(&written).map_err(|why| format!("{:?} gives no URL: {why}", template.written()))?;
                if let Some(found) = caught(&to, to.as_str(), way.redirect_uri) {
                    return Ok(Some(Next::Caught(found)));
                }
                if let Some(obstacle) = self.lost(way, &to) {
                    return Err(Stop::Obstacle(obstacle));
                }
                if template.carries_credentials() {
                    self.leave_to_send(&to, url, way)?;
                }
                way.page = Some(url.clone());
                let outgoing = Outgoing::get(format!("{} (step of the login)", way.purpose), to.as_str());
                Ok(Some(Next::Send { outgoing: Box::new(outgoing), password: template.carries_credentials() }))
            }
        }
    }

    fn click(
        &self,
        way: &mut Way<'_>,
        url: &Url,
        html: &str,
        selector: &str,
        typed: &mut Vec<(Spot, String)>,
    ) -> Result<Next, Stop> {
        let page = HtmlPage::read_with(html, url, &[selector]);
        let (form, button) = match page.spots.first().cloned().flatten() {
            Some(Spot::Form(form)) => (form, None),
            Some(Spot::Button(form, button)) => (form, Some(button)),
            Some(Spot::Link(to)) => {
                way.page = Some(url.clone());
                let outgoing = Outgoing::get(format!("{} (step of the login)", way.purpose), to.as_str());
                return Ok(Next::Send { outgoing: Box::new(outgoing), password: false });
            }
            _ => return Err(format!("nothing on the page can be clicked at {selector:?}: no button, no link, no form").into()),
        };
        let secret = way.done.secret;
        if secret && !typed.is_empty() {
            self.logins.begin().map_err(Stop::Obstacle)?;
        }
        let fill = typed.drain(..).filter_map(|(spot, text)| match spot {
            Spot::Control(of, at) if of == form => Some((at, text)),
            _ => None,
        });
        let choice = Choice { form, button, fill: fill.collect() };
        Ok(self.submit(way, url, &page, &choice, secret))
    }

    /// Leave to send the account's own where the steps say.
    fn leave_to_send(&self, to: &Url, page: &Url, way: &Way<'_>) -> Result<(), Stop> {
        self.caller.guard().password_may_go(to, page, &way.start).map_err(|why| Stop::Obstacle(Obstacle::NotTried(why)))?;
        self.logins.begin().map_err(Stop::Obstacle)
    }

    async fn send_call(&self, script: &Script, call: &Call, way: &mut Way<'_>, url: &Url) -> Result<(), Stop> {
        let written = self.filled(script, &call.url, way, url, true).await?;
        let to = url.join(&written).map_err(|why| format!("{:?} gives no URL: {why}", call.url.written()))?;
        let method = match call.method {
            CallMethod::Get => Method::Get,
            CallMethod::Post => Method::Post,
            CallMethod::Put => Method::Put,
        };
        let secret = call.carries_credentials();
        if secret {
            self.leave_to_send(&to, url, way)?;
        }
        let mut request = Outgoing {
            method,
            ..Outgoing::get(format!("{} ({})", way.purpose, if secret { "login call" } else { "call of a page" }), to.as_str())
        };
        if let Some(json) = &call.json {
            let body = self.filled_json(script, json, way, url).await?;
            request.headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
            request.body = Some(body.to_string().into_bytes());
        }
        for (name, template) in &call.headers {
            request.headers.push((name.clone(), self.filled(script, template, way, url, false).await?));
        }
        self.dress_call(&mut request, &to, url);
        note(way, &call_parts(call));
        let called = self.caller.call(request).await;
        way.calls.extend(&called.ids);
        if let Some(limited) = &called.limited {
            return Err(Stop::Obstacle(Obstacle::RateLimited(limited.clone())));
        }
        let Some(response) = called.exchange.complete() else {
            let why = called.exchange.failure.as_ref().map(|f| f.message.clone()).unwrap_or_default();
            return Err(Stop::Obstacle(Obstacle::NoAnswer(why)));
        };
        self.keep_cookies(&to, &called);
        let bytes = response.body.bytes();
        let text = String::from_utf8_lossy(&bytes);
        let said =
            || format!("{} {} was answered with {}: {}", method.name(), to.path(), response.status, plain_words(response, &text));
        let says_wrong = match call.refused.0.as_slice() {
            [] => secret && matches!(response.status, 401 | 403),
            listed => listed.contains(&response.status),
        };
        if says_wrong {
            return Err(Stop::Obstacle(Obstacle::LoginRefused(said())));
        }
        let expected = match call.expect.0.as_slice() {
            [] => response.is_success(),
            listed => listed.contains(&response.status),
        };
        if !expected {
            return Err(said().into());
        }
        let document: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        for (name, pointer) in &call.take {
            let (pointer, may_lack) = pointer.strip_suffix('?').map_or((pointer.as_str(), false), |p| (p, true));
            let found = match document.pointer(pointer) {
                Some(Value::String(text)) => Some(text.clone()),
                Some(value @ (Value::Number(_) | Value::Bool(_))) => Some(value.to_string()),
                _ => None,
            };
            if found.is_none() && !may_lack {
                return Err(format!("the answer of {} has no text at {pointer:?} to take as {{{name}}}", to.path()).into());
            }
            way.done.taken.insert(name.clone(), found.unwrap_or_default());
        }
        Ok(())
    }

    async fn filled(&self, script: &Script, template: &Template, way: &Way<'_>, url: &Url, encode: bool) -> Result<String, Stop> {
        let wants = |part: &Part| template.parts().contains(part);
        let user = self.user.as_ref();
        if user.is_none() && (wants(&Part::User) || wants(&Part::Password)) {
            let what = format!("{} ask for user and password, and no test account was given", script.source);
            return Err(Stop::Obstacle(Obstacle::NoAccount(what)));
        }
        let code = match user.and_then(|u| u.totp.as_ref()).filter(|_| wants(&Part::Totp)) {
            Some(totp) => Some(self.code(totp).await),
            None => None,
        };
        let value = |part: &Part| match part {
            Part::Text(text) => Ok(text.clone()),
            Part::User => Ok(user.map(|u| u.user.clone()).unwrap_or_default()),
            Part::Password => Ok(user.map(|u| u.password.secret().to_owned()).unwrap_or_default()),
            Part::Totp => code.clone().ok_or_else(|| "{totp} asks for --totp-secret".to_owned()),
            Part::Secret(name) => match script.secrets.get(name) {
                Some(secret) => Ok(secret.secret().to_owned()),
                None => Err(format!("{{secret:{name}}} asks for --login-secret {name}=…")),
            },
            Part::Request => Ok(way.start.query().unwrap_or_default().to_owned()),
            Part::RequestParameter(name) => Ok(parameter(&way.start, name)),
            Part::Page => Ok(url.as_str().to_owned()),
            Part::PageParameter(name) => Ok(parameter(url, name)),
            Part::Taken(name) => Ok(way.done.taken.get(name).cloned().unwrap_or_default()),
        };
        Ok(template.fill(encode, value)?)
    }

    async fn filled_json(&self, script: &Script, value: &Value, way: &Way<'_>, url: &Url) -> Result<Value, Stop> {
        Ok(match value {
            Value::String(text) => {
                let template = Template::parse(text).map_err(|e| e.to_string())?;
                Value::String(self.filled(script, &template, way, url, false).await?)
            }
            Value::Array(items) => {
                let mut out = Vec::new();
                for item in items {
                    out.push(Box::pin(self.filled_json(script, item, way, url)).await?);
                }
                Value::Array(out)
            }
            Value::Object(members) => {
                let mut out = serde_json::Map::new();
                for (name, member) in members {
                    out.insert(name.clone(), Box::pin(self.filled_json(script, member, way, url)).await?);
                }
                Value::Object(out)
            }
            other => other.clone(),
        })
    }
}

fn call_parts(call: &Call) -> Vec<Part> {
    let body = call.templates().unwrap_or_default();
    std::iter::once(&call.url).chain(call.headers.values()).chain(&body).flat_map(|t| t.parts().to_vec()).collect()
}

/// What was sent of the account, so that the next page is understood as an answer to it.
fn note(way: &mut Way<'_>, parts: &[Part]) {
    way.progress.user_sent |= parts.contains(&Part::User);
    way.progress.password_sent |= parts.contains(&Part::Password);
    way.done.secret |= parts.iter().any(|p| matches!(p, Part::Password | Part::Secret(_) | Part::Totp));
    way.progress.code_sent |= parts.contains(&Part::Totp);
}

/// One parameter of a URL's query, decoded; empty when it is not there.
fn parameter(url: &Url, name: &str) -> String {
    url.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}
