//! One app (or specification), one set of settings: every requirement judged, and what follows from them.

use super::judgement::{JudgedRequirement, Login, OutcomeWord, Prediction, Verdict, Waiver};
use crate::account;
use crate::check::{Finding, Missing, Outcome};
use crate::evidence::{Evidence, View};
use crate::recording::{AppTarget, Exchange, FailureKind, Recording};
use crate::suite::{BoundRequirement, Impact, Suite, SymptomLogin, bind_all};
use crate::wire::{FlowPlan, Settings, Version};

/// What came out for one set of settings.
pub(super) struct Evaluation {
    pub requirements: Vec<JudgedRequirement>,
    pub prediction: Prediction,
    pub verdict: Verdict,
    /// The flow that was wanted and not observed.
    pub unobserved: Option<FlowPlan>,
}

/// Judges every requirement of a suite; `stranger` says that nothing shows a provider at this issuer.
pub(super) fn evaluate(
    recording: &Recording,
    suite: &Suite,
    version: &Version,
    settings: &Settings,
    target: &AppTarget,
    waivers: &[Waiver],
    stranger: bool,
) -> Evaluation {
    let app = suite.app.is_some().then_some(suite.id.as_str());
    let view = View { app, version, target, settings, behaviour: &suite.wire, claims: &suite.claims };
    let evidence = Evidence::new(recording, view);
    // Settings were checked when they were read, so that binding cannot fail here; if it does, nothing is known.
    let Ok(bound) = bind_all(suite, settings) else {
        return Evaluation {
            requirements: Vec::new(),
            prediction: unknown(None),
            verdict: Verdict::Undetermined,
            unobserved: None,
        };
    };
    let outcomes: Vec<Outcome> = bound.iter().map(|b| outcome(b, &evidence, version, settings)).collect();
    let mut requirements: Vec<JudgedRequirement> =
        bound.iter().zip(&outcomes).map(|(b, o)| judged(b, o, &suite.id, waivers)).collect();
    // Perhaps the operator only mistyped the issuer.
    if stranger {
        let causeless = |r: &&mut JudgedRequirement| r.outcome == OutcomeWord::Fail && r.cause.is_none();
        requirements.iter_mut().filter(causeless).for_each(|r| r.cause = Some("no-issuer".to_owned()));
    }
    let prediction = if app.is_some() { predict(&bound, &requirements, suite, &evidence) } else { unknown(None) };
    let unobserved = match (evidence.plan(), evidence.flow()) {
        (Ok(plan), Err(_)) => Some(plan.clone()),
        _ => None,
    };
    let verdict = match verdict(&requirements, &prediction) {
        Verdict::Incompatible if stranger => Verdict::Undetermined,
        verdict => verdict,
    };
    Evaluation { requirements, prediction, verdict, unobserved }
}

fn outcome(bound: &BoundRequirement<'_>, evidence: &Evidence<'_>, version: &Version, settings: &Settings) -> Outcome {
    let requirement = bound.requirement;
    if !version.within(requirement.since.as_ref(), requirement.until.as_ref()) {
        return Outcome::NotApplicable(format!("version {version} does not have this rule"));
    }
    if let Some(not) = requirement.when.iter().find(|w| !w.holds(settings)) {
        return Outcome::NotApplicable(not.words());
    }
    match (bound.bound)(evidence) {
        Outcome::Fail(finding) if requirement.uncertain => {
            let why = format!("{}; whether the app minds is not known", finding.message.trim_end_matches('.'));
            Outcome::Inconclusive(Missing::new("unknown-rule", why))
        }
        outcome => outcome,
    }
}

fn judged(bound: &BoundRequirement<'_>, outcome: &Outcome, suite: &str, waivers: &[Waiver]) -> JudgedRequirement {
    let (requirement, meta) = (bound.requirement, bound.check.meta);
    let none = Finding::default();
    let (word, finding, message, cause) = match outcome {
        Outcome::Pass => (OutcomeWord::Pass, &none, String::new(), None),
        Outcome::NotApplicable(why) => (OutcomeWord::NotApplicable, &none, why.clone(), None),
        Outcome::Inconclusive(Missing { what, cause }) => (OutcomeWord::Inconclusive, &none, what.clone(), Some(cause.clone())),
        Outcome::Fail(finding) => {
            let full = format!("{suite}/{}", requirement.id);
            let waiver = waivers.iter().find(|w| w.requirement == full);
            let (word, message) = match waiver {
                Some(waiver) => (OutcomeWord::Waived, format!("{} (waived: {})", finding.message, waiver.reason)),
                None => (OutcomeWord::Fail, finding.message.clone()),
            };
            (word, finding, message, finding.cause.clone())
        }
    };
    let failed = matches!(word, OutcomeWord::Fail | OutcomeWord::Waived);
    let fix = requirement.fix.clone().unwrap_or_else(|| meta.fix.to_owned());
    JudgedRequirement {
        id: requirement.id.clone(),
        check: meta.id.to_owned(),
        title: requirement.title.clone().unwrap_or_else(|| meta.title.to_owned()),
        level: meta.level,
        outcome: word,
        impact: requirement.impact,
        message,
        expected: finding.expected.clone(),
        actual: finding.actual.clone(),
        evidence: finding.evidence.clone(),
        because: requirement.because.clone(),
        fix: if failed { fix } else { String::new() },
        source: requirement.source.clone(),
        cause,
        words: finding.words.clone(),
    }
}

/// The first requirement that blocks the login *is* the prediction.
fn predict(bound: &[BoundRequirement<'_>], judged: &[JudgedRequirement], suite: &Suite, evidence: &Evidence<'_>) -> Prediction {
    if nobody_answered(evidence.recording()) {
        return unknown(None);
    }
    for (bound, judged) in bound.iter().zip(judged) {
        if judged.impact != Impact::BlocksLogin {
            continue;
        }
        match judged.outcome {
            OutcomeWord::Pass | OutcomeWord::NotApplicable => {}
            OutcomeWord::Inconclusive => return unknown(Some(judged.id.clone())),
            // A waiver accepts the finding; it does not make the app's code accept it.
            OutcomeWord::Fail | OutcomeWord::Waived => {
                let symptom = bound.requirement.symptom.as_ref();
                let login = match symptom.map(|s| s.login) {
                    Some(SymptomLogin::Refused) => Login::Refused,
                    Some(SymptomLogin::ServerError) => Login::ServerError,
                    Some(SymptomLogin::StuckAtProvider) => Login::StuckAtProvider,
                    None => Login::Unknown,
                };
                let silent = suite.app.as_ref().and_then(|app| app.silent_refusals.as_ref());
                if login == Login::Refused && silent.is_some_and(|name| evidence.settings().is_on(name)) {
                    let because = Some(judged.id.clone());
                    return Prediction { login, http_status: None, message: None, because, account: None };
                }
                let words = judged.words.clone().unwrap_or_default();
                let message = symptom.and_then(|s| s.message.as_ref());
                let message = message.map(|m| m.replace("{words}", &words).replace("{redirect_path}", &redirect_path(evidence)));
                return Prediction {
                    login,
                    http_status: symptom.and_then(|s| s.status),
                    message,
                    because: Some(judged.id.clone()),
                    account: None,
                };
            }
        }
    }
    // A profile without account rows needs no claims, and still nobody was seen to log in without a flow.
    match evidence.flow().and_then(|_| account::predict(&suite.account, evidence)) {
        Ok(account) => {
            Prediction { login: Login::LoggedIn, http_status: None, message: None, because: None, account: Some(account) }
        }
        Err(_) => unknown(None),
    }
}

/// The path of the app's redirect URI, as an app names it that has no such address.
fn redirect_path(evidence: &Evidence<'_>) -> String {
    let uri = &evidence.view().target.redirect_uri;
    let path = uri.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|slash| rest.get(slash..)));
    path.unwrap_or_default().split('?').next().unwrap_or_default().to_owned()
}

/// Not one request reached anybody: a slip in the issuer or a broken network says nothing about a provider.
fn nobody_answered(recording: &Recording) -> bool {
    let lost = |e: &Exchange| e.failure.as_ref().is_some_and(|f| matches!(f.kind, FailureKind::Dns | FailureKind::Connect));
    !recording.exchanges.is_empty() && recording.exchanges.iter().all(lost)
}

fn unknown(because: Option<String>) -> Prediction {
    Prediction { login: Login::Unknown, http_status: None, message: None, because, account: None }
}

/// What the requirements add up to. Nothing that was not observed may lead to `Compatible`.
fn verdict(requirements: &[JudgedRequirement], prediction: &Prediction) -> Verdict {
    match prediction.login {
        Login::Refused | Login::ServerError | Login::StuckAtProvider => {
            return Verdict::Incompatible;
        }
        Login::Unknown => return Verdict::Undetermined,
        Login::LoggedIn => {}
    }
    let costs = |r: &&JudgedRequirement| matches!(r.impact, Impact::DamagesAccounts | Impact::WeakensSecurity | Impact::Degrades);
    let has = |word: OutcomeWord| requirements.iter().filter(costs).any(|r| r.outcome == word);
    if has(OutcomeWord::Fail) {
        Verdict::Degraded
    } else if has(OutcomeWord::Inconclusive) {
        Verdict::Undetermined
    } else {
        Verdict::Compatible
    }
}
