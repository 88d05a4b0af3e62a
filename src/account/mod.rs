//! The account an app would make: which claim each attribute comes from, and what the app does to it.
//!
//! A profile's `[[account]]` rows name a [`FieldRule`] each; the rules are code, one file per idea.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One attribute of the account.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRow {
    /// `uid`, `display_name`, `email`, `groups`, `quota`, `language`, `locale`, or one of the app's own property names.
    pub field: String,
    /// What the app does with the claim.
    pub rule: FieldRule,
    /// The claim, or `"$setting"` for the setting that names it.
    pub claim: String,
    /// Parameters of the rule.
    #[serde(default)]
    pub params: toml::Table,
}

/// What an app does with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldRule {
    /// A text is taken as it is; everything else counts as missing.
    Text,
}

/// The account as the app would make it. What the app leaves alone is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Account {
    /// The account name exactly as the app computes it.
    pub uid: String,
    /// Where it comes from: `sub of the ID Token`.
    pub uid_from: String,
    /// Display name.
    pub display_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Groups by their ids; `None`: not touched, empty: removed from all.
    pub groups: Option<Vec<String>>,
    /// Quota as the app keeps it.
    pub quota: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// Locale code.
    pub locale: Option<String>,
    /// The app's own properties, only those it would set.
    pub attributes: BTreeMap<String, String>,
}

/// Computes the account from the claims as the app sees them.
///
/// # Errors
/// When the claims were never obtained.
pub fn predict(rows: &[AccountRow], evidence: &crate::evidence::Evidence<'_>) -> Result<Account, crate::check::Missing> {
    let claims = evidence.claims()?;
    let mut account = Account::default();
    for row in rows {
        let value = claims.get(&row.claim).and_then(|v| v.as_str()).map(str::to_owned);
        match row.field.as_str() {
            "uid" => account.uid = value.unwrap_or_default(),
            "display_name" => account.display_name = value,
            "email" => account.email = value,
            _ => {}
        }
    }
    Ok(account)
}
