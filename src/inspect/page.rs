//! A page as an operator would read it aloud. Pure.

use scraper::{Html, Selector};
use url::Url;

/// Elements that nobody sees.
const UNSEEN: [&str; 5] = ["script", "style", "noscript", "template", "head"];

/// Bytes of a page that are read; login pages have some ten thousand.
const LARGEST: usize = 256 * 1024;

/// Longest words of a page that are repeated.
const LONGEST: usize = 240;

/// A link of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) to: Url,
    pub(super) text: String,
}

/// The beginning of a page, parsed: the time for deep nesting grows with its square.
fn parsed(html: &str) -> Html {
    let end = (0..=LARGEST.min(html.len())).rev().find(|i| html.is_char_boundary(*i)).unwrap_or(0);
    Html::parse_document(html.get(..end).unwrap_or_default())
}

/// Title of a page.
pub(super) fn title(html: &str) -> Option<String> {
    let document = parsed(html);
    let title = Selector::parse("title").ok()?;
    let text = squeezed(&document.select(&title).next()?.text().collect::<String>());
    (!text.is_empty()).then_some(text)
}

/// Visible words of a page, its main part before the rest.
pub(super) fn words(html: &str) -> String {
    let document = parsed(html);
    for css in ["main", "body"] {
        let Some(part) = Selector::parse(css).ok().and_then(|s| document.select(&s).next()) else { continue };
        let mut text = String::new();
        // By hand and not by recursion: a page may be nested deeper than any stack.
        let mut open = vec![part.children()];
        while let Some(children) = open.last_mut() {
            let Some(child) = children.next() else {
                open.pop();
                continue;
            };
            if let Some(words) = child.value().as_text() {
                text.push_str(words);
                text.push(' ');
            } else if child.value().as_element().is_some_and(|e| !UNSEEN.contains(&e.name())) {
                open.push(child.children());
            }
        }
        let text = squeezed(&text);
        if !text.is_empty() {
            return shortened(&text);
        }
    }
    String::new()
}

/// Links of a page that came from `url`.
pub(super) fn links(html: &str, url: &Url) -> Vec<Link> {
    let document = parsed(html);
    let Ok(anchors) = Selector::parse("a[href]") else { return Vec::new() };
    let link = |a: scraper::ElementRef<'_>| {
        let to = url.join(a.attr("href")?.trim()).ok()?;
        Some(Link { to, text: squeezed(&a.text().collect::<String>()) })
    };
    document.select(&anchors).filter_map(link).collect()
}

/// What Nextcloud hands to its scripts: the JSON in a hidden field, in base64.
pub(super) fn initial_state(html: &str, name: &str) -> Option<serde_json::Value> {
    use base64::Engine as _;
    let document = parsed(html);
    let fields = Selector::parse("input[type=hidden][id][value]").ok()?;
    let id = format!("initial-state-{name}");
    let value = document.select(&fields).find(|f| f.attr("id") == Some(&id))?.attr("value")?;
    let bytes = base64::engine::general_purpose::STANDARD.decode(value.trim()).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Blanks and line ends made one blank.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Not more than a few lines.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if text.chars().count() > LONGEST {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_part_is_read_without_its_scripts() {
        let html = "<html><head><title> A  b </title></head><body><p>menu</p><main><h2>Error</h2><script>x()</script>\n<p>No such\nprovider.</p></main></body></html>";
        assert_eq!(title(html).as_deref(), Some("A b"));
        assert_eq!(words(html), "Error No such provider.");
        assert_eq!(words("plain words"), "plain words");
    }

    #[test]
    fn a_deep_page_is_only_a_page() {
        let deep = format!("{}<p>words</p>", "<div>".repeat(2_000));
        assert_eq!(words(&deep), "words");
    }

    #[test]
    fn what_scripts_are_given_is_read() {
        // [{"name":"x"}]
        let html = r#"<input type="hidden" id="initial-state-core-alternativeLogins" value="W3sibmFtZSI6IngifV0=">"#;
        assert_eq!(initial_state(html, "core-alternativeLogins").unwrap()[0]["name"], "x");
        assert_eq!(initial_state(html, "core-other"), None);
        assert_eq!(initial_state(&html.replace("W3s", "???"), "core-alternativeLogins"), None);
    }
}
