//! What is known beforehand of a product's pages, once its discovery document has given it away.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::choose::Hints;
use super::script::Script;
use crate::login_steps::{Act, LoginStep, Part, secrets as secrets_of};
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
        let missing: Vec<String> = secrets_of(&login.steps).into_iter().filter(|name| !secrets.contains_key(name)).collect();
        let steps = doable(&login.steps, &missing);
        let usable = steps.iter().any(logs_in);
        let wanted = |name: &String| format!("--login-secret {name}=…");
        let lacking = (!missing.is_empty())
            .then(|| format!("; with {} it can be logged in to", missing.iter().map(wanted).collect::<Vec<_>>().join(" or ")));
        let about = || format!("{}: {}{}", profile.name, login.note.trim_end_matches('.'), lacking.unwrap_or_default());
        Self {
            hints: Hints {
                user: login.user.clone(),
                password: login.password.clone(),
                consent: login.consent.clone(),
                scripts: (!login.form && !usable).then(about),
            },
            script: usable.then(|| {
                Arc::new(Script { source: format!("the steps known for {}", profile.name), steps, secrets: secrets.clone() })
            }),
        }
    }
}

/// The steps for which everything is there: those that ask for something missing are left out, with those that build on them.
fn doable(steps: &[LoginStep], missing: &[String]) -> Vec<LoginStep> {
    let mut taken = Vec::new();
    let mut out: Vec<LoginStep> = Vec::new();
    for step in steps {
        let there = |part: &Part| match part {
            Part::Secret(name) => !missing.contains(name),
            Part::Taken(name) => taken.contains(name),
            _ => true,
        };
        if step.parts().iter().all(there) {
            if let Act::Call(call) = &step.act {
                taken.extend(call.take.keys().cloned());
            }
            out.push(step.clone());
        }
    }
    out
}

/// It gives something of the account's away.
fn logs_in(step: &LoginStep) -> bool {
    step.parts().iter().any(|part| matches!(part, Part::Password | Part::Totp | Part::Secret(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider_profile::{built_in, by_id};

    fn known(id: &str, given: &[&str]) -> Known {
        let secrets = given.iter().map(|name| ((*name).to_owned(), Secret::new("x"))).collect();
        Known::of(by_id(id).unwrap(), &secrets)
    }

    #[test]
    fn steps_of_every_product_are_sound() {
        let mut seen = 0;
        for profile in built_in() {
            let steps = profile.login.as_ref().map(|l| l.steps.as_slice()).unwrap_or_default();
            assert_eq!(crate::login_steps::check(steps), Ok(()), "{}", profile.id);
            seen += usize::from(!steps.is_empty());
        }
        assert!(seen >= 3);
    }

    #[test]
    fn steps_without_their_secret_are_left_out() {
        assert!(known("glewlwyd", &[]).script.is_some());
        assert_eq!(known("keycloak", &[]).hints.user.as_deref(), Some("username"));
        let none = known("pocket-id", &[]);
        let said = none.hints.scripts.unwrap_or_default();
        assert!(none.script.is_none() && said.contains("--login-secret api-key=… or --login-secret login-code=…"), "{said}");
        let by_code = known("pocket-id", &["login-code"]).script.unwrap();
        assert!(by_code.steps.iter().all(|s| !s.parts().contains(&Part::Secret("api-key".to_owned()))));
        assert!(by_code.steps.len() > 5);
    }
}
