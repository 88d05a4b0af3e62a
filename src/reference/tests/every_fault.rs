//! Every fault changes what is served.
//!
//! A fixed script of requests is played to a provider without faults and to one provider per fault. What comes back is
//! written down without what differs between any two runs (random names, times, the port); a fault that leaves no trace
//! in this protocol is a dead letter. The script stops at the first difference.

mod script;

use std::{
    collections::BTreeSet,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use regex::Regex;

use super::Fault;
use crate::reference::encoding::now;

/// How many providers are tried at the same time.
const AT_ONCE: usize = 4;
/// After how many faults a run without faults has to show no difference.
const HEALTHY_EVERY: usize = 60;

/// The protocol of one run.
struct Protocol {
    expected: Option<Arc<Vec<String>>>,
    lines: Vec<String>,
}

/// The run differs from the expected one.
#[derive(Debug)]
struct Differs;

impl Protocol {
    /// Writes down what was seen, without what is never the same twice.
    fn note(&mut self, what: &str, issuer: &str, seen: &str) -> Result<(), Differs> {
        static RANDOM: LazyLock<Regex> = LazyLock::new(|| Regex::new("[A-Za-z0-9_-]{43}").expect("a pattern"));
        static TIME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b1[789]\d{8}\b").expect("a pattern"));
        let seen = seen.replace(issuer, "OP").replace(&url_encoded(issuer), "OP");
        let seen = RANDOM.replace_all(&seen, "RANDOM");
        let seen = TIME.replace_all(&seen, |found: &regex::Captures<'_>| {
            // Rounded, so that a slow machine does not make a difference.
            let ahead = found[0].parse::<i64>().unwrap_or_default() - now();
            match ahead {
                -86_400..86_400 => format!("NOW{:+}", (ahead + 10).div_euclid(20) * 20),
                _ => found[0].to_owned(),
            }
        });
        let line = format!("{what}: {seen}");
        let place = self.lines.len();
        let differs = self.expected.as_ref().is_some_and(|expected| expected.get(place) != Some(&line));
        self.lines.push(line);
        if differs { Err(Differs) } else { Ok(()) }
    }
}

fn url_encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn run(fault: Option<Fault>, http: reqwest::Client, expected: Option<Arc<Vec<String>>>) -> (bool, Vec<String>) {
    let mut protocol = Protocol { expected, lines: Vec::new() };
    let differs = script::play(fault, http, &mut protocol).await.is_err();
    (differs, protocol.lines)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_makes_a_difference() {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let (_, healthy) = run(None, http.clone(), None).await;
    let healthy = Arc::new(healthy);
    let (differs, again) = run(None, http.clone(), Some(Arc::clone(&healthy))).await;
    let place = again.len() - 1;
    assert!(!differs, "two healthy runs differ:\n{}\n{}", healthy[place], again[place]);

    let next = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (next, healthy, http) = (Arc::clone(&next), Arc::clone(&healthy), http.clone());
            tokio::spawn(async move {
                let mut silent = BTreeSet::new();
                loop {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    let Some(fault) = Fault::ALL.get(turn) else { break };
                    if turn.is_multiple_of(HEALTHY_EVERY) {
                        // Under the same load, so that a slow machine is not taken for a fault.
                        let (differs, lines) = run(None, http.clone(), Some(Arc::clone(&healthy))).await;
                        assert!(!differs, "a healthy run differs: {}", lines[lines.len() - 1]);
                    }
                    if !run(Some(*fault), http.clone(), Some(Arc::clone(&healthy))).await.0 {
                        silent.insert(fault.id());
                    }
                }
                silent
            })
        })
        .collect();
    let mut silent = BTreeSet::new();
    for worker in workers {
        silent.extend(worker.await.expect("no panic"));
    }
    assert!(silent.is_empty(), "these faults change nothing: {silent:#?}");
}
