//! The app's config.php keys that decide about the account.

use serde_json::Value;

use crate::evidence::Evidence;
use crate::wire::Version;

/// The keys with their values, defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// `oidc_login_attributes.id`
    pub id: String,
    /// `oidc_login_attributes.name`: one claim, or several that are joined.
    pub name: Vec<String>,
    /// Whether `oidc_login_attributes.name` is a list.
    pub name_is_list: bool,
    /// `oidc_login_attributes.mail`
    pub mail: String,
    /// `oidc_login_attributes.birthdate`
    pub birthdate: String,
    /// `oidc_login_attributes.quota`
    pub quota: String,
    /// `oidc_login_attributes.home`
    pub home: String,
    /// `oidc_login_attributes.ldap_uid`
    pub ldap_uid: String,
    /// `oidc_login_attributes.groups`
    pub groups: String,
    /// `oidc_login_attributes.login_filter`
    pub login_filter: String,
    /// `oidc_login_attributes.photoURL`
    pub photo: String,
    /// `oidc_login_attributes.is_admin`; unset by default.
    pub is_admin: Option<String>,
    /// `oidc_login_remove_special_characters`
    pub remove_special_characters: bool,
    /// `oidc_create_groups`
    pub create_groups: bool,
    /// `oidc_login_default_group`
    pub default_group: String,
    /// `oidc_login_default_quota`
    pub default_quota: String,
    /// `oidc_login_proxy_ldap`
    pub proxy_ldap: bool,
    /// `oidc_login_allowed_groups`
    pub allowed_groups: Vec<String>,
    /// `oidc_login_filter_allowed_values`
    pub filter_allowed_values: Vec<String>,
}

/// The word for PHP's `null` in a setting.
pub const NULL: &str = "null";

impl Keys {
    /// Reads them, as this version of the app does.
    pub fn of(evidence: &Evidence<'_>) -> Self {
        let settings = evidence.settings();
        let newer = has_joined_names(evidence.view().version);
        let name = settings.text("oidc_login_attributes.name");
        let listed = list(&name).filter(|_| name.trim_start().starts_with('['));
        Self {
            id: settings.text("oidc_login_attributes.id"),
            name_is_list: listed.is_some(),
            name: listed.unwrap_or_else(|| vec![name]),
            mail: settings.text("oidc_login_attributes.mail"),
            birthdate: settings.text("oidc_login_attributes.birthdate"),
            quota: settings.text("oidc_login_attributes.quota"),
            home: settings.text("oidc_login_attributes.home"),
            ldap_uid: settings.text("oidc_login_attributes.ldap_uid"),
            groups: settings.text("oidc_login_attributes.groups"),
            login_filter: settings.text("oidc_login_attributes.login_filter"),
            photo: settings.text("oidc_login_attributes.photoURL"),
            is_admin: Some(settings.text("oidc_login_attributes.is_admin")).filter(|claim| !claim.is_empty() && claim != NULL),
            remove_special_characters: newer && settings.is_on("oidc_login_remove_special_characters"),
            create_groups: settings.is_on("oidc_create_groups"),
            default_group: settings.text("oidc_login_default_group"),
            default_quota: settings.text("oidc_login_default_quota"),
            proxy_ldap: settings.is_on("oidc_login_proxy_ldap"),
            allowed_groups: list(&settings.text("oidc_login_allowed_groups")).unwrap_or_default(),
            filter_allowed_values: list(&settings.text("oidc_login_filter_allowed_values")).unwrap_or_default(),
        }
    }
}

/// Whether this version knows names that are joined, dates of birth, and account names without special characters.
pub fn has_joined_names(version: &Version) -> bool {
    *version >= Version::from_numbers(&[3, 3])
}

/// A list as the operator gives it: JSON, or words between commas. `None`: nothing is set.
fn list(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    if text.is_empty() || text == NULL {
        return None;
    }
    if let Ok(Value::Array(items)) = serde_json::from_str(text) {
        let word = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
        return Some(items.iter().map(word).collect());
    }
    Some(text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_json_or_words_between_commas() {
        assert_eq!(list(" a, b c ,"), Some(vec!["a".to_owned(), "b c".to_owned()]));
        assert_eq!(list(r#"["a,b", 5]"#), Some(vec!["a,b".to_owned(), "5".to_owned()]));
        assert_eq!((list(""), list("null")), (None, None));
    }
}
