//! A form with its controls and buttons, wherever on the page they stand.

use scraper::ElementRef;
use url::Url;

use super::words::{squeezed, visible};
use super::{Button, Control, Form};

pub(super) fn form(element: &ElementRef<'_>, all: &[ElementRef<'_>], labels: &[(String, String)], base: &Url) -> Form {
    let id = element.attr("id").filter(|id| !id.is_empty());
    let own = |control: &&ElementRef<'_>| match control.attr("form") {
        Some(form) => Some(form) == id,
        None => control
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|a| a.value().name() == "form")
            .is_some_and(|f| f.id() == element.id()),
    };
    let written = element.attr("action").unwrap_or_default().trim();
    let words = ["id", "name", "class", "role"].map(|a| element.attr(a).unwrap_or_default());
    let mut out = Form {
        action: base.join(written).ok(),
        post: element.attr("method").is_some_and(|m| m.trim().eq_ignore_ascii_case("post")),
        multipart: element.attr("enctype").is_some_and(|e| e.trim().eq_ignore_ascii_case("multipart/form-data")),
        // The query of the action names everything under the sun.
        hint: format!("{} {}", words.join(" "), written.split(['?', '#']).next().unwrap_or_default()).to_lowercase(),
        text: visible(element),
        controls: Vec::new(),
        buttons: Vec::new(),
    };
    for control in all.iter().filter(own) {
        if is_disabled(control) {
            continue;
        }
        let kind = control.attr("type").unwrap_or_default().trim().to_ascii_lowercase();
        match (control.value().name(), kind.as_str()) {
            ("button", "button" | "reset") | ("input", "button" | "reset" | "file") => {}
            ("button", _) | ("input", "submit" | "image") => out.buttons.push(button(control, &kind, base)),
            _ => out.controls.extend(controls(control, kind, labels)),
        }
    }
    out
}

fn button(element: &ElementRef<'_>, kind: &str, base: &Url) -> Button {
    let attr = |name: &str| element.attr(name).unwrap_or_default().to_owned();
    let mut text = if element.value().name() == "button" { visible(element) } else { attr("value") };
    for other in ["aria-label", "title", "alt"] {
        if text.is_empty() {
            text = attr(other);
        }
    }
    Button {
        name: attr("name"),
        value: attr("value"),
        text,
        hint: format!("{} {}", attr("id"), attr("class")).to_lowercase(),
        image: kind == "image",
        action: element.attr("formaction").and_then(|a| base.join(a.trim()).ok()),
        post: element.attr("formmethod").map(|m| m.eq_ignore_ascii_case("post")),
    }
}

fn controls(element: &ElementRef<'_>, kind: String, labels: &[(String, String)]) -> Vec<Control> {
    let attr = |name: &str| element.attr(name).unwrap_or_default();
    let tag = element.value().name();
    let kind = match (tag, kind.as_str()) {
        ("input", "") => "text".to_owned(),
        ("input", _) => kind,
        _ => tag.to_owned(),
    };
    let label = labels.iter().filter(|(id, _)| !id.is_empty() && id == attr("id")).map(|(_, text)| text.as_str());
    let around = element.ancestors().filter_map(ElementRef::wrap).find(|a| a.value().name() == "label").map(|l| visible(&l));
    let mut words: Vec<&str> = ["name", "id", "autocomplete", "placeholder", "aria-label", "class"].map(attr).to_vec();
    words.extend(label);
    words.extend(around.as_deref());
    let base = Control {
        name: attr("name").to_owned(),
        on: !matches!(kind.as_str(), "checkbox" | "radio") || element.attr("checked").is_some(),
        required: element.attr("required").is_some(),
        hint: words.join(" ").to_lowercase(),
        value: String::new(),
        kind,
    };
    match base.kind.as_str() {
        "select" => selected(element).into_iter().map(|value| Control { value, ..base.clone() }).collect(),
        "textarea" => {
            vec![Control { value: element.text().collect::<String>().replace("\r\n", "\n").replace('\n', "\r\n"), ..base }]
        }
        "checkbox" | "radio" => vec![Control { value: element.attr("value").unwrap_or("on").to_owned(), ..base }],
        _ => vec![Control { value: attr("value").to_owned(), ..base }],
    }
}

/// Values of the chosen options; without a choice the first one of a single select counts.
fn selected(element: &ElementRef<'_>) -> Vec<String> {
    let options: Vec<ElementRef<'_>> = element
        .descendants()
        .filter_map(ElementRef::wrap)
        .filter(|o| o.value().name() == "option" && o.attr("disabled").is_none())
        .collect();
    let value = |o: &ElementRef<'_>| o.attr("value").map_or_else(|| squeezed(&o.text().collect::<String>()), str::to_owned);
    let chosen: Vec<String> = options.iter().filter(|o| o.attr("selected").is_some()).map(value).collect();
    match (element.attr("multiple").is_some(), chosen.is_empty()) {
        (true, _) => chosen,
        (false, false) => chosen.into_iter().next_back().into_iter().collect(),
        (false, true) => options.first().map(value).into_iter().collect(),
    }
}

fn is_disabled(element: &ElementRef<'_>) -> bool {
    element.attr("disabled").is_some()
        || element
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|a| a.value().name() == "fieldset" && a.attr("disabled").is_some())
}
