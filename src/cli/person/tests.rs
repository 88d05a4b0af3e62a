//! What a person reads, and what becomes of what they do.

use std::sync::Mutex as StdMutex;

use super::*;
use crate::http::{Client, Guard, Network};
use crate::observe::Codes;
use crate::recording::CallbackMode;

#[derive(Default)]
struct Paper(StdMutex<Vec<String>>);

impl Screen for Paper {
    fn say(&self, lines: &str) {
        self.0.lock().unwrap().push(lines.to_owned());
    }
    fn countdown(&self, _: Option<Duration>) {}
    fn hush(&self, _: bool) {}
}

fn page(redirect_uri: &str, place: (usize, Vec<String>)) -> HandedOver {
    HandedOver {
        purpose: "login as app".to_owned(),
        start: "https://op.example.com/auth?client_id=a&state=s1".to_owned(),
        page: String::new(),
        why: String::new(),
        redirect_uri: redirect_uri.to_owned(),
        user: None,
        cookies: Vec::new(),
        guard: Guard::default(),
        client: Client::new(&Network::default()).unwrap(),
        place,
        codes: Codes::default(),
    }
}

fn person(patience: Duration) -> (Person, mpsc::Sender<String>, Arc<Paper>) {
    let (send, lines) = mpsc::channel(8);
    let paper: Arc<Paper> = Arc::default();
    let person = Person { screen: paper.clone(), lines: Mutex::new(Some(lines)), patience, opens_browser: false };
    (person, send, paper)
}

const BACK: &str = "https://cloud.example.com/cb";
const LONG: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_pasted_address_is_the_answer_and_slips_are_explained() {
    let (person, send, paper) = person(LONG);
    for line in ["", "nonsense", &format!("{BACK}?code=x&state=other"), &format!(" '{BACK}?code=x&state=s1' ")] {
        send.send(line.to_owned()).await.unwrap();
    }
    let names = vec!["app".to_owned(), "other".to_owned()];
    let back = person.walk(page(BACK, (0, names.clone()))).await;
    assert_eq!(back.answer.unwrap().parameters[0].1, "x");
    assert!(back.cookies.is_none() && back.exchanges.is_empty());
    let said = paper.0.lock().unwrap().join("\n");
    for word in [
        "log in 2 times: for app, other",
        "Login 1 of 2 (login as app)",
        "https://op.example.com/auth?",
        "no address",
        "another state",
    ] {
        assert!(said.contains(word), "{word} is not in {said}");
    }
    send.send(format!("{BACK}?error=access_denied&state=s1")).await.unwrap();
    assert_eq!(person.walk(page(BACK, (1, names))).await.answer.unwrap().parameters[0].1, "access_denied");
    let said = paper.0.lock().unwrap().join("\n");
    assert_eq!(said.matches("You are asked").count(), 1);
}

#[tokio::test]
async fn nobody_there_is_told_in_the_end() {
    let (waiting, _send, _) = person(Duration::from_millis(50));
    let back = waiting.walk(page(BACK, (0, Vec::new()))).await;
    assert!(matches!(back.answer, Err(Obstacle::NeedsPerson(why)) if why.contains("--login-timeout")));
    let (gone, send, _) = person(LONG);
    drop(send);
    let back = gone.walk(page(BACK, (0, Vec::new()))).await;
    assert!(matches!(back.answer, Err(Obstacle::NeedsPerson(why)) if why.contains("standard input ended")));
}

/// Sends one request to the doorstep, as a browser does.
async fn visit(port: u16, request: String) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    for _ in 0..500 {
        if let Ok(mut stream) = tokio::net::TcpStream::connect(("127.0.0.1", port)).await {
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            return answer;
        }
        tokio::task::yield_now().await;
    }
    panic!("nobody listens at {port}");
}

#[tokio::test]
async fn an_answer_to_this_machine_comes_by_itself() {
    let post = |body: &str, kind: &str| {
        format!("POST /cb HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    };
    for (requests, mode) in [
        (
            vec!["GET /favicon.ico HTTP/1.1\r\n\r\n".to_owned(), "GET /cb?code=x&state=s1 HTTP/1.1\r\n\r\n".to_owned()],
            CallbackMode::Query,
        ),
        (vec!["GET /cb HTTP/1.1\r\n\r\n".to_owned(), post("#code=x&state=s1", "text/plain")], CallbackMode::Fragment),
        (vec![post("code=x&state=s1", "application/x-www-form-urlencoded")], CallbackMode::FormPost),
    ] {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let (person, _send, paper) = person(LONG);
        let visits = async {
            let mut answers = Vec::new();
            for request in requests {
                answers.push(visit(port, request).await);
            }
            answers
        };
        let (back, answers) = tokio::join!(person.walk(page(&format!("http://127.0.0.1:{port}/cb"), (0, Vec::new()))), visits);
        let answer = back.answer.unwrap();
        assert_eq!((answer.mode, answer.parameters[0].1.as_str()), (mode, "x"));
        assert!(answers.iter().all(|a| a.starts_with("HTTP/1.1 200") || a.starts_with("HTTP/1.1 404")));
        assert!(paper.0.lock().unwrap().join("").contains("by itself"));
    }
}
