//! The account name user_oidc makes of a claim, and likewise the id of a group.

use aws_lc_rs::digest::{SHA256, digest};
use schemars::JsonSchema;
use serde::Deserialize;

/// How user_oidc forms ids.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdRule {
    /// Setting `unique-uid`: ids are hashed together with the provider's number.
    pub unique: bool,
    /// Setting `providerBasedId`: ids begin with the provider's identifier.
    #[serde(default)]
    pub provider_based: bool,
    /// The provider's number in Nextcloud, 1 for the first.
    pub provider_id: i64,
    /// The provider's identifier in Nextcloud.
    #[serde(default)]
    pub provider_identifier: String,
}

impl IdRule {
    /// The id before its length is looked at.
    pub fn id(&self, claim: &str) -> String {
        if self.unique {
            sha256_hex(&format!("{}_0_{claim}", self.provider_id))
        } else if self.provider_based {
            format!("{}-{claim}", self.provider_identifier)
        } else {
            claim.to_owned()
        }
    }

    /// The account name: an id of more than 64 bytes is hashed.
    pub fn account(&self, claim: &str) -> String {
        let id = self.id(claim);
        if id.len() > 64 { sha256_hex(&id) } else { id }
    }
}

/// Lower-case hexadecimal SHA-256.
pub(crate) fn sha256_hex(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(unique: bool, provider_based: bool) -> IdRule {
        IdRule { unique, provider_based, provider_id: 1, provider_identifier: "idp".to_owned() }
    }

    #[test]
    fn hashed_with_the_number_of_the_provider() {
        let hashed = "a0441c15fcb94c813d92cb5e5080b66747751bc42eebcac6abaf114811030f5c";
        assert_eq!(rule(true, false).account("alice"), hashed);
        assert_eq!(rule(true, true).account("alice"), hashed, "hashing goes before the prefix");
        assert_ne!(IdRule { provider_id: 2, ..rule(true, false) }.account("alice"), hashed);
        assert_eq!(rule(true, false).account("").len(), 64, "an empty claim is hashed too");
    }

    #[test]
    fn plain_and_prefixed() {
        assert_eq!(rule(false, false).account("alice"), "alice");
        assert_eq!(rule(false, true).account("alice"), "idp-alice");
        assert_eq!(rule(false, false).account(""), "");
    }

    #[test]
    fn more_than_64_bytes_are_hashed() {
        let long = "a".repeat(64);
        assert_eq!(rule(false, false).account(&long), long);
        assert_eq!(rule(false, false).account(&"a".repeat(65)), sha256_hex(&"a".repeat(65)));
        assert_eq!(rule(false, false).account(&"é".repeat(33)), sha256_hex(&"é".repeat(33)), "bytes count, not characters");
        assert_eq!(rule(false, true).account(&long), sha256_hex(&format!("idp-{long}")));
    }
}
