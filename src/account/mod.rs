//! The account an app would make: which claim each attribute comes from, and what the app does to it.
//!
//! A profile's `[[account]]` rows name a [`FieldRule`] each; the rules are code, one file per idea. The checks of the
//! family `accounts` use the same rules, so that a check and the predicted account cannot disagree.

pub mod claim;
pub mod groups;
pub mod locale;
pub mod oidc_login;
pub mod pattern;
pub mod phone;
pub mod picture;
pub mod profile;
pub mod quota;
pub mod rocket_chat;
mod row;
pub(crate) mod scalar;
pub mod social_login;
pub mod uid;

pub use row::{AccountRow, FieldRule, RowNaming};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::check::Missing;
use crate::evidence::Evidence;

/// The account as the app would make it. What the app leaves alone is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// The account name exactly as the app computes it; empty, and null in a report, when the app makes none.
    #[serde(serialize_with = "null_when_empty", deserialize_with = "empty_when_null")]
    #[schemars(with = "Option<String>")]
    pub uid: String,
    /// Where it comes from: `sub of the ID Token`.
    pub uid_from: String,
    /// The value of that claim, where the app makes a name of its own of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid_value: Option<String>,
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

fn null_when_empty<S: Serializer>(uid: &String, serializer: S) -> Result<S::Ok, S::Error> {
    Some(uid).filter(|uid| !uid.is_empty()).serialize(serializer)
}

fn empty_when_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
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
    let mut claims = None;
    let mut account = Account::default();
    for row in rows.iter().filter(|row| row.applies(evidence.view().version, evidence.settings())) {
        // Rows were checked when the suite was read.
        let bound = row.bind(evidence.settings()).map_err(|why| Missing::new("broken-suite", why))?;
        bound.apply(evidence, &mut claims, &mut account)?;
    }
    Ok(account)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    /// The rows of a built-in profile.
    fn rows(suite: &str) -> Vec<AccountRow> {
        let suite: toml::Table = suite.parse().expect("TOML");
        suite.get("account").cloned().expect("account rows").try_into().expect("account rows")
    }

    fn nextcloud(fixture: Fixture) -> Account {
        let rows = rows(include_str!("../../suites/app/nextcloud-user-oidc.toml"));
        predict(&rows, &fixture.build().evidence()).expect("an account")
    }

    fn app() -> Fixture {
        Fixture::app("nextcloud-user-oidc").version("8.11.0")
    }

    #[test]
    fn an_ordinary_account() {
        let account = nextcloud(app());
        assert_eq!(account.uid, "a0441c15fcb94c813d92cb5e5080b66747751bc42eebcac6abaf114811030f5c");
        assert_eq!(account.uid_from, "sub of the ID Token");
        assert_eq!(account.display_name.as_deref(), Some("Alice L"));
        assert_eq!(account.email.as_deref(), Some("alice@example.test"));
        assert_eq!((account.groups, account.quota, account.language, account.locale), (None, None, None, None));
        assert!(account.attributes.is_empty() && account.notes.is_empty());
    }

    #[test]
    fn names_are_cut_trimmed_and_left_alone() {
        let name = |value: Value| nextcloud(app().claims(json!({ "name": value }))).display_name;
        assert_eq!(name(json!("ñ".repeat(300))), Some("ñ".repeat(255)));
        assert_eq!(name(json!(" Alice ")).as_deref(), Some("Alice"));
        for none in [json!(""), json!("  "), json!("0"), json!(7), json!(null)] {
            assert_eq!(name(none), None);
        }
        assert_eq!(
            nextcloud(app().claims(json!({ "email": "Alice@Example.Test" }))).email.as_deref(),
            Some("alice@example.test")
        );
    }

    #[test]
    fn groups_are_left_alone_unless_they_are_provisioned() {
        let claims = json!({ "groups": ["staff"] });
        assert_eq!(nextcloud(app().claims(claims.clone())).groups, None);
        let provisioned = nextcloud(app().claims(claims).set("group-provisioning", true).set("unique-uid", false));
        assert_eq!(provisioned.groups, Some(vec!["staff".to_owned()]));
        assert!(provisioned.group_names.is_empty(), "the id says it all");
        assert_eq!(nextcloud(app().set("group-provisioning", true)).groups, Some(Vec::new()));
        let hashed = nextcloud(app().claims(json!({ "groups": ["sso-a"] })).set("group-provisioning", true));
        assert_eq!(hashed.group_names.values().collect::<Vec<_>>(), ["sso-a"]);
    }

    #[test]
    fn properties_are_set_where_the_server_keeps_them() {
        let account = nextcloud(app().claims(json!({
            "phone_number": "+49 30 1234567", "website": "ftp://x", "twitter": "@alice", "address": { "locality": "X" },
            "street_address": "High St 5", "postal_code": "10115", "locality": "Berlin", "country": "DE",
            "birthdate": 19_900_101, "pronouns": true, "role": "chief", "quota": "5 gb", "language": "de-DE", "locale": "de-de",
        })));
        let want = [
            ("address", "High St 5, 10115 Berlin, , DE"),
            ("birthdate", "19900101"),
            ("phone", "+49301234567"),
            ("pronouns", "1"),
            ("role", "chief"),
            ("twitter", "alice"),
        ];
        let got: Vec<(&str, &str)> = account.attributes.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(got, want);
        assert_eq!((account.quota.as_deref(), account.language, account.locale.as_deref()), (Some("5 GB"), None, Some("de_DE")));
    }

    #[test]
    fn an_older_version_has_fewer_properties() {
        let claims = json!({ "locale": "de-de", "pronouns": "she", "role": "chief" });
        let old = nextcloud(Fixture::app("nextcloud-user-oidc").version("7.4.0").claims(claims));
        assert_eq!((old.locale, old.attributes.len()), (None, 1));
    }

    #[test]
    fn enrichment_fills_what_the_id_token_lacks() {
        let userinfo = || Answer::json(200, &json!({ "sub": "other", "name": "From userinfo", "preferred_username": "al" }));
        let plain = nextcloud(app().claims(json!({ "name": null })).userinfo(userinfo()));
        assert_eq!(plain.display_name, None);
        let enriched = app().claims(json!({ "name": null })).userinfo(userinfo()).set("enrichLoginIdTokenWithUserinfo", true);
        let account = nextcloud(enriched.set("mapping-uid", "preferred_username").set("unique-uid", false));
        assert_eq!(account.display_name.as_deref(), Some("From userinfo"));
        assert_eq!((account.uid.as_str(), account.uid_from.as_str()), ("al", "preferred_username of userinfo"));
    }

    #[test]
    fn cloudreve_makes_up_what_userinfo_lacks() {
        let rows = rows(include_str!("../../suites/app/cloudreve.toml"));
        let predicted = |userinfo: &Value| {
            let built = Fixture::app("cloudreve").userinfo(Answer::json(200, userinfo)).build();
            predict(&rows, &built.evidence()).expect("an account")
        };
        let full =
            predicted(&json!({ "sub": "alice", "name": "Alice", "email": "a@b.example", "picture": "https://op.example/a.png" }));
        assert_eq!((full.uid.as_str(), full.uid_from.as_str()), ("alice", "sub of userinfo"));
        assert_eq!((full.email.as_deref(), full.display_name.as_deref()), (Some("a@b.example"), Some("Alice")));
        let bare = predicted(&json!({ "sub": 42 }));
        assert_eq!((bare.uid.as_str(), bare.email, bare.display_name, bare.notes.len()), ("42", None, None, 2));
    }

    #[test]
    fn without_claims_there_is_no_account() {
        let rows = rows(include_str!("../../suites/app/nextcloud-user-oidc.toml"));
        assert!(predict(&rows, &app().without_account().build().evidence()).is_err());
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(|n| json!(n)),
            any::<f64>().prop_map(|n| json!(n)),
            ".{0,20}".prop_map(Value::String),
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::btree_map("gid|[a-c]", inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_claim_is_too_odd(values in prop::collection::vec(any_json(), 10), nested in any::<bool>()) {
            let names = ["sub", "name", "email", "groups", "quota", "locale", "phone_number", "website", "address", "birthdate"];
            let claims: Map<String, Value> = names.iter().map(|n| (*n).to_owned()).zip(values).collect();
            let fixture = app().claims(Value::Object(claims)).set("group-provisioning", true).set("resolve-nested-claims", nested);
            let rows = rows(include_str!("../../suites/app/nextcloud-user-oidc.toml"));
            let _ = predict(&rows, &fixture.build().evidence());
        }
    }
}
