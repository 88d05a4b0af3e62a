//! What is known of the recognised product, put beside the findings: where each fix is made, what to register there, what
//! really works. Advice only; verdicts were made before.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::judgement::{AppJudgement, Cause, SpecJudgement};
use super::{AppRequest, AppTarget};
use crate::provider_profile::{Answer, Deviation, ProviderProfile, RegisterAt, Topic, of_cause, of_finding, recognise};
use crate::recording::{Recording, Step};
use crate::suite::filled;

/// The recognised product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Product {
    /// Its id, as in `list providers`.
    pub id: String,
    /// For people.
    pub name: String,
    /// The page on which clients are registered.
    pub page: Option<String>,
    /// What to know about that page.
    pub note: Option<String>,
    /// What to register there, app by app.
    pub register: Vec<Registration>,
    /// Where it differs from what one expects, as far as these apps meet it.
    pub deviations: Vec<Deviation>,
}

/// What to register for one app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Registration {
    /// Id of the app.
    pub app: String,
    /// Its name, for people.
    pub name: String,
    /// The fields to fill in.
    pub fields: Vec<Field>,
    /// What else the app needs there.
    pub notes: Vec<String>,
}

/// One field of the product's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Field {
    /// What it holds.
    pub purpose: Purpose,
    /// What the product calls it; absent: it has no such field.
    pub field: Option<String>,
    /// The addresses.
    pub values: Vec<String>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Redirect URIs.
    Redirect,
    /// Addresses after a logout.
    PostLogout,
    /// Where Logout Tokens go.
    BackChannel,
}

/// The profile of the product whose answers a recording holds.
pub(super) fn recognised(recording: &Recording) -> Option<&'static ProviderProfile> {
    let asked = recording.steps.iter().filter(|s| s.step == Step::Discovery);
    asked.filter_map(|s| recording.exchanges.get(*s.exchanges.last()?)?.complete()).find_map(|response| {
        let document: Map<String, Value> = serde_json::from_str(response.body.text()?).ok()?;
        recognise(Answer { document: &document, headers: &response.headers })
    })
}

/// What this product needs for these apps.
pub(super) fn product(profile: &ProviderProfile, apps: &[AppRequest<'_>]) -> Product {
    let ids: Vec<&str> = apps.iter().map(|a| a.suite.id.as_str()).collect();
    let at = profile.register.as_ref();
    Product {
        id: profile.id.clone(),
        name: profile.name.clone(),
        page: at.map(|r| r.page.clone()),
        note: at.and_then(|r| r.note.clone()),
        register: at.map(|at| apps.iter().map(|app| registration(profile, at, app)).collect()).unwrap_or_default(),
        deviations: profile.deviations_for(&ids).cloned().collect(),
    }
}

fn registration(profile: &ProviderProfile, at: &RegisterAt, request: &AppRequest<'_>) -> Registration {
    let AppTarget { app_url, redirect_uri, .. } = request.target;
    let app = request.suite.app.as_ref();
    let full = |path: &String| format!("{app_url}{}", filled(path, &request.settings));
    let mut redirect = vec![redirect_uri.clone()];
    redirect.extend(app.iter().flat_map(|a| &a.more_redirect_paths).map(full).filter(|uri| uri != redirect_uri));
    let one = |path: Option<&String>| path.map(full).into_iter().collect::<Vec<_>>();
    let fields = [
        (Purpose::Redirect, Some(at.redirect.clone()), redirect),
        (Purpose::PostLogout, at.post_logout.clone(), one(app.and_then(|a| a.post_logout_path.as_ref()))),
        (Purpose::BackChannel, at.back_channel.clone(), one(app.and_then(|a| a.back_channel_path.as_ref()))),
    ];
    // Where nobody knows whether there is such a field, nothing is said.
    let known = |purpose: Purpose, field: &Option<String>| match purpose {
        Purpose::Redirect => true,
        Purpose::PostLogout => field.is_some() || profile.screen(Topic::LogoutUris).is_some(),
        Purpose::BackChannel => field.is_some() || profile.screen(Topic::BackChannel).is_some(),
    };
    let fields = fields.into_iter().filter(|(purpose, field, values)| !values.is_empty() && known(*purpose, field));
    Registration {
        app: request.suite.id.clone(),
        name: request.suite.name.clone(),
        fields: fields.map(|(purpose, field, values)| Field { purpose, field, values }).collect(),
        notes: profile.notes_for(&request.suite.id).map(str::to_owned).collect(),
    }
}

/// Takes the back-channel address out of what to paste, where the product sends no Logout Tokens.
pub(super) fn without_back_channel(profile: &ProviderProfile, requests: &[AppRequest<'_>], apps: &mut [AppJudgement]) {
    let none = profile.register.as_ref().is_some_and(|at| at.back_channel.is_none());
    if !none || profile.screen(Topic::BackChannel).is_none() {
        return;
    }
    for (request, app) in requests.iter().zip(apps) {
        let Some(path) = request.suite.app.as_ref().and_then(|a| a.back_channel_path.as_ref()) else { continue };
        let lines = app.paste.lines().map(|line| match line.split_once(request.target.app_url.as_str()) {
            Some((before, rest)) if rest == path => format!("{before}none: {} sends no Logout Tokens", profile.name),
            _ => line.to_owned(),
        });
        app.paste = lines.map(|line| line + "\n").collect();
    }
}

/// Says with each fix on which page of the product it is made.
pub(super) fn point_to_screens(
    profile: &ProviderProfile,
    apps: &mut [AppJudgement],
    specs: &mut [SpecJudgement],
    causes: &mut [Cause],
) {
    let place = |fix: &mut String, at: Option<&str>| {
        if let Some(at) = at.filter(|_| !fix.is_empty()) {
            fix.push_str(&format!(" Where in {}: {at}.", profile.name));
        }
    };
    let requirements = apps.iter_mut().flat_map(|a| &mut a.requirements);
    for requirement in requirements.chain(specs.iter_mut().flat_map(|s| &mut s.requirements)) {
        let said = format!("{} {}", requirement.message, requirement.actual);
        let at = of_finding(&requirement.check, &said).and_then(|topic| profile.screen(topic));
        place(&mut requirement.fix, at);
    }
    for cause in causes {
        let at = of_cause(&cause.id).and_then(|topic| profile.screen(topic));
        place(&mut cause.fix, at);
        if cause.id == "page-not-understood"
            && let Some(login) = &profile.login
        {
            cause.fix.push_str(&format!(" Of {}: {}", profile.name, login.note));
        }
    }
}
