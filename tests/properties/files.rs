//! Plan files and suites that people write.

use super::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plan_files_are_read_or_refused(lines in prop::collection::vec(any_plan_line(), 0..10)) {
        let text = lines.join("\n");
        let known = KNOWN.with(Clone::clone);
        if let Err(error) = parse_plan(Path::new("plan.toml"), &text, &known) {
            prop_assert!(!error.render(false).is_empty());
        }
    }

    #[test]
    fn suites_are_read_or_refused(
        change in any_change(),
        noise in "\\PC{0,60}",
    ) {
        prop_assert!(suite::load("noise.toml", &noise).is_err());
        if let Err(error) = suite::load("changed.toml", &change) {
            prop_assert!(error.to_string().contains("changed.toml:"), "{}", error);
        }
        let own = change.replacen("id = \"cloudreve\"", "id = \"drive\"", 1);
        if let Err(error) = suite::load_own("own.toml", &own, &[]) {
            prop_assert!(error.to_string().contains("own.toml:"), "{}", error);
        }
    }
}

fn any_plan_line() -> impl Strategy<Value = String> {
    let key = select(&[
        "issuer",
        "apps",
        "app-url",
        "redirect-uri",
        "user",
        "password",
        "password-env",
        "login",
        "scope",
        "fail-on",
        "client-id",
        "id",
        "timeout",
        "insecure",
        "resolve",
        "requirement",
        "reason",
        "until",
        "unique-uid",
        "isuer",
    ]);
    let value = select(&[
        "\"x\"",
        "true",
        "3",
        "-1",
        "1e400",
        "[]",
        "[\"a\", 1]",
        "{ a = \"b\" }",
        "2027-01-31",
        "2027-13-31",
        "\"é\u{0301}\"",
        "x",
    ]);
    let table = select(&[
        "[client]",
        "[client.\"cloudreve\"]",
        "[set.\"nextcloud-user-oidc\"]",
        "[set]",
        "[[waiver]]",
        "[network]",
        "[app-url]",
        "[",
    ]);
    prop_oneof![
        6 => (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
        3 => table.prop_map(str::to_owned),
        1 => "\\PC{0,30}",
    ]
}

/// One of our suites with a line changed, lost or doubled.
fn any_change() -> impl Strategy<Value = String> {
    const SUITE: &str = include_str!("../../suites/app/cloudreve.toml");
    let lines = SUITE.lines().count();
    (0..lines, 0..4usize, "\\PC{0,20}").prop_map(|(at, how, noise)| {
        let mut lines: Vec<String> = SUITE.lines().map(str::to_owned).collect();
        match how {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, noise),
            2 => lines.insert(at, lines[at].clone()),
            _ => lines[at] = lines[at].split_once('=').map_or(noise.clone(), |(key, _)| format!("{key}= {noise:?}")),
        }
        lines.join("\n")
    })
}
