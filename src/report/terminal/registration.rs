//! What to register by hand where the run could not, and which of its clients were left at the provider.

use colored::Colorize as _;

use super::super::layout::{Page, plain};
use super::super::words::clean;
use crate::judge::{AppJudgement, DynamicRegistration, NotRegistered};

/// Both sections. `told` says that a known product's own page was named already, with its own words for the fields.
pub(super) fn sections(page: &mut Page, registration: &DynamicRegistration, apps: &[AppJudgement], told: bool) {
    let name = |app: &Option<String>| match app {
        Some(id) => apps.iter().find(|a| a.id == *id).map_or(id.clone(), |a| a.name.clone()),
        None => "The specification's own client".to_owned(),
    };
    let of_this_run = |refused: &&NotRegistered| refused.app.as_ref().is_none_or(|id| apps.iter().any(|a| a.id == *id));
    if let Some(first) = registration.refused.iter().find(of_this_run) {
        page.blank();
        page.line(&"Register".bold().to_string());
        page.text(2, &format!("No client was registered: {}.", first.why.trim_end_matches('.')), plain);
        for refused in registration.refused.iter().filter(of_this_run).filter(|r| !told && !r.register.is_empty()) {
            page.line(&format!("  {}", clean(&name(&refused.app))));
            for entry in &refused.register {
                page.text(4, &entry.name, |line| line.dimmed().to_string());
                page.block(6, &entry.values.join("\n"));
            }
        }
    }
    if registration.left.is_empty() {
        return;
    }
    page.blank();
    page.line(&"Left at the provider".bold().to_string());
    for client in &registration.left {
        page.hanging("  – ", 4, &format!("client {} ({}): {}", client.client_id, name(&client.app), client.why), plain);
    }
    page.text(2, "Remove them by hand.", plain);
}
