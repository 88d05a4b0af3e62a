//! The attributes one by one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::flatten::{Attribute, Flat};
use super::settings::Keys;
use crate::account::quota::{self, QuotaUnreadable};
use crate::account::scalar::trim;
use crate::php::md5;

/// Longest account name, in bytes; a longer one is hashed.
const LONGEST_UID: usize = 64;
/// Longest display name, in characters.
pub const LONGEST_NAME: usize = 64;
/// Names of Nextcloud's own files, which no account may have.
const OWN_FILES: [&str; 8] =
    [".htaccess", "files_external", "__groupfolders", ".ncdata", "owncloud.log", "nextcloud.log", "updater.log", "audit.log"];

/// The text that names the account, before its length is looked at. `None`: absent, null, or no text.
pub fn identifier(flat: &Flat, keys: &Keys) -> Option<String> {
    match flat.attribute(&keys.id) {
        Attribute::Text(id) if keys.remove_special_characters => Some(URL_SAFE_NO_PAD.encode(id)),
        Attribute::Text(id) => Some(id),
        Attribute::Absent if keys.remove_special_characters => Some(String::new()),
        Attribute::Absent | Attribute::Unfit => None,
    }
}

/// The account name: of more than 64 bytes its MD5.
pub fn user_id(identifier: &str) -> String {
    if identifier.len() > LONGEST_UID { md5(identifier) } else { identifier.to_owned() }
}

/// Why Nextcloud makes no account of this name: its words.
pub fn user_id_refusal(uid: &str) -> Option<&'static str> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " _.@-'".contains(c);
    if !uid.chars().all(allowed) {
        return Some(r#"Only the following characters are allowed in an Login: "a-z", "A-Z", "0-9", spaces and "_.@-'""#);
    }
    if trim(uid).is_empty() {
        return Some("A valid Login must be provided");
    }
    if trim(uid) != uid {
        return Some("Login contains whitespace at the beginning or at the end");
    }
    if uid == "." || uid == ".." {
        return Some("Login must not consist of dots only");
    }
    OWN_FILES.contains(&uid).then_some("Login is invalid because files already exist for this user")
}

/// The display name as set, trimmed; `None`: left as it is. Its length is not looked at.
pub fn display_name(flat: &Flat, keys: &Keys) -> Option<String> {
    let name = if keys.name_is_list {
        // What is missing leaves its blank behind; what is no text becomes PHP's word for it.
        let part = |claim: &String| match flat.attribute(claim) {
            Attribute::Text(text) => text,
            Attribute::Absent => String::new(),
            Attribute::Unfit => "Array".to_owned(),
        };
        keys.name.iter().map(part).collect::<Vec<_>>().join(" ")
    } else {
        keys.name.first().and_then(|claim| flat.text(claim))?
    };
    let name = if matches!(name.as_str(), "" | "0") { identifier(flat, keys)? } else { name };
    let name = trim(&name);
    (!matches!(name, "" | "0")).then(|| name.to_owned())
}

/// The date as the app keeps it: a day that exists, `YYYY-MM-DD`.
pub fn birthdate(claim: &str) -> Option<&str> {
    let date = trim(claim);
    let shape = date.len() == 10
        && date.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    let number = |from: usize, to: usize| date.get(from..to).and_then(|digits| digits.parse::<i16>().ok());
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let exists = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).is_ok();
    (shape && exists).then_some(date)
}

/// The quota as Nextcloud keeps it; `None`: not touched.
pub fn kept_quota(flat: &Flat, keys: &Keys) -> Option<Result<String, QuotaUnreadable>> {
    match flat.attribute(&keys.quota) {
        Attribute::Text(text) => Some(quota::kept(&text)),
        Attribute::Unfit => None,
        Attribute::Absent => Some(keys.default_quota.as_str()).filter(|text| !matches!(*text, "" | "0")).map(quota::kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_hashed_by_bytes() {
        assert_eq!(user_id(&"a".repeat(64)), "a".repeat(64));
        assert_eq!(user_id(&"a".repeat(65)).len(), 32);
        assert_eq!(user_id(&"é".repeat(33)).len(), 32);
    }

    #[test]
    fn names_nextcloud_refuses() {
        for good in ["alice", "a b", "o'neil_x.y@z-1", "...", "1"] {
            assert_eq!(user_id_refusal(good), None, "{good:?}");
        }
        let refused = |uid: &str| user_id_refusal(uid).unwrap_or_default();
        for odd in ["auth0|x", "a+b", "a/b", "é", "a:b", "a\nb", "YQ=="] {
            assert!(refused(odd).starts_with("Only the following"), "{odd:?}");
        }
        assert_eq!(refused("  "), "A valid Login must be provided");
        assert!(refused(" a").contains("whitespace"));
        assert!(refused("..").contains("dots only"));
        assert!(refused("files_external").contains("files already exist"));
    }

    #[test]
    fn dates_that_exist() {
        for good in ["1990-02-28", " 2000-02-29\n", "0000-01-01", "9999-12-31"] {
            assert_eq!(birthdate(good), Some(trim(good)), "{good:?}");
        }
        for bad in ["1990-02-29", "1990-2-1", "19900101", "01.02.1990", "1990-13-01", "1990-00-00", "", "1990-01-01T00"] {
            assert_eq!(birthdate(bad), None, "{bad:?}");
        }
    }
}
