//! Provider can be reached and trusted from the server.

use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::{Evidence, is_private};
use crate::recording::{Step, Trust};

/// Provider can be reached and trusted from the server.
pub struct ServerReach;

impl Check for ServerReach {
    const META: &'static Meta = &Meta {
        id: "cloudreve-server-reach",
        title: "Provider can be reached and trusted from the server",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Resolve), Need::Step(Step::Discovery)],
        why: "Cloudreve's own server calls token and userinfo endpoint, often from a container that knows the \
              public authorities alone.",
        fix: "Serve the whole chain of a public authority under a public name, or teach the container both.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &Self::Params) -> Result<Outcome, Missing> {
        let recording = evidence.recording();
        let (id, _) = evidence.answer(Step::Discovery)?;
        let private = recording.hosts.iter().find(|(_, addresses)| addresses.iter().any(|address| is_private(address)));
        let untrusted =
            recording.exchanges.iter().enumerate().find_map(|(id, exchange)| match &exchange.tls.as_ref()?.public_roots {
                Trust::Trusted => None,
                Trust::Untrusted(why) => Some((id, why)),
            });
        let finding = match (untrusted, private) {
            (Some((id, why)), _) => {
                Finding::new(format!("A server with the public authorities alone does not trust this provider: {why}"))
                    .compare("a chain to a public authority", why.clone())
                    .at(id, "")
            }
            (None, Some((host, addresses))) => {
                Finding::new(format!("{host} has a private address, which the server must be able to reach"))
                    .compare("a public address", addresses.join(", "))
                    .at(id, "")
            }
            (None, None) => return Ok(Outcome::Pass),
        };
        Ok(finding.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::Fixture;

    fn at(address: &str) -> Fixture {
        let mut fixture = Fixture::app("cloudreve");
        fixture.hosts.insert("op.example.org".to_owned(), vec![address.to_owned()]);
        fixture
    }

    #[test]
    fn an_unknown_authority_is_told() {
        let mut built = Fixture::app("cloudreve").build();
        built.recording.exchanges[0].tls = Some(crate::recording::TlsFacts {
            version: None,
            chain: Vec::new(),
            public_roots: Trust::Untrusted("unknown issuer".to_owned()),
            system_roots: Trust::Trusted,
            given_roots: None,
        });
        let outcome = ServerReach::judge(&built.evidence(), &NoParams {}).unwrap();
        assert!(matches!(outcome, Outcome::Fail(finding) if finding.actual == "unknown issuer"));
    }

    #[test]
    fn a_public_provider_passes() {
        assert_eq!(Fixture::app("cloudreve").judge::<ServerReach>(""), Outcome::Pass);
    }

    #[test]
    fn a_loopback_address_passes() {
        assert_eq!(at("127.0.0.1").judge::<ServerReach>(""), Outcome::Pass);
    }

    #[test]
    fn a_private_address_is_told() {
        let finding = at("192.168.1.5").fails::<ServerReach>("");
        assert!(finding.message.contains("private address"), "{}", finding.message);
    }

    #[test]
    fn a_container_address_is_told() {
        let finding = at("100.64.0.1").fails::<ServerReach>("");
        assert!(finding.message.contains("private address"), "{}", finding.message);
    }
}
