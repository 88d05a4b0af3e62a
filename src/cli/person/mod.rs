//! The person at the terminal as a driver: an address to open, and the answer that comes back by itself or is pasted.

mod browser;
mod doorstep;
mod pasted;

use std::io::BufRead as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, mpsc};
use url::Url;

use crate::observe::{Answer, HandedBack, HandedOver, Handover, Walk};
use crate::recording::Obstacle;
use doorstep::Doorstep;
use pasted::{Pasted, read};

/// When the time that is left is told.
const TELL_LEFT: [u64; 2] = [60, 10];

/// Where the person reads.
pub trait Screen: Send + Sync {
    /// Shows these lines for good.
    fn say(&self, lines: &str);
    /// Shows how long the person has; replaced by the next call. Nothing while the person may be typing.
    fn countdown(&self, left: Option<Duration>);
    /// Shows nothing by itself while the person types.
    fn hush(&self, on: bool);
}

/// The person.
pub struct Person {
    screen: Arc<dyn Screen>,
    /// Lines that the person types; read from when they are first asked for.
    lines: Mutex<Option<mpsc::Receiver<String>>>,
    /// What there is for one login.
    patience: Duration,
    opens_browser: bool,
}

impl Person {
    /// The one at standard input.
    pub fn at_the_terminal(screen: Arc<dyn Screen>, patience: Duration) -> Self {
        Self { screen, lines: Mutex::new(None), patience, opens_browser: true }
    }

    async fn ask(&self, page: HandedOver) -> Result<Answer, Obstacle> {
        let redirect_uri = Url::parse(&page.redirect_uri)
            .map_err(|why| Obstacle::NotTried(format!("the redirect URI {:?} is no URL: {why}", page.redirect_uri)))?;
        let state = Url::parse(&page.start)
            .ok()
            .and_then(|url| url.query_pairs().find(|(n, _)| n == "state").map(|(_, value)| value.into_owned()));
        let (door, no_door) = match Doorstep::open(&redirect_uri).await {
            Some(Ok(door)) => (Some(door), None),
            Some(Err(why)) => (None, Some(why)),
            None => (None, None),
        };
        self.screen.say(&invitation(&page, door.is_some(), no_door.as_deref()));
        let opened = self.opens_browser && browser::open(&page.start);
        if opened {
            self.screen.say("  (Your browser was asked to open it.)");
        }
        self.screen.hush(door.is_none());
        let end = Instant::now() + self.patience;
        let mut lines = self.lines.lock().await;
        let lines = lines.get_or_insert_with(standard_input);
        let mut refused: Option<String> = None;
        let mut last_left = self.patience.as_secs();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                self.screen.countdown(None);
                let seconds = self.patience.as_secs();
                return Err(Obstacle::NeedsPerson(format!("nobody logged in within {seconds} s (--login-timeout)")));
            }
            if door.is_some() {
                self.screen.countdown(Some(left));
            } else if let Some(mark) =
                TELL_LEFT.into_iter().find(|mark| left.as_secs() < *mark && last_left >= *mark && self.patience.as_secs() > *mark)
            {
                self.screen.say(&format!("  {mark} s left"));
            }
            last_left = left.as_secs();
            let answered = async {
                match &door {
                    Some(door) => door.answer().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                answer = answered => {
                    self.screen.countdown(None);
                    return Ok(answer);
                }
                line = lines.recv() => match line {
                    None => {
                        self.screen.countdown(None);
                        return Err(Obstacle::NeedsPerson("standard input ended before anybody logged in".to_owned()));
                    }
                    Some(line) => match read(&line, &redirect_uri, state.as_deref(), refused.as_deref() == Some(line.trim())) {
                        Pasted::Nothing => {}
                        Pasted::Answer(answer) => {
                            self.screen.countdown(None);
                            return Ok(answer);
                        }
                        Pasted::Wrong(why) => {
                            refused = Some(line.trim().to_owned());
                            self.screen.say(&format!("  {why}"));
                        }
                    }
                },
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
    }
}

impl Handover for Person {
    fn name(&self) -> String {
        "a person".to_owned()
    }

    fn is_person(&self) -> bool {
        true
    }

    fn walk(&self, page: HandedOver) -> Walk<'_> {
        Box::pin(async {
            let answer = self.ask(page).await;
            self.screen.hush(false);
            HandedBack { answer, ..HandedBack::nothing(Obstacle::NotTried(String::new())) }
        })
    }
}

/// Lines of standard input.
fn standard_input() -> mpsc::Receiver<String> {
    let (send, lines) = mpsc::channel(8);
    // Ends with the program: a read of standard input cannot be called off.
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if send.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// What is wanted, before it begins.
fn invitation(page: &HandedOver, comes_by_itself: bool, no_door: Option<&str>) -> String {
    let (at, all) = &page.place;
    let mut out = String::new();
    if *at == 0 && !all.is_empty() {
        let times = if all.len() == 1 { "once".to_owned() } else { format!("{} times", all.len()) };
        out.push_str(&format!(
            "\nYou are asked to log in {times}: for {}. Your browser keeps the session to itself, so that everything else that \
             needs one is left open.\n",
            all.join(", ")
        ));
    }
    let of = if all.len() > 1 { format!("Login {} of {}", at + 1, all.len()) } else { "Login".to_owned() };
    out.push_str(&format!("\n{of} ({}): open this address in a browser and log in", page.purpose));
    if let Some(user) = &page.user {
        out.push_str(&format!(" as {}", user.user));
    }
    out.push_str(&format!(".\n\n  {}\n\n", page.start));
    if let Some(why) = no_door {
        out.push_str(&format!("  Nothing could listen at {}: {why}.\n", page.redirect_uri));
    }
    out.push_str(&if comes_by_itself {
        format!("  The answer comes back to {} by itself.", page.redirect_uri)
    } else {
        format!(
            "  It ends at an address that begins with {} and need not load. Copy the whole address, paste it here and press Enter:",
            page.redirect_uri
        )
    });
    out
}

#[cfg(test)]
mod tests;
