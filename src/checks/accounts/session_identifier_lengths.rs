//! Lengths of the claims that the app keeps with the session, for back-channel logout.

use super::support::at_claim;
use crate::account::claim::{Claims, Naming};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// Claims, and the characters the app's column holds of each.
const COLUMNS: [(&str, usize); 3] = [("sid", 256), ("sub", 256), ("iss", 512)];

/// `sub`, `sid` and `iss` fit into the app's columns.
#[derive(Debug)]
pub struct SessionIdentifierLengths;

impl Check for SessionIdentifierLengths {
    const META: &'static Meta = &Meta {
        id: "session-identifier-lengths",
        title: "sub and sid have at most 256 characters, iss at most 512",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app keeps them with the session; MySQL and PostgreSQL refuse what is longer than the column, SQLite does not care.",
        fix: "Send shorter identifiers: OpenID Connect itself allows 255 ASCII characters for `sub`.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let claims = Claims::of(evidence, Naming::Literal)?;
        let length = |name: &str| claims.text(name).map_or(0, |text| text.chars().count());
        let unfit = COLUMNS.iter().find(|(name, most)| length(name) > *most);
        Ok(match unfit {
            None => Outcome::Pass,
            Some((name, most)) => {
                let message = format!("{name} is longer than the column the app keeps it in; MySQL and PostgreSQL refuse it");
                let finding = Finding::new(message).compare(format!("at most {most} characters"), format!("{}", length(name)));
                at_claim(finding, &claims, evidence, name).into()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    #[test]
    fn characters_count() {
        let judge = |name: &str, n: usize| {
            let app = Fixture::app("nextcloud-user-oidc").claims(json!({ name: "é".repeat(n) }));
            app.judge::<SessionIdentifierLengths>("")
        };
        for (name, most) in COLUMNS {
            assert_eq!(judge(name, most), Outcome::Pass, "{name}");
            assert!(matches!(judge(name, most + 1), Outcome::Fail(_)), "{name}");
        }
    }
}
