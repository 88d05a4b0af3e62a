//! The report for CI: one test suite per app and per specification, one test case per requirement.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::words::{clean, impact_words, prediction_words};
use crate::judge::{JudgedRequirement, Judgement, OutcomeWord};

/// JUnit XML. A failed requirement is a failure, one nobody could judge an error, the rest passes or is skipped.
///
/// # Errors
/// Never in practice: the XML is written to memory.
pub fn junit(judgement: &Judgement) -> Result<String, String> {
    let mut report = Report::new("oidc-compat");
    for app in &judgement.apps {
        let mut suite = suite(&app.id, &app.requirements);
        suite.add_property(("version", app.version.as_str()));
        suite.add_property(("verdict", app.verdict.word()));
        suite.add_property(("prediction", prediction_words(&app.prediction).as_str()));
        report.add_test_suite(suite);
    }
    for spec in &judgement.specs {
        report.add_test_suite(suite(&spec.id, &spec.requirements));
    }
    report.to_string().map_err(|e| e.to_string())
}

fn suite(id: &str, requirements: &[JudgedRequirement]) -> TestSuite {
    let mut suite = TestSuite::new(id);
    for requirement in requirements {
        let mut case = TestCase::new(requirement.id.as_str(), status(requirement));
        case.set_classname(id);
        suite.add_test_case(case);
    }
    suite
}

fn status(requirement: &JudgedRequirement) -> TestCaseStatus {
    let mut status = match requirement.outcome {
        OutcomeWord::Pass => return TestCaseStatus::success(),
        OutcomeWord::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        OutcomeWord::Inconclusive => TestCaseStatus::non_success(NonSuccessKind::Error),
        OutcomeWord::NotApplicable | OutcomeWord::Waived => TestCaseStatus::skipped(),
    };
    status.set_message(clean(&requirement.message));
    if matches!(requirement.outcome, OutcomeWord::Fail | OutcomeWord::Inconclusive) {
        status.set_type(impact_words(requirement.impact));
        let lines = [
            ("title", &requirement.title),
            ("expected", &requirement.expected),
            ("actual", &requirement.actual),
            ("because", &requirement.because),
            ("fix", &requirement.fix),
            ("source", &requirement.source),
        ];
        let told = lines.iter().filter(|(_, text)| !text.is_empty());
        status.set_description(told.map(|(name, text)| format!("{name}: {}", clean(text))).collect::<Vec<_>>().join("\n"));
    }
    status
}
