//! The client id has no character that a query needs encoded.

use super::support::callback_error;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;

/// The client id has no character that a query needs encoded.
pub struct ClientId;

impl Check for ClientId {
    const META: &'static Meta = &Meta {
        id: "rocketchat-client-id",
        title: "The client id has no character that a query needs encoded",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app writes the client id into the address as it is; &, #, +, % or a space in it break the request.",
        fix: "Register a client whose id has letters, digits and . _ ~ - only.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let id = evidence.client_id()?;
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_~".contains(c);
        let Some(odd) = id.chars().find(|c| !plain(*c)) else { return Ok(Outcome::Pass) };
        // Some characters do no harm, and some providers mend the others.
        let came_back = match evidence.reached_callback() {
            Ok(callback) => callback_error(callback).is_none(),
            Err(missing) if missing.is_not_reached() => false,
            Err(missing) => return Err(missing),
        };
        if came_back {
            return Ok(Outcome::Pass);
        }
        let finding = Finding::new(format!(
            "The client id holds {odd:?}, which the app does not encode, and the browser does not come back"
        ));
        Ok(finding.compare("letters, digits and . _ ~ -", id).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::rocketchat::support::tests::advised;
    use crate::evidence::fixture::Fixture;
    use crate::recording::Obstacle;

    fn with_id(id: &str) -> Fixture {
        let mut fixture = advised("rocketchat");
        fixture.target.client_id = Some(id.to_owned());
        fixture
    }

    #[test]
    fn odd_characters_matter_where_the_browser_stays_away() {
        let stuck = |id: &str| with_id(id).obstacle(Obstacle::ErrorPage("unknown client".to_owned())).judge::<ClientId>("");
        assert_eq!(stuck("rp-1.x_y~"), Outcome::Pass);
        for odd in ["rp 1", "a&b", "a#b", "a+b", "a%20b", "é"] {
            assert!(matches!(stuck(odd), Outcome::Fail(_)), "{odd}");
        }
        assert_eq!(with_id("a:b").judge::<ClientId>(""), Outcome::Pass);
    }
}
