//! What a file below fixtures/providers holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::topic::Topic;
use crate::login_steps::LoginStep;

/// One product.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderProfile {
    /// Kebab-case id: `keycloak`, `entra-id`.
    pub id: String,
    /// For people: `Microsoft Entra ID`.
    pub name: String,
    /// Whether it speaks OpenID Connect at all.
    #[serde(default)]
    pub kind: Kind,
    /// What it is, in a sentence or two.
    pub about: String,
    /// How well it is known.
    pub basis: Basis,
    /// What was run or read: product, version, place.
    pub source: String,
    /// Where it is.
    pub address: Address,
    /// How it is recognised: one of these groups of signs must be there as a whole.
    #[serde(default, rename = "recognised-by")]
    pub recognised_by: Vec<Signs>,
    /// Its login page.
    pub login: Option<LoginPage>,
    /// What its fields for addresses are called.
    pub register: Option<RegisterAt>,
    /// What else one app needs there.
    #[serde(default, rename = "register-for")]
    pub register_for: Vec<RegisterFor>,
    /// Where each fix is made.
    #[serde(default, rename = "screen")]
    pub screens: Vec<Screen>,
    /// Where it differs from what one expects.
    #[serde(default, rename = "deviation")]
    pub deviations: Vec<Deviation>,
}

/// Whether a product speaks OpenID Connect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It does.
    #[default]
    Oidc,
    /// It speaks something else; there is nothing to check.
    NotOidc,
}

/// How well a product is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// It was run, and its answers were kept.
    Measured,
    /// Its source was read; nothing was run.
    Read,
    /// Only its documentation was read.
    Documented,
}

/// Where a product is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Pattern of the issuer, with `{host}` and the parameters below; as the discovery document spells it.
    pub issuer: String,
    /// Pattern of the discovery URL, where it is not the issuer and the well-known path.
    pub discovery: Option<String>,
    /// Hosts that belong to it alone.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// What else the pattern asks for.
    #[serde(default, rename = "parameter")]
    pub parameters: Vec<Parameter>,
    /// What to do instead, where it does not speak OpenID Connect.
    pub instead: Option<String>,
}

/// One placeholder of an address besides `{host}`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name: `realm`.
    pub name: String,
    /// What to give.
    pub help: String,
    /// A value to show.
    pub example: String,
    /// Its value if none is given.
    pub default: Option<String>,
}

/// Signs that must all be there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signs {
    /// The signs.
    pub all: Vec<Sign>,
}

/// One thing about a discovery document or the answer that brought it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Sign {
    /// The issuer is exactly this.
    Issuer(String),
    /// The issuer's path ends like this; the empty text stands for no path.
    IssuerPath(String),
    /// The path of an endpoint ends like this: `[member, end]`.
    Path(String, String),
    /// An endpoint is the issuer (without a slash at its end) and this: `[member, rest]`.
    BelowIssuer(String, String),
    /// The document has this member.
    Has(String),
    /// The document lacks this member.
    Lacks(String),
    /// A list holds this text: `[member, text]`.
    Lists(String, String),
    /// A member is exactly this text: `[member, text]`.
    Is(String, String),
    /// A header holds this text, whatever its case: `[name, text]`.
    Header(String, String),
}

/// A product's login page, as far as it helps to log in there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginPage {
    /// Whether it works as a plain HTML form.
    pub form: bool,
    /// Name of the field for the user.
    pub user: Option<String>,
    /// Name of the field for the password.
    pub password: Option<String>,
    /// The field and value that say yes on its consent page.
    pub consent: Option<(String, String)>,
    /// What to know.
    pub note: String,
    /// How to log in where no form over HTTP does it.
    #[serde(default, rename = "step")]
    pub steps: Vec<LoginStep>,
}

/// What the fields of a product's client page are called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RegisterAt {
    /// The page.
    pub page: String,
    /// The field for redirect URIs.
    pub redirect: String,
    /// The field for where to go after a logout; absent: there is none.
    pub post_logout: Option<String>,
    /// The field for Logout Tokens; absent: the product sends none.
    pub back_channel: Option<String>,
    /// Why a field is missing or odd.
    pub note: Option<String>,
}

/// What one app needs besides its addresses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterFor {
    /// Ids of apps; empty: every app.
    #[serde(default)]
    pub apps: Vec<String>,
    /// What to do.
    pub what: String,
}

/// Where a fix is made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// Of what.
    pub topic: Topic,
    /// The way to it through the administration pages, or the line of its configuration.
    pub at: String,
}

/// Something that one would not expect of this product.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// Kebab-case id, unique in the file.
    pub id: String,
    /// What it does.
    pub what: String,
    /// What really works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub works: Option<String>,
    /// Apps that meet it; empty: every app.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apps: Vec<String>,
    /// Where it was seen.
    pub source: String,
}

impl ProviderProfile {
    /// Where a fix of this kind is made.
    pub fn screen(&self, topic: Topic) -> Option<&str> {
        self.screens.iter().find(|s| s.topic == topic).map(|s| s.at.as_str())
    }

    /// The deviations that one of these apps meets.
    pub fn deviations_for<'p>(&'p self, apps: &'p [&str]) -> impl Iterator<Item = &'p Deviation> {
        self.deviations.iter().filter(move |d| d.apps.is_empty() || d.apps.iter().any(|a| apps.contains(&a.as_str())))
    }

    /// What else to register for one app.
    pub fn notes_for<'p>(&'p self, app: &'p str) -> impl Iterator<Item = &'p str> {
        let mine = self.register_for.iter().filter(move |r| r.apps.is_empty() || r.apps.iter().any(|a| a == app));
        mine.map(|r| r.what.as_str())
    }
}
