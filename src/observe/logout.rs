//! What ends sessions, last of all: logouts as the apps do them, and as the specification has them.

use std::collections::HashMap;

use super::flow::{FlowTask, json_object};
use super::ground::{Ground, OtherSession};
use super::login::{Browser, Met, Opened, Reach};
use super::random::{Filling, unheard_of};
use super::requests::authorization_url;
use super::steps::{Informed, label, step_name};
use crate::recording::{Callback, CallbackMode, ExchangeId, StageStatus, Step};
use crate::wire::{FlowPlan, LogoutContext, QueryEncoding, logout_url, query_string};

/// Steps of this part, in the order in which they disturb each other least. Those by the app come first: they take the
/// session that is there.
const STEPS: [Step; 5] =
    [Step::Logout, Step::EndSessionWithHint, Step::EndSessionUnregisteredUri, Step::EndSessionBare, Step::EndSessionWithoutHint];

/// An actor with its own plan, ready to log out.
pub(super) struct Leaving<'a> {
    pub(super) informed: Informed<'a>,
    pub(super) plan: Option<FlowPlan>,
}

/// A browser whose session lives, and the ID Tokens that came out of it, by client.
struct Live {
    browser: Browser,
    id_tokens: HashMap<String, Hint>,
    /// One login and nothing else happened in it, as with most users. LemonLDAP::NG comes back from a logout only then.
    clean: bool,
}

/// An ID Token to log out with.
struct Hint {
    token: String,
    /// How many logouts were sent before it was issued. Django OAuth Toolkit forgets every ID Token of a user who logs out
    /// anywhere, and refuses it as a hint.
    logouts: usize,
}

/// Logouts that were sent: by what makes them the same, how they ended.
type Sent = HashMap<String, (StageStatus, Vec<ExchangeId>, Option<String>)>;

/// Takes a session out: a clean one, or rather not a clean one.
fn take(live: &mut Vec<Live>, clean: bool) -> Option<Live> {
    let fitting = live.iter().position(|l| l.clean == clean);
    let any = if clean { None } else { live.len().checked_sub(1) };
    fitting.or(any).map(|at| live.remove(at))
}

impl Ground {
    /// All logouts that the actors need.
    pub(super) async fn logouts(&self, all: &[Leaving<'_>]) {
        let mut live = self.live_sessions(all);
        let mut done = Sent::new();
        for step in STEPS {
            let mut takers: Vec<&Leaving<'_>> = all.iter().filter(|l| l.informed.needs(step)).collect();
            // An equal request is not sent again, so that whoever needs more of it goes first: to see what is left of the
            // session, or, as an app, a session at all.
            takers.sort_by_key(|l| match step {
                Step::EndSessionWithHint => !l.informed.needs(Step::SessionAfterLogout),
                _ => l.informed.actor.app.is_none(),
            });
            for leaving in takers {
                self.logout(step, leaving, &mut live, &mut done).await;
            }
        }
    }

    fn live_sessions(&self, all: &[Leaving<'_>]) -> Vec<Live> {
        let mut live = Vec::new();
        while let Some(OtherSession { browser, id_token }) = self.take_browser() {
            let hint = |(client, token)| (client, Hint { token, logouts: 0 });
            live.push(Live { browser, id_tokens: id_token.into_iter().map(hint).collect(), clean: true });
        }
        let mut id_tokens = HashMap::new();
        for plan in all.iter().filter_map(|l| l.plan.as_ref()) {
            let flow = self.log.find_flow(|f| f.plan == *plan && f.probe.is_none() && f.callback.is_some());
            let answer = flow.and_then(|f| f.token.last()).and_then(|id| self.log.exchange(id));
            let token = answer
                .as_ref()
                .and_then(|a| json_object(a, &plan.manners))
                .and_then(|t| t.get("id_token")?.as_str().map(str::to_owned));
            if let Some(token) = token {
                id_tokens.insert(plan.token.client_id.clone(), Hint { token, logouts: 0 });
            }
        }
        if self.has_logged_in() {
            live.push(Live { browser: self.browser.clone(), id_tokens, clean: false });
        }
        live
    }

    async fn logout(&self, step: Step, leaving: &Leaving<'_>, live: &mut Vec<Live>, done: &mut Sent) {
        let actor = leaving.informed.actor;
        self.started(&label(step, actor));
        if step != Step::Logout && leaving.informed.text("end_session_endpoint").is_none() {
            return self.step_skipped(step, actor, "the discovery document has no end_session_endpoint that is text");
        }
        let plain = self.url(step, leaving, None);
        if step == Step::Logout && plain.is_none() {
            return self.step_skipped(step, actor, "the app does not send the browser to the provider at logout");
        }
        // A request that was sent already is not sent again; two hints of one client for one app make no difference.
        let sameness = match step {
            Step::EndSessionWithHint | Step::EndSessionUnregisteredUri => Some(format!(
                "{} {} {}",
                step_name(step),
                actor.target.client_id.as_deref().unwrap_or_default(),
                actor.target.app_url
            )),
            _ => plain.clone(),
        };
        if let Some((status, ids, said)) = sameness.as_ref().and_then(|same| done.get(same).cloned()) {
            return self.step_said(step, actor, status, ids, said);
        }
        // Where the browser is to come back, it must not be in the way what else happened in the session.
        let comes_back = step == Step::EndSessionWithHint
            || step == Step::Logout && plain.is_some_and(|url| url.contains("post_logout_redirect_uri="));
        let session = match take(live, comes_back) {
            Some(session) => Some(session),
            None if self.has_logged_in()
                && actor.app.is_none()
                && matches!(step, Step::EndSessionBare | Step::EndSessionWithoutHint) =>
            {
                Some(Live { browser: self.browser.fresh(), id_tokens: HashMap::new(), clean: false })
            }
            None if self.has_logged_in() => self.log_in_again(leaving, done.len()).await,
            None => None,
        };
        let Some(mut session) = session else {
            let why = match self.browser.drivers.session_is_elsewhere() {
                true => "needs-person: the session is in the person's own browser, so that nothing can be logged out of here",
                false => "no-session: no login came about, so that there is nothing to log out of",
            };
            return self.step_skipped(step, actor, why);
        };
        let wants_hint = matches!(step, Step::EndSessionWithHint | Step::EndSessionUnregisteredUri);
        let client = actor.target.client_id.clone().unwrap_or_default();
        let left_alone = step == Step::EndSessionUnregisteredUri;
        // A hint that nobody knows any more would be refused whatever address comes with it.
        let fits = |hint: &Hint| !left_alone || hint.logouts == done.len();
        if wants_hint && !session.id_tokens.get(&client).is_some_and(fits) {
            self.fetch_hint(leaving, &mut session, done.len()).await;
        }
        if wants_hint && !session.id_tokens.contains_key(&client) {
            live.push(session);
            return self.step_skipped(step, actor, "no-id-token: no login gave an ID Token to log out with");
        }
        let hint = session.id_tokens.get(&client);
        let Some(mut url) = self.url(step, leaving, hint.map(|hint| hint.token.as_str())) else {
            live.push(session);
            return self.step_skipped(step, actor, "no-discovery: there is no logout URL");
        };
        let stale = hint.is_some_and(|hint| hint.logouts < done.len() && url.contains(&hint.token));
        let back = format!("{}/", actor.target.app_url);
        let browser = if left_alone { session.browser.aside() } else { session.browser.clone() };
        let mut opened = browser.open(&label(step, actor), &url, &back).await;
        if stale
            && self.is_refused(&opened)
            && let Some(again) = self.log_in_again(leaving, done.len()).await
            && let Some(with_new) = again.id_tokens.get(&client).and_then(|hint| self.url(step, leaving, Some(&hint.token)))
        {
            (session, url) = (again, with_new);
            opened = session.browser.open(&label(step, actor), &url, &back).await;
        }
        let status = opened.limited.clone().map_or(StageStatus::Done, StageStatus::Failed);
        self.step_said(step, actor, status.clone(), opened.exchanges.clone(), opened.rest.clone());
        // With a token of the session in it, a logout as the app does it is like no other.
        done.insert(
            sameness.filter(|same| step != Step::Logout || *same == url).unwrap_or(url),
            (status, opened.exchanges, opened.rest),
        );

        let probed = leaving.informed.needs(Step::SessionAfterLogout)
            && (step == Step::EndSessionWithHint || step == Step::Logout && actor.app.is_some());
        if probed || left_alone {
            let alive = self.session_after(leaving, &session.browser, probed).await;
            if alive && left_alone {
                live.push(session);
            }
        }
    }

    /// Asks once more without typing anything. `true` when a code came.
    async fn session_after(&self, leaving: &Leaving<'_>, browser: &Browser, record: bool) -> bool {
        let (step, actor) = (Step::SessionAfterLogout, leaving.informed.actor);
        let Some(plan) = &leaving.plan else { return false };
        let url = authorization_url(plan, &Filling::of(plan));
        let purpose = label(step, actor);
        let journey = browser.travel(&purpose, &url, &plan.authorization.redirect_uri, Reach::Watch).await;
        let alive = journey.callback.as_ref().is_some_and(|c| c.parameter("code").is_some_and(|v| !v.is_empty()));
        if record {
            let status = match (&journey.callback, &journey.obstacle, journey.met) {
                (None, Some(obstacle), Met::Other) => StageStatus::Failed(obstacle.said().to_owned()),
                _ => StageStatus::Done,
            };
            let said = journey.callback.as_ref().and_then(|c| self.said(c));
            self.step_said(step, actor, status, journey.exchanges, said);
        }
        alive
    }

    /// The URL at which the browser came to rest, where that is not the `Location` of the last answer.
    fn said(&self, callback: &Callback) -> Option<String> {
        let redirected =
            self.log.exchange(callback.exchange).and_then(|e| e.response?.header("location").map(str::to_owned)).is_some();
        if redirected {
            return None;
        }
        if callback.mode != CallbackMode::FormPost {
            return Some(callback.url.clone());
        }
        let query = query_string(&callback.parameters, QueryEncoding::Percent);
        Some(format!("{}?{query}", callback.url))
    }

    /// Whether the last page is an error.
    fn is_refused(&self, opened: &Opened) -> bool {
        let last = opened.exchanges.last().and_then(|id| self.log.exchange(*id));
        last.and_then(|e| Some(e.response?.status)).is_some_and(|status| status >= 400)
    }

    /// A fresh session by a whole flow of the actor's plan.
    async fn log_in_again(&self, leaving: &Leaving<'_>, logouts: usize) -> Option<Live> {
        if !self.browser.may_log_in() {
            return None;
        }
        leaving.plan.as_ref()?;
        let mut live = Live { browser: self.browser.fresh(), id_tokens: HashMap::new(), clean: true };
        self.fetch_hint(leaving, &mut live, logouts).await;
        // Without an ID Token the session may live all the same: only the login counts.
        Some(live)
    }

    /// Lets the session's browser go through the flow of this actor, for an ID Token of this session.
    async fn fetch_hint(&self, leaving: &Leaving<'_>, session: &mut Live, logouts: usize) {
        let Some(plan) = leaving.plan.clone() else { return };
        let actor = leaving.informed.actor;
        let task =
            FlowTask { name: format!("{} (for the logout)", actor.name()), plan, probe: None, secret: leaving.informed.secret() };
        if let Some(token) = self.id_token_of(&task, &session.browser).await {
            session.id_tokens.insert(task.plan.token.client_id, Hint { token, logouts });
        }
    }

    fn url(&self, step: Step, leaving: &Leaving<'_>, hint: Option<&str>) -> Option<String> {
        let actor = leaving.informed.actor;
        let endpoint = leaving.informed.text("end_session_endpoint");
        let client_id = actor.target.client_id.as_deref().unwrap_or_default();
        let back = format!("{}/", actor.target.app_url);
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let state = unheard_of();
        let parameters = match step {
            Step::Logout => {
                let (behaviour, _) = actor.behaviour.at(&actor.version);
                let context =
                    LogoutContext { end_session_endpoint: endpoint, client_id, app_url: &actor.target.app_url, id_token: hint };
                return logout_url(&behaviour, &actor.settings, context);
            }
            Step::EndSessionBare => return endpoint.map(str::to_owned),
            Step::EndSessionWithHint => {
                vec![field("id_token_hint", hint?), field("post_logout_redirect_uri", &back), field("state", &state)]
            }
            Step::EndSessionUnregisteredUri => vec![
                field("id_token_hint", hint?),
                field("post_logout_redirect_uri", &format!("{back}not-registered")),
                field("state", &state),
            ],
            _ => vec![field("client_id", client_id), field("post_logout_redirect_uri", &back), field("state", &state)],
        };
        let endpoint = endpoint?;
        let separator = if endpoint.contains('?') { '&' } else { '?' };
        Some(format!("{endpoint}{separator}{}", query_string(&parameters, QueryEncoding::Percent)))
    }
}
