//! Languages and locales as Nextcloud knows them.

/// Translations of Nextcloud 31, by their codes. A language must be one of these, letter by letter.
const LANGUAGES: &str = "en ar ast bg ca cs da de de_DE el en_GB eo es es_EC es_MX et_EE eu fa fi fr ga gl he hr hu id is it ja ka \
     ko lt_LT lv mk nb nl oc pl pt_BR pt_PT ro ru sc sk sl sr sv th tr ug uk uz vi zh_CN zh_HK zh_TW";

/// Locales, one a line: those of ICU 65 in the forms language, script, country (names of the resource bundles in the npm
/// package icu4c-data 0.65.2, aliases left out), with Nextcloud's own `zh_CN`, `zh_HK` and `zh_TW` in place of ICU's ten
/// Chinese ones.
const LOCALES: &str = include_str!("data/locales.txt");

/// Three-letter codes of languages and countries with the two-letter codes ICU puts in their place, `deu=de`, `DEU=DE`.
const LONG_CODES: &str = include_str!("data/iso-codes.txt");

/// The language, if Nextcloud has a translation of exactly this code.
pub fn language(claim: &str) -> Option<&str> {
    LANGUAGES.split(' ').any(|code| code == claim).then_some(claim)
}

/// The locale in ICU's canonical form, if Nextcloud knows it.
pub fn locale(claim: &str) -> Option<String> {
    let canonical = canonical(claim);
    LOCALES.lines().any(|code| code == canonical).then_some(canonical)
}

/// ICU's canonical form, as far as it can be one of Nextcloud's codes: `en-us`, `EN_us.UTF-8`, `eng_USA` become `en_US`.
fn canonical(claim: &str) -> String {
    // A charset is dropped; keywords and variants stay, so that nothing with them is a code.
    let (name, keywords) = claim.split_at(claim.find('@').unwrap_or(claim.len()));
    let name = name.split('.').next().unwrap_or_default();
    let mut parts = name.split(['-', '_']);
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let mut out = if language.len() == 3 { short(&language) } else { language };
    let mut scripts_may_come = true;
    let mut countries_may_come = true;
    for part in parts {
        out.push('_');
        if scripts_may_come && part.len() == 4 && part.chars().all(|c| c.is_ascii_alphabetic()) {
            let (first, rest) = part.split_at(1);
            out.push_str(&first.to_ascii_uppercase());
            out.push_str(&rest.to_ascii_lowercase());
        } else if countries_may_come && matches!(part.len(), 2 | 3) {
            let country = part.to_ascii_uppercase();
            out.push_str(&if country.len() == 3 { short(&country) } else { country });
            countries_may_come = false;
        } else {
            out.push_str(&part.to_ascii_uppercase());
            countries_may_come = false;
        }
        scripts_may_come = false;
    }
    out + keywords
}

fn short(long: &str) -> String {
    let found = LONG_CODES.lines().filter_map(|line| line.split_once('=')).find(|(code, _)| *code == long);
    found.map_or(long, |(_, short)| short).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn languages_are_taken_letter_by_letter() {
        for known in ["en", "de", "de_DE", "zh_CN", "et_EE"] {
            assert_eq!(language(known), Some(known));
        }
        for unknown in ["de-DE", "DE", "xx", "en_US", "", " de", "et", "en ar"] {
            assert_eq!(language(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn locales_are_made_canonical_first() {
        for (claim, code) in [
            ("en-us", "en_US"),
            ("en_US", "en_US"),
            ("de", "de"),
            ("DE-de", "de_DE"),
            ("zh-cn", "zh_CN"),
            ("sr-latn-rs", "sr_Latn_RS"),
            ("es-419", "es_419"),
            ("en_US.UTF-8", "en_US"),
            ("deu-DEU", "de_DE"),
            ("en", "en"),
        ] {
            assert_eq!(locale(claim).as_deref(), Some(code), "{claim:?}");
        }
        for unknown in [
            "xx",
            "en_XX",
            "en_US_POSIX",
            "ca_ES_VALENCIA",
            "de_DE@euro",
            "de@collation=phonebook",
            "",
            "de_",
            "germany",
            "de DE",
        ] {
            assert_eq!(locale(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn the_list_is_complete_and_of_one_shape() {
        assert_eq!(LOCALES.lines().count(), 743);
        let shape = regex::Regex::new("^[a-z]{2,3}(_[A-Z][a-z]{3})?(_([A-Z]{2}|[0-9]{3}))?$").expect("a pattern");
        assert!(LOCALES.lines().all(|code| shape.is_match(code)));
        assert_eq!(LANGUAGES.split(' ').count(), 56);
    }

    proptest! {
        #[test]
        fn nothing_panics(claim in ".{0,20}", shaped in "[a-zA-Z_.@-]{0,14}") {
            let _ = (language(&claim), locale(&claim), locale(&shaped));
        }
    }
}
