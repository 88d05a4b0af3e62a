//! What a browser sends when a form is submitted (HTML, section 4.10.21).

use url::Url;

use super::html::{Button, Form};
use crate::http::{Method, Outgoing};

/// Names and values of the successful controls, in order; the pressed button last.
pub(super) fn entries(form: &Form, fill: &[(usize, String)], button: Option<&Button>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (i, control) in form.controls.iter().enumerate() {
        let filled = fill.iter().find(|(at, _)| *at == i).map(|(_, value)| value);
        let checkable = matches!(control.kind.as_str(), "checkbox" | "radio");
        if control.name.is_empty() || !(control.on || checkable && filled.is_some()) {
            continue;
        }
        out.push((control.name.clone(), filled.unwrap_or(&control.value).clone()));
    }
    if let Some(button) = button {
        if button.image {
            let prefix = if button.name.is_empty() { String::new() } else { format!("{}.", button.name) };
            out.extend([(format!("{prefix}x"), "0".to_owned()), (format!("{prefix}y"), "0".to_owned())]);
        } else if !button.name.is_empty() {
            out.push((button.name.clone(), button.value.clone()));
        }
    }
    out
}

/// The request that submits a form; `None` when its action is no URL.
pub(super) fn submission(purpose: &str, form: &Form, button: Option<&Button>, entries: &[(String, String)]) -> Option<Outgoing> {
    let action: &Url = button.and_then(|b| b.action.as_ref()).or(form.action.as_ref())?;
    let post = button.and_then(|b| b.post).unwrap_or(form.post);
    let coded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(entries).finish();
    if !post {
        let mut url = action.clone();
        url.set_query(Some(&coded));
        return Some(Outgoing::get(purpose, url.as_str()));
    }
    if !form.multipart {
        return Some(Outgoing::post_form(purpose, action.as_str(), coded));
    }
    // No value holds the boundary: it is longer than chance.
    let boundary = format!("----oidc-compat-{}", uuid::Uuid::new_v4().simple());
    let quoted = |name: &str| name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let mut body = String::new();
    for (name, value) in entries {
        body.push_str(&format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{value}\r\n", quoted(name)));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    Some(Outgoing {
        purpose: purpose.to_owned(),
        method: Method::Post,
        url: action.as_str().to_owned(),
        headers: vec![("Content-Type".to_owned(), format!("multipart/form-data; boundary={boundary}"))],
        body: Some(body.into_bytes()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::html::HtmlPage;
    use super::*;

    fn page(html: &str) -> HtmlPage {
        HtmlPage::read(html, &"https://op.example/login?a=1".parse().unwrap())
    }

    #[test]
    fn only_successful_controls_count() {
        let page = page(
            "<form method=post><input name=u><input type=checkbox name=off><input type=checkbox name=on checked value=1>
            <input value=unnamed><button name=go value=yes>Go</button><button name=no value=no>No</button></form>",
        );
        let form = &page.forms[0];
        let entries = entries(form, &[(0, "alice&bob é".to_owned())], form.buttons.first());
        let request = submission("login", form, form.buttons.first(), &entries).unwrap();
        assert_eq!(request.body.unwrap(), b"u=alice%26bob+%C3%A9&on=1&go=yes");
        assert_eq!(request.url, "https://op.example/login?a=1");
    }

    #[test]
    fn get_forms_replace_the_query_and_buttons_overrule_the_form() {
        let page = page(
            "<form action='/next?old=1'><input type=hidden name=a value=b><button formaction=/other formmethod=post>Go</button></form>",
        );
        let form = &page.forms[0];
        let get = submission("x", form, None, &entries(form, &[], None)).unwrap();
        assert_eq!((get.method, get.url.as_str()), (Method::Get, "https://op.example/next?a=b"));
        let post = submission("x", form, form.buttons.first(), &entries(form, &[], form.buttons.first())).unwrap();
        assert_eq!((post.method, post.url.as_str()), (Method::Post, "https://op.example/other"));
    }

    #[test]
    fn multipart_when_asked() {
        let page = page("<form method=post enctype=multipart/form-data><input name=u value=v></form>");
        let request = submission("x", &page.forms[0], None, &entries(&page.forms[0], &[], None)).unwrap();
        let body = String::from_utf8(request.body.unwrap()).unwrap();
        assert!(body.contains("name=\"u\"\r\n\r\nv\r\n"));
        assert!(request.headers[0].1.starts_with("multipart/form-data; boundary="));
    }
}
