//! Binding requirements to checks: parameters filled in from the settings, typed by the check.

use super::model::{Requirement, Suite};
use crate::check::{Bound, CheckDef};
use crate::checks;
use crate::wire::{SettingValue, Settings};

/// A requirement with its check, ready to judge.
pub struct BoundRequirement<'s> {
    /// The entry of the suite.
    pub requirement: &'s Requirement,
    /// The check.
    pub check: CheckDef,
    /// The check with its parameters.
    pub bound: Bound,
}

/// Binds every requirement with these settings.
///
/// # Errors
/// With the id of the requirement and what is wrong.
pub fn bind_all<'s>(suite: &'s Suite, settings: &Settings) -> Result<Vec<BoundRequirement<'s>>, (String, String)> {
    suite
        .requirements
        .iter()
        .map(|requirement| {
            let wrong = |message: String| (requirement.id.clone(), message);
            let check = checks::by_id(&requirement.check).ok_or_else(|| {
                let all = checks::all();
                let near = super::load::nearest(&requirement.check, all.iter().map(|c| c.meta.id));
                let hint = near.map(|n| format!("; did you mean {n:?}?")).unwrap_or_default();
                wrong(format!("there is no check {:?}{hint}", requirement.check))
            })?;
            let params = resolve_params(&requirement.params, settings).map_err(&wrong)?;
            let bound = check.bind(params).map_err(|message| wrong(format!("check {:?}: {message}", requirement.check)))?;
            Ok(BoundRequirement { requirement, check, bound })
        })
        .collect()
}

/// Replaces every text `"$name"` by the value of the setting `name`.
///
/// # Errors
/// When there is no such setting.
pub fn resolve_params(params: &toml::Table, settings: &Settings) -> Result<toml::Table, String> {
    params.iter().map(|(key, value)| Ok((key.clone(), resolve(value, settings)?))).collect()
}

fn resolve(value: &toml::Value, settings: &Settings) -> Result<toml::Value, String> {
    Ok(match value {
        toml::Value::String(text) => match text.strip_prefix('$') {
            Some(name) => match settings.get(name).ok_or_else(|| format!("there is no setting {name:?} in this suite"))? {
                SettingValue::Bool(on) => toml::Value::Boolean(*on),
                SettingValue::Integer(n) => toml::Value::Integer(*n),
                SettingValue::Text(text) => toml::Value::String(text.clone()),
            },
            None => value.clone(),
        },
        toml::Value::Array(items) => toml::Value::Array(items.iter().map(|i| resolve(i, settings)).collect::<Result<_, _>>()?),
        toml::Value::Table(table) => toml::Value::Table(resolve_params(table, settings)?),
        other => other.clone(),
    })
}
