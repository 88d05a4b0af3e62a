//! What user_oidc's `claims` parameter tells about its settings: the first four names are the mapped ones, in the app's
//! order; the essential one is the uid; what follows was typed as extra claims. Pure.

use serde_json::Value;

use crate::wire::SettingValue;

/// Mapping settings in the order in which the app asks for their claims (lib/Controller/LoginController.php, 227-309).
const MAPPED: [&str; 4] = ["mapping-email", "mapping-display-name", "mapping-quota", "mapping-groups"];

/// Settings that may have made this parameter, one set per reading. Whoever uses one computes the parameter again and takes
/// the reading only if it comes out the same.
pub(super) fn readings(claims: &str) -> Vec<Vec<(String, SettingValue)>> {
    let Ok(Value::Object(parameter)) = serde_json::from_str::<Value>(claims) else { return Vec::new() };
    let Some(Value::Object(members)) = parameter.get("id_token") else { return Vec::new() };
    let text = |name: &str, value: &str| (name.to_owned(), SettingValue::Text(value.to_owned()));
    let flag = |name: &str, on: bool| (name.to_owned(), SettingValue::Bool(on));
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    let uid = members.iter().find(|(_, v)| !v.is_null()).map_or("sub", |(name, _)| name.as_str());
    let common = [flag("send_userinfo_claims", parameter.contains_key("userinfo")), text("mapping-uid", uid)];

    let mut out = Vec::new();
    if names.len() >= MAPPED.len() {
        let (mapped, rest) = names.split_at(MAPPED.len());
        let extra: Vec<&str> = rest.iter().copied().filter(|name| *name != uid).collect();
        let mut reading = common.to_vec();
        reading.push(flag("enable_default_claims", true));
        reading.extend(MAPPED.iter().zip(mapped).map(|(setting, name)| text(setting, name)));
        reading.push(text("extra-claims", &extra.join(" ")));
        out.push(reading);
    }
    let extra: Vec<&str> = names.iter().copied().filter(|name| *name != uid).collect();
    let mut reading = common.to_vec();
    reading.push(flag("enable_default_claims", false));
    reading.push(text("extra-claims", &extra.join(" ")));
    out.push(reading);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Settings, claims_parameter};

    /// The first reading that makes the parameter again, as pairs of texts.
    fn read(claims: &str) -> Option<Vec<String>> {
        let version = "8.11".parse().unwrap();
        let fits = |r: &Vec<(String, SettingValue)>| claims_parameter(&Settings(r.iter().cloned().collect()), &version) == claims;
        readings(claims).into_iter().find(fits).map(|r| r.iter().map(|(n, v)| format!("{n}={v}")).collect())
    }

    #[test]
    fn mappings_by_their_place() {
        let claims = r#"{"id_token":{"mail":null,"name":null,"quota":null,"roles":null,"uid":{"essential":true},"phone":null}}"#;
        let read = read(claims).unwrap();
        for part in
            ["mapping-email=mail", "mapping-groups=roles", "mapping-uid=uid", "extra-claims=phone", "send_userinfo_claims=false"]
        {
            assert!(read.iter().any(|r| r == part), "{part} in {read:?}");
        }
    }

    #[test]
    fn a_uid_that_is_mapped_as_well() {
        let claims = r#"{"id_token":{"email":{"essential":true},"name":null,"quota":null,"groups":null}}"#;
        let read = read(claims).unwrap();
        assert!(read.contains(&"mapping-uid=email".to_owned()) && read.contains(&"mapping-email=email".to_owned()), "{read:?}");
    }

    #[test]
    fn no_default_claims_and_nonsense() {
        assert!(read(r#"{"id_token":{},"userinfo":{}}"#).unwrap().contains(&"enable_default_claims=false".to_owned()));
        assert_eq!(read(r#"{"id_token":{"a":null},"userinfo":{"b":null}}"#), None);
        assert!(readings("[]").is_empty() && readings("{}").is_empty());
    }
}
