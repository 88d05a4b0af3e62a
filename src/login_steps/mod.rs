//! How to log in where no form says so: steps, as data, for pages that only a script can use.
//!
//! ```toml
//! [[login.step]]
//! at = "/login.html"                                   # on which page: a path or a whole URL, * stands for anything
//! call = { method = "POST", url = "/api/auth/", json = { username = "{user}", password = "{password}" }, refused = 401 }
//!
//! [[login.step]]
//! at = "/login.html"
//! go = "{page:callback_url}"                           # leaves the page
//! ```
//!
//! On each page, the steps that apply to it and were not yet done on this way are done in their order, until one leaves the
//! page. Where none applies, forms are filled in as ever. Plan files and what is known of products use the same steps. Pure
//! data: what is done with them is the observer's.

mod model;
mod template;

pub use model::{Act, Call, CallMethod, LoginStep, Statuses, fits};
pub use template::{Part, Template, TemplateError};

use std::collections::BTreeSet;

/// What is wrong with steps that are read one by one: a text that a later step uses and no earlier one takes, and the like.
///
/// # Errors
/// With the number of the step, counted from 0, and a sentence.
pub fn check(steps: &[LoginStep]) -> Result<(), (usize, String)> {
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (at, step) in steps.iter().enumerate() {
        let wrong = |why: String| (at, why);
        for name in step.when.keys() {
            let is_parameter = matches!(Part::named(name), Ok(Part::RequestParameter(_) | Part::PageParameter(_)));
            if !is_parameter && !taken.contains(name.as_str()) {
                return Err(wrong(format!("`when` asks for {name:?}, which no earlier step takes")));
            }
        }
        for part in step.parts() {
            if let Part::Taken(name) = part
                && !taken.contains(name.as_str())
            {
                return Err(wrong(format!(
                    "{{{name}}} stands for nothing: no earlier step takes it. There are {{user}}, {{password}}, {{totp}}, \
                     {{secret:NAME}}, {{request}}, {{request:PARAMETER}}, {{page}} and {{page:PARAMETER}}"
                )));
            }
        }
        if let Act::Call(call) = &step.act {
            taken.extend(call.take.keys().map(String::as_str));
        }
    }
    Ok(())
}

/// Secrets by name that these steps ask for.
pub fn secrets(steps: &[LoginStep]) -> BTreeSet<String> {
    let parts = steps.iter().flat_map(LoginStep::parts);
    parts.filter_map(|part| if let Part::Secret(name) = part { Some(name) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<LoginStep> {
        #[derive(serde::Deserialize)]
        struct File {
            step: Vec<LoginStep>,
        }
        toml::from_str::<File>(text).unwrap().step
    }

    #[test]
    fn what_is_used_must_have_been_taken() {
        let good = "[[step]]\nat = '/a'\ncall = { method = 'POST', url = '/b', json = { p = ['{password}', '{secret:pin}'] }, take = { next = '/url' } }\n
            [[step]]\nat = '/a'\nwhen = { next = '' }\ngo = '{next}'";
        assert_eq!(check(&steps(good)), Ok(()));
        assert_eq!(secrets(&steps(good)), ["pin".to_owned()].into());
        let (at, why) = check(&steps(&good.replace("take = { next", "take = { other"))).unwrap_err();
        assert!(at == 1 && why.contains("\"next\""), "{why}");
        let of_the_request = "[[step]]\nat = '/a'\nwhen = { 'request:state' = '', 'page:x' = '1' }\ngo = '/b'";
        assert_eq!(check(&steps(of_the_request)), Ok(()));
        let (at, why) = check(&steps("[[step]]\nat = '/a'\ngo = '/x?y={usr}'")).unwrap_err();
        assert!(at == 0 && why.contains("{usr}") && why.contains("{user}"), "{why}");
    }

    #[test]
    fn places_are_paths_or_urls_with_stars() {
        let at = |pattern: &str, url: &str| {
            let step = &steps(&format!("[[step]]\nat = '{pattern}'\ngo = '/'"))[0];
            step.is_at(&url.parse().unwrap())
        };
        assert!(at("/login", "https://op.example/login?x=1#y"));
        assert!(!at("/login", "https://op.example/login/2"));
        assert!(at("/login*", "https://op.example/login/2"));
        assert!(at("*/_/logon", "https://op.example/a/b/_/logon"));
        assert!(at("https://op.example/*", "https://op.example/any"));
        assert!(!at("https://op.example/*", "https://other.example/any"));
        assert!(at("/a*b*c", "https://op.example/a-b-bc"));
        assert!(!at("/a*b*c", "https://op.example/a-b-b"));
    }
}
