//! The plan file: TOML with the keys of the command line.
//!
//! ```toml
//! issuer = "https://sso.example.com"           # or provider = "keycloak", host = "sso.example.com" and [param] realm = "staff"
//! suite = ["gitea.toml"]                       # apps of your own
//! apps = ["nextcloud-user-oidc@8.10.1", "cloudreve"]
//! from-app = "https://cloud.example.com"       # a running app to ask; or a list, or a table [from-app]
//! app-url = "https://cloud.example.com"        # or a table [app-url] with one line per app
//! user = "probe"
//! password-env = "PROBE_PASSWORD"
//! totp-secret-env = "PROBE_TOTP"               # the key of its authenticator app, if it has one
//! login = "auto"                               # or a table [login], with steps for pages that no form tells: docs/LOGIN.md
//!
//! [client]                                     # every app
//! id = "cloud"
//! secret-env = "CLIENT_SECRET"
//!
//! [client."cloudreve"]                         # one app; "spec" is the client of the specification checks
//! id = "drive"
//! secret-file = "drive.secret"
//!
//! [client.spec]                                # register = true at the top: for every app that has no client here
//! register = true
//!
//! [set."nextcloud-user-oidc"]
//! unique-uid = false
//!
//! [[waiver]]
//! requirement = "core/pkce-required"
//! reason = "old clients, until the next release"
//! until = 2027-01-31
//!
//! [network]
//! ca-file = "ca.pem"
//! ```

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::given::{ClientGiven, Given, SecretSource, WaiverGiven};
use super::keyed::Keyed;
use super::known::{Known, nearest};
use super::reader::Reader;
use super::target::SPEC_CLIENT;
use crate::secret::Secret;
use crate::snippet::{Fault, FaultyFile};

/// Reads a plan file. Paths in it count from its own folder.
///
/// # Errors
/// With every fault and its line.
pub fn parse_plan(file: &Path, text: &str, known: &Known) -> Result<Given, FaultyFile> {
    let failed = |faults| FaultyFile { file: file.display().to_string(), text: text.to_owned(), faults };
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(failed(Fault::not_toml(errors)));
    }
    let faults = RefCell::new(Vec::new());
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut plan = Plan { folder, known };
    let given = plan.read(Reader::new(root.get_ref(), root.span(), "the plan file", &faults));
    let mut faults = faults.into_inner();
    faults.sort_by_key(|f| f.span.start);
    if faults.is_empty() { Ok(given) } else { Err(failed(faults)) }
}

/// The suite files that a plan names, before anything else of it is read: what it may name depends on them.
/// Faults are left to [`parse_plan`].
pub fn suites_of_plan(file: &Path, text: &str) -> Vec<PathBuf> {
    let (root, _) = DeTable::parse_recoverable(text);
    let folder = file.parent().unwrap_or(Path::new(""));
    let paths: Vec<&str> = match root.get_ref().get("suite").map(Spanned::get_ref) {
        Some(DeValue::Array(items)) => items.iter().filter_map(|item| item.get_ref().as_str()).collect(),
        Some(DeValue::String(path)) => vec![path.as_ref()],
        _ => Vec::new(),
    };
    paths.into_iter().map(|path| folder.join(path)).collect()
}

struct Plan<'p> {
    folder: &'p Path,
    known: &'p Known,
}

impl Plan<'_> {
    fn read(&mut self, mut root: Reader<'_>) -> Given {
        let mut given = Given {
            issuer: root.text("issuer"),
            suites: root.texts("suite").iter().map(|path| self.path(path)).collect(),
            provider: root.text("provider"),
            host: root.text("host"),
            params: self.params(&mut root),
            apps: root.texts("apps"),
            from_apps: {
                let found = root.texts_or_texts_by_name("from-app");
                self.by_app(&root, found)
            },
            app_urls: self.keyed(&mut root, "app-url"),
            redirect_uris: self.keyed(&mut root, "redirect-uri"),
            backchannel_listen: root.text("backchannel-listen"),
            backchannel_url: root.text("backchannel-url"),
            user: root.text("user"),
            password: self.secret(&mut root, ["password", "password-env", "password-file"]),
            totp_secret: self.secret(&mut root, ["totp-secret", "totp-secret-env", "totp-secret-file"]),
            passkey_file: root.text("passkey-file").map(|path| self.path(&path)),
            screenshot_dir: root.text("screenshot-dir").map(|path| self.path(&path)),
            scope: root.text("scope"),
            fail_on: root.text("fail-on"),
            client: ClientGiven {
                id: root.text("client-id"),
                secret: self.secret(&mut root, ["client-secret", "client-secret-env", "client-secret-file"]),
                register: root.boolean("register"),
            },
            initial_access_token: self
                .secret(&mut root, ["initial-access-token", "initial-access-token-env", "initial-access-token-file"]),
            ..Given::default()
        };
        super::login_plan::read(&mut root, self.folder, &mut given);
        if let Some(client) = root.table("client") {
            self.clients(client, &mut given);
        }
        if let Some(set) = root.table("set") {
            for (app, table) in set.tables_by_name() {
                self.suite_exists(&set, &app);
                given.settings.extend(table.flat().into_iter().map(|(name, value)| (app.get_ref().clone(), name, value)));
            }
            // A value right below [set] lacks its app.
            set.finish(true);
        }
        for waiver in root.tables("waiver") {
            given.waivers.extend(read_waiver(waiver));
        }
        if let Some(mut network) = root.table("network") {
            given.ca_file = network.text("ca-file").map(|path| self.path(&path));
            given.resolve = network.texts("resolve");
            given.timeout = network.number("timeout");
            given.insecure = network.boolean("insecure");
            network.finish(false);
        }
        // The same keys at the top, for those who write them as on the command line.
        given.ca_file = given.ca_file.or(root.text("ca-file").map(|path| self.path(&path)));
        given.resolve.extend(root.texts("resolve"));
        given.timeout = given.timeout.or(root.number("timeout"));
        given.insecure = given.insecure.or(root.boolean("insecure"));
        root.finish(false);
        given
    }

    fn params(&self, root: &mut Reader<'_>) -> BTreeMap<String, String> {
        root.table("param").map(|table| table.flat().into_iter().collect()).unwrap_or_default()
    }

    fn clients(&self, mut client: Reader<'_>, given: &mut Given) {
        let members = |reader: &mut Reader<'_>| ClientGiven {
            id: reader.text("id"),
            secret: self.secret(reader, ["secret", "secret-env", "secret-file"]),
            register: reader.boolean("register"),
        };
        let all = members(&mut client);
        given.client.id = all.id.or(given.client.id.take());
        given.client.secret = all.secret.or(given.client.secret.take());
        given.client.register = all.register.or(given.client.register.take());
        for (app, mut table) in client.tables_by_name() {
            if app.get_ref() != SPEC_CLIENT {
                self.suite_exists(&client, &app);
            }
            given.app_clients.insert(app.into_inner(), members(&mut table));
            table.finish(false);
        }
        client.finish(true);
    }

    fn keyed(&self, root: &mut Reader<'_>, key: &'static str) -> Vec<Keyed> {
        let found = root.text_or_texts_by_name(key);
        self.by_app(root, found)
    }

    fn by_app(&self, root: &Reader<'_>, found: Vec<(Option<Spanned<String>>, String)>) -> Vec<Keyed> {
        for (app, _) in &found {
            if let Some(app) = app.as_ref().filter(|app| app.get_ref() != SPEC_CLIENT) {
                self.suite_exists(root, app);
            }
        }
        found.into_iter().map(|(app, value)| Keyed { app: app.map(Spanned::into_inner), value }).collect()
    }

    fn suite_exists(&self, reader: &Reader<'_>, id: &Spanned<String>) {
        if self.known.suite_ids().any(|k| k == id.get_ref()) {
            return;
        }
        let help = match nearest(id.get_ref(), self.known.suite_ids()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("there are {}", self.known.suite_ids().collect::<Vec<_>>().join(", ")),
        };
        reader.complain(id.span(), format!("there is no app {:?}", id.get_ref()), "", Some(help));
    }

    fn secret(&self, reader: &mut Reader<'_>, [value, env, file]: [&'static str; 3]) -> Option<SecretSource> {
        let sources = [
            reader.spanned_text(value).map(|t| (t.span(), SecretSource::Value(Secret::new(t.into_inner())))),
            reader.spanned_text(env).map(|t| (t.span(), SecretSource::Env(t.into_inner()))),
            reader.spanned_text(file).map(|t| (t.span(), SecretSource::File(self.path(t.get_ref())))),
        ];
        let mut given = sources.into_iter().flatten();
        let first = given.next();
        if let Some((span, _)) = given.next() {
            let title = format!("`{value}`, `{env}` and `{file}` exclude each other");
            reader.complain(span, title, "the second one", Some("keep one of them".to_owned()));
        }
        first.map(|(_, source)| source)
    }

    fn path(&self, text: &str) -> PathBuf {
        self.folder.join(text)
    }
}

fn read_waiver(mut reader: Reader<'_>) -> Option<WaiverGiven> {
    let requirement = reader.required_text("requirement", "\"core/pkce-required\"");
    let reason = reader.required_text("reason", "\"accepted by …\"");
    let until = reader.date("until");
    reader.finish(false);
    Some(WaiverGiven { requirement: requirement?.into_inner(), reason: reason?.into_inner(), until })
}

#[cfg(test)]
mod tests {
    use super::super::tests::known;
    use super::*;

    fn parse(text: &str) -> Result<Given, FaultyFile> {
        parse_plan(Path::new("folder/plan.toml"), text, &known())
    }

    #[test]
    fn the_example_of_this_module_is_a_plan() {
        let source = include_str!("plan_file.rs");
        let lines = source.lines().skip_while(|l| !l.starts_with("//! ```toml")).skip(1);
        let text: Vec<&str> = lines.take_while(|l| !l.contains("```")).map(|l| l[3..].trim_start()).collect();
        let given = parse(&text.join("\n")).unwrap();
        assert_eq!(given.apps.len(), 2);
        assert_eq!(given.suites, [PathBuf::from("folder/gitea.toml")]);
        assert_eq!(suites_of_plan(Path::new("folder/plan.toml"), &text.join("\n")), given.suites);
        assert_eq!(given.settings, [("nextcloud-user-oidc".to_owned(), "unique-uid".to_owned(), "false".to_owned())]);
        assert_eq!(given.ca_file, Some(PathBuf::from("folder/ca.pem")));
        assert_eq!(given.client.id.as_deref(), Some("cloud"));
        assert_eq!(given.app_clients["cloudreve"].secret, Some(SecretSource::File(PathBuf::from("folder/drive.secret"))));
        assert_eq!(given.waivers[0].until, Some(jiff::civil::date(2027, 1, 31)));
    }

    #[test]
    fn every_slip_shows_its_line_and_the_nearest_key() {
        let text = "isuer = \"https://sso.example.com\"\ntimeout = \"30\"\n[client.\"cloudrive\"]\nid = \"x\"\n[[waiver]]\nreason = \"y\"\n";
        let error = parse(text).unwrap_err();
        insta::assert_snapshot!(error.render(false), @r#"
        error: unknown key `isuer` in the plan file
         --> folder/plan.toml:1:1
          |
        1 | isuer = "https://sso.example.com"
          | ^^^^^
          |
          = help: did you mean `issuer`?

        error: `timeout` is a string
         --> folder/plan.toml:2:11
          |
        2 | timeout = "30"
          |           ^^^^ expected a whole number, without quotes

        error: there is no app "cloudrive"
         --> folder/plan.toml:3:9
          |
        3 | [client."cloudrive"]
          |         ^^^^^^^^^^^
          |
          = help: did you mean "cloudreve"?

        error: [[waiver]] has no `requirement`
         --> folder/plan.toml:5:1
          |
        5 | [[waiver]]
          | ^^^^^^^^^^
          |
          = help: add a line like `requirement = "core/pkce-required"`
        "#);
    }

    #[test]
    fn a_file_that_is_not_toml_shows_the_place() {
        let error = parse("issuer = https://x\n").unwrap_err();
        assert!(error.render(false).contains("plan.toml:1:10"), "{error}");
    }

    #[test]
    fn two_sources_of_one_secret_exclude_each_other() {
        let error = parse("password = \"a\"\npassword-env = \"B\"\n").unwrap_err();
        assert!(error.render(false).contains("exclude each other"));
    }

    #[test]
    fn nested_settings_get_dotted_names() {
        let given = parse("[set.cloudreve]\na.b = 1\nc = \"d\"\n").unwrap();
        let names: Vec<&str> = given.settings.iter().map(|(_, name, _)| name.as_str()).collect();
        assert_eq!(names, ["a.b", "c"]);
    }
}
