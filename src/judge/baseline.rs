//! Today's accounts beside those of a saved run: whoever gets another account name loses the old account.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::judgement::{AppJudgement, Cause, Judgement, Verdict};
use crate::account::Account;

/// The account of one app in the saved run, beside today's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Baseline {
    /// The account name that the app computed then.
    pub uid: String,
    /// Where it came from.
    pub uid_from: String,
    /// The app would find the same account again.
    pub same_account: bool,
    /// What is different, the account name first.
    pub changes: Vec<AccountChange>,
}

/// One attribute that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AccountChange {
    /// `uid`, `display_name`, `email`, `groups`, `quota`, `language`, `locale`, or a property of the app.
    pub attribute: String,
    /// Then; absent: the app left it alone.
    pub was: Option<String>,
    /// Now.
    pub is: Option<String>,
}

impl Judgement {
    /// Compares the accounts with those of an earlier judgement; a changed account name is a cause, and no app that makes
    /// new accounts for old users is compatible.
    ///
    /// Gives a sentence for every app whose accounts cannot be compared.
    pub fn compare_accounts(&mut self, before: &Self) -> Vec<String> {
        let (mut open, mut found) = (Vec::new(), Vec::new());
        for app in &mut self.apps {
            match compared(before, app) {
                Err(why) => open.push(format!("{}: its account cannot be compared: {why}", app.name)),
                Ok((baseline, cause)) => {
                    if cause.is_some() {
                        app.verdict = app.verdict.max(Verdict::Degraded);
                    }
                    found.extend(cause);
                    app.baseline = Some(baseline);
                }
            }
        }
        self.causes.splice(0..0, found);
        open
    }
}

fn compared(before: &Judgement, app: &AppJudgement) -> Result<(Baseline, Option<Cause>), &'static str> {
    let old = before.apps.iter().find(|a| a.id == app.id).ok_or("the saved run knows nothing of it")?;
    let was = old.prediction.account.as_ref().ok_or("in the saved run it makes none")?;
    let is = app.prediction.account.as_ref().ok_or("it makes none now")?;
    let same_account = was.uid == is.uid;
    let (uid, uid_from) = (was.uid.clone(), was.uid_from.clone());
    let baseline = Baseline { uid, uid_from, same_account, changes: changes(was, is) };
    Ok((baseline, (!same_account).then(|| other_account(old, app, was, is))))
}

fn other_account(old: &AppJudgement, app: &AppJudgement, was: &Account, is: &Account) -> Cause {
    let settings: Vec<String> = app
        .settings
        .0
        .iter()
        .filter_map(|(name, now)| {
            let then = old.settings.0.get(name)?;
            (then != now).then(|| format!("{name} (was {:?}, is {:?})", then.to_string(), now.to_string()))
        })
        .collect();
    let fix = match (settings.is_empty(), was.uid_from == is.uid_from) {
        (false, _) => {
            format!("These settings of the app are not what they were: {}. Set back what names the account.", settings.join(", "))
        }
        (true, false) => "The app takes the account name from another place now: let the provider send what it sent.".to_owned(),
        (true, true) => {
            format!("The provider sends another value now ({}): let it send the old one, or move the accounts.", is.uid_from)
        }
    };
    Cause {
        id: format!("other-account-{}", app.id),
        title: format!("{}: users would get new, empty accounts", app.name),
        message: format!("the account name was {:?} ({}) and is {:?} ({}) now", was.uid, was.uid_from, is.uid, is.uid_from),
        fix,
        blocks: Vec::new(),
    }
}

fn changes(was: &Account, is: &Account) -> Vec<AccountChange> {
    let (was, is) = (flat(was), flat(is));
    let names: std::collections::BTreeSet<(u8, &String)> =
        was.keys().chain(is.keys()).map(|(rank, name)| (*rank, name)).collect();
    names
        .into_iter()
        .filter_map(|(rank, name)| {
            let key = (rank, name.clone());
            let (was, is) = (was.get(&key), is.get(&key));
            (was != is).then(|| AccountChange { attribute: name.clone(), was: was.cloned(), is: is.cloned() })
        })
        .collect()
}

/// Attributes by rank and name; the account name has the first rank.
fn flat(account: &Account) -> BTreeMap<(u8, String), String> {
    let named = [
        (0, "uid", Some(account.uid.clone())),
        (1, "display_name", account.display_name.clone()),
        (2, "email", account.email.clone()),
        (3, "groups", account.groups.as_ref().map(|g| g.join(", "))),
        (4, "quota", account.quota.clone()),
        (5, "language", account.language.clone()),
        (6, "locale", account.locale.clone()),
    ];
    let named = named.into_iter().filter_map(|(rank, name, value)| Some(((rank, name.to_owned()), value?)));
    named.chain(account.attributes.iter().map(|(name, value)| ((7, name.clone()), value.clone()))).collect()
}
