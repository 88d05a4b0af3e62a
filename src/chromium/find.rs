//! Finding the system's Chromium or Chrome.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::ChromiumError;

/// Names a browser that is to be taken in the place of the one that would be found.
pub const VARIABLE: &str = "OIDC_COMPAT_CHROMIUM";

/// Looked for in this order along `PATH`.
const NAMES: [&str; 6] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome-headless-shell"];

/// Looked for afterwards.
const PLACES: [&str; 5] = [
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// The browser of this machine.
///
/// # Errors
/// When there is none, or the variable names something else.
pub fn find() -> Result<PathBuf, ChromiumError> {
    found(env::var_os(VARIABLE), env::var_os("PATH"), Path::is_file)
}

fn found(named: Option<OsString>, path: Option<OsString>, is_program: impl Fn(&Path) -> bool) -> Result<PathBuf, ChromiumError> {
    if let Some(named) = named.filter(|n| !n.is_empty()) {
        let path = PathBuf::from(named);
        return if is_program(&path) { Ok(path) } else { Err(ChromiumError::NoProgram { variable: VARIABLE, path }) };
    }
    let folders: Vec<PathBuf> = path.iter().flat_map(env::split_paths).collect();
    let along_the_path = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let all = along_the_path.chain(PLACES.iter().map(PathBuf::from));
    let looked_for = || format!("{} along PATH", NAMES.join(", "));
    all.into_iter()
        .find(|path| is_program(path))
        .ok_or_else(|| ChromiumError::NotFound { looked_for: looked_for(), variable: VARIABLE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(named: Option<&str>, there: &[&str]) -> Result<PathBuf, ChromiumError> {
        found(named.map(OsString::from), Some("/usr/bin:/usr/local/bin".into()), |path| {
            there.iter().any(|t| Path::new(t) == path)
        })
    }

    #[test]
    fn names_before_folders() {
        let there = ["/usr/bin/google-chrome", "/usr/local/bin/chromium"];
        assert_eq!(look(None, &there).unwrap(), Path::new("/usr/local/bin/chromium"));
        assert_eq!(look(Some(""), &["/snap/bin/chromium"]).unwrap(), Path::new("/snap/bin/chromium"));
    }

    #[test]
    fn the_variable_wins_and_is_held_to_its_word() {
        let there = ["/usr/bin/chromium", "/opt/mine"];
        assert_eq!(look(Some("/opt/mine"), &there).unwrap(), Path::new("/opt/mine"));
        let error = look(Some("/opt/other"), &there).unwrap_err().to_string();
        assert_eq!(error, "OIDC_COMPAT_CHROMIUM names /opt/other, which is no program");
    }

    #[test]
    fn none_is_said() {
        let error = look(None, &[]).unwrap_err().to_string();
        assert!(error.starts_with("no Chromium or Chrome was found on this machine (looked for chromium, "), "{error}");
    }
}
