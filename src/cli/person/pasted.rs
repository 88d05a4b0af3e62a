//! What a person pasted: the final address, or a sentence on what it is instead.

use url::Url;

use crate::observe::Answer;

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pasted {
    /// An empty line.
    Nothing,
    /// The answer.
    Answer(Answer),
    /// Something else; what to do.
    Wrong(String),
}

/// Reads a line. `again`: the same line was refused before, so that the person means it.
pub(super) fn read(line: &str, redirect_uri: &Url, state: Option<&str>, again: bool) -> Pasted {
    let text = bare(line);
    if text.is_empty() {
        return Pasted::Nothing;
    }
    if text.ends_with(['…', '⋯']) || text.ends_with("...") {
        return Pasted::Wrong(
            "This address is cut (… at its end). Click into the address bar, select all of it, and copy that.".to_owned(),
        );
    }
    let Ok(url) = Url::parse(&text) else {
        let part = text.starts_with("code=") || text.starts_with('?') || text.starts_with("state=");
        return Pasted::Wrong(if part {
            format!("This is a part of the address. Copy the whole of it, from {}:// on.", redirect_uri.scheme())
        } else {
            format!("This is no address. Copy the whole address that begins with {redirect_uri}.")
        });
    };
    let Some(answer) = Answer::of_url(&text, &url, redirect_uri) else {
        let mut other = url.clone();
        other.set_query(None);
        other.set_fragment(None);
        return Pasted::Wrong(format!(
            "This is {other}; the login ends at an address that begins with {redirect_uri}. If the browser shows an error page \
             there, that is fine: only the address counts."
        ));
    };
    if again {
        return Pasted::Answer(answer);
    }
    let of = |name: &str| answer.parameters.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    if !text.is_ascii() {
        let odd: String = text.chars().filter(|c| !c.is_ascii()).take(5).collect();
        return Pasted::Wrong(format!(
            "This address has characters that browsers write otherwise ({odd}); a chat or a word processor may have changed it. \
             Copy it from the address bar; if it is right as it is, paste it once more."
        ));
    }
    match (state, of("state")) {
        (Some(sent), Some(found)) if sent != found => {
            return Pasted::Wrong(
                "This answer has another state: it belongs to an earlier login. Open the address above anew and paste what comes \
                 of that; if it does come of that, paste it once more, and the provider is judged by it."
                    .to_owned(),
            );
        }
        _ => {}
    }
    if of("code").is_none() && of("error").is_none() {
        return Pasted::Wrong(
            "This address has neither a code nor an error. Copy all of it, also what stands behind ? or #; if that is all, paste \
             it once more."
                .to_owned(),
        );
    }
    Pasted::Answer(answer)
}

/// Without what comes along when people copy: blanks, quotes, brackets, marks that nobody sees.
fn bare(line: &str) -> String {
    let unseen =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}') || c.is_control();
    let text: String = line.chars().filter(|c| !unseen(*c)).collect();
    let around = |c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '(' | ')')
    };
    text.trim_matches(around).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::CallbackMode;

    const BACK: &str = "https://cloud.example.com/apps/user_oidc/code";

    fn at(line: &str, again: bool) -> Pasted {
        read(line, &BACK.parse().unwrap(), Some("s1"), again)
    }

    fn wrong(line: &str) -> String {
        match at(line, false) {
            Pasted::Wrong(why) => why,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn an_address_as_people_paste_it() {
        let good = format!("{BACK}?code=a%20b&state=s1");
        for line in [
            good.clone(),
            format!("  {good}\r\n"),
            format!("\"{good}\""),
            format!("“{good}”"),
            format!("<{good}>"),
            format!("\u{feff}{good}\u{200b}"),
        ] {
            let Pasted::Answer(answer) = at(&line, false) else { panic!("{line:?}") };
            assert_eq!(answer.parameters[0], ("code".to_owned(), "a b".to_owned()));
            assert_eq!((answer.mode, answer.url.as_str()), (CallbackMode::Query, good.as_str()));
        }
        let Pasted::Answer(answer) = at(&format!("{BACK}#error=access_denied&state=s1"), false) else { panic!("a fragment") };
        assert_eq!(answer.mode, CallbackMode::Fragment);
        assert_eq!(at(" \n", false), Pasted::Nothing);
    }

    #[test]
    fn what_is_wrong_is_explained() {
        assert!(wrong("code=abc&state=s1").contains("part of the address"));
        assert!(wrong("hello").contains("no address"));
        assert!(wrong("https://op.example.com/login?code=x").contains("This is https://op.example.com/login;"));
        assert!(wrong(&format!("{BACK}?code=abc&sta…")).contains("cut"));
        assert!(wrong(&format!("{BACK}?code=x&state=s2")).contains("another state"));
        assert!(wrong(BACK).contains("neither a code nor an error"));
        assert!(wrong(&format!("{BACK}?code=ключ&state=s1")).contains("ключ"));
    }

    #[test]
    fn whoever_pastes_it_again_means_it() {
        for line in [BACK.to_owned(), format!("{BACK}?code=x&state=s2"), format!("{BACK}?code=ключ&state=s1")] {
            assert!(matches!(at(&line, true), Pasted::Answer(_)), "{line}");
        }
        assert!(matches!(at("https://op.example.com/", true), Pasted::Wrong(_)));
    }
}
