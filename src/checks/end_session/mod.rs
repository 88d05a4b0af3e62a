//! RP-initiated logout.

pub mod bare;
pub mod endpoint;
mod logout;
pub mod redirect;
pub mod session_over;
pub mod state;
pub mod unregistered_uri;
pub mod without_hint;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] = &[
    CheckDef::of::<endpoint::Endpoint>(),
    CheckDef::of::<redirect::Redirect>(),
    CheckDef::of::<state::State>(),
    CheckDef::of::<session_over::SessionOver>(),
    CheckDef::of::<without_hint::WithoutHint>(),
    CheckDef::of::<bare::Bare>(),
    CheckDef::of::<unregistered_uri::UnregisteredUri>(),
];
