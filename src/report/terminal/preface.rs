//! What came instead of a discovery document, when none came: then nothing else matters, and it is said once, first.

use url::Url;

use crate::recording::{Exchange, FailureKind, Recording, Step, TransportFailure};

/// Why there is no discovery document, and what to do.
pub(super) struct Preface {
    pub what: String,
    pub fix: String,
}

/// The preface of a run in which nobody got a discovery document; nothing when somebody did, or nobody asked.
pub(super) fn preface(recording: &Recording) -> Option<Preface> {
    let asked = recording.steps.iter().filter(|s| s.step == Step::Discovery);
    let answers: Vec<&Exchange> = asked.filter_map(|s| recording.exchanges.get(*s.exchanges.last()?)).collect();
    if answers.iter().any(|e| is_document(e)) {
        return None;
    }
    let exchange = *answers.first()?;
    let url = &exchange.request.url;
    let (what, fix) = match (&exchange.failure, &exchange.response) {
        (Some(failure), _) => unanswered(exchange, failure),
        (None, Some(response)) if response.truncated => (
            format!("{url} answers with more than any discovery document holds"),
            "Check the issuer: this is something else.".to_owned(),
        ),
        (None, Some(response)) if !response.is_success() => (
            format!("There is no discovery document at {url}: the answer is HTTP {}", response.status),
            match response.status {
                300..=399 => "Follow the redirect by hand, and give the address at its end as issuer.".to_owned(),
                401 | 403 => "Let everybody read the discovery document: apps ask for it without any credentials.".to_owned(),
                500..=599 => "The provider is broken or not ready; look into its log.".to_owned(),
                _ if *url != recording.target.discovery_url => format!(
                    "The app asks there and nowhere else, since it is made for one product; for another provider name another app, \
                     or none to see what there is at {}.",
                    recording.target.discovery_url
                ),
                _ => "Check the issuer: is a part of its path missing (/realms/NAME, /application/o/NAME, a tenant)? Your provider's \
                      documentation names its discovery URL, which can be given too."
                    .to_owned(),
            },
        ),
        (None, Some(response)) => {
            let text = response.body.text().unwrap_or_default().trim_start().to_ascii_lowercase();
            let html = text.starts_with("<!doctype html") || text.starts_with("<html");
            let found = match (html, text.is_empty()) {
                (true, _) => "an HTML page",
                (false, true) => "empty",
                (false, false) => "not one JSON object",
            };
            (
                format!("There is no discovery document at {url}: the answer is {found}"),
                "Check the issuer: this looks like a website, or another path of the provider. Its documentation names the \
                 discovery URL, which can be given too."
                    .to_owned(),
            )
        }
        (None, None) => return None,
    };
    Some(Preface { what, fix })
}

fn is_document(exchange: &Exchange) -> bool {
    let value = exchange.complete().filter(|r| r.is_success() && !r.truncated).and_then(|r| r.body.text());
    value.and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok()).is_some_and(|v| v.is_object())
}

fn unanswered(exchange: &Exchange, failure: &TransportFailure) -> (String, String) {
    let url = &exchange.request.url;
    let parsed = Url::parse(url).ok();
    let host = parsed.as_ref().and_then(|u| u.host_str()).unwrap_or(url);
    let port = parsed.as_ref().and_then(Url::port_or_known_default).map(|p| format!(":{p}")).unwrap_or_default();
    let why = last_words(&failure.message);
    if failure.message.contains("InvalidContentType") {
        let what = format!("What answers at {host}{port} does not speak TLS");
        return (what, "Check the port, or write http:// if the provider stands on a machine of your own.".to_owned());
    }
    match failure.kind {
        FailureKind::Dns => (
            format!("The name {host} does not resolve"),
            "Check its spelling, and that this machine may ask that DNS server; --resolve HOST:PORT:ADDR goes round DNS."
                .to_owned(),
        ),
        FailureKind::Connect => (
            format!("Nothing answers at {host}{port}: {why}"),
            "Check host and port, that the provider runs, and that no firewall stands between.".to_owned(),
        ),
        FailureKind::Tls => (
            format!("The TLS connection to {host}{port} fails: {why}"),
            "Serve the whole chain of a public authority. To look further: --ca-file FILE for an authority of your own (the report \
             then says where each app is to be given it, such as `occ security:certificates:import FILE`), --insecure to go on \
             regardless, http:// if that port speaks no TLS."
                .to_owned(),
        ),
        FailureKind::Timeout => (
            format!("{url} does not answer in time: {why}"),
            "Look whether the provider hangs; --timeout SECONDS waits longer, but apps do not.".to_owned(),
        ),
        FailureKind::Protocol => (
            format!("What answers at {host}{port} does not speak HTTP/1.1 or HTTP/2 as it should: {why}"),
            "Check port and scheme (http or https).".to_owned(),
        ),
        FailureKind::Url | FailureKind::Refused => (format!("{url} cannot be asked: {why}"), "Check the issuer.".to_owned()),
    }
}

/// The innermost cause of a chain of errors, without the number of the operating system.
fn last_words(message: &str) -> String {
    let last = message.rsplit(": ").next().unwrap_or(message);
    let last = last.split(" (os error").next().unwrap_or(last);
    last.trim().to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_innermost_cause_says_most() {
        let chain = "client error (Connect): tcp connect error: Connection refused (os error 111)";
        assert_eq!(super::last_words(chain), "Connection refused");
    }
}
