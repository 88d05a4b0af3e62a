//! `[login]` of the plan file: which way, and the steps for pages that no form tells.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Spanned;

use super::given::{Given, SecretSource};
use super::reader::Reader;
use crate::login_steps::{Act, Call, CallMethod, LoginStep, Statuses, Template, check};
use crate::secret::Secret;

/// Reads `login = "WAY"` or the table `[login]`.
pub(super) fn read(root: &mut Reader<'_>, folder: &Path, given: &mut Given) {
    let (way, table) = root.text_or_table("login");
    given.login = way;
    let Some(mut login) = table else { return };
    given.login = login.text("way");
    given.login_timeout = login.number("timeout");
    given.login_hosts = login.texts("hosts");
    if let Some(secrets) = login.table("secret") {
        for (name, value) in secrets.texts_by_name(true) {
            given.login_secrets.insert(name, SecretSource::Value(Secret::new(value)));
        }
        for (name, mut place) in secrets.tables_by_name() {
            let source = match (place.text("env"), place.text("file")) {
                (Some(name), None) => Some(SecretSource::Env(name)),
                (None, Some(path)) => Some(SecretSource::File(folder.join(path))),
                _ => None,
            };
            match source {
                Some(source) => drop(given.login_secrets.insert(name.into_inner(), source)),
                None => place.complain(
                    name.span(),
                    format!("the secret {:?} has no place", name.get_ref()),
                    "",
                    Some("write it in place, or { env = \"NAME\" }, or { file = \"PATH\" }".to_owned()),
                ),
            }
            place.finish(false);
        }
    }
    let mut spans = Vec::new();
    for step in login.tables("step") {
        let span = step.span();
        if let Some(step) = read_step(step) {
            given.login_steps.push(step);
            spans.push(span);
        }
    }
    if let Err((at, why)) = check(&given.login_steps)
        && let Some(span) = spans.get(at)
    {
        login.complain(span.clone(), why, "this step", None);
    }
    login.finish(false);
}

fn read_step(mut step: Reader<'_>) -> Option<LoginStep> {
    let at = step.required_text("at", "\"/login*\"");
    let unless_cookie = step.text("unless-cookie");
    let once_per_run = step.boolean("once-per-run").unwrap_or(false);
    let when = step.table("when").map(|t| t.texts_by_name(false).into_iter().collect()).unwrap_or_default();
    let mut acts = Vec::new();
    if let Some(fill) = step.table("fill") {
        acts.push(Act::Fill(templates(&fill)));
    }
    acts.extend(step.text("click").map(Act::Click));
    if let Some(call) = step.table("call") {
        // Its own faults are told already.
        acts.push(Act::Call(Box::new(read_call(call)?)));
    }
    if let Some(go) = step.spanned_text("go") {
        acts.push(Act::Go(template(&step, &go)?));
    }
    let act = match LoginStep::one_act(acts) {
        Ok(act) => act,
        Err(why) => {
            step.complain(step.span(), why, "", None);
            step.finish(false);
            return None;
        }
    };
    let at = at?.into_inner();
    let out = LoginStep { at, unless_cookie, once_per_run, when, act };
    if let Err(why) = out.selectors() {
        step.complain(step.span(), why, "", None);
    }
    step.finish(false);
    Some(out)
}

fn read_call(mut call: Reader<'_>) -> Option<Call> {
    let method = call.required_text("method", "\"POST\"");
    let url = call.required_text("url", "\"/api/login\"");
    let methods = [("GET", CallMethod::Get), ("POST", CallMethod::Post), ("PUT", CallMethod::Put)];
    let known = method.as_ref().and_then(|m| methods.iter().find(|(name, _)| name == m.get_ref()).map(|(_, method)| *method));
    if let (Some(method), None) = (&method, known) {
        call.complain(
            method.span(),
            format!("`method` is {:?}", method.get_ref()),
            "expected \"GET\", \"POST\" or \"PUT\"",
            None,
        );
    }
    let url = url.and_then(|url| template(&call, &url));
    let headers = call.table("headers").map(|t| templates(&t)).unwrap_or_default();
    let json = call.json("json");
    let expect = Statuses(call.statuses("expect"));
    let refused = Statuses(call.statuses("refused"));
    let take: BTreeMap<String, String> =
        call.table("take").map(|t| t.texts_by_name(false).into_iter().collect()).unwrap_or_default();
    for (name, pointer) in &take {
        if !pointer.starts_with('/') {
            let title = format!("{name} is taken from {pointer:?}, which is no JSON pointer");
            call.complain(
                call.span(),
                title,
                "",
                Some("write it as in \"/data/0/id\"; a ? at its end: it may be missing".to_owned()),
            );
        }
    }
    let span = call.span();
    let read = Call { method: known?, url: url?, headers, json, expect, refused, take };
    if let Err(why) = read.templates() {
        call.complain(span, why, "", None);
    }
    call.finish(false);
    Some(read)
}

fn template(reader: &Reader<'_>, text: &Spanned<String>) -> Option<Template> {
    match Template::parse(text.get_ref()) {
        Ok(template) => Some(template),
        Err(why) => {
            reader.complain(text.span(), why.to_string(), "", None);
            None
        }
    }
}

fn templates(table: &Reader<'_>) -> BTreeMap<String, Template> {
    let mut out = BTreeMap::new();
    for (name, text) in table.texts_by_name(false) {
        match Template::parse(&text) {
            Ok(template) => drop(out.insert(name, template)),
            Err(why) => table.complain(table.span(), why.to_string(), "", None),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::known;
    use super::super::{Given, parse_plan};
    use super::*;

    fn parse(text: &str) -> Result<Given, String> {
        let shown = |f: crate::snippet::FaultyFile| {
            f.faults.iter().map(|f| format!("{} {}", f.title, f.label)).collect::<Vec<_>>().join("\n")
        };
        parse_plan(Path::new("folder/plan.toml"), text, &known()).map_err(shown)
    }

    const STEPS: &str = r##"
[login]
way = "script"
timeout = 60
[login.secret]
pin = "1234"
other = { env = "OTHER" }
third = { file = "third.txt" }
[[login.step]]
at = "/login.html"
fill = { "input[name=user]" = "{user}", "#pin" = "{secret:pin}" }
[[login.step]]
at = "/login.html"
unless-cookie = "sid"
call = { method = "POST", url = "api/auth/", headers = { X-A = "{user}" }, json = { p = ["{password}", 1, true], q = { r = "x" } }, expect = [200, 204], refused = 401, take = { next = "/url?" } }
[[login.step]]
at = "/login.html"
when = { next = "" }
click = "button.go"
[[login.step]]
at = "/*"
go = "{next}?{request}"
"##;

    #[test]
    fn steps_are_read_as_they_are_written() {
        let given = parse(STEPS).unwrap();
        assert_eq!((given.login.as_deref(), given.login_timeout, given.login_steps.len()), (Some("script"), Some(60), 4));
        assert_eq!(given.login_secrets["other"], SecretSource::Env("OTHER".to_owned()));
        assert_eq!(given.login_secrets["third"], SecretSource::File("folder/third.txt".into()));
        let Act::Call(call) = &given.login_steps[1].act else { panic!("a call") };
        assert_eq!(call.json.as_ref().unwrap().to_string(), r#"{"p":["{password}",1,true],"q":{"r":"x"}}"#);
        assert_eq!((call.expect.0.as_slice(), call.refused.0.as_slice()), ([200, 204].as_slice(), [401].as_slice()));
        assert_eq!(parse("login = 'form'").unwrap().login.as_deref(), Some("form"));
        // Files on products spell steps the same way.
        let again: toml::Table = toml::from_str(STEPS).unwrap();
        for (step, mine) in again["login"]["step"].as_array().unwrap().iter().zip(&given.login_steps) {
            assert_eq!(&step.clone().try_into::<LoginStep>().unwrap(), mine);
        }
    }

    #[test]
    fn what_is_wrong_stands_where_it_is() {
        for (from, to, said) in [
            ("at = \"/*\"\n", "", "has no `at`"),
            ("go = \"{next}", "go = \"{later}", "{later} stands for nothing"),
            ("go = \"{next}?{request}\"", "go = \"/{\"", "not closed"),
            ("click = \"button.go\"", "click = \"button..\"", "no CSS selector"),
            ("click = \"button.go\"", "click = \"b\"\ngo = \"/\"", "does one thing"),
            ("click = \"button.go\"", "clik = \"b\"", "does one thing"),
            ("method = \"POST\"", "method = \"FETCH\"", "expected \"GET\", \"POST\" or \"PUT\""),
            ("url = \"api/auth/\", ", "", "has no `url`"),
            ("expect = [200, 204]", "expect = [200, \"x\"]", "`expect`"),
            ("next = \"/url?\"", "next = \"url\"", "no JSON pointer"),
            ("\"{password}\"", "\"{pass word}\"", "{pass word}"),
            ("env = \"OTHER\"", "evn = \"OTHER\"", "has no place"),
            ("way = \"script\"", "wey = \"script\"", "unknown key `wey`"),
        ] {
            assert!(STEPS.contains(from), "{from}");
            let why = parse(&STEPS.replacen(from, to, 1)).unwrap_err();
            assert!(why.contains(said), "{from}: {why}");
        }
    }
}

#[cfg(test)]
mod guide {
    use std::path::Path;

    use super::super::{parse_plan, tests::known};

    /// The plan in docs/LOGIN.md is one.
    #[test]
    fn the_example_of_the_guide_is_a_plan() {
        let guide = include_str!("../../docs/LOGIN.md");
        let plan = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let given = parse_plan(Path::new("plan.toml"), plan, &known()).unwrap();
        assert_eq!((given.login_steps.len(), given.login_secrets.len()), (5, 1));
    }
}
