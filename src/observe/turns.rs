//! Which flows may run at the same time.

use std::collections::HashMap;

use super::flow::FlowTask;
use crate::wire::Slot;

/// Puts flows into groups that run one after another; within a group all may run at the same time.
///
/// Two flows of one client with different scopes are never in one group: Pocket ID keeps the scope by user and client, not with
/// the token, so that userinfo answers by whatever login came last.
pub(super) fn turns(tasks: Vec<FlowTask>) -> Vec<Vec<FlowTask>> {
    let scope = |task: &FlowTask| {
        let scope = task.plan.authorization.parameters.iter().find(|(name, _)| name == "scope");
        scope.map(|(_, slot): &(String, Slot)| slot.clone())
    };
    groups(tasks, |task| task.plan.token.client_id.clone(), scope)
}

/// In each group, whatever has the same key has the same value, too; what does not fit comes later, in its order.
fn groups<T, V: PartialEq>(items: Vec<T>, key: impl Fn(&T) -> String, value: impl Fn(&T) -> V) -> Vec<Vec<T>> {
    let mut groups = Vec::new();
    let mut left = items;
    while !left.is_empty() {
        let mut values: HashMap<String, V> = HashMap::new();
        let (group, later) = left.into_iter().partition(|item| {
            let own = value(item);
            match values.get(&key(item)) {
                Some(first) => *first == own,
                None => values.insert(key(item), own).is_none(),
            }
        });
        groups.push(group);
        left = later;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_has_one_scope_at_a_time() {
        let flows = vec![("cloud", "openid"), ("chat", "email"), ("cloud", "email"), ("cloud", "openid"), ("cloud", "groups")];
        let groups = groups(flows, |flow| flow.0.to_owned(), |flow| flow.1);
        let first = vec![("cloud", "openid"), ("chat", "email"), ("cloud", "openid")];
        assert_eq!(groups, [first, vec![("cloud", "email")], vec![("cloud", "groups")]]);
    }
}
