//! What is known beforehand of a product's pages, once its discovery document has given it away.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::choose::Hints;
use super::script::Script;
use crate::provider_profile::ProviderProfile;
use crate::secret::Secret;

/// What is known of the provider's pages.
#[derive(Debug, Clone, Default)]
pub(in crate::observe) struct Known {
    pub(in crate::observe) hints: Hints,
    /// The steps that log in there.
    pub(in crate::observe) script: Option<Arc<Script>>,
}

impl Known {
    /// What is known of this product. Steps that ask for a secret that was not given are left out, and that is told with the
    /// page that they would have been for.
    pub(in crate::observe) fn of(profile: &ProviderProfile, secrets: &BTreeMap<String, Secret>) -> Self {
        let Some(login) = &profile.login else { return Self::default() };
        let missing: Vec<String> =
            crate::login_steps::secrets(&login.steps).into_iter().filter(|name| !secrets.contains_key(name)).collect();
        let usable = !login.steps.is_empty() && missing.is_empty();
        let wanted = |name: &String| format!("--login-secret {name}=…");
        let lacking = (!missing.is_empty())
            .then(|| format!("; with {} it can be logged in to", missing.iter().map(wanted).collect::<Vec<_>>().join(" and ")));
        let about = || format!("{}: {}{}", profile.name, login.note.trim_end_matches('.'), lacking.unwrap_or_default());
        Self {
            hints: Hints {
                user: login.user.clone(),
                password: login.password.clone(),
                consent: login.consent.clone(),
                scripts: (!login.form && !usable).then(about),
            },
            script: usable.then(|| {
                Arc::new(Script {
                    source: format!("the steps known for {}", profile.name),
                    steps: login.steps.clone(),
                    secrets: secrets.clone(),
                })
            }),
        }
    }
}
