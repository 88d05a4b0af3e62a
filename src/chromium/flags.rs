//! How the browser is started.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use crate::http::ResolveOverride;

/// What is known before it starts and cannot be changed afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The program.
    pub program: PathBuf,
    /// Addresses that replace DNS.
    pub resolve: Vec<ResolveOverride>,
    /// `host:port` of places that must not be reached: to the browser they do not exist.
    pub nowhere: BTreeSet<String>,
    /// Certificates that are accepted though the browser would not: as [`super::pin`] writes them.
    pub pins: BTreeSet<String>,
}

/// No window, no calls home, no questions; nothing of the user's own browser.
const ALWAYS: [&str; 25] = [
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-search-engine-choice-screen",
    "--disable-sync",
    // Frames of other sites stay in the tab, where every request is asked about.
    "--disable-site-isolation-trials",
    "--disable-features=Translate,OptimizationHints,MediaRouter,IsolateOrigins,site-per-process,HttpsUpgrades,\
     HttpsFirstBalancedModeAutoEnable,AutofillServerCommunication,PrivateNetworkAccessSendPreflights,LocalNetworkAccessChecks",
    "--lang=en-US",
    "--metrics-recording-only",
    "--mute-audio",
    "--password-store=basic",
    "--use-mock-keychain",
    "--window-size=1280,1000",
];

/// The whole command line after the program.
pub(super) fn flags(options: &Options, profile: &Path, as_root: bool) -> Vec<String> {
    let mut flags: Vec<String> = ALWAYS.iter().map(|f| (*f).to_owned()).collect();
    flags.push(format!("--user-data-dir={}", profile.display()));
    if as_root {
        // Its sandbox refuses to run for root.
        flags.push("--no-sandbox".to_owned());
    }
    let nowhere = options.nowhere.iter().map(|place| format!("MAP {place} ~NOTFOUND"));
    let rules: Vec<String> = nowhere.chain(options.resolve.iter().map(mapped)).collect();
    if !rules.is_empty() {
        flags.push(format!("--host-resolver-rules={}", rules.join(", ")));
    }
    if !options.pins.is_empty() {
        let pins: Vec<&str> = options.pins.iter().map(String::as_str).collect();
        flags.push(format!("--ignore-certificate-errors-spki-list={}", pins.join(",")));
    }
    flags.push("about:blank".to_owned());
    flags
}

fn mapped(to: &ResolveOverride) -> String {
    let address = match to.address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    };
    format!("MAP {}:{} {address}:{}", to.host, to.port, to.port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_pins() {
        let options = Options {
            program: PathBuf::from("chromium"),
            resolve: vec!["op.example:443:192.0.2.7".parse().unwrap(), "op.example:8443:[2001:db8::1]".parse().unwrap()],
            nowhere: ["cloud.example.com:443".to_owned()].into(),
            pins: ["a=".to_owned(), "b=".to_owned()].into(),
        };
        let all = flags(&options, Path::new("profile"), false);
        let rules = "--host-resolver-rules=MAP cloud.example.com:443 ~NOTFOUND, MAP op.example:443 192.0.2.7:443, \
                     MAP op.example:8443 [2001:db8::1]:8443";
        assert!(all.iter().any(|f| f == rules), "{all:?}");
        assert!(all.iter().any(|f| f == "--ignore-certificate-errors-spki-list=a=,b="));
        assert!(!all.iter().any(|f| f == "--no-sandbox" || f.starts_with("--ignore-certificate-errors=")));
    }

    #[test]
    fn root_has_no_sandbox_and_nobody_else() {
        let all = flags(&Options::default(), Path::new("profile"), true);
        assert!(all.iter().any(|f| f == "--no-sandbox"));
        assert!(!all.iter().any(|f| f.starts_with("--host-resolver-rules") || f.starts_with("--ignore-certificate")));
    }
}
