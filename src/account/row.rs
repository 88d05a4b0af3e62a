//! The `[[account]]` rows of an app profile: which claim fills which attribute, and by which rule.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::claim::{Claims, Naming};
use super::groups::{self, GroupRule, GroupsError};
use super::social_login::Attribute;
use super::uid::IdRule;
use super::{Account, locale, oidc_login, phone, profile, quota, rocket_chat, scalar};
use crate::check::Missing;
use crate::evidence::Evidence;
use crate::wire::{Settings, Version};

/// One attribute of the account.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountRow {
    /// `uid`, `display_name`, `email`, `groups`, `quota`, `language`, `locale`, or one of the app's own property names.
    pub field: String,
    /// What the app does with the claim.
    pub rule: FieldRule,
    /// The claim, or `"$setting"` for the setting that names it.
    pub claim: String,
    /// How the app reads that name.
    #[serde(default)]
    pub naming: RowNaming,
    /// Parameters of the rule. A text `"$name"` stands for the value of the setting `name`.
    #[serde(default)]
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub params: toml::Table,
    /// Only while this setting has exactly this value, as text: `["username", "nickname"]`.
    pub is: Option<(String, String)>,
    /// Only while this setting has another value than this.
    pub is_not: Option<(String, String)>,
    /// First version that has this attribute.
    pub since: Option<Version>,
    /// Last version that has this attribute.
    pub until: Option<Version>,
}

/// How a row's claim name is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowNaming {
    /// Top level, literally.
    #[default]
    Literal,
    /// As user_oidc does, by its setting `resolve-nested-claims` and its version.
    UserOidc,
    /// A GJSON path.
    Gjson,
}

/// What an app does with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FieldRule {
    /// A text is taken as it is; everything else counts as missing.
    Text,
    /// A scalar is taken as text. Parameter `instead`: what the app makes up when there is none, in words.
    ScalarText,
    /// The first of several claims that is a text and not empty. Parameter `or`: the claims after the row's own, in order.
    FirstText,
    /// user_oidc's account name. Parameters: see [`IdRule`].
    UserOidcId,
    /// A text, cut at 255 characters; white space around it is not shown.
    NextcloudName,
    /// A text, kept in lower case.
    NextcloudEmail,
    /// A quota such as `5 GB`.
    NextcloudQuota,
    /// user_oidc's groups. Parameters: `provisioning` and those of [`GroupRule`].
    UserOidcGroups,
    /// A language Nextcloud has a translation for.
    NextcloudLanguage,
    /// A locale ICU knows.
    NextcloudLocale,
    /// A property of the profile, without rules of its own.
    NextcloudProperty,
    /// The same, any scalar being taken as text.
    NextcloudScalarProperty,
    /// A telephone number. Parameter `region`: the default region.
    NextcloudPhone,
    /// A web address.
    NextcloudWebsite,
    /// An address: the claim, or put together from the claims `street`, `postal_code`, `locality`, `region`, `country`.
    NextcloudAddress,
    /// A Twitter name.
    NextcloudTwitter,
    /// A name in the fediverse.
    NextcloudFediverse,
    /// An attribute of the profile that Rocket.Chat makes, by its name there.
    RocketChat,
    /// Social Login's account name, of `sub`. Parameter `name`: the internal name of the provider.
    SocialLoginUid,
    /// Social Login's display name; the row's claim is the configured one.
    SocialLoginName,
    /// Social Login's e-mail address.
    SocialLoginEmail,
    /// Social Login's postal address.
    SocialLoginAddress,
    /// Social Login's groups. Parameters: those of its `GroupRule`.
    SocialLoginGroups,
    /// oidc_login's own rule for this field, by its config.php keys.
    OidcLogin,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoParams {}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScalarTextParams {
    /// What the app makes up when there is none, in words.
    #[serde(default)]
    instead: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FirstTextParams {
    /// Claims that are looked at after the row's own, in order.
    or: Vec<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GroupParams {
    /// Whether the app touches groups at all.
    provisioning: bool,
    /// Which groups it takes.
    rule: GroupRule,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PhoneParams {
    /// Default region, ISO 3166-1.
    region: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AddressParams {
    /// Claim with the street.
    street: String,
    /// Claim with the postal code.
    postal_code: String,
    /// Claim with the town.
    locality: String,
    /// Claim with the region.
    region: String,
    /// Claim with the country.
    country: String,
}

impl FieldRule {
    /// What parameters it takes, as a JSON Schema; definitions that it shares with others go into `generator`.
    pub fn params_schema(self, generator: &mut SchemaGenerator) -> Schema {
        match self {
            Self::ScalarText => ScalarTextParams::json_schema(generator),
            Self::FirstText => FirstTextParams::json_schema(generator),
            Self::UserOidcId => IdRule::json_schema(generator),
            Self::UserOidcGroups => GroupParams::json_schema(generator),
            Self::NextcloudPhone => PhoneParams::json_schema(generator),
            Self::NextcloudAddress => AddressParams::json_schema(generator),
            Self::SocialLoginUid => super::social_login::UidParams::json_schema(generator),
            Self::SocialLoginGroups => super::social_login::GroupRule::json_schema(generator),
            _ => NoParams::json_schema(generator),
        }
    }
}

/// A rule with its parameters.
enum BoundRule {
    Text,
    ScalarText(ScalarTextParams),
    FirstText(FirstTextParams),
    Id(IdRule),
    Name,
    Email,
    Quota,
    Groups(Box<GroupParams>),
    Language,
    Locale,
    Property,
    ScalarProperty,
    Phone(PhoneParams),
    Website,
    Address(Box<AddressParams>),
    Twitter,
    Fediverse,
    RocketChat,
    SocialLogin(Attribute),
    OidcLogin,
}

/// A row, ready to be applied.
pub(super) struct BoundRow<'r> {
    row: &'r AccountRow,
    claim: String,
    rule: BoundRule,
}

impl AccountRow {
    /// Whether the app has this attribute, in this version and with these settings.
    pub(super) fn applies(&self, version: &Version, settings: &Settings) -> bool {
        let has = |(name, value): &(String, String)| settings.text(name) == *value;
        version.within(self.since.as_ref(), self.until.as_ref())
            && self.is.as_ref().is_none_or(has)
            && !self.is_not.as_ref().is_some_and(has)
    }

    /// Fills in the settings and types the parameters.
    ///
    /// # Errors
    /// With a sentence when a setting does not exist, or a parameter is unknown, missing or of the wrong type.
    pub fn check(&self, settings: &Settings) -> Result<(), String> {
        self.bind(settings).map(|_| ())
    }

    pub(super) fn bind(&self, settings: &Settings) -> Result<BoundRow<'_>, String> {
        let claim = match settings.resolve_value(&toml::Value::String(self.claim.clone()))? {
            toml::Value::String(name) => name,
            other => return Err(format!("the claim of {:?} is {other}, which is no text", self.field)),
        };
        let params = settings.resolve(&self.params)?;
        let rule = match self.rule {
            FieldRule::Text => typed::<NoParams>(params).map(|_| BoundRule::Text),
            FieldRule::ScalarText => typed(params).map(BoundRule::ScalarText),
            FieldRule::FirstText => typed(params).map(BoundRule::FirstText),
            FieldRule::UserOidcId => typed(params).map(BoundRule::Id),
            FieldRule::NextcloudName => typed::<NoParams>(params).map(|_| BoundRule::Name),
            FieldRule::NextcloudEmail => typed::<NoParams>(params).map(|_| BoundRule::Email),
            FieldRule::NextcloudQuota => typed::<NoParams>(params).map(|_| BoundRule::Quota),
            FieldRule::UserOidcGroups => typed(params).map(|p| BoundRule::Groups(Box::new(p))),
            FieldRule::NextcloudLanguage => typed::<NoParams>(params).map(|_| BoundRule::Language),
            FieldRule::NextcloudLocale => typed::<NoParams>(params).map(|_| BoundRule::Locale),
            FieldRule::NextcloudProperty => typed::<NoParams>(params).map(|_| BoundRule::Property),
            FieldRule::NextcloudScalarProperty => typed::<NoParams>(params).map(|_| BoundRule::ScalarProperty),
            FieldRule::NextcloudPhone => typed(params).map(BoundRule::Phone),
            FieldRule::NextcloudWebsite => typed::<NoParams>(params).map(|_| BoundRule::Website),
            FieldRule::NextcloudAddress => typed(params).map(|p| BoundRule::Address(Box::new(p))),
            FieldRule::NextcloudTwitter => typed::<NoParams>(params).map(|_| BoundRule::Twitter),
            FieldRule::NextcloudFediverse => typed::<NoParams>(params).map(|_| BoundRule::Fediverse),
            FieldRule::RocketChat => typed::<NoParams>(params).map(|_| BoundRule::RocketChat),
            FieldRule::SocialLoginUid => typed(params).map(|p| BoundRule::SocialLogin(Attribute::Uid(p))),
            FieldRule::SocialLoginName => typed::<NoParams>(params).map(|_| BoundRule::SocialLogin(Attribute::Name)),
            FieldRule::SocialLoginEmail => typed::<NoParams>(params).map(|_| BoundRule::SocialLogin(Attribute::Email)),
            FieldRule::SocialLoginAddress => typed::<NoParams>(params).map(|_| BoundRule::SocialLogin(Attribute::Address)),
            FieldRule::SocialLoginGroups => typed(params).map(|p| BoundRule::SocialLogin(Attribute::Groups(Box::new(p)))),
            FieldRule::OidcLogin => typed::<NoParams>(params).map(|_| BoundRule::OidcLogin),
        };
        let rule = rule.map_err(|why| format!("account row {:?}: {why}", self.field))?;
        Ok(BoundRow { row: self, claim, rule })
    }
}

fn typed<P: DeserializeOwned>(params: toml::Table) -> Result<P, String> {
    params.try_into().map_err(|e: toml::de::Error| e.message().to_owned())
}

/// The same claims, their names read in each of the ways there are; made when a row first needs them.
pub(super) struct ClaimsByNaming {
    literal: Claims,
    user_oidc: Claims,
    gjson: Claims,
}

impl ClaimsByNaming {
    /// The claims of this app's login.
    ///
    /// # Errors
    /// When they were never obtained.
    pub(super) fn of(evidence: &Evidence<'_>) -> Result<Self, Missing> {
        let claims = Claims::of(evidence, Naming::Literal)?;
        let nested = evidence.settings().is_on("resolve-nested-claims");
        Ok(Self {
            user_oidc: claims.renamed(Naming::of_user_oidc(nested, evidence.view().version)),
            gjson: claims.renamed(Naming::Gjson),
            literal: claims,
        })
    }
}

impl BoundRow<'_> {
    /// Writes what this row makes of the claims into the account.
    pub(super) fn apply(
        &self,
        evidence: &Evidence<'_>,
        read: &mut Option<ClaimsByNaming>,
        account: &mut Account,
    ) -> Result<(), Missing> {
        if matches!(self.rule, BoundRule::RocketChat) {
            return rocket_chat::fill(evidence, &self.claim, &self.row.field, account);
        }
        let read = match read {
            Some(read) => read,
            None => read.insert(ClaimsByNaming::of(evidence)?),
        };
        let claims = match self.row.naming {
            RowNaming::Literal => &read.literal,
            RowNaming::UserOidc => &read.user_oidc,
            RowNaming::Gjson => &read.gjson,
        };
        let claim = self.claim.as_str();
        // An empty text leaves the field as it is, wherever the app looks at it at all.
        let text = claims.text(claim).filter(|text| !text.is_empty());
        let value = match &self.rule {
            BoundRule::Id(rule) => {
                account.uid = rule.account(claims.text(claim).unwrap_or_default());
                account.uid_from = claims.origin(evidence, claim);
                return Ok(());
            }
            BoundRule::OidcLogin => return oidc_login::fill(&self.row.field, evidence, account),
            BoundRule::Groups(params) => return take_groups(claims.get(claim), params, evidence, account),
            // Its attributes are no claims.
            BoundRule::RocketChat => return Ok(()),
            BoundRule::SocialLogin(attribute) => return attribute.apply(evidence, claim, account),
            BoundRule::Text => text.map(str::to_owned),
            BoundRule::ScalarText(params) => {
                let scalar = claims.get(claim).and_then(scalar::to_text).filter(|text| !text.is_empty());
                if scalar.is_none() && !params.instead.is_empty() {
                    account.notes.push(format!("{}: {}", self.row.field, params.instead));
                }
                scalar
            }
            BoundRule::FirstText(params) => {
                let others = params.or.iter().filter_map(|name| claims.text(name));
                text.into_iter().chain(others).find(|text| !text.is_empty()).map(str::to_owned)
            }
            BoundRule::Name => text
                .map(|t| scalar::trim(&scalar::first_characters(t, 255)).to_owned())
                .filter(|t| !matches!(t.as_str(), "" | "0")),
            BoundRule::Email => text.map(str::to_ascii_lowercase),
            BoundRule::Quota => text.and_then(|t| quota::kept(t).ok()),
            BoundRule::Language => text.and_then(locale::language).map(str::to_owned),
            BoundRule::Locale => text.and_then(locale::locale),
            BoundRule::Property => text.and_then(profile::property),
            BoundRule::ScalarProperty => claims.literal(claim).and_then(scalar::to_text).as_deref().and_then(profile::property),
            BoundRule::Phone(params) => text.and_then(|t| phone::kept(t, &params.region)),
            BoundRule::Website => text.and_then(profile::website),
            BoundRule::Address(parts) => {
                let part = |name: &String| claims.text(name);
                profile::address_of_parts(
                    part(&parts.street),
                    part(&parts.postal_code),
                    part(&parts.locality),
                    part(&parts.region),
                    part(&parts.country),
                )
                .or_else(|| text.map(str::to_owned))
                .as_deref()
                .and_then(profile::property)
            }
            BoundRule::Twitter => text.and_then(profile::twitter),
            BoundRule::Fediverse => {
                let name = text.and_then(profile::fediverse);
                if let Some(name) = &name {
                    account.notes.push(format!("{}: {name} is kept only if its host confirms it", self.row.field));
                }
                name
            }
        };
        if self.row.field == "uid" {
            account.uid_from = claims.origin(evidence, claim);
        }
        account.set(&self.row.field, value);
        Ok(())
    }
}

fn take_groups(
    claim: Option<&Value>,
    params: &GroupParams,
    evidence: &Evidence<'_>,
    account: &mut Account,
) -> Result<(), Missing> {
    if !params.provisioning {
        return Ok(());
    }
    match groups::taken(claim, &params.rule, groups::is_served_by_entra(evidence)) {
        Ok(taken) => {
            account.groups = Some(taken.groups.iter().map(|g| g.id.clone()).collect());
            let named = taken.groups.into_iter().filter_map(|g| Some((g.id, g.name?)));
            account.group_names = named.filter(|(id, name)| id != name).collect();
            Ok(())
        }
        // The checks say what happens instead.
        Err(GroupsError::ServerError(_) | GroupsError::NotTaken(_)) => Ok(()),
        Err(GroupsError::Unknown(why)) => Err(Missing::new("not-observed", why)),
    }
}
