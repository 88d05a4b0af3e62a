//! Reachability as the app's server sees it: names, addresses, certificates.

mod public_host;
mod stage;
mod trusted_certificate;

use crate::check::CheckDef;

/// The checks of this family.
pub const CHECKS: &[CheckDef] =
    &[CheckDef::of::<public_host::PublicHost>(), CheckDef::of::<trusted_certificate::TrustedCertificate>()];
