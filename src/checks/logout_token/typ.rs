//! The Logout Token says of itself that it is one (typ logout+jwt).

use serde_json::Value;

use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::oidc::CompactJws;
use crate::recording::Step;

/// The Logout Token says of itself that it is one (typ logout+jwt).
pub struct Typ;

impl Check for Typ {
    const META: &'static Meta = &Meta {
        id: "logout-token-type",
        title: "The Logout Token says of itself that it is one (typ logout+jwt)",
        level: Level::Should,
        spec: &[SpecRef::new(Doc::BackChannelLogout, "2.4")],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::EndSessionWithHint), Need::Step(Step::BackChannelLogout)],
        why: "Without it another token of the provider may pass for a Logout Token.",
        fix: "Put typ: logout+jwt into the header.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let (message, text) = evidence.logout_token()?;
        let token = CompactJws::parse(&text);
        let typ = token.header_parameter("typ").and_then(Value::as_str).unwrap_or("none");
        let is_one = ["logout+jwt", "application/logout+jwt"].iter().any(|name| name.eq_ignore_ascii_case(typ));
        if is_one {
            return Ok(Outcome::Pass);
        }
        Ok(Finding::new(format!("The Logout Token has typ {typ}"))
            .compare("logout+jwt", typ)
            .at(message.exchange, "/logout_token/header/typ")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::support::fixture::*;
    use super::*;

    #[test]
    fn its_own_type_passes() {
        assert_eq!(heard(json!({}), json!({})).judge::<Typ>(""), Outcome::Pass);
    }

    #[test]
    fn another_and_none_are_told() {
        assert_eq!(heard(json!({ "typ": "JWT" }), json!({})).fails::<Typ>("").actual, "JWT");
        assert_eq!(heard(json!({ "typ": null }), json!({})).fails::<Typ>("").actual, "none");
    }
}
