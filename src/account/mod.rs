//! The account an app would make: which claim each attribute comes from, and what the app does to it.
//!
//! A profile's `[[account]]` rows name a [`FieldRule`] each; the rules are code, one file per idea. The checks of the
//! family `accounts` use the same rules, so that a check and the predicted account cannot disagree.

pub mod claim;
pub mod groups;
pub mod locale;
pub mod pattern;
pub mod phone;
pub mod picture;
pub mod profile;
pub mod quota;
mod row;
pub(crate) mod scalar;
pub mod uid;

pub use row::{AccountRow, FieldRule, RowNaming};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::Missing;
use crate::evidence::Evidence;

/// The account as the app would make it. What the app leaves alone is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// Names of those groups whose id is another than their name (a hash).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub group_names: BTreeMap<String, String>,
    /// Quota as the app keeps it.
    pub quota: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// Locale code.
    pub locale: Option<String>,
    /// The app's own properties, only those it would set.
    pub attributes: BTreeMap<String, String>,
    /// What an attribute does not say: values the app makes up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Account {
    fn set(&mut self, field: &str, value: Option<String>) {
        match field {
            "uid" => self.uid = value.unwrap_or_default(),
            "display_name" => self.display_name = value,
            "email" => self.email = value,
            "quota" => self.quota = value,
            "language" => self.language = value,
            "locale" => self.locale = value,
            property => {
                if let Some(value) = value {
                    self.attributes.insert(property.to_owned(), value);
                }
            }
        }
    }
}

/// Computes the account from the claims as the app sees them.
///
/// # Errors
/// When the claims were never obtained, or a rule cannot be computed from outside.
pub fn predict(rows: &[AccountRow], evidence: &Evidence<'_>) -> Result<Account, Missing> {
    let version = evidence.view().version;
    let mut account = Account::default();
    for row in rows.iter().filter(|row| version.within(row.since.as_ref(), row.until.as_ref())) {
        // Rows were checked when the suite was read.
        let bound = row.bind(evidence.settings()).map_err(|why| Missing::new("broken-suite", why))?;
        bound.apply(evidence, &mut account)?;
    }
    Ok(account)
}
