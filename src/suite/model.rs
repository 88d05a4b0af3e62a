//! What a suite file holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::account::AccountRow;
use crate::evidence::ClaimsSource;
use crate::wire::{ClientBehaviour, SettingValue, Version};

/// A suite file: an app profile (`[app]` is there) or what a specification demands.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// Kebab-case id: `nextcloud-user-oidc`, `core`.
    pub id: String,
    /// For people: `Nextcloud user_oidc`.
    pub name: String,
    /// What it covers, in a sentence or two.
    pub about: String,
    /// The app, for an app profile.
    pub app: Option<AppProfile>,
    /// How the app acts on the wire; for a specification suite, how the tester's own client does.
    pub wire: ClientBehaviour,
    /// Where the app takes its claims from.
    pub claims: ClaimsSource,
    /// The app's settings.
    #[serde(default, rename = "setting")]
    pub settings: Vec<SettingDef>,
    /// In the order in which the app's code meets them.
    #[serde(default, rename = "requirement")]
    pub requirements: Vec<Requirement>,
    /// The account the app would make, attribute by attribute.
    #[serde(default, rename = "account")]
    pub account: Vec<AccountRow>,
    /// What the operator should know of the app whatever the provider does: what it never looks at, say.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What to paste, with `{placeholders}`; see `judge::paste`.
    #[serde(default)]
    pub paste: String,
}

/// What kind of suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuiteKind {
    /// An app profile.
    App,
    /// A specification.
    Spec,
}

/// The app of a profile.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppProfile {
    /// Known versions, oldest first.
    pub versions: Vec<Version>,
    /// The newest release; what `--app ID` without a version means.
    pub default_version: Version,
    /// Default of `--app-url`.
    pub default_url: String,
    /// Path of the redirect URI below the app's URL; a setting's name in braces stands for its value.
    pub redirect_path: String,
    /// How the setting `provider-name` is written there.
    #[serde(default)]
    pub provider_name: ProviderNameRule,
    /// Further redirect URIs the operator should register, as paths below the app's URL.
    #[serde(default)]
    pub more_redirect_paths: Vec<String>,
    /// It speaks to this product alone: where all apps are judged, it is left out if the provider has no discovery document
    /// where the app looks for it.
    pub only_for: Option<String>,
    /// Post-logout redirect URI, as a path below the app's URL; absent: none.
    pub post_logout_path: Option<String>,
    /// Name under which `occ config:app:set` knows the app; absent: `user_oidc`.
    pub occ_app: Option<String>,
    /// Where the app takes Logout Tokens, as a path below the app's URL; absent: nowhere.
    pub back_channel_path: Option<String>,
    /// While this setting is on, the app shows nothing of a refusal: neither status nor words.
    pub silent_refusals: Option<String>,
}

/// How an app writes the operator's name for the provider into addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderNameRule {
    /// As it is.
    #[default]
    AsIs,
    /// In lower case, and nothing but `a-z`, `0-9` and `_` of it.
    LowerCaseWord,
}

impl ProviderNameRule {
    /// The name as the app writes it.
    pub fn written(self, name: &str) -> String {
        match self {
            Self::AsIs => name.to_owned(),
            Self::LowerCaseWord => {
                let lower = name.to_lowercase();
                lower.chars().filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_').collect()
            }
        }
    }
}

/// A setting of the app that the operator can change.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingDef {
    /// The app's own name for it.
    pub name: String,
    /// What a form calls it, where that is something else.
    pub label: Option<String>,
    /// Type.
    pub kind: SettingKind,
    /// The app's default.
    pub default: SettingValue,
    /// Where the operator sets it.
    pub place: SettingPlace,
    /// What it does, in a sentence.
    pub help: String,
    /// For `choice`: the values it takes.
    #[serde(default)]
    pub values: Vec<String>,
    /// For a switch: the words that count as off, where the app's code does not take all the usual ones (`false`, `0`, `no`,
    /// `off` and nothing); every other usual word is on.
    #[serde(default)]
    pub off_words: Vec<String>,
    /// The same the other way: the only words that count as on.
    #[serde(default)]
    pub on_words: Vec<String>,
    /// For a text: the app takes nothing for its default.
    #[serde(default)]
    pub empty_is_default: bool,
    /// Values that the search for a working configuration may try.
    #[serde(default, rename = "try")]
    pub candidates: Vec<SettingValue>,
    /// No verdict depends on it; it is known so that the operator's whole configuration can be given and printed again.
    #[serde(default)]
    pub inert: bool,
    /// First version that has it.
    pub since: Option<Version>,
    /// Last version that has it.
    pub until: Option<Version>,
}

/// Type of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SettingKind {
    /// On or off.
    Bool,
    /// Whole number.
    Integer,
    /// Any text.
    Text,
    /// One of `values`.
    Choice,
    /// On, off or left alone: the default may be the text `unset`.
    Tristate,
    /// Text that is a JSON object, or nothing.
    JsonObject,
    /// A list of texts: words between commas, or JSON; empty: not set.
    List,
}

/// Where a setting is set; decides how it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SettingPlace {
    /// Option of `occ user_oidc:provider`.
    Occ,
    /// Member of `'user_oidc' => [ … ]` in config.php.
    ConfigPhpUserOidc,
    /// Top level of config.php.
    ConfigPhp,
    /// Member of a list at the top level of config.php; the name is `LIST.MEMBER`.
    ConfigPhpMember,
    /// `occ config:app:set user_oidc …`.
    AppConfig,
    /// `occ config:app:set user_oidc provider-<id>-<name>`, or a field of the provider form.
    ProviderConfig,
    /// `occ security:certificates:import FILE`.
    Certificates,
    /// A field of the app's administration pages.
    Form,
    /// An environment variable of the app's server that names a file with a certificate.
    CertificateFile,
    /// A fact about the installation that the tester must know, nothing to set.
    Fact,
}

/// One requirement.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Kebab-case id, unique in the suite; reported as `suite/id`.
    pub id: String,
    /// The check that judges it.
    pub check: String,
    /// What it asks of the provider, present tense, without a full stop; absent: the check's own title.
    pub title: Option<String>,
    /// Parameters of the check. A text `"$name"` stands for the value of the setting `name`.
    #[serde(default)]
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub params: toml::Table,
    /// What a failure costs.
    pub impact: Impact,
    /// What the user sees when it fails and blocks the login.
    pub symptom: Option<Symptom>,
    /// Why the app needs it, in a sentence.
    pub because: String,
    /// What to do about a failure; absent: the check's own words.
    pub fix: Option<String>,
    /// Where the app's code does this.
    pub source: String,
    /// First version that has this rule.
    pub since: Option<Version>,
    /// Last version that has this rule.
    pub until: Option<Version>,
    /// Applies only while all of these hold.
    #[serde(default)]
    pub when: Vec<Applies>,
    /// Nobody knows for sure whether the app has this rule: what passes is good, and after a failure the app may still go on,
    /// so that the requirement stays open instead.
    #[serde(default)]
    pub uncertain: bool,
    /// Settings whose change may help; the search tries their `try` values.
    #[serde(default)]
    pub helped_by: Vec<String>,
}

/// A condition on the settings.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Applies {
    /// The setting is on.
    On(String),
    /// The setting is off.
    Off(String),
    /// At least one of these settings is on.
    AnyOn(Vec<String>),
    /// The setting has exactly this value, as text.
    Is(String, String),
    /// The setting has another value than this, as text.
    IsNot(String, String),
    /// The setting's text is not empty.
    Set(String),
}

/// What a failure costs this app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Impact {
    /// Nobody gets in.
    BlocksLogin,
    /// Users get in, and accounts are made wrong or lose something.
    DamagesAccounts,
    /// Users get in, and a protection is missing.
    WeakensSecurity,
    /// Users get in, and miss something.
    Degrades,
    /// Worth knowing.
    Info,
}

/// What the user sees.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Symptom {
    /// How the login ends.
    pub login: SymptomLogin,
    /// HTTP status of the page.
    pub status: Option<u16>,
    /// The words on it; `{words}` stands for what the provider said, `{redirect_path}` for the path of the app's
    /// redirect URI. An empty text: an empty page.
    pub message: Option<String>,
}

/// How a login ends that does not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SymptomLogin {
    /// The app shows an error page.
    Refused,
    /// An exception nobody catches.
    ServerError,
    /// The browser never comes back.
    StuckAtProvider,
}

impl Suite {
    /// App profile or specification.
    pub fn kind(&self) -> SuiteKind {
        if self.app.is_some() { SuiteKind::App } else { SuiteKind::Spec }
    }

    /// A setting by name.
    pub fn setting(&self, name: &str) -> Option<&SettingDef> {
        self.settings.iter().find(|s| s.name == name)
    }
}

/// A path of a profile with the values of the settings that it names, as in `/_oauth/{provider-name}`.
pub fn filled(path: &str, settings: &crate::wire::Settings) -> String {
    settings.0.iter().fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), &value.to_string()))
}

impl Applies {
    /// Whether it holds with these settings.
    pub fn holds(&self, settings: &crate::wire::Settings) -> bool {
        match self {
            Self::On(name) => settings.is_on(name),
            Self::Off(name) => !settings.is_on(name),
            Self::AnyOn(names) => names.iter().any(|name| settings.is_on(name)),
            Self::Is(name, value) => settings.text(name) == *value,
            Self::IsNot(name, value) => settings.text(name) != *value,
            Self::Set(name) => !settings.text(name).is_empty(),
        }
    }

    /// The settings it names.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::On(name) | Self::Off(name) | Self::Is(name, _) | Self::IsNot(name, _) | Self::Set(name) => vec![name],
            Self::AnyOn(names) => names.iter().map(String::as_str).collect(),
        }
    }

    /// In words, for "does not apply because".
    pub fn words(&self) -> String {
        match self {
            Self::On(name) => format!("{name} is off"),
            Self::Off(name) => format!("{name} is on"),
            Self::AnyOn(names) => format!("{} are off", names.join(", ")),
            Self::Is(name, value) => format!("{name} is not {value}"),
            Self::IsNot(name, value) => format!("{name} is {value}"),
            Self::Set(name) => format!("{name} is not set"),
        }
    }
}
