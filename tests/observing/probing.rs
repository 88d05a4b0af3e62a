//! What a client may not do, and what another client would do otherwise.

use super::*;

#[tokio::test]
async fn a_code_is_replayed_after_a_good_exchange() {
    let used = AtomicUsize::new(0);
    let provider = Provider::start(move |seen, _| {
        let again = seen.path == "/token" && used.fetch_add(1, Ordering::SeqCst) == 2;
        again.then(|| json(400, r#"{"error":"invalid_grant"}"#))
    })
    .await;
    let recording = run(&provider, &[actor("app", &[Need::Flow, Need::Probe(Probe::CodeReplay)])]).await;
    let replay = recording.flows.iter().find(|f| f.probe == Some(Probe::CodeReplay)).unwrap();
    let statuses: Vec<_> = replay.token.exchanges.iter().map(|id| recording.exchanges[*id].status()).collect();
    assert_eq!(statuses, [Some(200), Some(400)]);
}

/// A provider that counts its codes and refuses whoever does not authenticate as its client; `fragile` codes end with the first
/// refusal.
async fn provider_of_codes(fragile: bool) -> Provider {
    let spent: Mutex<BTreeSet<String>> = Mutex::default();
    let given = AtomicUsize::new(0);
    Provider::start(move |seen, _| match seen.path.as_str() {
        "/auth" => {
            let number = given.fetch_add(1, Ordering::SeqCst);
            let state = seen.query.split('&').find_map(|p| p.strip_prefix("state=")).unwrap_or_default();
            Some(redirect(302, &format!("{BACK}?code=code-{number}&state={state}")))
        }
        "/token" => {
            let field = |name: &str| seen.body.split('&').find_map(|p| p.strip_prefix(name)).unwrap_or_default().to_owned();
            let mut spent = spent.lock().unwrap();
            let right = field("client_secret=") == "a+secret" && field("client_id=") == "client";
            let good = spent.insert(field("code="));
            if !right {
                if !fragile {
                    spent.remove(&field("code="));
                }
                return Some(json(401, r#"{"error":"invalid_client"}"#));
            }
            Some(if good {
                json(200, r#"{"access_token":"t","id_token":"a.b.c"}"#)
            } else {
                json(400, r#"{"error":"invalid_grant"}"#)
            })
        }
        _ => None,
    })
    .await
}

#[tokio::test]
async fn refusals_share_a_code_that_outlives_them() {
    for (fragile, requests) in [(false, 2), (true, 5)] {
        let provider = provider_of_codes(fragile).await;
        let needs: Vec<Need> = REFUSED.into_iter().chain([Probe::CodeReplay]).map(Need::Probe).chain([Need::Flow]).collect();
        let recording = run(&provider, &[actor("app", &needs)]).await;
        assert_eq!(provider.count("GET /auth"), requests, "fragile: {fragile}");
        let flow = |probe| recording.flows.iter().find(|f| f.probe == Some(probe)).unwrap_or_else(|| panic!("{probe:?}"));
        let code = |probe| flow(probe).callback.as_ref().and_then(|c| c.parameter("code")).unwrap().to_owned();
        let statuses = |probe| -> Vec<Option<u16>> {
            flow(probe).token.exchanges.iter().map(|id| recording.exchanges[*id].status()).collect()
        };
        for probe in REFUSED {
            assert_eq!(statuses(probe), [Some(401)], "{probe:?}");
        }
        assert_eq!(statuses(Probe::CodeReplay), [Some(200), Some(400)]);
        let codes: BTreeSet<String> = REFUSED.into_iter().chain([Probe::CodeReplay]).map(code).collect();
        // Where a refusal ends the code, every refusal after the first was met with a code of its own.
        assert_eq!(codes.len(), if fragile { 4 } else { 1 });
        assert_eq!(recording.flows.len(), 5);
    }
}

/// Keycloak answers a replay by ending the session, and what was under way in it fails for a reason of its own.
#[tokio::test]
async fn replays_come_after_everything_else_that_must_be_refused() {
    let provider = provider_of_codes(true).await;
    let hostile = [Probe::PlainCodeChallenge, Probe::VerifierWithoutChallenge, Probe::ShortCodeVerifier, Probe::CodeReplay];
    let needs: Vec<Need> = hostile.into_iter().chain(REFUSED).map(Need::Probe).chain([Need::Flow]).collect();
    let recording = run(&provider, &[actor("app", &needs)]).await;
    let requests = |replay: bool| {
        let flows = recording.flows.iter().filter(move |f| (f.probe == Some(Probe::CodeReplay)) == replay);
        flows.flat_map(|f| f.authorization.exchanges.iter().chain(&f.token.exchanges))
    };
    let (first, last) = (requests(true).min(), requests(false).max());
    assert!(first.is_some() && first > last, "{first:?} {last:?}");
}

#[tokio::test]
async fn deviations_are_tried_together_and_apart_where_that_fails() {
    let parts = [Probe::WithoutState, Probe::PercentEncodedQuery, Probe::WithNonce, Probe::WithPkce];
    let needs: Vec<Need> = parts.into_iter().map(Need::Probe).chain([Need::Flow]).collect();
    let of = |recording: &Recording| -> BTreeSet<Option<Probe>> { recording.flows.iter().map(|f| f.probe).collect() };
    let provider = Provider::start(|_, _| None).await;
    let together = of(&run(&provider, &[actor("app", &needs)]).await);
    assert!(together.contains(&Some(Probe::WithMost)) && !together.contains(&Some(Probe::WithNonce)), "{together:?}");
    let provider =
        Provider::start(|seen, _| (seen.path == "/auth" && seen.query.contains("nonce=")).then(|| html(400, "no nonce"))).await;
    let apart = of(&run(&provider, &[actor("app", &needs)]).await);
    assert!(apart.contains(&Some(Probe::WithNonce)) && apart.contains(&Some(Probe::WithPkce)), "{apart:?}");
}

#[tokio::test]
async fn the_other_method_of_client_authentication_is_tried_when_told_to() {
    let provider = Provider::start(|seen, _| {
        (seen.path == "/token" && seen.body.contains("client_secret=")).then(|| json(401, r#"{"error":"invalid_client"}"#))
    })
    .await;
    let mut actor = actor("app", &[Need::Flow, Need::Step(Step::WrongCode), Need::Probe(Probe::WithNonce)]);
    actor.behaviour.token.refused = oidc_compat::wire::RefusedRule::OtherMethod;
    let recording = run(&provider, &[actor]).await;
    let answers = |f: &FlowRecord| recording.exchanges[f.token.last().unwrap()].status();
    let plain: Vec<_> = recording.flows.iter().filter(|f| f.probe.is_none()).map(answers).collect();
    assert_eq!(plain, [Some(401), Some(200)]);
    let probe = recording.flows.iter().find(|f| f.probe == Some(Probe::WithNonce)).expect("the probe");
    assert_eq!(answers(probe), Some(200));
    let wrong_code = recording.steps.iter().find(|s| s.step == Step::WrongCode).expect("the step");
    assert_eq!(wrong_code.exchanges.len(), 2);
}
