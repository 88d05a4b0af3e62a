//! Reading a saved run: older ones are readable, newer ones are refused with a sentence.

use thiserror::Error;

use super::Recording;

/// Schema of a saved run: name, then major.minor.
pub const FORMAT: &str = "oidc-compat/run/v1";

/// Why a saved run cannot be read.
#[derive(Debug, Error)]
pub enum FormatError {
    /// Not JSON at all, or cut off.
    #[error("this is not a complete JSON document ({0}); a saved run is written by `oidc-compat check … --save RUN.json`")]
    NotJson(String),
    /// JSON, but something else.
    #[error("this JSON is not a saved run: {0}; a saved run begins with \"schema\": \"{FORMAT}\"")]
    Foreign(String),
    /// Written by a newer version.
    #[error("this run was saved in the format {found}, and this build reads up to {FORMAT}; update oidc-compat to judge it")]
    Newer {
        /// The schema in the file.
        found: String,
    },
    /// The right schema with members that do not fit.
    #[error("this saved run is damaged: {0}")]
    Damaged(String),
}

/// Reads a saved run.
///
/// # Errors
/// When the text is not a saved run of a format this build knows.
pub fn read_recording(text: &str) -> Result<Recording, FormatError> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| FormatError::NotJson(e.to_string()))?;
    let schema = match value.get("schema") {
        Some(serde_json::Value::String(schema)) => schema.clone(),
        Some(_) => return Err(FormatError::Foreign("its \"schema\" is no text".to_owned())),
        None => {
            return Err(FormatError::Foreign("it has no member \"schema\"".to_owned()));
        }
    };
    let version = |text: &str| -> Option<(u32, u32)> {
        let text = text.strip_prefix("oidc-compat/run/v")?;
        let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
        Some((major.parse().ok()?, minor.parse().ok()?))
    };
    let Some(found) = version(&schema) else {
        return Err(FormatError::Foreign(format!("its \"schema\" is {schema:?}")));
    };
    if Some(found) > version(FORMAT) {
        return Err(FormatError::Newer { found: schema });
    }
    serde_json::from_value(value).map_err(|e| FormatError::Damaged(e.to_string()))
}
