//! The `claims` parameter of Nextcloud user_oidc (lib/Controller/LoginController.php, 227-309 at 46ae8fd).

use serde_json::{Map, Value, json};

use super::{SettingValue, Settings, Version};

/// Claims asked for by default, in the app's order: setting, built-in claim.
const MAPPED: [(&str, &str); 4] =
    [("mapping-email", "email"), ("mapping-display-name", "name"), ("mapping-quota", "quota"), ("mapping-groups", "groups")];

/// The value of `claims`, as the app's `json_encode` writes it (`/` becomes `\/`).
///
/// Members are the mapped claims with `null`, the uid claim as essential unless it is `sub`, and the extra claims.
/// `send_userinfo_claims=false` leaves the `userinfo` member out; `enable_default_claims=false` asks only for what was
/// mapped explicitly. Before 7.2.0 an empty member is written as a list.
pub fn claims_parameter(settings: &Settings, version: &Version) -> String {
    let defaults = settings.get("enable_default_claims") != Some(&SettingValue::Bool(false));
    let nested = settings.is_on("resolve-nested-claims");
    // With nested claims the first alternative is the name, but only where the default claims are off.
    let first = |text: &str| {
        if nested { text.split('|').next().unwrap_or_default().trim().to_owned() } else { text.to_owned() }
    };
    let mut members = Map::new();
    for (setting, builtin) in MAPPED {
        let mapped = settings.text(setting);
        if defaults {
            let name = if mapped.is_empty() { builtin.to_owned() } else { mapped };
            members.insert(name, Value::Null);
        } else if !mapped.is_empty() && mapped != builtin {
            members.insert(first(&mapped), Value::Null);
        }
    }
    let uid = settings.text("mapping-uid");
    let uid = if uid.is_empty() { "sub".to_owned() } else { first(&uid) };
    if uid != "sub" {
        members.insert(uid, json!({ "essential": true }));
    }
    let extra = settings.text("extra-claims");
    if !extra.is_empty() {
        for name in extra.split(' ') {
            members.insert(name.to_owned(), Value::Null);
        }
    }
    let empty_is_list = version < &Version::from_numbers(&[7, 2, 0]);
    let member = if members.is_empty() && empty_is_list { json!([]) } else { Value::Object(members) };
    let mut claims = Map::new();
    claims.insert("id_token".to_owned(), member.clone());
    if settings.get("send_userinfo_claims") != Some(&SettingValue::Bool(false)) {
        claims.insert("userinfo".to_owned(), member);
    }
    php_json(&Value::Object(claims))
}

/// JSON as PHP's `json_encode` writes it by default: no spaces, `\/`, and everything outside ASCII escaped.
fn php_json(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c {
            '/' => out.push_str("\\/"),
            c if c.is_ascii() => out.push(c),
            c => {
                let mut units = [0u16; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, SettingValue)]) -> Settings {
        Settings(pairs.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect())
    }
    fn text(t: &str) -> SettingValue {
        SettingValue::Text(t.to_owned())
    }

    #[test]
    fn default_asks_for_four_claims_in_both_members() {
        let v = "8.11".parse().unwrap();
        let both = r#"{"email":null,"name":null,"quota":null,"groups":null}"#;
        assert_eq!(claims_parameter(&settings(&[]), &v), format!(r#"{{"id_token":{both},"userinfo":{both}}}"#));
    }

    #[test]
    fn uid_is_essential_and_slashes_are_escaped() {
        let v = "8.11".parse().unwrap();
        let s = settings(&[("mapping-uid", text("https://x/uid")), ("send_userinfo_claims", SettingValue::Bool(false))]);
        let want = r#"{"id_token":{"email":null,"name":null,"quota":null,"groups":null,"https:\/\/x\/uid":{"essential":true}}}"#;
        assert_eq!(claims_parameter(&s, &v), want);
    }

    #[test]
    fn without_defaults_only_what_was_mapped() {
        let s = settings(&[("enable_default_claims", SettingValue::Bool(false))]);
        assert_eq!(claims_parameter(&s, &"8.11".parse().unwrap()), r#"{"id_token":{},"userinfo":{}}"#);
        assert_eq!(claims_parameter(&s, &"7.1".parse().unwrap()), r#"{"id_token":[],"userinfo":[]}"#);
    }
}
