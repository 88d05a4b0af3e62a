//! The suites that are there, and what they make of a target: requests for judging, actors for observing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::check::Need;
use crate::checks;
use crate::config::{ConfigError, Known, KnownApp, SPEC_CLIENT, Target, WaiverGiven, nearest};
use crate::judge::{AppRequest, Judgement, SpecRequest, Waiver, judge};
use crate::observe::{Actor, ToRegister};
use crate::recording::{AppTarget, Recording, Response, Step, TargetRecord};
use crate::secret::Secret;
use crate::suite::{self, Requirement, Suite};
use crate::wire::{Settings, Version};

/// Every suite there is.
pub struct Catalogue {
    suites: Vec<Suite>,
    /// Where those of the operator's own came from, by their ids.
    files: BTreeMap<String, PathBuf>,
}

impl Catalogue {
    /// Our own suites.
    pub fn built_in() -> Self {
        Self { suites: suite::built_in(), files: BTreeMap::new() }
    }

    /// Our own suites and those of these files, each of which counts once.
    ///
    /// # Errors
    /// When a file cannot be read or has faults.
    pub fn with(files: &[PathBuf]) -> Result<Self, Failure> {
        let mut out = Self::built_in();
        let mut own: Vec<Suite> = Vec::new();
        let mut seen = BTreeSet::new();
        for file in files {
            let text = crate::store::read_text(file)?;
            if seen.insert(std::fs::canonicalize(file).unwrap_or_else(|_| file.clone())) {
                let suite = suite::load_own(&file.display().to_string(), &text, &own).map_err(Failure::Suite)?;
                out.files.insert(suite.id.clone(), file.clone());
                own.push(suite);
            }
        }
        out.suites.extend(own);
        Ok(out)
    }

    /// The file of a suite of the operator's own.
    pub fn file(&self, id: &str) -> Option<&Path> {
        self.files.get(id).map(PathBuf::as_path)
    }

    /// App profiles.
    pub fn apps(&self) -> impl Iterator<Item = &Suite> {
        self.suites.iter().filter(|s| s.app.is_some())
    }

    /// Specification suites.
    pub fn specs(&self) -> impl Iterator<Item = &Suite> {
        self.suites.iter().filter(|s| s.app.is_none())
    }

    /// All of them.
    pub fn all(&self) -> &[Suite] {
        &self.suites
    }

    /// A suite by its id.
    pub fn suite(&self, id: &str) -> Option<&Suite> {
        self.suites.iter().find(|s| s.id == id)
    }

    /// A requirement by `suite/id`.
    pub fn requirement(&self, full: &str) -> Option<(&Suite, &Requirement)> {
        let (suite, id) = full.split_once('/')?;
        let suite = self.suite(suite)?;
        Some((suite, suite.requirements.iter().find(|r| r.id == id)?))
    }

    /// Every `suite/id`.
    pub fn requirement_ids(&self) -> Vec<String> {
        self.suites.iter().flat_map(|s| s.requirements.iter().map(move |r| format!("{}/{}", s.id, r.id))).collect()
    }

    /// What flags and plan file may name.
    pub fn known(&self) -> Known {
        let app = |s: &Suite| {
            let app = s.app.as_ref()?;
            Some(KnownApp {
                id: s.id.clone(),
                name: s.name.clone(),
                versions: app.versions.clone(),
                default_version: app.default_version.clone(),
                default_url: app.default_url.clone(),
                redirect_path: app.redirect_path.clone(),
                provider_name: app.provider_name,
                settings: s.settings.iter().map(|d| (d.name.clone(), d.default.to_string())).collect(),
                scope: s.wire.authorization.scope.clone(),
            })
        };
        Known { apps: self.suites.iter().filter_map(app).collect(), specs: self.specs().map(|s| s.id.clone()).collect() }
    }

    /// Judges a recording for the apps it names, and by the specifications if wanted.
    ///
    /// # Errors
    /// When the recording names an app or a setting that this build does not know.
    pub fn judge(&self, recording: &Recording, with_specs: bool, waivers: &[Waiver]) -> Result<Judgement, Failure> {
        let apps = recording.target.apps.iter().map(|target| self.app_request(target)).collect::<Result<Vec<_>, _>>()?;
        let specs = match &recording.target.spec_client {
            Some(target) if with_specs => {
                let request = |suite| Ok(SpecRequest { suite, settings: spec_settings(suite, target)?, target });
                self.specs().map(request).collect::<Result<Vec<_>, Failure>>()?
            }
            _ => Vec::new(),
        };
        Ok(judge(recording, &apps, &specs, waivers))
    }

    /// Takes out of a run for all apps those that speak to one product alone, where the provider is not that product: its
    /// discovery document is elsewhere. Says which, and why.
    pub fn leave_out(&self, recording: &mut Recording) -> Vec<String> {
        let found = |id: &str| {
            let own = recording.steps.iter().filter(|s| s.step == Step::Discovery && s.app.as_deref() == Some(id));
            own.filter_map(|s| recording.exchanges.get(*s.exchanges.last()?))
                // Some products answer whatever they do not know with their login page and status 200.
                .any(|e| e.complete().is_some_and(|r| r.is_success() && is_json_object(r)))
        };
        let is_there = recording.target.apps.iter().any(|app| found(&app.id));
        let is_other = |id: &str| self.suite(id)?.app.as_ref()?.only_for.as_deref().filter(|_| is_there && !found(id));
        let out: Vec<(String, String)> =
            recording.target.apps.iter().filter_map(|app| Some((app.id.clone(), is_other(&app.id)?.to_owned()))).collect();
        recording.target.apps.retain(|app| out.iter().all(|(id, _)| *id != app.id));
        let words = |(id, product): (String, String)| {
            format!(
                "{id} is left out, it speaks to {product} alone and finds no discovery document; --app {id} judges it all the same"
            )
        };
        out.into_iter().map(words).collect()
    }

    /// Every app of a recording is known here.
    ///
    /// # Errors
    /// With what to do about one that is not.
    pub fn knows_apps_of(&self, record: &TargetRecord) -> Result<(), Failure> {
        let known = |id: &str| self.apps().any(|s| s.id == id);
        let (here, gone): (Vec<&str>, Vec<&str>) = record.apps.iter().map(|a| a.id.as_str()).partition(|id| known(id));
        if gone.is_empty() {
            return Ok(());
        }
        let names = gone.iter().map(|id| format!("{id:?}")).collect::<Vec<_>>().join(", ");
        let apps = here.iter().map(|id| format!("--app {id}")).collect::<Vec<_>>().join(" ");
        let rest = if here.is_empty() { String::new() } else { format!("; for what else the run holds, say {apps}") };
        Err(Failure::Usage(format!(
            "this run was made for {names}, which {} no app that comes with oidc-compat: give the suite file that the run was made \
             with, as in --suite FILE{rest}",
            if gone.len() == 1 { "is" } else { "are" }
        )))
    }

    fn app_request<'a>(&'a self, target: &'a AppTarget) -> Result<AppRequest<'a>, Failure> {
        let (suite, version, settings) = self.app(target)?;
        Ok(AppRequest { suite, version, settings, target })
    }

    /// Profile, version and effective settings of one app.
    fn app(&self, target: &AppTarget) -> Result<(&Suite, Version, Settings), Failure> {
        let suite = self.apps().find(|s| s.id == target.id).ok_or_else(|| {
            let near = nearest(&target.id, self.apps().map(|s| s.id.as_str())).map(str::to_owned);
            ConfigError::Unknown { kind: "app", name: target.id.clone(), near, list: "apps" }
        })?;
        let version: Version = target.version.parse().map_err(Failure::Usage)?;
        let settings = settings(suite, &target.settings)?;
        // A value may fit its setting and not what a check makes of it.
        suite::bind_all(suite, &settings).map_err(|(requirement, why)| ConfigError::Setting {
            app: suite.id.clone(),
            message: format!("with these settings, the requirement {}/{requirement} cannot be judged: {why}", suite.id),
        })?;
        Ok((suite, version, settings))
    }

    /// What has to be observed: one actor per app, and the specifications' own client if wanted.
    ///
    /// # Errors
    /// When a setting or its value is unknown.
    pub fn actors(&self, target: &Target, with_specs: bool) -> Result<Vec<Actor>, Failure> {
        let (mut actors, listens) = (Vec::new(), target.backchannel.is_some());
        for app in &target.record.apps {
            let (suite, version, settings) = self.app(app)?;
            let needs = needs(suite, &version, &settings)?;
            let secret = target.secrets.get(&app.id).cloned();
            let to_register = to_register(target, suite, app, &settings);
            actors.push(actor(Some(suite.id.clone()), suite, app, secret, version, settings, needs, to_register, listens));
        }
        if let Some(client) = target.record.spec_client.as_ref().filter(|_| with_specs) {
            self.spec_settings_exist(client)?;
            for suite in self.specs() {
                let version = Version::from_numbers(&[1]);
                let settings = spec_settings(suite, client)?;
                let needs = needs(suite, &version, &settings)?;
                let secret = target.secrets.get(SPEC_CLIENT).cloned();
                let to_register = to_register(target, suite, client, &settings);
                actors.push(actor(None, suite, client, secret, version, settings, needs, to_register, listens));
            }
        }
        Ok(actors)
    }

    /// Every setting of the specifications' client belongs to at least one specification suite.
    fn spec_settings_exist(&self, client: &AppTarget) -> Result<(), Failure> {
        let unknown = client.settings.iter().find(|(name, _)| self.specs().all(|s| s.setting(name).is_none()));
        match (unknown, self.specs().next()) {
            (Some((name, value)), Some(suite)) => settings(suite, &[(name.clone(), value.clone())].into()).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// Warnings about settings that the chosen version does not have.
    pub fn misplaced_settings(&self, record: &TargetRecord) -> Vec<String> {
        let mut out = Vec::new();
        for app in &record.apps {
            let (Some(suite), Ok(version)) = (self.suite(&app.id), app.version.parse::<Version>()) else { continue };
            for name in app.settings.keys() {
                let Some(def) = suite.setting(name) else { continue };
                if !version.within(def.since.as_ref(), def.until.as_ref()) {
                    out.push(format!("{} {version} has no setting {name:?}; it is ignored there", app.id));
                }
            }
        }
        out
    }

    /// The waivers that hold today, and warnings about those that do not.
    ///
    /// # Errors
    /// When one names a requirement that does not exist.
    pub fn waivers(&self, given: &[WaiverGiven], today: jiff::civil::Date) -> Result<(Vec<Waiver>, Vec<String>), Failure> {
        let (mut waivers, mut warnings) = (Vec::new(), Vec::new());
        for waiver in given {
            let name = &waiver.requirement;
            if self.requirement(name).is_none() {
                let ids = self.requirement_ids();
                let near = nearest(name, ids.iter().map(String::as_str)).map(str::to_owned);
                return Err(ConfigError::Unknown { kind: "requirement", name: name.clone(), near, list: "suites" }.into());
            }
            match waiver.until {
                Some(until) if until < today => warnings.push(format!("the waiver of {name} ended on {until} and has no effect")),
                _ => waivers.push(Waiver { requirement: name.clone(), reason: waiver.reason.clone() }),
            }
        }
        Ok((waivers, warnings))
    }
}

#[expect(clippy::too_many_arguments, reason = "an actor has that many parts, and one place puts them together")]
fn actor(
    app: Option<String>,
    suite: &Suite,
    target: &AppTarget,
    secret: Option<Secret>,
    version: Version,
    settings: Settings,
    mut needs: BTreeSet<Need>,
    register: Option<ToRegister>,
    listens: bool,
) -> Actor {
    if register.is_some() {
        needs.extend([Step::Registration, Step::RegistrationRemoval].map(Need::Step));
    } else {
        needs.retain(|need| !matches!(need, Need::Step(step) if step.is_registration()));
    }
    if !listens {
        needs.remove(&Need::Step(Step::BackChannelLogout));
    }
    Actor { app, target: target.clone(), secret, version, behaviour: suite.wire.clone(), settings, needs, register }
}

/// The addresses to register for one app, or for the specifications' own client; `None` where a client was given.
fn to_register(target: &Target, suite: &Suite, own: &AppTarget, settings: &Settings) -> Option<ToRegister> {
    target.registration.apps.get(&own.id)?;
    let app = suite.app.as_ref();
    let full = |path: &String| format!("{}{}", own.app_url, suite::filled(path, settings));
    let more = app.iter().flat_map(|a| &a.more_redirect_paths).map(full).filter(|uri| *uri != own.redirect_uri);
    let after_logout = app.map_or(Some("/".to_owned()), |a| a.post_logout_path.clone());
    let tried = suite.setting(suite.wire.authorization.scope.setting()).into_iter().flat_map(|def| &def.candidates);
    let more_scopes = tried.flat_map(|value| value.to_string().split([' ', ',']).map(str::to_owned).collect::<Vec<_>>());
    Some(ToRegister {
        more_scopes: more_scopes.collect(),
        client_name: format!("oidc-compat {}", own.id),
        redirect_uris: [own.redirect_uri.clone()].into_iter().chain(more).collect(),
        post_logout_redirect_uris: after_logout.iter().map(full).collect(),
        backchannel_logout_uri: None,
    })
}

fn settings(suite: &Suite, given: &BTreeMap<String, String>) -> Result<Settings, Failure> {
    let wrong = |message| ConfigError::Setting { app: suite.id.clone(), message };
    Ok(suite.settings_with(given).map_err(wrong)?)
}

/// The specifications' client keeps the settings of all specification suites together.
fn spec_settings(suite: &Suite, client: &AppTarget) -> Result<Settings, Failure> {
    let own = client.settings.iter().filter(|(name, _)| suite.setting(name).is_some());
    settings(suite, &own.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// What the checks of a suite must have seen, for this version, with these settings or those the search may try.
fn needs(suite: &Suite, version: &Version, settings: &Settings) -> Result<BTreeSet<Need>, Failure> {
    let mut needs: BTreeSet<Need> = suite.wire.uncertain.iter().map(|p| Need::Probe(*p)).collect();
    for requirement in &suite.requirements {
        if !version.within(requirement.since.as_ref(), requirement.until.as_ref()) {
            continue;
        }
        let may_hold = |condition: &suite::Applies| {
            let searched = |name: &str| suite.setting(name).is_some_and(|d| !d.candidates.is_empty());
            condition.holds(settings) || condition.names().into_iter().any(searched)
        };
        if requirement.when.iter().all(may_hold) {
            let check = checks::by_id(&requirement.check)
                .ok_or_else(|| Failure::Bug(format!("{}/{} is bound to no check", suite.id, requirement.id)))?;
            needs.extend(check.meta.needs.iter().copied());
        }
    }
    Ok(needs)
}

fn is_json_object(response: &Response) -> bool {
    let text = response.body.text().map(|text| text.trim_start_matches('\u{feff}'));
    text.is_some_and(|text| serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).is_ok())
}
