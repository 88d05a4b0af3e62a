//! Drives the provider once and keeps everything that was said.
//!
//! Observing decides only what to send next. It records bad answers and never refuses them; whether an answer is any good is
//! decided later, from the recording.

mod actor;
mod backchannel;
mod budget;
mod caller;
mod chain;
mod flow;
mod ground;
mod listener;
mod log;
mod login;
mod logins;
mod logout;
mod observer;
mod picture;
mod probes;
mod random;
mod registration;
mod requests;
mod steps;
mod strict_client;
mod turns;

pub use crate::http::{Network, ResolveOverride};
pub use actor::{Actor, EndUser, ToRegister};
pub use budget::{Budget, budget};
pub use listener::{Listener, Silent};
#[cfg(unix)]
pub use login::RealBrowser;
#[doc(hidden)]
pub use login::forms_of_page;
pub use login::{Answer, Codes, Drivers, HandedBack, HandedOver, Handover, Script, Walk};
pub use observer::{ObserveError, Observer};
