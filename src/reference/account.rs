//! What the provider knows about its one user, and which scope or request releases it.

use serde_json::{Map, Value, json};

use super::{encoding::object, fault::AccountFault, op::Op, picture};

/// Claims of the scope `profile` (OpenID Connect Core 1.0, section 5.4), with those that apps ask for beside them.
const PROFILE: &[&str] = &[
    "name",
    "family_name",
    "given_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "language",
    "pronouns",
    "quota",
    "avatar",
    "street_address",
    "postal_code",
    "locality",
    "region",
    "country",
    "organisation",
    "https://claims.example/tree",
];
const EMAIL: &[&str] = &["email", "email_verified"];
const PHONE: &[&str] = &["phone_number", "phone_number_verified"];
const ADDRESS: &[&str] = &["address"];
const GROUPS: &[&str] =
    &["groups", "roles", "realm_access", "https://claims.example/groups", "urn:example:roles", "_claim_names", "_claim_sources"];

/// The scopes the provider knows, with the claims each one releases.
pub(super) const SCOPES: &[(&str, &[&str])] = &[
    ("openid", &[]),
    ("profile", PROFILE),
    ("email", EMAIL),
    ("phone", PHONE),
    ("address", ADDRESS),
    ("groups", GROUPS),
    ("offline_access", &[]),
];

/// What the discovery document announces in `claims_supported`.
pub(super) const ANNOUNCED_CLAIMS: &[&str] = &[
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "sid",
    "acr",
    "amr",
    "azp",
    "at_hash",
    "name",
    "family_name",
    "given_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "address",
    "groups",
];

/// The user's claims that these scopes and this part of the `claims` parameter release; `sub` is not among them.
pub(super) fn released(op: &Op, scope: &[String], requested: &Map<String, Value>) -> Map<String, Value> {
    let mut claims = everything(op);
    claims.retain(|name, _| {
        requested.contains_key(name)
            || SCOPES.iter().any(|(known, names)| scope.iter().any(|word| word == known) && names.contains(&name.as_str()))
    });
    claims
}

fn everything(op: &Op) -> Map<String, Value> {
    let user = op.config.user.as_str();
    let picture = format!("{}/picture.png", op.issuer);
    let mut claims = object(json!({
        "name": "Alice Liddell",
        "family_name": "Liddell",
        "given_name": "Alice",
        "nickname": "Alice",
        "preferred_username": user,
        "profile": "https://people.example.com/alice",
        "picture": picture,
        "avatar": picture,
        "website": "https://alice.example.com",
        "gender": "female",
        "birthdate": "1990-05-04",
        "zoneinfo": "Europe/London",
        "locale": "en-GB",
        "updated_at": 1_767_225_600,
        "email": format!("{user}@example.com"),
        "email_verified": true,
        "phone_number": "+44 20 7946 0958",
        "phone_number_verified": true,
        "address": {
            "formatted": "1 Folly Bridge\nOxford OX1 4JU\nUnited Kingdom",
            "street_address": "1 Folly Bridge",
            "locality": "Oxford",
            "region": "Oxfordshire",
            "postal_code": "OX1 4JU",
            "country": "United Kingdom",
        },
        "groups": ["admins", "staff"],
    }));
    for fault in op.faults::<AccountFault>() {
        apply(&mut claims, fault, &picture);
    }
    claims
}

/// The one place where faults of the account act.
fn apply(claims: &mut Map<String, Value>, fault: AccountFault, picture: &str) {
    use AccountFault as F;
    let mut set = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    match fault {
        F::NameMissing => remove(claims, "name"),
        F::NameNumber => set("name", json!(42)),
        F::NameEmpty => set("name", json!("")),
        F::NameNull => set("name", Value::Null),
        F::NameLong => set("name", json!("n".repeat(300))),
        F::NameMarkup => set("name", json!("<b onclick=\"x()\">Alice</b> & Liddell")),
        F::UsernameMissing => remove(claims, "preferred_username"),
        F::UsernameNull => set("preferred_username", Value::Null),
        F::UsernameEmail => set("preferred_username", json!("alice@example.com")),
        F::UsernameSpaces => set("preferred_username", json!("Alice P. Liddell")),
        F::EmailMissing => remove(claims, "email"),
        F::EmailEmpty => set("email", json!("")),
        F::EmailNull => set("email", Value::Null),
        F::EmailInvalid => set("email", json!("alice at example")),
        F::EmailList => set("email", json!(["alice@example.com", "al@example.com"])),
        F::EmailUpperCase => set("email", json!("Alice@Example.COM")),
        F::EmailVerifiedFalse => set("email_verified", json!(false)),
        F::EmailVerifiedTextFalse => set("email_verified", json!("false")),
        F::EmailVerifiedText => set("email_verified", json!("true")),
        F::EmailVerifiedMissing => remove(claims, "email_verified"),
        F::GroupsMissing => remove(claims, "groups"),
        F::GroupsEmpty => set("groups", json!([])),
        F::GroupsNumber => set("groups", json!(7)),
        F::GroupsTrue => set("groups", json!(true)),
        F::GroupsNull => set("groups", Value::Null),
        F::GroupsText => set("groups", json!("staff")),
        F::GroupsCommas => set("groups", json!("admins, staff")),
        F::GroupsSpaces => set("groups", json!("admins staff")),
        F::GroupsObject => set("groups", json!({"first": "admins", "second": "staff"})),
        F::GroupsObjects => set("groups", json!([{"gid": "admins", "displayName": "Admins"}, {"gid": "staff"}])),
        F::GroupsMixed => set("groups", json!([1, "", "staff"])),
        F::GroupsPaths => set("groups", json!(["/company/admins", "/company/staff"])),
        F::GroupsLong => set("groups", json!(["g".repeat(300)])),
        F::GroupsMany => set("groups", (0..400).map(|number| json!(format!("group-{number:03}"))).collect()),
        F::GroupsElsewhere => {
            remove(claims, "groups");
            claims.insert("roles".to_owned(), json!(["admins", "staff"]));
        }
        F::GroupsNested => {
            remove(claims, "groups");
            claims.insert("realm_access".to_owned(), json!({"roles": ["admins", "staff"]}));
        }
        F::GroupsNamespaced => {
            remove(claims, "groups");
            claims.insert("https://claims.example/groups".to_owned(), json!(["admins", "staff"]));
        }
        F::GroupsRoleObject => {
            remove(claims, "groups");
            let roles = json!({"admins": {"1": "example.com"}, "staff": {"1": "example.com"}});
            claims.insert("urn:example:roles".to_owned(), roles);
        }
        F::GroupsOverage => {
            remove(claims, "groups");
            claims.insert("_claim_names".to_owned(), json!({"groups": "src1"}));
            let source = json!({"src1": {"endpoint": "https://people.example.com/alice/groups"}});
            claims.insert("_claim_sources".to_owned(), source);
        }
        F::QuotaText => set("quota", json!("5 GB")),
        F::QuotaNumber => set("quota", json!(5_368_709_120_i64)),
        F::QuotaWords => set("quota", json!("lots")),
        F::AddressText => set("address", json!("1 Folly Bridge, Oxford")),
        F::AddressParts => {
            if let Some(Value::Object(parts)) = claims.shift_remove("address") {
                claims.extend(parts.into_iter().filter(|(name, _)| name != "formatted"));
            }
        }
        F::AddressMissing => remove(claims, "address"),
        F::PhoneInvalid => set("phone_number", json!("ask the cat")),
        F::PhoneNational => set("phone_number", json!("020 7946 0958")),
        F::LocaleUnderscore => set("locale", json!("de_DE")),
        F::LocaleInvalid => set("locale", json!("not a locale")),
        F::LanguageGerman => set("language", json!("de")),
        F::LanguageUnknown => set("language", json!("xx")),
        F::WebsiteInvalid => set("website", json!("example")),
        F::PronounsText => set("pronouns", json!("she/her")),
        F::PronounsObject => set("pronouns", json!({"subject": "she"})),
        F::BirthdateNumber => set("birthdate", json!(641_779_200)),
        F::BirthdateObject => set("birthdate", json!({"year": 1990})),
        F::GenderNumber => set("gender", json!(2)),
        F::GenderLong => set("gender", json!("g".repeat(3000))),
        F::UpdatedAtText => set("updated_at", json!("2026-01-01T00:00:00Z")),
        F::PictureMissing => remove(claims, "picture"),
        F::PictureWide => set("picture", json!(picture.replace("/picture.png", "/wide.png"))),
        F::PictureNotFound => set("picture", json!(picture.replace("/picture.png", "/no-such.png"))),
        F::PictureHtml => set("picture", json!(picture.replace("/picture.png", "/picture.html"))),
        F::PictureSvg => set("picture", json!(picture.replace("/picture.png", "/picture.svg"))),
        F::PictureRelative => set("picture", json!("/picture.png")),
        F::PictureObject => set("picture", json!({"url": picture})),
        F::PictureInline => {
            use base64::{Engine as _, engine::general_purpose::STANDARD};
            set("picture", json!(format!("data:image/png;base64,{}", STANDARD.encode(picture::png(false)))));
        }
        F::AvatarMissing => remove(claims, "avatar"),
        F::PrivateClaims => {
            set("https://claims.example/tree", json!({"a.b": {"c": ["d", {"e": null}]}}));
        }
    }
}

fn remove(claims: &mut Map<String, Value>, name: &str) {
    claims.shift_remove(name);
}
