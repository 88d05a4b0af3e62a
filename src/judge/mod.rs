//! Judging: pure functions from a recording to verdicts. No clock, no network, no files.

mod app;
mod baseline;
mod causes;
mod evaluate;
mod judgement;
mod one_client;
mod paste;
mod product;
mod provider_entry;
mod registered;
mod search;
mod spec;
mod stranger;

pub use baseline::{AccountChange, Baseline};
pub use judgement::{
    AppJudgement, Cause, Change, JudgedRequirement, Judgement, Login, Loss, OutcomeWord, Prediction, ProviderJudgement,
    SettingsAdvice, SpecJudgement, Traffic, Verdict, Waiver, WantedFlow,
};

pub use registered::{DynamicRegistration, Entry, LeftClient, NotRegistered};

pub use product::{Field, Product, Purpose, Registration};

use crate::recording::{AppTarget, Recording};
use crate::suite::Suite;
use crate::wire::{Settings, Version};

/// One app to judge.
pub struct AppRequest<'a> {
    /// Its profile.
    pub suite: &'a Suite,
    /// Its version.
    pub version: Version,
    /// Its settings as the operator has them, defaults filled in.
    pub settings: Settings,
    /// The operator's client and URLs.
    pub target: &'a AppTarget,
}

/// One specification suite to judge.
pub struct SpecRequest<'a> {
    /// The suite.
    pub suite: &'a Suite,
    /// Settings of the tester's own client.
    pub settings: Settings,
    /// The client and its redirect URI.
    pub target: &'a AppTarget,
}

/// Judges a recording for these apps and suites.
pub fn judge(recording: &Recording, apps: &[AppRequest<'_>], specs: &[SpecRequest<'_>], waivers: &[Waiver]) -> Judgement {
    let requests = apps;
    let profile = product::recognised(recording);
    let product = profile.map(|profile| product::product(profile, requests));
    let mut apps: Vec<AppJudgement> = requests.iter().map(|request| app::judge_app(recording, request, waivers)).collect();
    let mut specs: Vec<SpecJudgement> = specs.iter().map(|request| spec::judge_spec(recording, request, waivers)).collect();
    let mut causes = one_client::conflicts(recording, requests, &apps);
    causes.extend(causes::fold(&apps, &specs));
    if let Some(profile) = profile {
        product::without_back_channel(profile, requests, &mut apps);
        product::point_to_screens(profile, &mut apps, &mut specs, &mut causes);
    }
    let provider =
        ProviderJudgement { recognised_as: profile.map(|p| p.id.clone()), product, ..ProviderJudgement::of(recording) };
    Judgement { provider, apps, specs, causes }
}
