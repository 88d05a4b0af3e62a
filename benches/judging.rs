//! What this program costs besides the provider: `cargo bench`. Figures to look at, never tests.
//!
//! After the table come ratios of one whole `check`, where the chain is the time in which at least one request was under
//! way: requests that wait for each other lie end to end in it, those beside each other count once. What is left of the wall
//! time is ours alone. The recording keeps starts in whole milliseconds, and answers of the embedded provider take less, so
//! that the chain comes out too short rather than too long.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use divan::{Bencher, black_box};
use oidc_compat::cli::{Catalogue, Judged};
use oidc_compat::oidc::{CompactJws, JsonDocument, JwkSet, verify_signature};
use oidc_compat::recording::{Recording, read_recording, redact};
use oidc_compat::reference::{Alg, Config, Provider};
use oidc_compat::report::{self, TerminalOptions};
use serde_json::Value;
use tokio::runtime::Runtime;
use url::Url;

#[path = "../tests/common/embedded.rs"]
mod embedded;

/// One check of the embedded provider with both apps and the specification.
struct Sample {
    judged: Judged,
    wall: Duration,
    busy: Duration,
    requests: u64,
    saved: String,
    discovery: String,
    login_page: String,
    key_set: Value,
    id_token: String,
}

const EVERYTHING: embedded::Wanted = embedded::Wanted { apps: &[], specs: true, settings: &[], scope: None, timeout: 30 };

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads"));
static RS256: LazyLock<Sample> = LazyLock::new(|| sample(Alg::Rs256));
static ES256: LazyLock<Sample> = LazyLock::new(|| sample(Alg::Es256));

fn main() {
    divan::main();
    ratios(&RS256);
}

fn sample(id_token_alg: Alg) -> Sample {
    RUNTIME.block_on(async {
        let provider = Provider::start(Config { id_token_alg, ..Config::default() }).await.expect("loopback is there");
        let begun = Instant::now();
        let judged = embedded::check(&CATALOGUE, &provider, &EVERYTHING).await;
        let (wall, busy, requests) = (begun.elapsed(), provider.busy(), provider.request_count());
        provider.shutdown().await;
        let recording = &judged.recording;
        let key_set: Value = serde_json::from_str(&body(recording, |text| text.starts_with("{\"keys\""))).expect("JSON");
        let token: Value = serde_json::from_str(&body(recording, |text| text.contains("\"id_token\""))).expect("JSON");
        Sample {
            saved: serde_json::to_string_pretty(recording).expect("JSON"),
            discovery: body(recording, |text| text.contains("\"authorization_endpoint\"")),
            login_page: body(recording, |text| text.contains("type=\"password\"")),
            key_set,
            id_token: token["id_token"].as_str().expect("an ID Token").to_owned(),
            wall,
            busy,
            requests,
            judged,
        }
    })
}

/// The first answer of this kind.
fn body(recording: &Recording, wanted: impl Fn(&str) -> bool) -> String {
    let answers = recording.exchanges.iter().filter_map(|e| e.response.as_ref()?.body.text());
    answers.into_iter().find(|text| wanted(text)).expect("the provider answers so").to_owned()
}

/// Judging: both apps and core, the search for settings included.
#[divan::bench]
fn judge(bencher: Bencher) {
    let recording = &RS256.judged.recording;
    bencher.bench(|| CATALOGUE.judge(black_box(recording), true, &[]));
}

/// Judging what was saved without secrets.
#[divan::bench]
fn judge_redacted(bencher: Bencher) {
    let recording = redact(&RS256.judged.recording, &[]).expect("it survives");
    bencher.bench(|| CATALOGUE.judge(black_box(&recording), true, &[]));
}

/// A whole `check`, the embedded provider's time and its logins included.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn check(bencher: Bencher) {
    let provider = RUNTIME.block_on(Provider::start(Config::default())).expect("loopback is there");
    bencher.bench_local(|| RUNTIME.block_on(embedded::check(&CATALOGUE, &provider, &EVERYTHING)));
    RUNTIME.block_on(provider.shutdown());
}

/// The suites, from TOML to what is judged.
#[divan::bench]
fn read_suites() -> Catalogue {
    Catalogue::built_in()
}

#[divan::bench]
fn read_saved_run(bencher: Bencher) {
    let saved = &RS256.saved;
    bencher.counter(divan::counter::BytesCount::of_str(saved.as_str())).bench(|| read_recording(black_box(saved)));
}

#[divan::bench]
fn redact_run(bencher: Bencher) {
    let recording = &RS256.judged.recording;
    bencher.bench(|| redact(black_box(recording), &[]));
}

#[divan::bench]
fn read_discovery_document(bencher: Bencher) {
    let text = RS256.discovery.as_bytes();
    bencher.counter(divan::counter::BytesCount::of_slice(text)).bench(|| JsonDocument::parse(black_box(text)));
}

#[divan::bench]
fn read_login_page(bencher: Bencher) {
    let (html, url) = (&RS256.login_page, Url::parse("https://op.example/login").expect("a URL"));
    assert_eq!(oidc_compat::observe::forms_of_page(html, &url), 1);
    bencher
        .counter(divan::counter::BytesCount::of_str(html.as_str()))
        .bench(|| oidc_compat::observe::forms_of_page(black_box(html), &url));
}

#[divan::bench]
fn read_id_token(bencher: Bencher) {
    let token = &RS256.id_token;
    bencher.bench(|| CompactJws::parse(black_box(token)));
}

#[divan::bench(args = ["RS256", "ES256"])]
fn verify_id_token(bencher: Bencher, alg: &str) {
    let sample = if alg == "RS256" { &*RS256 } else { &*ES256 };
    let jws = CompactJws::parse(&sample.id_token);
    let kid = jws.header_parameter("kid").and_then(Value::as_str).expect("a kid");
    let key = JwkSet(&sample.key_set).by_kid(kid).expect("the key");
    assert_eq!(verify_signature(&jws, key, alg), Ok(()));
    bencher.bench(|| verify_signature(black_box(&jws), key, alg));
}

#[divan::bench(args = [false, true])]
fn report_for_people(bencher: Bencher, verbose: bool) {
    let Judged { recording, judgement, traffic, .. } = &RS256.judged;
    let options = TerminalOptions { width: 100, verbose };
    bencher.bench(|| report::terminal(black_box(judgement), recording, traffic, options));
}

#[divan::bench]
fn report_as_json(bencher: Bencher) {
    let Judged { recording, judgement, traffic, .. } = &RS256.judged;
    bencher.bench(|| serde_json::to_string_pretty(&report::report(black_box(judgement), recording, *traffic)));
}

#[divan::bench]
fn report_as_junit(bencher: Bencher) {
    bencher.bench(|| report::junit(black_box(&RS256.judged.judgement)));
}

/// The time in which at least one request was under way.
fn chain(recording: &Recording) -> Duration {
    let start = |ms: i64| u64::try_from(ms).unwrap_or_default() * 1000;
    let mut spans: Vec<(u64, u64)> =
        recording.exchanges.iter().map(|e| (start(e.sent_at_ms), start(e.sent_at_ms) + e.total_us)).collect();
    spans.sort_unstable();
    let (mut total, mut reached) = (0, 0);
    for (from, to) in spans {
        total += to.saturating_sub(from.max(reached));
        reached = reached.max(to);
    }
    Duration::from_micros(total)
}

#[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
fn ratios(sample: &Sample) {
    let Judged { recording, traffic, .. } = &sample.judged;
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let (wall, chain, busy) = (ms(sample.wall), ms(chain(recording)), ms(sample.busy));
    println!("\none check: {} requests, {} logins, {wall:.1} ms from first to last", sample.requests, traffic.logins);
    println!("  wall time / longest chain of requests ({chain:.1} ms)        {:.2}", wall / chain);
    println!("  wall time / waiting of all requests ({:.1} ms)         {:.2}", traffic.provider_ms, wall / traffic.provider_ms);
    println!("  wall time / time inside the provider ({busy:.1} ms)         {:.2}", wall / busy);
    println!("  judging / wall time                                  {:.2}", traffic.judge_ms / wall);
}
