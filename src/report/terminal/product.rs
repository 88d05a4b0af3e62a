//! What to register at the recognised product, and what is known of it.

use colored::Colorize as _;

use super::super::layout::{Page, plain};
use super::super::words::clean;
use crate::judge::{Field, Product, Purpose, Registration};

/// Both sections; nothing for a product that nobody recognised.
pub(super) fn sections(page: &mut Page, product: &Product) {
    if let Some(place) = &product.page {
        page.blank();
        page.line(&format!("{} {}", format!("Register at {}:", product.name).bold(), clean(place)));
        product.register.iter().for_each(|registration| register(page, registration));
        if let Some(note) = &product.note {
            page.labelled(2, "note", note, plain);
        }
    }
    if !product.deviations.is_empty() {
        page.blank();
        page.line(&format!("Known of {}", product.name).bold().to_string());
        for deviation in &product.deviations {
            page.hanging("  – ", 4, &deviation.what, plain);
            page.labelled(4, "works", deviation.works.as_deref().unwrap_or_default(), plain);
        }
    }
}

fn register(page: &mut Page, registration: &Registration) {
    page.line(&format!("  {}", clean(&registration.name)));
    for field in &registration.fields {
        page.text(4, &label(field), |line| line.dimmed().to_string());
        if field.field.is_some() {
            page.block(6, &field.values.join("\n"));
        }
    }
    for note in &registration.notes {
        page.labelled(4, "note", note, plain);
    }
}

fn label(field: &Field) -> String {
    match (&field.field, field.purpose) {
        (Some(name), _) => name.clone(),
        (None, Purpose::Redirect) => "There is no field for redirect URIs.".to_owned(),
        (None, Purpose::PostLogout) => "There is no field for the address after a logout.".to_owned(),
        (None, Purpose::BackChannel) => "There is no field for back-channel logout: it sends no Logout Tokens.".to_owned(),
    }
}
