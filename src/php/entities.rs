//! PHP's ways to make text fit for HTML.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The named entities of HTML 4.01 outside ASCII: code point in hexadecimal, name.
static NAMED: LazyLock<BTreeMap<char, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("data/html-4.01-entities.txt").lines();
    lines
        .filter_map(|line| {
            let (code, name) = line.split_once(' ')?;
            Some((u32::from_str_radix(code, 16).ok().and_then(char::from_u32)?, name))
        })
        .collect()
});

/// `htmlentities($text)`: every character that HTML 4.01 has a name for becomes that name, an apostrophe `&#039;`.
pub fn htmlentities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#039;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => match NAMED.get(&c) {
                Some(name) => {
                    out.push('&');
                    out.push_str(name);
                    out.push(';');
                }
                None => out.push(c),
            },
        }
    }
    out
}

/// The filter `FILTER_SANITIZE_SPECIAL_CHARS`: quotes, angle brackets, ampersands and control characters as numbers.
pub fn sanitize_special_chars(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\'' | '"' | '<' | '>' | '&' | '\0'..='\u{1f}') {
            out.push_str(&format!("&#{};", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        assert_eq!(
            htmlentities("<a href=\"x\">it's €5 & é\u{200b}\n"),
            "&lt;a href=&quot;x&quot;&gt;it&#039;s &euro;5 &amp; &eacute;\u{200b}\n"
        );
        assert_eq!(sanitize_special_chars("it's <b>\"é\" & x\n"), "it&#39;s &#60;b&#62;&#34;é&#34; &#38; x&#10;");
        assert_eq!(NAMED.len(), 248);
    }
}
