//! How deep a page nests, told by one walk over its text.
//!
//! Reading a page costs its length times its depth, whatever reads it. Chromium flattens what is deeper than 512 levels; a page deeper than
//! [`DEEPEST`] is not read at all.

/// Levels that are read.
pub(super) const DEEPEST: usize = 512;

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements that end by themselves where the next one of their kind begins.
const ENDING: &[&str] = &[
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption", "rt", "rp",
    "html", "head", "body",
];
/// Elements whose content is text up to their end tag.
const TEXT: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];
/// Elements whose end tag leaves open what was begun inside.
const FORMATTING: &[&str] = &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements of drawings, which may end with their own tag.
const DRAWING: &[&str] = &[
    "svg",
    "g",
    "defs",
    "path",
    "circle",
    "ellipse",
    "rect",
    "line",
    "polyline",
    "polygon",
    "use",
    "stop",
    "image",
    "symbol",
    "lineargradient",
    "radialgradient",
    "clippath",
    "mask",
    "filter",
    "fegaussianblur",
    "feoffset",
    "feblend",
    "animate",
    "animatetransform",
    "text",
    "tspan",
    "pattern",
    "marker",
];

/// Whether a page nests deeper than [`DEEPEST`].
pub(super) fn is_too_deep(html: &str) -> bool {
    let mut open: Vec<String> = Vec::new();
    let mut drawing = false;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").and_then(|end| comment.get(end + 3..)).unwrap_or_default();
            continue;
        }
        let (ends, tag) = rest.strip_prefix('/').map_or((false, rest), |tag| (true, tag));
        let length = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = tag.get(..length).unwrap_or_default().to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let Some(end) = tag.find('>') else { break };
        let closes_itself = tag.get(..end).is_some_and(|tag| tag.ends_with('/'));
        rest = tag.get(end + 1..).unwrap_or_default();
        let name = name.as_str();
        if VOID.contains(&name) || ENDING.contains(&name) {
            drawing &= VOID.contains(&name);
            continue;
        }
        if ends {
            match open.iter().rposition(|other| other == name) {
                Some(place) if FORMATTING.contains(&name) => drop(open.remove(place)),
                Some(place) => open.truncate(place),
                None => {}
            }
            drawing &= name != "svg";
            continue;
        }
        if TEXT.contains(&name) && !drawing {
            let close = format!("</{name}");
            let end = rest.as_bytes().windows(close.len()).position(|w| w.eq_ignore_ascii_case(close.as_bytes()));
            rest = end.and_then(|end| rest.get(end..)).unwrap_or_default();
            continue;
        }
        drawing = DRAWING.contains(&name) && (drawing || name == "svg");
        if !(drawing && closes_itself) {
            open.push(name.to_owned());
        }
        if open.len() > DEEPEST {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_as_browsers_nest() {
        let many = |text: &str| text.repeat(DEEPEST + 1);
        for deep in
            ["<div>", "<DIV class='a'>", "<div/>", "<div></x>", "<b id=1><div></b>", "<span><p>", "<table><tr><td>", "<path/>"]
        {
            assert!(is_too_deep(&many(deep)), "{deep}");
        }
        assert!(is_too_deep(&format!("<svg><foreignObject>{}", many("<path/>"))));
        for flat in [
            "<div></div>",
            "<p>",
            "<li>one",
            "<br>",
            "<input>",
            "<b>x</b>",
            "a < b ",
            "<!-- <div> -->",
            "<option>",
            "</div>",
            "<script>'<div>'</script>",
            "<svg><path d='M0'/><g></g></svg>",
            "<div><b><i></div></i></b>",
        ] {
            assert!(!is_too_deep(&many(flat)), "{flat}");
        }
        assert!(!is_too_deep(&format!("<svg>{}</svg>", many("<path d='M0'/>"))));
        assert!(!is_too_deep(&"<div>".repeat(DEEPEST)));
    }
}
