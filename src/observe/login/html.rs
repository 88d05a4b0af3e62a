//! An HTML page as plain data: forms with their controls, links, refreshes, words. Nothing is decided here.

mod depth;
mod form;
mod words;

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use depth::{DEEPEST, is_too_deep};
use form::forms;
use words::{is_hidden, squeezed, visible, visible_up_to};

/// Boxes that tell errors. A box that only informs ("Loading …") is none.
pub(super) const ERROR_BOXES: &str = "[role=alert]:not([class*=info i]):not([class*=success i]), .alert-danger, .alert-error, .error, .error-message, .message-negative";

/// Boxes that may tell errors.
const ALERTS: &str = "[role=alert], [class*=error i], [class*=alert i], [class*=danger i], [class*=invalid i], [class*=warning i], \
                      [id*=error i], [class*=flash i], [class*=message i]";

/// What the known captchas leave in a page.
pub(super) const CAPTCHAS: &str =
    ".g-recaptcha, .h-captcha, .cf-turnstile, .frc-captcha, altcha-widget, iframe[src*='recaptcha/'], iframe[src*='hcaptcha.']";

/// Characters of a box that tells something; a longer one is a part of the page.
pub(super) const LONGEST_ALERT: usize = 300;

/// What a page holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HtmlPage {
    pub(super) title: String,
    /// Visible text.
    pub(super) text: String,
    /// There is a box for an error message, whatever stands in it.
    pub(super) has_error_box: bool,
    /// Text of alerts and error messages.
    pub(super) alerts: Vec<String>,
    pub(super) forms: Vec<Form>,
    pub(super) links: Vec<Link>,
    /// Target of a `<meta http-equiv=refresh>`.
    pub(super) refresh: Option<String>,
    /// Inline scripts and event handlers of `body`.
    pub(super) scripts: Vec<String>,
    /// There are scripts, inline or not.
    pub(super) has_scripts: bool,
    /// The token of a `<meta name=csrf-token>`, which a script puts into a header.
    pub(super) csrf: Option<String>,
    /// There is a captcha of a known kind.
    pub(super) has_captcha: bool,
    /// What the selectors found, in their order.
    pub(super) spots: Vec<Option<Spot>>,
    /// Its scripts run: what a form lacks, they do.
    pub(super) live: bool,
    /// Why the page was not read at all.
    pub(super) unread: Option<String>,
}

/// What a selector found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spot {
    /// A form, by its place among the forms.
    Form(usize),
    /// A control: form, and place among its controls.
    Control(usize, usize),
    /// A button: form, and place among its buttons.
    Button(usize, usize),
    /// A link.
    Link(Url),
}

/// A form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// Where it is sent, absolute; `None` when that is no URL.
    pub(super) action: Option<Url>,
    pub(super) post: bool,
    pub(super) multipart: bool,
    /// `id`, `name`, `class`, `role` and the written action, lower case: what hints at its purpose.
    pub(super) hint: String,
    pub(super) text: String,
    pub(super) controls: Vec<Control>,
    pub(super) buttons: Vec<Button>,
}

/// A control that may hold a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Control {
    pub(super) name: String,
    /// `type` of an input in lower case, `select`, `textarea`.
    pub(super) kind: String,
    pub(super) value: String,
    /// A checkbox or radio button that is on; always so for the others.
    pub(super) on: bool,
    pub(super) required: bool,
    /// Nobody sees it: a trap for robots, or a place for a script.
    pub(super) unseen: bool,
    /// It is marked as the place for a one-time code.
    pub(super) once: bool,
    /// Name, id, autocomplete, placeholder, label: lower case.
    pub(super) hint: String,
}

/// A button that submits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Button {
    pub(super) name: String,
    pub(super) value: String,
    /// What the user reads on it.
    pub(super) text: String,
    /// Id and class.
    pub(super) hint: String,
    pub(super) image: bool,
    pub(super) action: Option<Url>,
    pub(super) post: Option<bool>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) to: Url,
    pub(super) text: String,
}

impl HtmlPage {
    /// Reads a page that came from `url`.
    pub(super) fn read(html: &str, url: &Url) -> Self {
        Self::read_with(html, url, &[])
    }

    /// The same, with the places of the first elements that these CSS selectors find.
    pub(super) fn read_with(html: &str, url: &Url, selectors: &[&str]) -> Self {
        if is_too_deep(html) {
            let unread = format!("its elements are nested more than {DEEPEST} deep, more than browsers keep apart");
            return Self { unread: Some(unread), ..Self::default() };
        }
        let document = Html::parse_document(html);
        let all = |css: &str| -> Vec<ElementRef<'_>> {
            Selector::parse(css).map(|s| document.select(&s).collect()).unwrap_or_default()
        };
        let base = all("base[href]").first().and_then(|b| url.join(b.attr("href")?.trim()).ok()).unwrap_or_else(|| url.clone());
        let mut page = Self {
            title: all("title").first().map(|t| squeezed(&t.text().collect::<String>())).unwrap_or_default(),
            text: ["main, [role=main]", "body"]
                .iter()
                .flat_map(|css| all(css))
                .map(|e| visible(&e))
                .find(|t| !t.is_empty())
                .unwrap_or_default(),
            has_error_box: all(ERROR_BOXES).iter().any(|e| !is_hidden(e)),
            ..Self::default()
        };
        page.alerts = alerts(&all(ALERTS));
        page.csrf = all("meta[name][content]")
            .iter()
            .find(|m| m.attr("name").is_some_and(is_csrf))
            .and_then(|m| m.attr("content"))
            .filter(|token| !token.is_empty())
            .map(str::to_owned);
        page.has_captcha = !all(CAPTCHAS).is_empty();
        page.refresh = all("meta[http-equiv][content]")
            .iter()
            .filter(|m| m.attr("http-equiv").is_some_and(|e| e.eq_ignore_ascii_case("refresh")))
            .find_map(|m| refresh_target(m.attr("content")?));
        for script in all("script") {
            page.has_scripts = true;
            if script.attr("src").is_none() {
                page.scripts.push(script.text().collect());
            }
        }
        page.scripts.extend(all("body[onload]").iter().filter_map(|b| b.attr("onload").map(str::to_owned)));
        page.has_scripts |= !page.scripts.is_empty();
        for link in all("a[href]") {
            let to = link.attr("href").and_then(|h| base.join(h.trim()).ok());
            if let Some(to) = to.filter(|t| matches!(t.scheme(), "http" | "https")) {
                page.links.push(Link { to, text: visible(&link) });
            }
        }
        let first = |css: &&str| Selector::parse(css).ok().and_then(|s| document.select(&s).next());
        let marked: Vec<Option<ElementRef<'_>>> = selectors.iter().map(first).collect();
        (page.forms, page.spots) = forms(&document, &base, &marked);
        page
    }
}

/// The texts of boxes that tell something, the outer one where several are nested, unless that holds half a page.
fn alerts(boxes: &[ElementRef<'_>]) -> Vec<String> {
    // In the order of the page, what a box stands in is the last that was taken, if any.
    let mut last = None;
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for alert in boxes {
        if last.is_some_and(|last| alert.ancestors().any(|a| a.id() == last)) || is_hidden(alert) {
            continue;
        }
        let Some(text) = visible_up_to(alert, LONGEST_ALERT) else { continue };
        last = Some(alert.id());
        if !text.is_empty() && seen.insert(text.clone()) {
            out.push(text);
        }
    }
    out
}

fn is_csrf(name: &str) -> bool {
    matches!(name.to_ascii_lowercase().as_str(), "csrf-token" | "csrf_token" | "csrftoken" | "_csrf" | "xsrf-token" | "_token")
}

/// The URL in `0; url='https://…'`, in a meta element or a `Refresh` header.
pub(super) fn refresh_target(content: &str) -> Option<String> {
    let (_, rest) = content.split_once([';', ','])?;
    let rest = rest.trim();
    let lower = rest.to_ascii_lowercase();
    let rest = match lower.strip_prefix("url") {
        Some(after) if after.trim_start().starts_with('=') => rest.get(rest.find('=')? + 1..)?.trim(),
        _ => rest,
    };
    let target = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest.get(1..)?.split(quote).next().unwrap_or_default(),
        _ => rest,
    };
    if target.is_empty() { None } else { Some(target.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> HtmlPage {
        HtmlPage::read(html, &"https://op.example/auth/login?x=1".parse().unwrap())
    }

    #[test]
    fn a_deep_page_needs_no_deep_stack() {
        let deep = format!("<body>{}<p>words", "<div>".repeat(500));
        let small = std::thread::Builder::new().stack_size(256 * 1024);
        let text = small.spawn(move || read(&deep).text).unwrap().join().unwrap();
        assert_eq!(text, "words");
    }

    /// Of what costs most: this ends in time only because nothing is looked for in all of the rest each time.
    #[test]
    fn a_page_of_very_many_parts_is_read_in_one_go() {
        let form = "<form><label for=a>A</label><input id=a name=a class=error><button>b</button></form>";
        assert_eq!(read(&form.repeat(4_000)).forms.len(), 4_000);
        let nested = format!("{}{}", "<div class=error>".repeat(500), "<p class=alert>word</p>".repeat(2_000));
        assert_eq!(read(&nested).alerts, ["word"]);
        let loose = format!("<form id=f></form>{}", "<input form=f name=x><label for=y>l</label>".repeat(5_000));
        assert_eq!(read(&loose).forms[0].controls.len(), 5_000);
    }

    #[test]
    fn controls_of_a_form_wherever_they_stand() {
        let page = read(
            r#"<form id=f action="/go" method=POST><input type=hidden name=csrf value="a&amp;b"><fieldset disabled><input name=no></fieldset>
            <label for=u>User name</label><input id=u name=login><select name=s><option value=1>one<option value=2 selected>two</select>
            <textarea name=t>
hi</textarea><input type=checkbox name=c checked><input type=file name=x></form><button form=f name=ok value=1>Go <b>on</b></button>
            <form><button>Other</button></form>"#,
        );
        let form = &page.forms[0];
        let names: Vec<(&str, &str)> = form.controls.iter().map(|c| (c.name.as_str(), c.value.as_str())).collect();
        assert_eq!(names, [("csrf", "a&b"), ("login", ""), ("s", "2"), ("t", "hi"), ("c", "on")]);
        assert!(form.controls[1].hint.contains("user name"));
        assert_eq!((form.buttons[0].text.as_str(), form.post), ("Go on", true));
        assert_eq!(form.action.as_ref().unwrap().as_str(), "https://op.example/go");
        assert_eq!(page.forms[1].action.as_ref().unwrap().as_str(), "https://op.example/auth/login?x=1");
    }

    #[test]
    fn base_and_refresh() {
        let page = read(r#"<base href="/other/"><meta http-equiv=Refresh content="0; URL='next?a=b;c'"><form action=x></form>"#);
        assert_eq!(page.refresh.as_deref(), Some("next?a=b;c"));
        assert_eq!(page.forms[0].action.as_ref().unwrap().as_str(), "https://op.example/other/x");
        assert_eq!(refresh_target("5"), None);
        assert_eq!(refresh_target("3;https://a.example/").as_deref(), Some("https://a.example/"));
    }

    #[test]
    fn words_that_are_seen() {
        let page = read(
            "<title> Sign
 in </title><style>x{}</style><script>var a</script><p>Hello</p><div class=alert-error>Wrong <b>password</b></div>
            <div class=error style='display: none'>Hidden</div><noscript>Please enable scripts</noscript>",
        );
        assert_eq!(page.title, "Sign in");
        assert_eq!(page.text, "Hello Wrong password");
        assert_eq!(page.alerts, ["Wrong password"]);
        assert!(page.has_scripts);
    }

    #[test]
    fn a_box_that_says_loading_is_no_error() {
        let url = Url::parse("https://op.example.org/login.html").unwrap();
        let html = |class: &str| format!("<div class=\"{class}\" role=\"alert\">Loading...</div><script src=login.js></script>");
        assert!(!HtmlPage::read(&html("alert alert-info"), &url).has_error_box);
        assert!(HtmlPage::read(&html("alert alert-danger"), &url).has_error_box);
    }

    mod properties {
        use super::super::super::choose::{Hints, Progress, choose, confirmation, words};
        use super::*;
        use proptest::prelude::*;

        const TAGS: &[&str] = &[
            "<form action=\"/go\" method=post id=f>",
            "<form action='http://['>",
            "</form>",
            "<input name=login>",
            "<input type=password>",
            "<input type=hidden name=x value=\"&#x0;&amp\">",
            "<select name=s>",
            "<option selected>",
            "<textarea>",
            "<button form=f>",
            "<label for=a>",
            "<base href=\"//\">",
            "<meta http-equiv=refresh content=\"0;url='\">",
            "<a href=\"?code=1\">",
            "<script>",
            "</script>",
            "<body onload=\"document.forms[0].submit()\">",
            "<table><tr>",
            "<svg><title>",
            "<!--",
            "<template>",
            "<div role=alert>",
            "<p class=error>",
            "\0",
            "\u{feff}",
        ];

        proptest! {
            #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

            #[test]
            fn any_text_is_a_page(parts in prop::collection::vec(
                prop_oneof![4 => prop::sample::select(TAGS).prop_map(str::to_owned), 1 => "\\PC{0,20}"], 0..16,
            ), sent in any::<bool>()) {
                let url: Url = "https://op.example/auth".parse().unwrap();
                let page = HtmlPage::read(&parts.concat(), &url);
                let app: Url = "https://app.example/code".parse().unwrap();
                let progress = Progress { user_sent: sent, password_sent: sent, ..Progress::default() };
                choose(&page, &url, 200, &app, progress, &Hints::default());
                confirmation(&page, &url);
                prop_assert!(!words(&page, 200).is_empty());
            }

            #[test]
            fn a_control_is_found_with_its_value(value in "\\PC{0,20}", before in "[^<>&]{0,10}") {
                let escaped = value.replace('&', "&amp;").replace('"', "&quot;");
                let page = read(&format!("{before}<form><input name=x value=\"{escaped}\"></form>"));
                prop_assert_eq!(&page.forms[0].controls[0].value, &value);
            }

            #[test]
            fn any_refresh_is_read(content in "[0-9]{0,2}[;, ]{0,2}(url)?[ =]{0,2}\\PC{0,12}") {
                refresh_target(&content);
            }
        }
    }
}
