//! Will this OpenID Provider work with the apps you run?
//!
//! *Observe once, judge many times*: observing drives a provider and keeps everything that was said as a recording;
//! pure functions judge that recording for as many apps, versions and settings as anyone asks.

pub mod account;
pub mod asked;
pub mod check;
pub mod checks;
pub mod chromium;
pub mod cli;
pub mod config;
pub mod evidence;
pub mod http;
pub mod inherit;
pub mod inspect;
pub mod js;
pub mod judge;
pub mod login_steps;
pub mod observe;
pub mod oidc;
pub mod php;
pub mod provider_profile;
pub mod recording;
pub mod reference;
pub mod report;
pub mod secret;
pub mod snippet;
pub mod store;
pub mod suite;
pub mod totp;
pub mod wire;
