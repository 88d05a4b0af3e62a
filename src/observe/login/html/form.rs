//! A form with its controls and buttons, wherever on the page they stand.

use std::collections::HashMap;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::words::{is_hidden, squeezed, visible};
use super::{Button, Control, Form, Spot};

/// Labels of one control that are read.
const LABELS: usize = 3;

/// Every form of a page with what belongs to it.
///
/// What a control belongs to is told once per control, and labels are found by a map: a page of many forms and many controls
/// is read in one go.
///
/// `marked`: elements whose places are wanted.
pub(super) fn forms(document: &Html, base: &Url, marked: &[Option<ElementRef<'_>>]) -> (Vec<Form>, Vec<Option<Spot>>) {
    let all =
        |css: &str| -> Vec<ElementRef<'_>> { Selector::parse(css).map(|s| document.select(&s).collect()).unwrap_or_default() };
    let mut labels: HashMap<&str, Vec<String>> = HashMap::new();
    for label in all("label[for]") {
        if let Some(id) = label.attr("for").filter(|id| !id.is_empty()) {
            let texts = labels.entry(id).or_default();
            // One is usual; a page of many labels for one control must not cost their number for each control of that name.
            if texts.len() < LABELS {
                texts.push(visible(&label));
            }
        }
    }
    let mut forms: Vec<Form> = Vec::new();
    let mut spots: Vec<Option<Spot>> = marked.iter().map(|m| link(m.as_ref()?, base)).collect();
    let mut mark = |element: &ElementRef<'_>, spot: Spot| {
        for (mark, place) in marked.iter().zip(&mut spots) {
            if mark.is_some_and(|m| m.id() == element.id()) {
                *place = Some(spot.clone());
            }
        }
    };
    let mut by_node = HashMap::new();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    // Begun between the rows of a table, where no form may stand: it holds nothing, and owns what comes after it.
    let mut between_rows: Option<usize> = None;
    for element in all("form, input, select, textarea, button") {
        if element.value().name() == "form" {
            let parent = element.parent().and_then(ElementRef::wrap).map(|p| p.value().name().to_owned());
            by_node.insert(element.id(), forms.len());
            if let Some(id) = element.attr("id").filter(|id| !id.is_empty()) {
                by_id.entry(id).or_insert(forms.len());
            }
            between_rows = matches!(parent.as_deref(), Some("table" | "tbody" | "thead" | "tfoot" | "tr")).then_some(forms.len());
            mark(&element, Spot::Form(forms.len()));
            forms.push(form(&element, base));
        }
    }
    let mut last = None;
    let has_odd_one = between_rows.is_some();
    for element in all("form, input, select, textarea, button") {
        if element.value().name() == "form" {
            last = by_node.get(&element.id()).copied();
            continue;
        }
        let around = || {
            let form = element.ancestors().filter_map(ElementRef::wrap).find(|a| a.value().name() == "form")?;
            by_node.get(&form.id()).copied()
        };
        let owner = match element.attr("form") {
            Some(id) => by_id.get(id).copied(),
            None => around().or(if has_odd_one { last } else { None }),
        };
        let Some((at, form)) = owner.and_then(|at| Some((at, forms.get_mut(at)?))).filter(|_| !is_disabled(&element)) else {
            continue;
        };
        let (controls, buttons) = (form.controls.len(), form.buttons.len());
        add(form, &element, &labels, base);
        if form.buttons.len() > buttons {
            mark(&element, Spot::Button(at, buttons));
        } else if form.controls.len() > controls {
            mark(&element, Spot::Control(at, controls));
        }
    }
    (forms, spots)
}

fn link(element: &ElementRef<'_>, base: &Url) -> Option<Spot> {
    let to = base.join(element.attr("href")?.trim()).ok()?;
    (element.value().name() == "a").then_some(Spot::Link(to))
}

fn form(element: &ElementRef<'_>, base: &Url) -> Form {
    let written = element.attr("action").unwrap_or_default().trim();
    let words = ["id", "name", "class", "role"].map(|a| element.attr(a).unwrap_or_default());
    Form {
        action: base.join(written).ok(),
        post: element.attr("method").is_some_and(|m| m.trim().eq_ignore_ascii_case("post")),
        multipart: element.attr("enctype").is_some_and(|e| e.trim().eq_ignore_ascii_case("multipart/form-data")),
        // The query of the action names everything under the sun.
        hint: format!("{} {}", words.join(" "), written.split(['?', '#']).next().unwrap_or_default()).to_lowercase(),
        text: visible(element),
        controls: Vec::new(),
        buttons: Vec::new(),
    }
}

fn add(form: &mut Form, control: &ElementRef<'_>, labels: &HashMap<&str, Vec<String>>, base: &Url) {
    let kind = control.attr("type").unwrap_or_default().trim().to_ascii_lowercase();
    match (control.value().name(), kind.as_str()) {
        ("button", "button" | "reset") | ("input", "button" | "reset" | "file") => {}
        ("button", _) | ("input", "submit" | "image") => form.buttons.push(button(control, &kind, base)),
        _ => form.controls.extend(controls(control, kind, labels)),
    }
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

fn controls(element: &ElementRef<'_>, kind: String, labels: &HashMap<&str, Vec<String>>) -> Vec<Control> {
    let attr = |name: &str| element.attr(name).unwrap_or_default();
    let tag = element.value().name();
    let kind = match (tag, kind.as_str()) {
        ("input", "") => "text".to_owned(),
        ("input", _) => kind,
        _ => tag.to_owned(),
    };
    let label = labels.get(attr("id")).into_iter().flatten().map(String::as_str);
    let around = element.ancestors().filter_map(ElementRef::wrap).find(|a| a.value().name() == "label").map(|l| visible(&l));
    let mut words: Vec<&str> = ["name", "id", "autocomplete", "placeholder", "aria-label", "class"].map(attr).to_vec();
    words.extend(label);
    words.extend(around.as_deref());
    let base = Control {
        name: attr("name").to_owned(),
        on: !matches!(kind.as_str(), "checkbox" | "radio") || element.attr("checked").is_some(),
        required: element.attr("required").is_some(),
        unseen: is_hidden(element) || element.attr("aria-hidden").is_some_and(|h| h.eq_ignore_ascii_case("true")),
        once: element.attr("autocomplete").is_some_and(|a| a.to_ascii_lowercase().contains("one-time-code")),
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
