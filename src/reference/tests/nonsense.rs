//! Whatever is asked, and however many faults are combined, every request gets its answer.

use reqwest::Method;

use super::{acting, browser::Browser, provider};
use crate::reference::{Config, Fault, Persona, Provider, RunningProvider, endpoints::endpoints};

const NONSENSE: [&str; 5] = [
    "",
    "=&=&%zz%00=%ff&client_id",
    "{\"redirect_uris\":[[]]}",
    "grant_type=refresh_token&refresh_token=%00",
    "code=a.b.c&token=&&&",
];

/// The highest status that nonsense gets anywhere; 599 stands for a connection that broke.
async fn worst_status(op: &RunningProvider, persona: Option<&Persona>) -> u16 {
    let mut browser = Browser::new();
    let mut worst = 0;
    for (path, _) in endpoints(persona).filter(|(path, _)| path.is_ascii()) {
        for text in NONSENSE {
            for method in [Method::GET, Method::POST, Method::PUT, Method::OPTIONS, Method::HEAD] {
                let headers = [("authorization", text), ("cookie", "op_session=;;=;op_browser")];
                let address = format!("{}{path}?{text}", op.base());
                let page = browser.send(method, &address, &headers, Some(text.to_owned())).await;
                worst = worst.max(page.status.as_u16());
            }
        }
    }
    worst
}

#[tokio::test]
async fn nonsense_is_answered() {
    assert!(worst_status(&provider(&[]).await, None).await < 500);
}

#[tokio::test]
async fn personas_answer_nonsense() {
    for persona in Persona::all().expect("good files") {
        let op = acting(persona.id()).await;
        // Pocket ID itself answers 500 where there is no good token.
        assert!(worst_status(&op, Some(&persona)).await <= 500, "{}", persona.id());
    }
}

#[tokio::test]
async fn all_faults_at_once_are_answered() {
    let silent = ["dropped", "stalls", "never-ends", "unresponsive"];
    let audible = Fault::ALL.iter().copied().filter(|fault| !silent.iter().any(|word| fault.id().ends_with(word)));
    for faults in [audible.clone().collect::<Vec<_>>(), audible.rev().collect()] {
        let op = Provider::start(Config { faults, ..Config::default() }).await.expect("a free port");
        assert_ne!(worst_status(&op, None).await, 599);
    }
}
