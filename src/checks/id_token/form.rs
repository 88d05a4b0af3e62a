//! ID Token is a signed JWT in compact form.

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;

/// ID Token is a signed JWT in compact form.
pub struct Form;

impl Check for Form {
    const META: &'static Meta = &Meta {
        id: "id-token-form",
        title: "ID Token is a signed JWT in compact form",
        level: Level::Must,
        spec: &[SpecRef::new(Doc::OidcCore, "2"), SpecRef::new(Doc::Rfc(7519), "3")],
        needs: &[Need::Flow],
        why: "A client that cannot take the token apart refuses the login; an encrypted one has five parts and \
              needs a key that apps do not have.",
        fix: "Return header.payload.signature in base64url without padding; switch encryption of ID Tokens off for \
              this client.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let flow = evidence.flow()?;
        let token = flow.id_token()?;
        let wanted = "header.payload.signature, each in base64url, header and payload JSON objects";
        let is_base64url = |s: &&str| s.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        let is_object = |part: &Option<Value>| part.as_ref().is_some_and(Value::is_object);
        let actual = if token.segments.len() != 3 {
            format!("{} parts", token.segments.len())
        } else if !is_object(&token.header) {
            "a header that is no JSON object".to_owned()
        } else if !is_object(&token.payload) {
            "a payload that is no JSON object".to_owned()
        } else if !token.segments.iter().take(2).all(is_base64url) {
            "padding or another alphabet".to_owned()
        } else {
            return Ok(Outcome::Pass);
        };
        Ok(Finding::new(format!("The ID Token has {actual}"))
            .compare(wanted, actual)
            .at(flow.token_exchange_id()?, "/id_token")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn a_signed_token_passes() {
        assert_eq!(Fixture::app("core").judge::<Form>(""), Outcome::Pass);
    }

    #[test]
    fn an_encrypted_token_fails() {
        let finding = Fixture::app("core").id_token("a.b.c.d.e").fails::<Form>("");
        assert!(finding.message.contains("5 parts"), "{}", finding.message);
    }

    #[test]
    fn no_json_fails() {
        let finding = Fixture::app("core").id_token("abc.def.ghi").fails::<Form>("");
        assert!(finding.message.contains("header"), "{}", finding.message);
    }

    #[test]
    fn a_list_as_payload_fails() {
        let finding = Fixture::app("core").payload("[]").fails::<Form>("");
        assert!(finding.message.contains("payload"), "{}", finding.message);
    }

    #[test]
    fn no_id_token_stays_open() {
        let missing = Fixture::app("core").token(json!({ "id_token": 5 })).stays_open::<Form>("");
        assert_eq!(missing.cause, "no-id-token");
    }

    #[test]
    fn a_login_that_never_was_stays_open() {
        let missing = Fixture::app("core").without_account().stays_open::<Form>("");
        assert_eq!(missing.cause, "no-account");
    }
}
