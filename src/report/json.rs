//! The report for programs: schema [`REPORT_SCHEMA`], kept under docs/schema.
//!
//! ```text
//! Report
//! ├── schema, tool, started_at, finished_at, provider
//! ├── apps[]     verdict, prediction, with_settings, requirements[], paste, notes
//! ├── specs[]    counts, requirements[]
//! ├── causes[]   what several findings have in common
//! └── traffic
//! ```

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::judge::{
    AppJudgement, Baseline, Cause, JudgedRequirement, Judgement, Prediction, ProviderJudgement, SettingsAdvice, SpecJudgement,
    Traffic, Verdict,
};
use crate::recording::{LoginNote, Recording, Tool};
use crate::wire::Settings;

/// Schema of the report.
pub const REPORT_SCHEMA: &str = "oidc-compat/report/v1";

/// Everything that was judged.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// Always `oidc-compat/report/v1`.
    pub schema: String,
    /// Who judged.
    pub tool: Tool,
    /// Start of the run, RFC 3339.
    pub started_at: String,
    /// End of the run, RFC 3339.
    pub finished_at: String,
    /// The run was cut short: what is missing was never asked.
    pub interrupted: bool,
    /// How the first login came about; absent: there was none, or nobody took it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<LoginNote>,
    /// The provider.
    pub provider: ProviderJudgement,
    /// One verdict per app.
    pub apps: Vec<AppReport>,
    /// What the specifications demand.
    pub specs: Vec<SpecReport>,
    /// What several findings have in common.
    pub causes: Vec<Cause>,
    /// How much was said.
    pub traffic: Traffic,
}

/// The verdict on one app.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AppReport {
    /// Id of the app profile.
    pub id: String,
    /// For people.
    pub name: String,
    /// Version that was judged.
    pub version: String,
    /// Effective settings of the app.
    pub settings: Settings,
    /// The verdict.
    pub verdict: Verdict,
    /// What the app would do, with the settings as given.
    pub prediction: Prediction,
    /// What to change so that it works, if something helps.
    pub with_settings: Option<SettingsAdvice>,
    /// In the order in which the app meets them.
    pub requirements: Vec<JudgedRequirement>,
    /// What to paste into the app's configuration.
    pub paste: String,
    /// Facts the reader must know.
    pub notes: Vec<String>,
    /// The account of a saved run, beside today's; absent without `--baseline`, or where one of them is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
}

/// One specification suite.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SpecReport {
    /// Id of the suite.
    pub id: String,
    /// For people.
    pub name: String,
    /// Version of the suite.
    pub version: String,
    /// Outcome to count.
    pub counts: BTreeMap<String, usize>,
    /// In the order of the suite.
    pub requirements: Vec<JudgedRequirement>,
}

/// The report of a judgement.
pub fn report(judgement: &Judgement, recording: &Recording, traffic: Traffic) -> Report {
    Report {
        schema: REPORT_SCHEMA.to_owned(),
        tool: Tool::this(),
        started_at: rfc3339(recording.started_at_ms),
        finished_at: rfc3339(recording.finished_at_ms),
        interrupted: recording.interrupted,
        login: recording.login.clone(),
        provider: judgement.provider.clone(),
        apps: judgement.apps.iter().map(app).collect(),
        specs: judgement.specs.iter().map(spec).collect(),
        causes: judgement.causes.clone(),
        traffic,
    }
}

fn app(app: &AppJudgement) -> AppReport {
    AppReport {
        id: app.id.clone(),
        name: app.name.clone(),
        version: app.version.clone(),
        settings: app.settings.clone(),
        verdict: app.verdict,
        prediction: app.prediction.clone(),
        with_settings: app.with_settings.clone(),
        requirements: app.requirements.clone(),
        paste: app.paste.clone(),
        notes: app.notes.clone(),
        baseline: app.baseline.clone(),
    }
}

fn spec(spec: &SpecJudgement) -> SpecReport {
    SpecReport {
        id: spec.id.clone(),
        name: spec.name.clone(),
        version: spec.version.clone(),
        counts: spec.counts.clone(),
        requirements: spec.requirements.clone(),
    }
}

/// A moment as `2026-11-24T08:49:00.123Z`; one that no calendar holds (a damaged recording) gives the epoch.
fn rfc3339(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}
