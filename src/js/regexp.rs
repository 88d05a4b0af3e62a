//! JavaScript's `new RegExp(source)` without flags.

use std::iter::Peekable;
use std::str::Chars;

use fancy_regex::Regex;

/// A regular expression.
#[derive(Debug, Clone)]
pub enum RegExp {
    /// It compiles.
    Compiled(Box<Regex>),
    /// JavaScript throws a `SyntaxError`.
    Refused,
    /// JavaScript may know it; this tool does not.
    NotUnderstood,
}

/// What `exec` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exec {
    /// It matches; the text of the first group, `None` if there is none or it took no part.
    Match(Option<String>),
    /// It does not.
    NoMatch,
    /// This tool cannot tell.
    Unknown,
}

const DIGIT: &str = "0-9";
const WORD: &str = "A-Za-z0-9_";
const SPACE: &str =
    "\\t\\n\\x0B\\x0C\\r \\u{A0}\\u{1680}\\u{2000}-\\u{200A}\\u{2028}\\u{2029}\\u{202F}\\u{205F}\\u{3000}\\u{FEFF}";
const LINE_ENDS: &str = "\\n\\r\\u{2028}\\u{2029}";

impl RegExp {
    /// Compiles a source.
    pub fn new(source: &str) -> Self {
        let Some(translated) = translate(source) else { return Self::Refused };
        match Regex::new(&translated) {
            Ok(regex) => Self::Compiled(Box::new(regex)),
            Err(_) => Self::NotUnderstood,
        }
    }

    /// Runs it on a text.
    pub fn exec(&self, text: &str) -> Exec {
        match self {
            Self::Compiled(regex) => match regex.captures(text) {
                Ok(Some(captures)) => Exec::Match(captures.get(1).map(|group| group.as_str().to_owned())),
                Ok(None) => Exec::NoMatch,
                Err(_) => Exec::Unknown,
            },
            Self::Refused | Self::NotUnderstood => Exec::Unknown,
        }
    }
}

/// JavaScript's words in words of the crate; `None` for what JavaScript refuses, as far as that is seen here.
fn translate(source: &str) -> Option<String> {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut repeatable = false;
    let mut rest = source.chars().peekable();
    while let Some(c) = rest.next() {
        let before = repeatable;
        repeatable = true;
        match c {
            '\\' => repeatable = escape(&mut rest, &mut out)?,
            '[' => class(&mut rest, &mut out)?,
            '.' => out.push_str(&format!("[^{LINE_ENDS}]")),
            '^' => {
                out.push_str("\\A");
                repeatable = false;
            }
            '$' => {
                out.push_str("\\z");
                repeatable = false;
            }
            '(' => {
                depth += 1;
                out.push('(');
                repeatable = false;
                if rest.next_if_eq(&'?').is_some() {
                    if !group_kind(rest.clone()) {
                        return None;
                    }
                    out.push('?');
                }
            }
            ')' => {
                depth = depth.checked_sub(1)?;
                out.push(')');
            }
            '|' => {
                out.push('|');
                repeatable = false;
            }
            '*' | '+' | '?' => {
                // Right after `(?` these belong to the group, as in `(?!`; that sign itself is none of them.
                if !before {
                    return None;
                }
                out.push(c);
                repeatable = false;
                out.extend(rest.next_if_eq(&'?'));
            }
            '{' => match counted(rest.clone()) {
                Some(length) => {
                    if !before {
                        return None;
                    }
                    out.push('{');
                    (0..length).for_each(|_| out.extend(rest.next()));
                    repeatable = false;
                    out.extend(rest.next_if_eq(&'?'));
                }
                None => out.push_str("\\{"),
            },
            '}' | ']' => out.extend(['\\', c]),
            '#' | '&' | '~' | '-' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    (depth == 0).then_some(out)
}

/// Whether what follows `(?` begins a group: one that takes nothing, a look around, or one with a name. Flags are none.
fn group_kind(mut rest: Peekable<Chars<'_>>) -> bool {
    match rest.next() {
        Some(':' | '=' | '!') => true,
        Some('<') if matches!(rest.peek(), Some('=' | '!')) => true,
        Some('<') => {
            let name: String = rest.take_while(|c| *c != '>').collect();
            !name.is_empty()
                && !name.starts_with(|c: char| c.is_ascii_digit())
                && !name.contains(|c: char| !c.is_alphanumeric() && !"_$".contains(c))
        }
        _ => false,
    }
}

/// Length of the rest of `{2}`, `{2,}` or `{2,3}`, if it is one.
fn counted(rest: Peekable<Chars<'_>>) -> Option<usize> {
    let inner: String = rest.take_while(|c| *c != '}').take(24).collect();
    let (low, high) = inner.split_once(',').unwrap_or((&inner, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    (!low.is_empty() && digits(low) && digits(high)).then_some(inner.len() + 1)
}

/// An escape outside of a class; says whether it can be repeated.
fn escape(rest: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<bool> {
    match rest.next()? {
        'b' => out.push_str(&format!("(?:(?<=[{WORD}])(?![{WORD}])|(?<![{WORD}])(?=[{WORD}]))")),
        'B' => out.push_str(&format!("(?:(?<=[{WORD}])(?=[{WORD}])|(?<![{WORD}])(?![{WORD}]))")),
        'k' => out.push_str("\\k"),
        digit @ '1'..='9' => out.extend(['\\', digit]),
        c => match shorthand(c) {
            Some((set, true)) => out.push_str(&format!("[{set}]")),
            Some((set, false)) => out.push_str(&format!("[^{set}]")),
            None => literal(c, rest, out),
        },
    }
    Some(true)
}

/// `\d` and its like: the set, and whether it is meant as it is.
fn shorthand(c: char) -> Option<(&'static str, bool)> {
    Some(match c {
        'd' => (DIGIT, true),
        'D' => (DIGIT, false),
        'w' => (WORD, true),
        'W' => (WORD, false),
        's' => (SPACE, true),
        'S' => (SPACE, false),
        _ => return None,
    })
}

/// Any other escape stands for one character.
fn literal(c: char, rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    let hex = |length: usize| {
        let digits: String = rest.clone().take(length).collect();
        let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == length)?;
        char::from_u32(code)
    };
    let (meant, taken) = match c {
        't' => ('\t', 0),
        'n' => ('\n', 0),
        'v' => ('\u{b}', 0),
        'f' => ('\u{c}', 0),
        'r' => ('\r', 0),
        '0' => ('\0', 0),
        'x' => hex(2).map_or(('x', 0), |c| (c, 2)),
        'u' => hex(4).map_or(('u', 0), |c| (c, 4)),
        other => (other, 0),
    };
    for _ in 0..taken {
        rest.next();
    }
    out.push_str(&format!("\\u{{{:X}}}", u32::from(meant)));
}

/// A class, its opening bracket read already.
fn class(rest: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<()> {
    let negated = rest.next_if_eq(&'^').is_some();
    if rest.next_if_eq(&']').is_some() {
        // `[]` matches nothing, `[^]` everything.
        out.push_str(if negated { "[\\s\\S]" } else { "(?!)" });
        return Some(());
    }
    out.push_str(if negated { "[^" } else { "[" });
    loop {
        match rest.next()? {
            ']' => break,
            '\\' => match rest.next()? {
                'b' => out.push_str("\\x08"),
                c => match shorthand(c) {
                    Some((set, true)) => out.push_str(set),
                    Some((set, false)) => out.push_str(&format!("[^{set}]")),
                    None => literal(c, rest, out),
                },
            },
            '-' => out.push('-'),
            c if c.is_ascii_punctuation() => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push(']');
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exec(source: &str, text: &str) -> Exec {
        RegExp::new(source).exec(text)
    }

    fn group(text: &str) -> Exec {
        Exec::Match(Some(text.to_owned()))
    }

    #[test]
    fn first_groups() {
        assert_eq!(exec("^(.+)@", "alice@example.test"), group("alice"));
        assert_eq!(exec("^(\\d+)@", "alice@example.test"), Exec::NoMatch);
        assert_eq!(exec("alice", "alice"), Exec::Match(None));
        assert_eq!(exec("(x)?alice", "alice"), Exec::Match(None), "the group takes no part");
        assert_eq!(exec("(?:a)(?<n>b)", "ab"), group("b"));
        assert_eq!(exec("([^@/]+)$", "a/b"), group("b"));
        assert_eq!(exec("(\\w+)\\b", "ä ab"), group("ab"), "letters are those of ASCII");
        assert_eq!(exec("^(a{2,3})$", "aaa"), group("aaa"));
        assert_eq!(exec("(a{b)", "a{b"), group("a{b"));
        assert_eq!(exec("([\\w.-]+)@", "a.b-c@x"), group("a.b-c"));
        assert_eq!(exec("([[&&]+)", "x[&"), group("[&"));
        assert_eq!(exec("(?=(a))a\\1?", "aa"), group("a"));
        assert_eq!(exec("^(.*)$", "a\nb"), Exec::NoMatch, "no line ends without flags");
        assert_eq!(exec("\\u0041(\\x42)", "AB"), group("B"));
        assert_eq!(exec("uid=([^,]*)", "uid=al,ou=x"), group("al"));
    }

    #[test]
    fn what_javascript_refuses() {
        for bad in ["(", ")", "*a", "a**", "[a", "a\\", "a{2}{3}", "(?i)a", "(?i:a)", "(?P<n>a)", "(?>a)", "(?<>a)", "(?#x)"] {
            assert!(matches!(RegExp::new(bad), RegExp::Refused), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(source in "[\\[\\](){}|*+?.^$/\\\\a-cdwsb0-9<=!:,&~-]{0,16}", text in ".{0,8}") {
            let _ = RegExp::new(&source).exec(&text);
        }
    }
}
