//! Attributes of the account, as a report shows them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Profile, profile};
use crate::account::Account;
use crate::check::Missing;
use crate::evidence::Evidence;
use crate::wire::Settings;

/// Roles that providers put into every list; they count as none.
const PSEUDO_ROLES: [&str; 2] = ["offline_access", "uma_authorization"];

/// Writes one attribute into the account: `username`, `email`, `name`, `avatar`, `id`, `roles` or `channels`.
///
/// # Errors
/// When there is no profile.
pub(in crate::account) fn fill(
    evidence: &Evidence<'_>,
    attribute: &str,
    field: &str,
    account: &mut Account,
) -> Result<(), Missing> {
    let (_, Ok(profile)) = profile(evidence)? else {
        return Err(Missing::not_reached("the app makes no profile of the answer"));
    };
    let settings = evidence.settings();
    let value = match attribute {
        "username" => {
            username_notes(&profile, settings, account);
            profile.username.as_ref().map(shown)
        }
        "email" => profile.email.as_ref().map(shown),
        "name" => profile.name.as_ref().map(shown),
        "avatar" => profile.avatar.as_ref().map(shown),
        "id" => profile.id.as_ref().filter(|id| !id.is_null()).map(shown),
        "roles" => joined(&roles(&profile, settings)),
        "channels" => joined(&channels(&profile, settings)),
        other => return Err(Missing::new("broken-suite", format!("Rocket.Chat has no attribute {other:?}"))),
    };
    account.set(field, value);
    Ok(())
}

fn username_notes(profile: &Profile, settings: &Settings, account: &mut Account) {
    let field = settings.text("username_field");
    if profile.username.is_some() {
        account.uid_from = format!("{field} of userinfo");
        return;
    }
    account.notes.push(match (&profile.id, field.trim()) {
        (Some(Value::Null), _) => "the id is null: the login goes to the first account without this service".to_owned(),
        (_, "") => "no username: the user has to choose one at the first login".to_owned(),
        _ => "the id is falsy: one account for all such users, without a username".to_owned(),
    });
}

/// Text as it is, everything else as JSON.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| crate::js::json_text(value), str::to_owned)
}

fn joined(items: &BTreeSet<String>) -> Option<String> {
    (!items.is_empty()).then(|| items.iter().cloned().collect::<Vec<_>>().join(", "))
}

/// The texts of a list; what is no list has none.
fn texts<'p>(profile: &'p Profile, claim: &str) -> BTreeSet<&'p str> {
    profile.members.get(claim).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Roles that the claim names and the list of roles to sync holds; whether they exist is not known here.
fn roles(profile: &Profile, settings: &Settings) -> BTreeSet<String> {
    if !(settings.is_on("premium") && settings.is_on("merge_roles")) {
        return BTreeSet::new();
    }
    let listed = settings.text("roles_to_sync");
    let claimed = texts(profile, &settings.text("roles_claim"));
    let synced = listed.split(',').map(str::trim).filter(|role| !PSEUDO_ROLES.contains(role));
    synced.filter(|role| claimed.contains(role)).map(str::to_owned).collect()
}

/// Channels to which the map leads from the groups in the claim.
fn channels(profile: &Profile, settings: &Settings) -> BTreeSet<String> {
    if !(settings.is_on("premium") && settings.is_on("map_channels")) {
        return BTreeSet::new();
    }
    let Some(Value::Object(map)) = crate::js::json_parse(&settings.text("groups_channel_map")) else { return BTreeSet::new() };
    let groups = texts(profile, &settings.text("groups_claim"));
    let led_to = map.iter().filter(|(group, _)| groups.contains(group.as_str()));
    let names = led_to.flat_map(|(_, channels)| match channels {
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(name) => vec![name.clone()],
        _ => Vec::new(),
    });
    names.collect()
}
