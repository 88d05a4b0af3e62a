//! An app that speaks to one product alone is left out of a run for all apps, where the provider is another one.

#[path = "common/embedded.rs"]
mod embedded;

use embedded::Wanted;
use oidc_compat::cli::Catalogue;
use oidc_compat::recording::Body;
use oidc_compat::reference::{Config, Provider};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_slot_for_logto_is_left_out_elsewhere() {
    let catalogue = Catalogue::built_in();
    let provider = Provider::start(Config::default()).await.expect("loopback is there");
    let wanted = Wanted { apps: &[], specs: false, settings: &[], scope: None, timeout: 30 };
    let judged = embedded::check(&catalogue, &provider, &wanted).await;
    provider.shutdown().await;
    // The embedded provider has its document where Logto has it, too.
    assert!(judged.left_out.is_empty(), "{:?}", judged.left_out);
    let mut recording = judged.recording;
    let has_slot = |r: &oidc_compat::recording::Recording| r.target.apps.iter().any(|a| a.id == "cloudreve-logto");
    assert!(has_slot(&recording));
    // LemonLDAP::NG shows its login page under every address, with status 200.
    let page = Body::Text("<!doctype html><title>Log in</title>".to_owned());
    for (status, body) in [(404, Body::Text(String::new())), (200, page)] {
        let mut recording = recording.clone();
        let answers = recording.exchanges.iter_mut().filter(|e| e.request.url.contains("/oidc/.well-known/"));
        for response in answers.filter_map(|e| e.response.as_mut()) {
            response.status = status;
            response.body = body.clone();
        }
        let left_out = catalogue.leave_out(&mut recording);
        assert!(left_out.len() == 1 && left_out[0].contains("--app cloudreve-logto"), "{left_out:?}");
        assert!(!has_slot(&recording) && !recording.target.apps.is_empty());
    }
    // Where nobody finds a document, that is said of all of them.
    recording.exchanges.clear();
    assert!(catalogue.leave_out(&mut recording).is_empty());
}
