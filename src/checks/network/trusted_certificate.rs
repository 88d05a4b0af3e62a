//! Certificates that the app's server trusts.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::{Call, Evidence};
use crate::recording::{FailureKind, Step, TlsFacts, Trust};

/// The certificate is trusted with Mozilla's roots alone, or with what was imported.
pub struct TrustedCertificate;

/// Which call, and the switches.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Which call.
    call: Call,
    /// The operator imported the provider's authority.
    imported: bool,
    /// Settings any of which switches verification off.
    #[serde(default)]
    unless: Vec<String>,
}

impl Check for TrustedCertificate {
    const META: &'static Meta = &Meta {
        id: "trusted-certificate",
        title: "The certificate is trusted with the public roots that the app brings along",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery)],
        why: "The app's server verifies with public roots of its own, whatever the operator's computer trusts.",
        fix: "Serve the whole chain of a public authority, or give the authority to the app's server.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        if params.unless.iter().any(|name| evidence.settings().is_on(name)) {
            return Ok(Outcome::Pass);
        }
        // Without discovery nothing else is asked; that it was not asked is said there.
        evidence.answer(Step::Discovery)?;
        for (id, exchange) in params.call.exchanges(evidence) {
            let reason = match (&exchange.tls, &exchange.failure) {
                (Some(tls), _) => match verdict(tls, params.imported)? {
                    None => continue,
                    Some(reason) => reason,
                },
                (None, Some(failure)) if failure.kind == FailureKind::Tls => failure.message.clone(),
                (None, _) => continue,
            };
            return Ok(Finding::new(format!(
                "The app's server does not trust the certificate of {}: {reason}",
                exchange.request.address()
            ))
            .compare("a chain to a public root, fitting name and date", reason)
            .at(id, "")
            .cause("tls-untrusted")
            .into());
        }
        Ok(Outcome::Pass)
    }
}

/// Why the app does not trust these certificates; `None` when it does.
fn verdict(tls: &TlsFacts, imported: bool) -> Result<Option<String>, Missing> {
    let Trust::Untrusted(reason) = &tls.public_roots else {
        return Ok(None);
    };
    let private = tls.given_roots.as_ref() == Some(&Trust::Trusted) || tls.system_roots == Trust::Trusted;
    match (private, imported) {
        (true, true) => Ok(None),
        (true, false) => Ok(Some(format!("only a private authority vouches for it ({reason})"))),
        (false, false) => Ok(Some(reason.clone())),
        (false, true) => Err(Missing::new(
            "tls-untrusted",
            format!("give the imported authority as --ca-file to see whether it helps ({reason})"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;
    use crate::recording::Recording;

    fn facts(public: bool, given: bool) -> TlsFacts {
        let trust = |yes: bool| if yes { Trust::Trusted } else { Trust::Untrusted("unknown issuer".to_owned()) };
        let (public_roots, system_roots, given_roots) = (trust(public), trust(false), Some(trust(given)));
        TlsFacts { version: Some("TLSv1.3".to_owned()), chain: Vec::new(), public_roots, system_roots, given_roots }
    }

    fn judge(edit: fn(&mut Recording), imported: bool) -> Outcome {
        let params = format!("call = \"discovery\"\nimported = {imported}\nunless = [\"httpclient.allowselfsigned\"]");
        Fixture::app("nextcloud-user-oidc").edit(edit).judge::<TrustedCertificate>(&params)
    }

    #[test]
    fn private_authorities_must_be_imported() {
        let public: fn(&mut Recording) = |r| r.exchanges[0].tls = Some(facts(true, false));
        let private: fn(&mut Recording) = |r| r.exchanges[0].tls = Some(facts(false, true));
        let nobody: fn(&mut Recording) = |r| r.exchanges[0].tls = Some(facts(false, false));
        assert_eq!(judge(public, false), Outcome::Pass);
        assert!(matches!(judge(private, false), Outcome::Fail(_)));
        assert_eq!(judge(private, true), Outcome::Pass);
        assert!(matches!(judge(nobody, true), Outcome::Inconclusive(_)));
        let Outcome::Fail(finding) = judge(nobody, false) else { panic!("this must fail") };
        assert_eq!(finding.cause.as_deref(), Some("tls-untrusted"));
    }

    #[test]
    fn switched_off_nothing_matters() {
        let edit: fn(&mut Recording) = |r| r.exchanges[0].tls = Some(facts(false, false));
        let fixture = Fixture::app("nextcloud-user-oidc").set("httpclient.allowselfsigned", true).edit(edit);
        let params = "call = \"discovery\"\nimported = false\nunless = [\"httpclient.allowselfsigned\"]";
        assert_eq!(fixture.judge::<TrustedCertificate>(params), Outcome::Pass);
    }
}
