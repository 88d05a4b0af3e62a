//! A quota as Nextcloud reads it (`5 GB`) and as it keeps it.

use serde_json::Value;
use thiserror::Error;

use super::scalar::{float_to_text, leading_number, round};
use crate::php;

/// The quota cannot be read: an exception nobody catches.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the quota {0:?} has no unit Nextcloud knows (b, k, kb, m, mb, g, gb, t, tb, p, pb)")]
pub struct QuotaUnreadable(pub String);

/// The text Nextcloud keeps: `none` and `default` verbatim, else the bytes in its own words.
///
/// # Errors
/// When Nextcloud cannot read it.
pub fn kept(claim: &str) -> Result<String, QuotaUnreadable> {
    if claim == "none" || claim == "default" {
        return Ok(claim.to_owned());
    }
    Ok(in_words(bytes(claim)?))
}

/// The number of bytes: numeric text as it is, else the number at the beginning (0 if there is none) times the unit at
/// the end. `5 GiB` ends in `b` and so is 5 bytes.
///
/// # Errors
/// When there is no unit.
pub fn bytes(claim: &str) -> Result<f64, QuotaUnreadable> {
    let lower = claim.to_ascii_lowercase();
    if let Some(number) = php::number(&Value::String(lower.clone())) {
        return Ok(number);
    }
    let power = power(&lower).ok_or_else(|| QuotaUnreadable(claim.to_owned()))?;
    Ok(round(leading_number(&lower) * 1024_f64.powi(power), 0))
}

/// The unit at the end, as a power of 1024. A line feed behind it does no harm.
fn power(lower: &str) -> Option<i32> {
    let text = lower.strip_suffix('\n').unwrap_or(lower);
    let prefix = |c: char| "kmgtp".find(c).and_then(|i| i32::try_from(i).ok()).map(|i| i + 1);
    let mut from_the_end = text.chars().rev();
    match from_the_end.next()? {
        'b' => Some(from_the_end.next().and_then(prefix).unwrap_or(0)),
        letter => prefix(letter),
    }
}

fn in_words(bytes: f64) -> String {
    if bytes < 0.0 {
        return "?".to_owned();
    }
    if bytes < 1024.0 {
        return format!("{} B", float_to_text(bytes));
    }
    let mut size = round(bytes / 1024.0, 0);
    for unit in ["KB", "MB", "GB", "TB"] {
        if size < 1024.0 {
            return format!("{} {unit}", float_to_text(size));
        }
        size = round(size / 1024.0, 1);
    }
    format!("{} PB", float_to_text(size))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn readable_quotas_and_the_text_that_is_kept() {
        for (claim, text) in [
            ("none", "none"),
            ("default", "default"),
            ("Default", "0 B"),
            ("5 GB", "5 GB"),
            ("5gb", "5 GB"),
            ("5 G", "5 GB"),
            ("1.5 GB", "1.5 GB"),
            ("512 MB", "512 MB"),
            ("1073741824", "1 GB"),
            ("1e3", "1000 B"),
            ("0", "0 B"),
            ("0 B", "0 B"),
            ("1.5", "1.5 B"),
            ("-5", "?"),
            ("500", "500 B"),
            ("1000 kb", "1000 KB"),
            ("1500 KB", "1.5 MB"),
            ("1023.6 kb", "1 MB"),
            ("1536", "2 KB"),
            ("2 TB", "2 TB"),
            ("3p", "3 PB"),
            ("5 GiB", "5 B"),
            ("gb", "0 B"),
            ("5 gb\n", "5 GB"),
            (" 7 mb", "7 MB"),
        ] {
            assert_eq!(kept(claim).as_deref(), Ok(text), "{claim:?}");
        }
    }

    #[test]
    fn unreadable_quotas() {
        for claim in ["5 x", "unlimited", "lots", "NONE", "5 GB ", "", "5 €"] {
            assert_eq!(kept(claim), Err(QuotaUnreadable(claim.to_owned())), "{claim:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(claim in ".*") {
            let _ = kept(&claim);
        }
    }
}
