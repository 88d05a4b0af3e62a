//! What a reader of the page sees.

use scraper::ElementRef;

pub(super) fn is_hidden(element: &ElementRef<'_>) -> bool {
    std::iter::once(*element).chain(element.ancestors().filter_map(ElementRef::wrap)).any(|e| {
        let hides = |style: &str| {
            let style = style.replace(' ', "").to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        };
        e.attr("hidden").is_some() || e.attr("style").is_some_and(hides)
    })
}

/// Text that a reader sees: no scripts, no styles, nothing hidden by the element itself.
pub(super) fn visible(element: &ElementRef<'_>) -> String {
    let mut out = String::new();
    collect(element, &mut out, usize::MAX);
    squeezed(&out)
}

/// The same, `None` when it is longer than so many bytes.
pub(super) fn visible_up_to(element: &ElementRef<'_>, most: usize) -> Option<String> {
    let mut out = String::new();
    collect(element, &mut out, most + 1);
    let text = squeezed(&out);
    (text.len() <= most).then_some(text)
}

/// Words in their order, a blank behind each; stops when there are more than `most` bytes.
fn collect(element: &ElementRef<'_>, out: &mut String, most: usize) {
    // By hand and not by recursion: a page may be nested deeper than any stack.
    let mut open = vec![element.children()];
    while let Some(children) = open.last_mut() {
        let Some(child) = children.next() else {
            open.pop();
            continue;
        };
        if let Some(text) = child.value().as_text() {
            for word in text.split_whitespace() {
                out.push_str(word);
                out.push(' ');
            }
            if out.len() > most {
                return;
            }
        } else if let Some(inner) = ElementRef::wrap(child) {
            let skipped = matches!(inner.value().name(), "script" | "style" | "noscript" | "template" | "option" | "svg");
            let gone = |style: &str| style.replace(' ', "").to_ascii_lowercase().contains("display:none");
            if skipped || inner.attr("hidden").is_some() || inner.attr("style").is_some_and(gone) {
                continue;
            }
            open.push(inner.children());
        }
    }
}

pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
