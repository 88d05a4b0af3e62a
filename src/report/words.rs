//! Sentences that more than one report uses.

use crate::account::Account;
use crate::judge::{Login, Prediction};
use crate::suite::Impact;

/// The account in one sentence: `account alice, display name "Alice A.", no e-mail, groups untouched`.
pub fn account_words(account: &Account) -> String {
    let name = if account.uid.is_empty() { "without a name".to_owned() } else { clean(&account.uid) };
    let mut parts = vec![format!("account {name}")];
    parts.push(match &account.display_name {
        Some(name) => format!("display name \"{}\"", clean(name)),
        None => "no display name".to_owned(),
    });
    parts.push(account.email.as_ref().map_or_else(|| "no e-mail".to_owned(), |e| format!("e-mail {}", clean(e))));
    parts.push(match account.groups.as_deref() {
        None => "groups untouched".to_owned(),
        Some([]) => "removed from all groups".to_owned(),
        Some([group]) => format!("group {}", clean(group)),
        Some(groups) => format!("groups {}", groups.iter().map(|g| clean(g)).collect::<Vec<_>>().join(" and ")),
    });
    let rest = [("quota", &account.quota), ("language", &account.language), ("locale", &account.locale)];
    parts.extend(rest.iter().filter_map(|(name, value)| value.as_ref().map(|v| format!("{name} {}", clean(v)))));
    parts.extend(account.attributes.iter().map(|(name, value)| format!("{} {}", clean(name), clean(value))));
    parts.join(", ")
}

/// What the app would do, in one sentence without a full stop.
pub fn prediction_words(prediction: &Prediction) -> String {
    let page = || {
        let status = prediction.http_status.map(|s| format!("HTTP {s}"));
        let words = match prediction.message.as_deref() {
            None => None,
            Some("") => Some("an empty page".to_owned()),
            Some(words) => Some(format!("\"{}\"", clean(words))),
        };
        let page: Vec<String> = status.into_iter().chain(words).collect();
        if page.is_empty() { String::new() } else { format!(": {}", page.join(", ")) }
    };
    match prediction.login {
        Login::LoggedIn => "users log in".to_owned(),
        Login::Refused => format!("the app refuses the login{}", page()),
        Login::ServerError => format!("the app breaks during the login{}", page()),
        Login::StuckAtProvider => format!("the browser does not come back from the provider{}", page()),
        Login::Unknown => "nobody can tell yet whether users can log in".to_owned(),
    }
}

/// An impact in words.
pub fn impact_words(impact: Impact) -> &'static str {
    match impact {
        Impact::BlocksLogin => "blocks login",
        Impact::DamagesAccounts => "damages accounts",
        Impact::WeakensSecurity => "weakens security",
        Impact::Degrades => "degrades",
        Impact::Info => "info",
    }
}

/// Foreign text made fit to print: no control characters, so that no provider can write to the operator's terminal.
pub(super) fn clean(text: &str) -> String {
    let visible = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() || is_direction(c) => '\u{fffd}',
        c => c,
    };
    text.trim().chars().map(visible).collect()
}

/// Characters that turn the direction of writing.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `1 request`, `2 requests`.
pub fn counted(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_says_what_happens_to_groups() {
        let mut account = Account { uid: "alice".to_owned(), display_name: Some("Alice A.".to_owned()), ..Account::default() };
        assert_eq!(account_words(&account), "account alice, display name \"Alice A.\", no e-mail, groups untouched");
        account.groups = Some(Vec::new());
        assert!(account_words(&account).ends_with("removed from all groups"));
        account.groups = Some(vec!["a".to_owned(), "b".to_owned()]);
        assert!(account_words(&account).ends_with("groups a and b"));
    }

    #[test]
    fn no_provider_writes_to_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\nc\u{202e}"), "a\u{fffd}[31mb c\u{fffd}");
    }
}
