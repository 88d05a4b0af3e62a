//! The LDAP account behind a login.

use super::support::{in_words, seen};
use crate::account::oidc_login::Attribute;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The claim that finds the LDAP account is there. Bound only with `oidc_login_proxy_ldap`.
pub struct LdapIdentifier;

impl Check for LdapIdentifier {
    const META: &'static Meta = &Meta {
        id: "oidc-login-ldap-identifier",
        title: "The claim that finds the LDAP account is there, and not empty",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "With oidc_login_proxy_ldap every login is one of an account of the LDAP directory.",
        fix: "Send the user's LDAP name in the mapped claim (ldap_uid).",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = seen(evidence)?;
        match flat.attribute(&keys.ldap_uid) {
            Attribute::Unfit => Err(Missing::not_reached("the claim is a list or an object")),
            Attribute::Text(text) if !matches!(text.as_str(), "" | "0") => {
                Err(Missing::new("not-observed", format!("whether the LDAP directory knows {text:?} is not seen from outside")))
            }
            Attribute::Text(_) | Attribute::Absent => {
                let actual = in_words(flat.get(&keys.ldap_uid));
                let finding = Finding::new(format!("{:?} of {} names no LDAP account", keys.ldap_uid, flat.source()));
                Ok(flat.point(finding.compare("text that is not empty", actual), &keys.ldap_uid).into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    #[test]
    fn without_the_claim_it_fails_and_with_it_nobody_knows() {
        let judged = |userinfo| {
            let fixture = Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, &userinfo));
            fixture.set("oidc_login_proxy_ldap", true).judge::<LdapIdentifier>("")
        };
        assert!(matches!(judged(json!({ "sub": "a" })), Outcome::Fail(_)));
        assert!(matches!(judged(json!({ "sub": "a", "uid": "alice" })), Outcome::Inconclusive(_)));
    }
}
