//! Writing the reports of a judgement to where they were asked for.

use std::path::Path;

use super::args::ReportArgs;
use super::console::{self, Stream};
use super::failure::Failure;
use super::run::Judged;
use crate::report::{self, TerminalOptions};

/// Refuses two outputs on standard output.
///
/// # Errors
/// When more than one of them is `-`.
pub fn one_stdout(args: &ReportArgs, save: Option<&Path>) -> Result<(), Failure> {
    let places = [("--json", args.json.as_deref()), ("--junit", args.junit.as_deref()), ("--save", save)];
    let piped: Vec<&str> = places.iter().filter(|(_, p)| p.is_some_and(console::is_stdout)).map(|(f, _)| *f).collect();
    match piped.as_slice() {
        [] | [_] => Ok(()),
        more => {
            Err(Failure::Usage(format!("{} would all go to standard output; give all but one a file name", more.join(" and "))))
        }
    }
}

/// Writes everything that was asked for.
///
/// # Errors
/// When a file cannot be written.
pub fn write(judged: &Judged, args: &ReportArgs, stdout_is_taken: bool) -> Result<(), Failure> {
    let Judged { recording, judgement, traffic, .. } = judged;
    if let Some(place) = &args.json {
        let report = report::report(judgement, recording, *traffic);
        let text =
            serde_json::to_string_pretty(&report).map_err(|e| Failure::Bug(format!("the report has no JSON form: {e}")))?;
        console::write_to(place, &(text + "\n"))?;
    }
    if let Some(place) = &args.junit {
        let text = report::junit(judgement).map_err(|e| Failure::Bug(format!("the report has no XML form: {e}")))?;
        console::write_to(place, &text)?;
    }
    if !args.quiet {
        let taken = stdout_is_taken || [&args.json, &args.junit].into_iter().flatten().any(|p| console::is_stdout(p));
        let stream = if taken { Stream::Err } else { Stream::Out };
        console::style_for(stream);
        let options = TerminalOptions { width: stream.width(), verbose: args.verbose };
        stream.write(&report::terminal(judgement, recording, traffic, options))?;
    }
    Ok(())
}
