//! Asking running apps, for `check --from-app` and `inspect-app`: what an app sends, beside what its profile predicts with
//! the settings as given, and what of it a run should use.

mod asker;
mod beside;
mod overlay;

pub use asker::{Asked, Asker, Login};
pub use overlay::overlay;
