//! A pattern as PHP's `preg_match` reads it.

use fancy_regex::{BytesMode, Regex, RegexBuilder};

/// A pattern for `preg_match`.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// It compiles.
    Compiled(Box<Regex>),
    /// PHP refuses it with a warning, so that nothing ever matches.
    Refused(String),
    /// PHP may know it; this tool does not.
    NotUnderstood(String),
}

/// Whether a text matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// It does.
    Yes,
    /// It does not, or the pattern is broken.
    No,
    /// This tool cannot tell.
    Unknown,
}

impl Pattern {
    /// Reads user_oidc's whitelist: slashes are put around what does not begin with one. `None`: there is no whitelist.
    pub fn whitelist(setting: &str) -> Option<Self> {
        match setting {
            "" | "0" => None,
            text if text.starts_with('/') => Some(Self::delimited(text)),
            text => Some(Self::delimited(&format!("/{text}/"))),
        }
    }

    /// Reads a pattern between slashes, with its flags.
    fn delimited(text: &str) -> Self {
        let inner = text.strip_prefix('/').unwrap_or(text);
        let Some(end) = unescaped_slash(inner) else { return Self::Refused("it has no ending delimiter".to_owned()) };
        let (pattern, flags) = (inner.get(..end).unwrap_or_default(), inner.get(end + 1..).unwrap_or_default());
        if let Some(unknown) = flags.chars().find(|c| !"imsxADSUXJun \n\r".contains(*c)) {
            return Self::Refused(format!("it has the unknown modifier {unknown:?}"));
        }
        let has = |flag: char| flags.contains(flag);
        let translated = match translate(pattern, has('m'), has('D'), has('x')) {
            Ok(translated) => translated,
            Err(why) => return Self::Refused(why),
        };
        let anchored = if has('A') { format!("\\A(?:{translated})") } else { translated };
        let mut builder = RegexBuilder::new(&anchored);
        builder.case_insensitive(has('i')).multi_line(has('m')).dot_matches_new_line(has('s')).ignore_whitespace(has('x'));
        if !has('u') {
            builder.unicode_mode(false).bytes_mode(BytesMode::Ascii);
        }
        match builder.build() {
            Ok(regex) => Self::Compiled(Box::new(regex)),
            Err(error) => Self::NotUnderstood(error.to_string()),
        }
    }

    /// Does the text match?
    pub fn matches(&self, text: &str) -> Match {
        match self {
            Self::Compiled(regex) => match regex.is_match(text.as_bytes()) {
                Ok(true) => Match::Yes,
                Ok(false) => Match::No,
                Err(_) => Match::Unknown,
            },
            Self::Refused(_) => Match::No,
            Self::NotUnderstood(_) => Match::Unknown,
        }
    }
}

fn unescaped_slash(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let found = c == '/' && !escaped;
        escaped = c == '\\' && !escaped;
        found.then_some(at)
    })
}

/// Words of PCRE in words of the crate, where the two differ.
///
/// # Errors
/// With what PCRE itself would refuse.
fn translate(pattern: &str, multi_line: bool, dollar_end_only: bool, extended: bool) -> Result<String, String> {
    // Without `m` and `D`, `$` also stands before a line feed at the very end.
    const BEFORE_END: &str = "(?=\\n?\\z)";
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut repeatable = false;
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        let mut next_repeatable = true;
        match c {
            '\\' => match rest.next() {
                None => return Err("it ends in a backslash".to_owned()),
                Some('/') => out.push('/'),
                Some('Z') => out.push_str(BEFORE_END),
                Some('h') => out.push_str("[ \\t]"),
                Some('H') => out.push_str("[^ \\t]"),
                Some('v') => out.push_str("[\\n-\\r]"),
                Some('V') => out.push_str("[^\\n-\\r]"),
                // `\p{L}`, `\x{e4}`: what is between the braces is no repeat.
                Some(named @ ('p' | 'P' | 'x')) if rest.peek() == Some(&'{') => {
                    out.extend(['\\', named]);
                    out.extend(rest.by_ref().take_while(|c| *c != '}'));
                    out.push('}');
                }
                Some('Q') => quoted(&mut rest, &mut out),
                Some('E') => next_repeatable = repeatable,
                Some(other) => out.extend(['\\', other]),
            },
            '$' if multi_line => out.push('$'),
            '$' if dollar_end_only => out.push_str("\\z"),
            '$' => out.push_str(BEFORE_END),
            '[' => class(&mut rest, &mut out)?,
            ']' | '}' => out.extend(['\\', c]),
            '{' if is_counted_repeat(rest.clone()) => {
                if !repeatable {
                    return Err("a quantifier has nothing to repeat".to_owned());
                }
                out.push('{');
                out.extend(rest.by_ref().take_while(|c| *c != '}'));
                out.push('}');
            }
            '{' => out.push_str("\\{"),
            '(' => {
                depth += 1;
                out.push('(');
                next_repeatable = false;
                if rest.peek() == Some(&'?') {
                    rest.next();
                    if rest.peek() == Some(&'#') {
                        out.pop();
                        depth -= 1;
                        rest.by_ref().find(|c| *c == ')').ok_or("a comment is not closed")?;
                        next_repeatable = repeatable;
                    } else {
                        out.push('?');
                    }
                }
            }
            ')' => {
                depth = depth.checked_sub(1).ok_or("a closing parenthesis has no opening one")?;
                out.push(')');
            }
            '|' => {
                out.push('|');
                next_repeatable = false;
            }
            '*' | '+' | '?' => {
                if !repeatable {
                    return Err("a quantifier has nothing to repeat".to_owned());
                }
                out.push(c);
            }
            '#' if extended => {
                rest.by_ref().find(|c| *c == '\n');
                next_repeatable = repeatable;
            }
            c => {
                if extended && c.is_ascii_whitespace() {
                    next_repeatable = repeatable;
                }
                out.push(c);
            }
        }
        repeatable = next_repeatable;
    }
    if depth > 0 { Err("a parenthesis is not closed".to_owned()) } else { Ok(out) }
}

/// `\Q…\E`: everything up to `\E` as it stands.
fn quoted(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    while let Some(c) = rest.next() {
        if c == '\\' && rest.peek() == Some(&'E') {
            rest.next();
            return;
        }
        out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
    }
}

/// The rest of a character class, its opening bracket being read: PCRE knows neither nested classes nor set operators.
fn class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) -> Result<(), String> {
    const OPEN: &str = "a character class is not closed";
    out.push('[');
    if rest.peek() == Some(&'^') {
        rest.next();
        out.push('^');
    }
    let mut first = true;
    loop {
        let c = rest.next().ok_or(OPEN)?;
        match c {
            ']' if !first => {
                out.push(']');
                return Ok(());
            }
            '\\' => match rest.next().ok_or(OPEN)? {
                'h' => out.push_str(" \\t"),
                '/' => out.push('/'),
                other => out.extend(['\\', other]),
            },
            '[' if rest.peek() == Some(&':') && rest.clone().collect::<String>().contains(":]") => {
                out.push('[');
                while let Some(inner) = rest.next() {
                    out.push(inner);
                    if inner == ':' && rest.peek() == Some(&']') {
                        break;
                    }
                }
                rest.next();
                out.push(']');
            }
            ']' | '[' | '&' | '~' => out.extend(['\\', c]),
            other => out.push(other),
        }
        first = false;
    }
}

fn is_counted_repeat(rest: std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let inner: String = rest.take_while(|c| *c != '}').collect();
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    match inner.split_once(',') {
        Some((least, most)) => !least.is_empty() && digits(least) && digits(most),
        None => !inner.is_empty() && digits(&inner),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(setting: &str, text: &str) -> Match {
        Pattern::whitelist(setting).expect("a whitelist").matches(text)
    }

    #[test]
    fn slashes_are_added_and_flags_are_read() {
        assert!(Pattern::whitelist("").is_none() && Pattern::whitelist("0").is_none());
        assert_eq!(matches("^sso-", "sso-a"), Match::Yes);
        assert_eq!(matches("^sso-", "x-sso-a"), Match::No);
        assert_eq!(matches("sso", "my sso group"), Match::Yes, "not anchored");
        assert_eq!(matches("/^SSO-/i", "sso-a"), Match::Yes);
        assert_eq!(matches("/^SSO-/", "sso-a"), Match::No);
        assert_eq!(matches("/a b/x", "ab"), Match::Yes);
        assert_eq!(matches("/b/A", "ab"), Match::No);
        assert_eq!(matches("/^\\p{L}$/u", "ä"), Match::Yes);
        assert_eq!(matches("/^\\x{e4}$/u", "ä"), Match::Yes);
    }

    #[test]
    fn what_php_refuses_never_matches() {
        for broken in ["a/b", "/abc", "/a/q", "*", "/*/", "(a", "a)", "[a", "a\\", "a|*b", "/a/e"] {
            assert!(matches!(Pattern::whitelist(broken), Some(Pattern::Refused(_))), "{broken}");
            assert_eq!(matches(broken, "a"), Match::No);
        }
    }

    #[test]
    fn words_of_pcre() {
        assert_eq!(matches("^(?!admin)", "staff"), Match::Yes);
        assert_eq!(matches("^(?!admin)", "admins"), Match::No);
        assert_eq!(matches("^(a|b)\\1$", "aa"), Match::Yes);
        assert_eq!(matches("^a$", "a\n"), Match::Yes);
        assert_eq!(matches("/^a$/D", "a\n"), Match::No);
        assert_eq!(matches("^\\/team\\/", "/team/x"), Match::Yes);
        assert_eq!(matches("^.{2}$", "é"), Match::Yes, "without u, bytes count");
        assert_eq!(matches("/^.$/u", "é"), Match::Yes);
        assert_eq!(matches("^\\w+$", "é"), Match::No);
        assert_eq!(matches("^x{y}$", "x{y}"), Match::Yes);
        assert_eq!(matches("^[[a]$", "["), Match::Yes);
        assert_eq!(matches("^[[:alpha:]&&]+$", "a&"), Match::Yes);
        assert_eq!(matches("^[]a]$", "]"), Match::Yes);
        assert_eq!(matches("^\\Qa.b\\E$", "a.b"), Match::Yes);
        assert_eq!(matches("^a\\hb$", "a b"), Match::Yes);
        assert_eq!(matches("^a{2,3}$", "aa"), Match::Yes);
        assert_eq!(matches("^a(?#why)b$", "ab"), Match::Yes);
        assert_eq!(matches("^(?<x>a)$", "a"), Match::Yes);
        assert_eq!(matches("^(?i:A)$", "a"), Match::Yes);
    }

    #[test]
    fn what_this_tool_does_not_know_is_said() {
        assert!(matches!(Pattern::whitelist("(?|(a)|(b))"), Some(Pattern::NotUnderstood(_))));
        assert_eq!(matches("(?|(a)|(b))", "a"), Match::Unknown);
    }

    proptest! {
        #[test]
        fn nothing_panics(pattern in "[\\[\\](){}|*+?.^$/\\\\a-cQEh:#&~-]{0,16}", text in ".{0,8}") {
            if let Some(pattern) = Pattern::whitelist(&pattern) {
                let _ = pattern.matches(&text);
            }
        }
    }
}
