//! What judging gives: the report in data, before anyone prints it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::baseline::Baseline;
use super::product::Product;
use super::registered::{DynamicRegistration, registered};
use crate::account::Account;
use crate::check::{EvidenceRef, Level};
use crate::recording::Recording;
use crate::suite::{Impact, SettingPlace};
use crate::wire::{FlowPlan, SettingValue, Settings};

/// Everything that was judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The provider.
    pub provider: ProviderJudgement,
    /// One verdict per app.
    pub apps: Vec<AppJudgement>,
    /// One count per specification suite.
    pub specs: Vec<SpecJudgement>,
    /// What several findings have in common.
    pub causes: Vec<Cause>,
}

/// The provider that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProviderJudgement {
    /// The issuer as its own discovery document names it, else as typed.
    pub issuer: String,
    /// The discovery URL that was asked.
    pub discovery_url: String,
    /// The product it was recognised as.
    pub recognised_as: Option<String>,
    /// What is known of that product.
    pub product: Option<Product>,
    /// What became of registering clients for the run (`--register`); absent where there is nothing to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<DynamicRegistration>,
}

/// The verdict on one app.
#[derive(Debug, Clone, PartialEq)]
pub struct AppJudgement {
    /// Id of the profile.
    pub id: String,
    /// For people.
    pub name: String,
    /// Version that was judged.
    pub version: String,
    /// Effective settings.
    pub settings: Settings,
    /// The verdict.
    pub verdict: Verdict,
    /// What the app would do, with the settings as given.
    pub prediction: Prediction,
    /// What to change so that it works, if something helps.
    pub with_settings: Option<SettingsAdvice>,
    /// In the order in which the app meets them.
    pub requirements: Vec<JudgedRequirement>,
    /// What to paste.
    pub paste: String,
    /// Facts the reader must know (a loopback address judged as public …).
    pub notes: Vec<String>,
    /// The account of a saved run, beside today's (`--baseline`).
    pub baseline: Option<Baseline>,
    /// Flows that would settle the search for settings and were not observed.
    pub wanted: Vec<WantedFlow>,
}

/// The counts of one specification suite.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecJudgement {
    /// Id of the suite.
    pub id: String,
    /// For people.
    pub name: String,
    /// Version of the suite: the tool's.
    pub version: String,
    /// Outcome word to count.
    pub counts: BTreeMap<String, usize>,
    /// In the order of the suite.
    pub requirements: Vec<JudgedRequirement>,
}

/// The verdict on one app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It works as it is.
    Compatible,
    /// It works with other settings of the app.
    CompatibleWithSettings,
    /// Users can log in, and something they would miss is lost.
    Degraded,
    /// Nobody can tell from what was observed.
    Undetermined,
    /// Users cannot log in.
    Incompatible,
}

/// What the app's real code would do with this provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Prediction {
    /// How the login ends.
    pub login: Login,
    /// Status of the page the user sees, when it is not the app's home.
    pub http_status: Option<u16>,
    /// The words the user reads.
    pub message: Option<String>,
    /// Id of the requirement that decides it.
    pub because: Option<String>,
    /// The account the app would make.
    pub account: Option<Account>,
}

/// How a login ends, seen from the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Login {
    /// The user is in.
    LoggedIn,
    /// The app shows an error page.
    Refused,
    /// An exception nobody catches.
    ServerError,
    /// The browser never comes back with a code or an error.
    StuckAtProvider,
    /// The evidence to tell was not obtained.
    Unknown,
}

/// Settings that make it work.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SettingsAdvice {
    /// The changes, fewest first.
    pub changes: Vec<Change>,
    /// The verdict with them.
    pub verdict: Verdict,
    /// The prediction with them.
    pub prediction: Prediction,
    /// Every change that alters the wire was observed on the wire.
    pub proved_on_the_wire: bool,
    /// What is lost all the same, in the app's order.
    pub lost: Vec<Loss>,
}

/// A requirement that fails without keeping users out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Loss {
    /// Id of the requirement.
    pub requirement: String,
    /// What is wrong, in words.
    pub message: String,
}

/// One change of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// The app's own name for it.
    pub setting: String,
    /// Value as given.
    pub from: SettingValue,
    /// Value that works.
    pub to: SettingValue,
    /// The line to paste, or the field to fill in.
    pub how: String,
    /// Where it is set.
    #[serde(skip)]
    pub place: SettingPlace,
}

/// One requirement, judged.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct JudgedRequirement {
    /// Id inside its suite.
    pub id: String,
    /// Id of the check.
    pub check: String,
    /// Title of the check.
    pub title: String,
    /// Level by the specification.
    pub level: Level,
    /// What came out.
    pub outcome: OutcomeWord,
    /// What a failure costs.
    pub impact: Impact,
    /// One sentence about the outcome; empty on a pass.
    pub message: String,
    /// What a good answer would hold.
    pub expected: String,
    /// What this one holds.
    pub actual: String,
    /// Where it was seen.
    pub evidence: Vec<EvidenceRef>,
    /// Why it matters.
    pub because: String,
    /// What to do; empty on a pass.
    pub fix: String,
    /// Where the app's code or the specification says so.
    pub source: String,
    /// Id of the cause it is folded into.
    #[serde(skip)]
    pub cause: Option<String>,
    /// Words of the provider that the app shows.
    #[serde(skip)]
    pub words: Option<String>,
}

impl JudgedRequirement {
    /// Whether users get in and miss something because of it.
    pub fn costs(&self) -> bool {
        self.outcome == OutcomeWord::Fail && !matches!(self.impact, Impact::BlocksLogin | Impact::Info)
    }

    /// As what is lost.
    pub(super) fn loss(&self) -> Loss {
        Loss { requirement: self.id.clone(), message: self.message.clone() }
    }
}

/// Outcome in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeWord {
    /// Met.
    Pass,
    /// Not met.
    Fail,
    /// Does not apply.
    NotApplicable,
    /// Nobody can tell.
    Inconclusive,
    /// Not met, and the operator said that this is accepted.
    Waived,
}

/// What several findings have in common: shown once, with the list of what it blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cause {
    /// Kebab-case id.
    pub id: String,
    /// A few words.
    pub title: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub fix: String,
    /// `suite/requirement` ids that fail or cannot be judged because of it.
    pub blocks: Vec<String>,
}

/// How much was said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Traffic {
    /// HTTP requests.
    pub exchanges: usize,
    /// Interactive logins.
    pub logins: usize,
    /// Wall time of the run, milliseconds.
    pub wall_ms: f64,
    /// Time spent waiting for the provider, summed over all exchanges, milliseconds.
    pub provider_ms: f64,
    /// Time spent judging, milliseconds.
    pub judge_ms: f64,
}

/// A flow that would settle what a change of settings does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedFlow {
    /// The app.
    pub app: String,
    /// Settings that lead to it.
    pub settings: Settings,
    /// What would be sent.
    pub plan: FlowPlan,
}

/// An accepted failure, from the plan file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// `suite/requirement`.
    pub requirement: String,
    /// Why it is accepted.
    pub reason: String,
}

impl ProviderJudgement {
    /// What a recording says of its provider.
    pub fn of(recording: &Recording) -> Self {
        let discovery = recording.steps.iter().find(|s| s.step == crate::recording::Step::Discovery);
        let issuer = discovery
            .and_then(|s| recording.exchanges.get(*s.exchanges.last()?))
            .and_then(|e| e.complete())
            .and_then(|r| serde_json::from_str::<serde_json::Value>(r.body.text()?).ok())
            .and_then(|v| v.get("issuer").and_then(|i| i.as_str()).map(str::to_owned));
        Self {
            issuer: issuer.unwrap_or_else(|| recording.target.issuer.clone()),
            discovery_url: recording.target.discovery_url.clone(),
            recognised_as: None,
            product: None,
            registration: registered(recording),
        }
    }
}

impl Verdict {
    /// In words, as reports print it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::CompatibleWithSettings => "compatible with settings",
            Self::Degraded => "degraded",
            Self::Undetermined => "undetermined",
            Self::Incompatible => "incompatible",
        }
    }
}
