//! Will this OpenID Provider work with the apps you run?
//!
//! *Observe once, judge many times*: [`observe`](crate) drives a provider and keeps everything that was said as a
//! recording; pure functions judge that recording for as many apps, versions and settings as anyone asks.

pub mod oidc;
pub mod reference;
