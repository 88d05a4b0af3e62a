//! Sending the browser back to the client (RFC 6749, section 4.1.2; RFC 9207).

use axum::http::{Method, StatusCode};
use url::form_urlencoded;

use super::{AuthorizationRequest, form_page, granted_scope, request::ResponseMode};
use crate::reference::{answer::Answer, call::Call, fault::AuthorizeAnswerFault, op::Op, page};

/// What the client is told.
#[derive(Clone, Debug)]
pub(in crate::reference) enum Outcome {
    /// A code.
    Code(String),
    /// An error and its description.
    Error(String, String),
}

impl Outcome {
    /// An error.
    pub(in crate::reference) fn error(error: &str, description: &str) -> Self {
        Self::Error(error.to_owned(), description.to_owned())
    }
}

/// An answer on its way: parameters, and how they travel.
struct Delivery {
    params: Vec<(String, String)>,
    mode: ResponseMode,
    target: String,
    status: StatusCode,
    /// Refuses to do what the client's browser can do without scripts.
    scripted: bool,
    /// Replaces the redirect by a page that refreshes.
    by_page: bool,
    /// What joins parameters to a redirect URI that has a query.
    joint: char,
}

/// Sends the outcome to the client.
pub(in crate::reference) fn send(op: &Op, request: &AuthorizationRequest, outcome: &Outcome, call: &Call) -> Answer {
    if let (Outcome::Error(_, what), true) = (outcome, op.authorize.errors_shown) {
        let what = op.persona().map_or(what.as_str(), |persona| persona.words(what));
        return Answer::html(StatusCode::BAD_REQUEST, page::error("Something is wrong", what));
    }
    let mut delivery = Delivery {
        params: Vec::new(),
        mode: request.mode,
        target: request.redirect_uri.clone(),
        // After a form, 303 keeps the browser from posting the password on.
        status: if call.method == Method::POST { StatusCode::SEE_OTHER } else { StatusCode::FOUND },
        scripted: false,
        by_page: false,
        joint: '&',
    };
    match outcome {
        Outcome::Code(code) => delivery.set("code", code),
        Outcome::Error(error, description) => {
            delivery.set("error", error);
            delivery.set("error_description", op.persona().map_or(description.as_str(), |persona| persona.words(description)));
        }
    }
    if let Some(state) = &request.state {
        delivery.set("state", state);
    }
    delivery.set("iss", &op.issuer);
    if matches!(outcome, Outcome::Code(_)) {
        for (name, value) in op.persona().into_iter().flat_map(|persona| persona.callback()) {
            delivery.set(name, &value.replace("{scope}", &granted_scope(op, request).join(" ")));
        }
    }
    for fault in op.faults::<AuthorizeAnswerFault>() {
        delivery.bend(fault);
    }
    delivery.answer()
}

impl Delivery {
    /// The one place where faults of the answer act.
    fn bend(&mut self, fault: AuthorizeAnswerFault) {
        use AuthorizeAnswerFault as F;
        let state = self.get("state").map(str::to_owned);
        match fault {
            F::StateMissing => self.remove("state"),
            F::StateChanged => self.set("state", "not-what-you-sent"),
            F::StateTruncated => {
                if let Some(state) = state {
                    self.set("state", &state.chars().take(16).collect::<String>());
                }
            }
            F::StateLowerCase => {
                if let Some(state) = state {
                    self.set("state", &state.to_lowercase());
                }
            }
            F::StateEncodedTwice => {
                if let Some(state) = state {
                    self.set("state", &form_urlencoded::byte_serialize(state.as_bytes()).collect::<String>());
                }
            }
            F::ErrorWithoutState => {
                if self.get("error").is_some() {
                    self.remove("state");
                }
            }
            F::CodeMissing => self.remove("code"),
            F::CodeEmpty => self.replace("code", ""),
            F::AccessDenied => self.fail("access_denied", "The user may not use this application."),
            F::ServerErrorAnswer => self.fail("server_error", "Something broke <here>."),
            F::EmptyError if self.get("error").is_none() => self.set("error", ""),
            F::EmptyError => {}
            F::Fragment => self.mode = ResponseMode::Fragment,
            F::FormPost => self.mode = ResponseMode::FormPost,
            F::FormPostIgnored if self.mode == ResponseMode::FormPost => self.mode = ResponseMode::Query,
            F::FormPostIgnored => {}
            F::FormPostByScript => self.scripted = true,
            F::IssuerMissing => self.remove("iss"),
            F::IssuerWrong => self.set("iss", "https://login.example.net"),
            F::IssuerTwice => {
                let issuer = self.get("iss").map(str::to_owned);
                self.params.extend(issuer.map(|issuer| ("iss".to_owned(), issuer)));
            }
            F::ExtraParameters => {
                self.set("session_state", "9f2c.1");
                self.set("scope", "openid");
                self.set("realm", "wonderland");
            }
            F::QueryDropped => {
                if let Some((bare, _)) = self.target.split_once('?') {
                    self.target = bare.to_owned();
                }
            }
            F::SecondQuestionMark => self.joint = '?',
            F::RedirectByPage => self.by_page = true,
            F::MethodPreserved => self.status = StatusCode::TEMPORARY_REDIRECT,
        }
    }

    fn answer(self) -> Answer {
        if self.mode == ResponseMode::FormPost {
            let page = page::form_post(&self.target, &self.params);
            return form_page(if self.scripted { page::scripted(&page) } else { page });
        }
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.params).finish();
        let location = match self.mode {
            ResponseMode::Fragment => format!("{}#{encoded}", self.target),
            _ if !self.target.contains('?') => format!("{}?{encoded}", self.target),
            _ if self.target.ends_with(['?', '&']) && self.joint == '&' => {
                format!("{}{encoded}", self.target)
            }
            _ => format!("{}{}{encoded}", self.target, self.joint),
        };
        if self.by_page {
            return form_page(page::refresh(&location));
        }
        Answer::redirect(self.status, &location)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn set(&mut self, name: &str, value: &str) {
        if self.get(name).is_some() {
            self.replace(name, value);
        } else {
            self.params.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Changes a parameter that is there.
    fn replace(&mut self, name: &str, value: &str) {
        for (_, old) in self.params.iter_mut().filter(|(key, _)| key == name) {
            value.clone_into(old);
        }
    }

    fn remove(&mut self, name: &str) {
        self.params.retain(|(key, _)| key != name);
    }

    fn fail(&mut self, error: &str, description: &str) {
        self.remove("code");
        self.set("error", error);
        self.set("error_description", description);
    }
}
