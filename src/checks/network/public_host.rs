//! Hosts that Nextcloud's server is allowed to ask.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use schemars::JsonSchema;
use serde::Deserialize;
use url::{Host, Url};

use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::{Call, Evidence};
use crate::recording::Step;
use crate::wire::SettingValue;

/// The host is a public one to Nextcloud's guard against local addresses.
pub struct PublicHost;

/// Which call, and the switch.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Which call.
    call: Call,
    /// The setting that switches the guard off.
    unless: String,
}

/// Top-level names that the guard takes for local.
const LOCAL_NAMES: [&str; 8] = ["local", "localhost", "intranet", "internal", "private", "corp", "home", "lan"];

impl Check for PublicHost {
    const META: &'static Meta = &Meta {
        id: "public-host",
        title: "The host has a public name and a public address",
        level: Level::App,
        spec: &[],
        needs: &[Need::Step(Step::Discovery), Need::Step(Step::Resolve)],
        why: "The app's server refuses to ask hosts that look local, so that nobody can use it to look around inside.",
        fix: "Give the provider a public name and address, or allow local servers in the app.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let guard = evidence.settings().get(&params.unless);
        if guard == Some(&SettingValue::Bool(true)) {
            return Ok(Outcome::Pass);
        }
        // Loopback stands for a public address unless the operator says that the guard is on.
        let loopback_counts = guard == Some(&SettingValue::Bool(false));
        let urls = params.call.urls(evidence)?;
        let asked = params.call.exchanges(evidence);
        for url in &urls {
            let Some(host) = url.host() else { continue };
            if !loopback_counts && is_loopback(evidence, &host) {
                continue;
            }
            let Some(reason) = local(evidence, &host) else { continue };
            let exchange = asked.iter().find(|(_, e)| same_host(&e.request.url, url)).map(|(id, _)| *id);
            let finding = Finding::new(format!("Nextcloud does not ask {host} ({}): {reason}", params.call.words()))
                .compare("a name with a dot, not of a local kind, with public addresses", reason);
            return Ok(match exchange {
                Some(exchange) => finding.at(exchange, "").into(),
                None => finding.into(),
            });
        }
        Ok(Outcome::Pass)
    }
}

fn same_host(text: &str, url: &Url) -> bool {
    Url::parse(text).is_ok_and(|other| other.host() == url.host())
}

/// The addresses of a host, as far as the run learned them.
fn addresses(evidence: &Evidence<'_>, host: &Host<&str>) -> Vec<IpAddr> {
    match host {
        Host::Ipv4(address) => vec![IpAddr::V4(*address)],
        Host::Ipv6(address) => vec![IpAddr::V6(*address)],
        Host::Domain(name) => {
            let known = evidence.recording().hosts.get(*name);
            known.into_iter().flatten().filter_map(|text| text.parse().ok()).collect()
        }
    }
}

fn is_loopback(evidence: &Evidence<'_>, host: &Host<&str>) -> bool {
    let named = matches!(host, Host::Domain(name) if *name == "localhost" || name.ends_with(".localhost"));
    let addresses = addresses(evidence, host);
    named || !addresses.is_empty() && addresses.iter().all(IpAddr::is_loopback)
}

/// Why the guard takes the host for local, if it does.
fn local(evidence: &Evidence<'_>, host: &Host<&str>) -> Option<String> {
    if let Host::Domain(name) = host {
        let name = name.trim_end_matches('.');
        let Some((_, top)) = name.rsplit_once('.') else {
            return Some("its name has no dot".to_owned());
        };
        if LOCAL_NAMES.contains(&top) {
            return Some(format!("names in .{top} are local"));
        }
    }
    let local = addresses(evidence, host).into_iter().find(|address| !is_public(*address))?;
    Some(format!("{local} is a local address"))
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = (a, b, c) == (192, 0, 0);
    !(address.is_private() || address.is_loopback() || address.is_link_local() || a == 0 || a >= 240 || shared || protocols)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let [first, second, ..] = address.segments();
    let unique_local = first & 0xfe00 == 0xfc00;
    let link_local = first & 0xffc0 == 0xfe80;
    let documentation = first == 0x2001 && second == 0x0db8;
    let orchid = first == 0x2001 && (0x10..0x20).contains(&second);
    let old_test = first & 0xff00 == 0x5f00 || first == 0x3ff3;
    !(address.is_loopback() || address.is_unspecified() || unique_local || link_local || documentation || orchid || old_test)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::Fixture;

    const PARAMS: &str = "call = \"discovery\"\nunless = \"allow_local_remote_servers\"";

    fn at(host: &str, addresses: &[&str]) -> Fixture {
        let mut fixture = Fixture::app("nextcloud-user-oidc");
        fixture.run.discovery_url = format!("https://{host}/.well-known/openid-configuration");
        fixture.hosts = BTreeMap::from([(host.to_owned(), addresses.iter().map(|a| (*a).to_owned()).collect())]);
        fixture
    }

    fn fails(fixture: Fixture) -> bool {
        matches!(fixture.judge::<PublicHost>(PARAMS), Outcome::Fail(_))
    }

    #[test]
    fn local_names_and_addresses_fail() {
        assert!(!fails(at("op.example.org", &["93.184.215.14", "2606:2800::1"])));
        for host in ["op", "op.lan", "op.corp", "login.internal", "10.0.0.5", "[fd00::1]"] {
            assert!(fails(at(host, &[])), "{host}");
        }
        for address in ["10.0.0.5", "172.16.0.1", "192.168.1.1", "100.64.0.1", "192.0.0.8", "169.254.1.1", "fd00::1", "fe80::1"] {
            assert!(fails(at("op.example.org", &["93.184.215.14", address])), "{address}");
        }
        assert!(!fails(at("op.example.org", &["172.32.0.1", "100.128.0.1", "192.0.2.1"])));
    }

    #[test]
    fn loopback_is_judged_as_public_unless_told_otherwise() {
        for (host, addresses) in [("localhost", &["127.0.0.1"][..]), ("127.0.0.1", &[]), ("op.test", &["127.0.0.1"])] {
            assert!(!fails(at(host, addresses)), "{host}");
            assert!(fails(at(host, addresses).set("allow_local_remote_servers", false)), "{host}");
            assert!(!fails(at(host, addresses).set("allow_local_remote_servers", true)), "{host}");
        }
    }

    #[test]
    fn other_calls_have_their_own_hosts() {
        let fixture = || Fixture::app("nextcloud-user-oidc").discovery(json!({ "token_endpoint": "https://op.lan/token" }));
        assert!(!fails(fixture()));
        let outcome = fixture().judge::<PublicHost>("call = \"token\"\nunless = \"allow_local_remote_servers\"");
        assert!(matches!(outcome, Outcome::Fail(_)));
    }
}
