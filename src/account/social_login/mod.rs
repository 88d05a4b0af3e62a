//! The account that Nextcloud Social Login makes of an ID Token and userinfo: which of the two counts is up to each attribute.

pub mod groups;
mod identity;
mod profile;

pub use groups::{GroupRule, SocialGroups};
pub use identity::{Identity, LONGEST_UID, cut, slips_through, uid};
pub use profile::{DisplayName, LONGEST_NAME, address, display_name, email, email_claim, picture};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::Account;
use crate::check::Missing;
use crate::evidence::{Evidence, TwoSources};
use crate::php::hybridauth;
use crate::recording::ExchangeId;

/// A claim as the app found it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim<'s> {
    /// Its value.
    pub value: &'s Value,
    /// The member's name.
    pub name: &'s str,
    /// It stands in the ID Token.
    pub in_id_token: bool,
    /// The exchange that brought it.
    pub exchange: ExchangeId,
}

impl Claim<'_> {
    /// `sub of the ID Token`.
    pub fn origin(&self) -> String {
        format!("{} of {}", self.name, if self.in_id_token { "the ID Token" } else { "userinfo" })
    }

    /// JSON pointer to it.
    pub fn pointer(&self) -> String {
        pointer(self.name, self.in_id_token)
    }
}

/// JSON pointer to a claim of the ID Token or of userinfo.
pub fn pointer(name: &str, in_id_token: bool) -> String {
    let name = name.replace('~', "~0").replace('/', "~1");
    if in_id_token { format!("/id_token/payload/{name}") } else { format!("/{name}") }
}

/// Parameters of the account name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UidParams {
    /// The internal name of the provider.
    pub name: String,
}

/// An attribute of the account, with what it takes to compute it.
#[derive(Debug)]
pub(super) enum Attribute {
    /// The account name.
    Uid(UidParams),
    /// The display name.
    Name,
    /// The e-mail address.
    Email,
    /// The postal address.
    Address,
    /// The groups.
    Groups(Box<GroupRule>),
}

impl Attribute {
    /// Writes the attribute into the account.
    ///
    /// # Errors
    /// When the claims were never obtained.
    pub(super) fn apply(&self, evidence: &Evidence<'_>, claim: &str, account: &mut Account) -> Result<(), Missing> {
        let sources = evidence.two_sources()?;
        match self {
            Self::Uid(params) => {
                if let Identity::Known { id, sub, claim } = Identity::of(sources) {
                    account.uid = uid(&params.name, &id);
                    account.uid_from = claim.origin();
                    account.uid_value = Some(sub);
                }
            }
            Self::Name => account.display_name = display_name(sources, claim).kept.unwrap_or_default(),
            Self::Email => account.email = email(sources).map(|(_, text)| text),
            Self::Address => {
                // An empty one is written, too.
                account.set("address", address(sources).and_then(|(_, kept)| kept.ok()));
            }
            Self::Groups(rule) => {
                let taken = rule.taken(sources, evidence.view().version);
                let mut groups: Vec<String> = taken.joined.iter().map(|group| group.id.clone()).collect();
                account.group_names = taken.joined.into_iter().filter(|g| g.id != g.name).map(|g| (g.id, g.name)).collect();
                let touched = !groups.is_empty() || taken.list.is_some() && rule.prunes();
                if !rule.default_group.is_empty() && !groups.contains(&rule.default_group) {
                    groups.push(rule.default_group.clone());
                    account.notes.push(format!("groups: {} is the default group, joined if it exists", rule.default_group));
                }
                account.groups = (touched || !groups.is_empty()).then_some(groups);
            }
        }
        Ok(())
    }
}

fn in_id_token<'s>(sources: &'s TwoSources, name: &'s str) -> Option<Claim<'s>> {
    let value = sources.id_token.get(name)?;
    Some(Claim { value, name, in_id_token: true, exchange: sources.token_exchange })
}

fn in_userinfo<'s>(sources: &'s TwoSources, name: &'s str) -> Option<Claim<'s>> {
    let (exchange, members) = sources.userinfo.as_ref()?;
    let value = members.get(name)?;
    Some(Claim { value, name, in_id_token: false, exchange: *exchange })
}

/// The ID Token's claim; userinfo's, be it none, where that is asked and the ID Token's is empty.
fn one_or_the_other<'s>(sources: &'s TwoSources, name: &'s str) -> Option<Claim<'s>> {
    let own = in_id_token(sources, name);
    let is_filled = own.is_some_and(|claim| hybridauth::is_filled(Some(claim.value)));
    if is_filled || sources.userinfo.is_none() { own } else { in_userinfo(sources, name) }
}

/// The first that PHP takes for true; else the last one there is.
fn first_filled<'s>(claims: impl IntoIterator<Item = Option<Claim<'s>>>) -> Option<Claim<'s>> {
    let mut last = None;
    for claim in claims {
        if claim.is_some_and(|c| hybridauth::is_filled(Some(c.value))) {
            return claim;
        }
        last = claim;
    }
    last
}
