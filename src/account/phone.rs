//! A telephone number as Nextcloud keeps it.

use std::str::FromStr;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

/// libphonenumber looks at no text longer than this.
const LONGEST: usize = 250;

/// The number in E.164 form, if libphonenumber finds it valid. Without `default_phone_region`, a number must begin with `+`.
pub fn kept(claim: &str, default_region: &str) -> Option<String> {
    let region = match default_region {
        "" if !claim.starts_with('+') => return None,
        region => Region::from_str(region).ok(),
    };
    if claim.len() > LONGEST {
        return None;
    }
    let number = PHONE_NUMBER_UTIL.parse(claim, region).ok()?;
    number.is_valid().then(|| number.format_as(PhoneNumberFormat::E164).to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn valid_numbers_lose_their_spaces() {
        for (claim, number) in [
            ("+49 30 1234567", "+49301234567"),
            ("+44 20 7946-0958", "+442079460958"),
            ("+1 202-555-0173", "+12025550173"),
            ("+49 (0)30 1234567", "+49301234567"),
            ("+39 06 698 12345", "+390669812345"),
        ] {
            assert_eq!(kept(claim, "").as_deref(), Some(number), "{claim:?}");
        }
    }

    #[test]
    fn a_number_without_its_country_needs_the_default_region() {
        assert_eq!(kept("030 1234567", ""), None);
        assert_eq!(kept("tel:+49-30-1234567", ""), None);
        assert_eq!(kept("030 1234567", "DE").as_deref(), Some("+49301234567"));
        assert_eq!(kept("030 1234567", "XX"), None);
    }

    #[test]
    fn other_text_is_no_number() {
        for not in ["", "+", "+1 555 0100", "+99912345", "+493", "call me", "12"] {
            assert_eq!(kept(not, ""), None, "{not:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(claim in ".{0,40}", shaped in "\\+?[0-9 ()/x;=a-z.-]{0,30}") {
            let _ = (kept(&claim, "DE"), kept(&shaped, "DE"), kept(&shaped, ""), kept(&format!("+{claim}"), ""));
        }
    }
}
