//! The account Nextcloud's oidc_login makes: its config.php keys, its flattened claims, its rules.

mod attributes;
mod flatten;
mod groups;
mod settings;

pub use attributes::{LONGEST_NAME, birthdate, display_name, identifier, kept_quota, user_id, user_id_refusal};
pub use flatten::{Attribute, Flat};
pub use groups::{BadGroup, GroupsClaim, Memberships, groups_claim, list_claim, memberships};
pub use settings::{Keys, NULL, has_joined_names};

use super::Account;
use crate::check::Missing;
use crate::evidence::Evidence;

/// Fills one field of the account.
///
/// # Errors
/// When the claims were never obtained, or the account lies where nobody outside sees it.
pub(super) fn fill(field: &str, evidence: &Evidence<'_>, account: &mut Account) -> Result<(), Missing> {
    let keys = Keys::of(evidence);
    if keys.proxy_ldap {
        return Err(Missing::new("not-observed", "with oidc_login_proxy_ldap the account is one of the LDAP directory"));
    }
    let flat = Flat::of(evidence)?;
    match field {
        "uid" => {
            account.uid = identifier(&flat, &keys).map(|id| user_id(&id)).unwrap_or_default();
            account.uid_from = flat.origin(&keys.id);
        }
        "display_name" => account.display_name = display_name(&flat, &keys),
        "email" => {
            account.email = flat.text(&keys.mail).filter(|mail| !mail.is_empty());
        }
        "birthdate" => {
            if let Some(date) = flat.text(&keys.birthdate).as_deref().and_then(birthdate) {
                account.attributes.insert("birthdate".to_owned(), date.to_owned());
            }
        }
        "quota" => account.quota = kept_quota(&flat, &keys).and_then(Result::ok),
        "groups" => {
            let Memberships { groups, names, notes } = memberships(&flat, &keys);
            account.groups = groups;
            account.group_names = names;
            account.notes.extend(notes);
        }
        "home" => {
            if let Some(home) = flat.text(&keys.home).filter(|home| !matches!(home.as_str(), "" | "0")) {
                account.notes.push(format!("home: {home} is made on the server, and linked"));
            }
        }
        _ => {}
    }
    Ok(())
}
