//! Rate limits, silence and interruptions.

use super::*;

#[tokio::test]
async fn a_rate_limit_is_waited_out_and_is_no_answer() {
    let calls = AtomicUsize::new(0);
    let provider = Provider::start(move |seen, _| {
        let first = seen.path == "/token" && calls.fetch_add(1, Ordering::SeqCst) == 0;
        first.then(|| answer(429, &[("retry-after", "1")], ""))
    })
    .await;
    let (recording, flow) = one_flow(&provider).await;
    let statuses: Vec<_> = flow.token.exchanges.iter().map(|id| recording.exchanges[*id].status()).collect();
    assert_eq!((statuses.as_slice(), flow.token.status), (&[Some(429), Some(200)][..], StageStatus::Done));
}

#[tokio::test]
async fn a_rate_limit_beyond_patience_fails_the_stage() {
    let provider = Provider::start(|seen, _| (seen.path == "/token").then(|| answer(503, &[("retry-after", "600")], ""))).await;
    let (_, flow) = one_flow(&provider).await;
    assert!(matches!(flow.token.status, StageStatus::Failed(why) if why.starts_with("rate-limited: ")));
    let provider = Provider::start(|seen, _| (seen.path == "/auth").then(|| answer(429, &[("retry-after", "600")], ""))).await;
    let (_, flow) = one_flow(&provider).await;
    assert!(matches!(flow.obstacle, Some(Obstacle::RateLimited(_))));
}

#[tokio::test]
async fn a_provider_that_cannot_be_hurried_gets_time() {
    let busy = AtomicUsize::new(0);
    let provider = Provider::start(move |seen, _| {
        let first = seen.path == "/token" && busy.fetch_add(1, Ordering::SeqCst) == 0;
        first.then(|| html(500, "database is locked"))
    })
    .await;
    let (recording, flow) = one_flow(&provider).await;
    assert_eq!(recording.exchanges[flow.token.last().unwrap()].status(), Some(200));
    assert_eq!((recording.flows.len(), provider.count("POST /token")), (1, 2));
}

#[tokio::test]
async fn a_silent_endpoint_is_asked_by_the_app_and_not_by_probes() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let token = format!("http://{}/token", silent.local_addr().unwrap());
    let provider = Provider::start(move |seen, issuer| {
        let discovery = format!(r#"{{"issuer":"{issuer}","authorization_endpoint":"{issuer}/auth","token_endpoint":"{token}"}}"#);
        (seen.path == "/.well-known/openid-configuration").then(|| json(200, &discovery))
    })
    .await;
    let other = {
        let mut other = actor("other", &[Need::Flow]);
        other.target.client_id = Some("another".to_owned());
        other
    };
    let probes = [Probe::PercentEncodedQuery, Probe::WithNonce, Probe::WrongClientSecret].map(Need::Probe);
    let recording = run(&provider, &[actor("app", &[&[Need::Flow], &probes[..]].concat()), other]).await;
    for flow in &recording.flows {
        match flow.probe {
            None => assert_eq!((&flow.token.status, flow.token.exchanges.len()), (&StageStatus::Done, 1)),
            Some(_) => assert!(matches!(&flow.token.status, StageStatus::Failed(why) if why.starts_with("no-answer: "))),
        }
    }
    assert_eq!(recording.flows.len(), 5);
}

#[tokio::test]
async fn an_interrupted_run_is_whole_and_says_so() {
    // A token endpoint that accepts connections and never answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let token = format!("http://{}/token", silent.local_addr().unwrap());
    let provider = Provider::start(move |seen, issuer| {
        let discovery = format!(
            r#"{{"issuer":"{issuer}","authorization_endpoint":"{issuer}/auth","token_endpoint":"{token}","jwks_uri":"{issuer}/jwks"}}"#
        );
        (seen.path == "/.well-known/openid-configuration").then(|| json(200, &discovery))
    })
    .await;
    let actors = [actor("app", &[Need::Flow])];
    let mut observer = observer(&provider, &actors);
    let cut = tokio::time::timeout(Duration::from_millis(500), observer.run(&actors)).await;
    assert!(cut.is_err(), "the run must still be waiting");
    let recording = observer.snapshot();
    assert!(recording.interrupted);
    // Discovery, JWK Set and authorization are there; the request under way is not, and nothing points at it.
    assert_eq!((recording.exchanges.len(), recording.flows.len()), (3, 0));
    assert!(recording.steps.iter().flat_map(|s| &s.exchanges).all(|id| *id < 3));
}
