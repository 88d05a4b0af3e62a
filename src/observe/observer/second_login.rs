//! The same user once more: whether the account is found again.

use super::Observer;
use crate::observe::flow::FlowTask;
use crate::recording::FlowRecord;
use crate::wire::Probe;

impl Observer {
    /// Second logins with the settings as given; the flag is for apps that know users from userinfo alone.
    ///
    /// A second login costs the password; one of the same client serves every app, where it told who logged in. Where userinfo
    /// never did, an app that knows users from there alone has nothing to compare.
    pub(super) async fn second_logins(&self, tasks: Vec<(FlowTask, bool)>) {
        for (task, by_userinfo) in tasks {
            let told = |probe: Option<Probe>| {
                let fits = |f: &FlowRecord| (probe.is_none() || f.probe == probe) && self.tells_of_user(f, &task);
                self.ground.log.find_flow(fits).is_some()
            };
            if !told(Some(Probe::SecondLogin)) && (!by_userinfo || told(None)) {
                self.run_flows(vec![task]).await;
            }
        }
    }

    /// A second login with settings that work, for an app that does not get that far without them.
    pub(super) async fn second_logins_with_settings(&self, tasks: Vec<FlowTask>) {
        for task in tasks.into_iter().filter(|task| self.ground.worked(task)) {
            let client = &task.plan.token.client_id;
            let again = |f: &FlowRecord| f.probe == Some(Probe::SecondLogin) && f.plan.token.client_id == *client;
            if self.ground.log.find_flow(again).is_none() {
                let plan = Probe::SecondLogin.apply(&task.plan);
                self.run_flows(vec![FlowTask { plan, probe: Some(Probe::SecondLogin), ..task }]).await;
            }
        }
    }

    /// A login of this client that came as far as claims.
    fn tells_of_user(&self, flow: &FlowRecord, task: &FlowTask) -> bool {
        let same = flow.plan.token.client_id == task.plan.token.client_id;
        let answer = flow.userinfo.last().and_then(|id| self.ground.log.exchange(id));
        same && answer.as_ref().and_then(|e| crate::observe::flow::json_object(e, &flow.plan.manners)).is_some()
    }
}
