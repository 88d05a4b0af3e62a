//! A value that the app needs: a claim, or a member of the token answer.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::usable::{Form, Type};
use crate::account::claim::{Naming, find};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::{ClaimsSource, Evidence};
use crate::oidc::json::excerpt;
use crate::recording::ExchangeId;

/// Which value, and what the app can use.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Names in the order in which the app looks; the first that it can use counts. An empty name stands for nothing.
    pub(super) claims: Vec<String>,
    /// Where it looks; absent: where the profile's `claims` says.
    #[serde(default)]
    from: From,
    /// How it reads the names.
    #[serde(default)]
    naming: NameForm,
    /// JSON types that it can use; absent: text.
    #[serde(default = "text_alone")]
    pub(super) types: Vec<Type>,
    /// It can use an empty text, an empty list or an empty object too.
    #[serde(default)]
    pub(super) empty: bool,
    /// It goes on where nothing is there at all.
    #[serde(default)]
    optional: bool,
    /// The value must be one of these texts; a list must hold one of them.
    #[serde(default)]
    pub(super) one_of: Vec<String>,
    /// Form of the text.
    pub(super) form: Option<Form>,
    /// Characters that the text may have.
    pub(super) longest: Option<usize>,
    /// The other way round: the app goes on only where nothing usable is there.
    #[serde(default)]
    absent: bool,
}

/// Where to look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum From {
    /// The claims as the app sees them.
    #[default]
    App,
    /// The payload of the ID Token.
    IdToken,
    /// The userinfo answer.
    Userinfo,
    /// The header of the ID Token (`alg`, `kid` …).
    IdTokenHeader,
    /// The token answer, for its own members.
    TokenAnswer,
}

/// How names are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum NameForm {
    /// Top level, literally.
    #[default]
    Literal,
    /// A GJSON path: members between dots, list items by number; patterns and queries are not understood.
    Gjson,
}

/// The claims have a value that the app can use.
pub struct ClaimValue;

impl Check for ClaimValue {
    const META: &'static Meta = &Meta {
        id: "claim-value",
        title: "The claims have a value that the app can use",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow],
        why: "The app makes its account, or its decision, of this value.",
        fix: "Fill the attribute in for the user, and map it into the claims that the app reads, in the form that it reads.",
    };
    type Params = Params;

    fn judge(evidence: &Evidence<'_>, params: &Params) -> Result<Outcome, Missing> {
        let source = params.source(evidence)?;
        let found: Vec<(&str, &Value)> = params
            .claims
            .iter()
            .filter_map(|name| find(&source.values, name, params.naming.into()).map(|f| (name.as_str(), f.value)))
            .collect();
        let usable = found.iter().find(|(_, value)| params.flaw(value).is_none());
        let names = params.claims.iter().map(|n| format!("{n:?}")).collect::<Vec<_>>().join(" or ");
        if params.absent {
            let Some((name, value)) = usable else { return Ok(Outcome::Pass) };
            let (place, actual) = (source.pointer(name), excerpt(value));
            return Ok(Finding::new(format!("{} has {name:?}: {actual}", source.name))
                .compare(format!("no {names}"), actual.clone())
                .words(actual)
                .at(source.exchange, place)
                .into());
        }
        if usable.is_some() || found.is_empty() && params.optional {
            return Ok(Outcome::Pass);
        }
        let (name, actual, flaw) = match found.first() {
            Some((name, value)) => (*name, excerpt(value), params.flaw(value)),
            None => (params.claims.first().map_or("", String::as_str), "nothing".to_owned(), None),
        };
        let flaw = flaw.map(|f| format!(", {f}")).unwrap_or_default();
        let hint = if found.is_empty() { params.elsewhere(evidence) } else { "" };
        let message = format!("{} has {actual} under {}{flaw}{hint}", source.name, if found.is_empty() { &names } else { name });
        Ok(Finding::new(message)
            .compare(params.wanted(), actual.clone())
            .words(actual)
            .at(source.exchange, source.pointer(name))
            .into())
    }
}

/// The values, and where they stand.
struct Source {
    name: &'static str,
    values: Map<String, Value>,
    exchange: ExchangeId,
    before: &'static str,
}

impl Source {
    fn pointer(&self, name: &str) -> String {
        let plain = name.replace('~', "~0").replace('/', "~1");
        // A name of the top level may hold dots as well.
        let path = if self.values.contains_key(name) { plain } else { plain.replace('.', "/") };
        format!("{}/{path}", self.before)
    }
}

impl Params {
    fn source(&self, evidence: &Evidence<'_>) -> Result<Source, Missing> {
        let flow = evidence.reached_flow()?;
        let userinfo_alone = *evidence.view().claims == ClaimsSource::Userinfo;
        Ok(match self.from {
            From::App if !userinfo_alone => {
                let values = evidence.claims()?;
                // What userinfo has comes from there; everything else is looked for in the ID Token.
                let userinfo = flow.userinfo_claims().ok().and_then(|claims| Some((claims, flow.userinfo_exchange().ok()?.0)));
                let has =
                    |claims: &Map<String, Value>| self.claims.iter().any(|name| find(claims, name, self.naming.into()).is_some());
                let in_token = flow.id_token_claims().is_ok_and(|claims| has(&claims));
                match userinfo.filter(|(claims, _)| has(claims) || !in_token) {
                    Some((_, exchange)) => Source { name: "Userinfo", values, exchange, before: "" },
                    None => {
                        let exchange = flow.token_exchange_id()?;
                        Source { name: "The ID Token", values, exchange, before: "/id_token/payload" }
                    }
                }
            }
            From::IdToken => Source {
                name: "The ID Token",
                values: flow.id_token_claims()?,
                exchange: flow.token_exchange_id()?,
                before: "/id_token/payload",
            },
            From::App | From::Userinfo => Source {
                name: "Userinfo",
                values: flow.userinfo_claims()?.clone(),
                exchange: flow.userinfo_response()?.0,
                before: "",
            },
            From::IdTokenHeader => {
                let Some(Value::Object(values)) = flow.id_token()?.header else {
                    return Err(Missing::new("no-id-token", "the header of the ID Token is no JSON object"));
                };
                Source {
                    name: "The header of the ID Token",
                    values,
                    exchange: flow.token_exchange_id()?,
                    before: "/id_token/header",
                }
            }
            From::TokenAnswer => {
                let exchange = flow.token_exchange_id()?;
                Source { name: "The token answer", values: flow.tokens()?.clone(), exchange, before: "" }
            }
        })
    }

    /// The other place has it, which the app does not read.
    fn elsewhere(&self, evidence: &Evidence<'_>) -> &'static str {
        let Ok(flow) = evidence.flow() else { return "" };
        let usable = |claims: &Map<String, Value>| {
            self.claims.iter().any(|n| find(claims, n, self.naming.into()).is_some_and(|f| self.flaw(f.value).is_none()))
        };
        let userinfo_alone = match self.from {
            From::Userinfo => true,
            From::App => *evidence.view().claims == ClaimsSource::Userinfo,
            From::IdToken | From::IdTokenHeader | From::TokenAnswer => false,
        };
        if userinfo_alone && flow.id_token_claims().is_ok_and(|claims| usable(&claims)) {
            "; the ID Token has one, which the app does not read"
        } else if self.from == From::IdToken && flow.userinfo_claims().is_ok_and(usable) {
            "; userinfo has one, which the app does not read"
        } else {
            ""
        }
    }
}

impl std::convert::From<NameForm> for Naming {
    fn from(form: NameForm) -> Self {
        match form {
            NameForm::Literal => Self::Literal,
            NameForm::Gjson => Self::Gjson,
        }
    }
}

fn text_alone() -> Vec<Type> {
    vec![Type::Text]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(userinfo: Value, params: &str) -> Outcome {
        Fixture::app("cloudreve").userinfo(Answer::json(200, &userinfo)).judge::<ClaimValue>(params)
    }

    fn told(outcome: Outcome) -> String {
        match outcome {
            Outcome::Fail(finding) => format!("{} | {} | {}", finding.message, finding.expected, finding.evidence[0].pointer),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_first_usable_name_counts() {
        let params = "claims = [\"nickname\", \"preferred_username\"]";
        assert_eq!(judged(json!({ "nickname": "", "preferred_username": "al" }), params), Outcome::Pass);
        assert_eq!(
            told(judged(json!({ "nickname": 7 }), params)),
            "Userinfo has 7 under nickname, which is a number | text that is not empty | /nickname"
        );
        assert_eq!(
            told(judged(json!({}), params)),
            "Userinfo has nothing under \"nickname\" or \"preferred_username\" | text that is not empty | /nickname"
        );
        assert_eq!(judged(json!({}), "claims = [\"x\"]\noptional = true"), Outcome::Pass);
    }

    #[test]
    fn types_forms_and_lengths() {
        let one = |value: Value, more: &str| judged(json!({ "c": value }), &format!("claims = [\"c\"]\n{more}"));
        let passes = |value: Value, more: &str| one(value, more) == Outcome::Pass;
        assert!(passes(json!(7), "types = [\"text\", \"number\"]") && !passes(json!(7), ""));
        assert!(passes(json!(["a", "b"]), "types = [\"list\"]\none_of = [\"b\"]"));
        assert!(!passes(json!(["a"]), "types = [\"list\"]\none_of = [\"b\"]") && !passes(json!([]), "types = [\"list\"]"));
        assert!(passes(json!([]), "types = [\"list\"]\nempty = true"));
        assert!(passes(json!("a@b"), "form = \"email\"") && !passes(json!("a@"), "form = \"email\""));
        assert!(passes(json!("https://x/a"), "form = \"absolute-url\"") && !passes(json!("/a"), "form = \"absolute-url\""));
        assert!(!passes(json!("  "), "form = \"not-blank\"") && passes(json!("  "), ""));
        assert!(passes(json!("abc"), "longest = 3") && !passes(json!("abcd"), "longest = 3"));
        assert!(!passes(json!("x"), "absent = true") && passes(json!(""), "absent = true"));
    }

    #[test]
    fn the_other_place_is_named() {
        let fixture = || Fixture::app("cloudreve").userinfo(Answer::json(200, &json!({ "sub": "alice" })));
        let outcome = fixture().claims(json!({ "email": "a@b" })).judge::<ClaimValue>("claims = [\"email\"]");
        assert!(told(outcome).contains("the ID Token has one, which the app does not read"));
        let nested = fixture().userinfo(Answer::json(200, &json!({ "a": { "b": "c" } })));
        assert_eq!(nested.judge::<ClaimValue>("claims = [\"a.b\"]\nnaming = \"gjson\""), Outcome::Pass);
        let token = fixture()
            .token(json!({ "error": "no" }))
            .judge::<ClaimValue>("claims = [\"error\"]\nfrom = \"token-answer\"\nabsent = true");
        assert!(told(token).starts_with("The token answer has \"error\": \"no\""));
        assert_eq!(fixture().judge::<ClaimValue>("claims = [\"sub\"]\nfrom = \"id-token\""), Outcome::Pass);
        let alg = |list: &str| {
            fixture().judge::<ClaimValue>(&format!("claims = [\"alg\"]\nfrom = \"id-token-header\"\none_of = {list}"))
        };
        assert_eq!(alg("[\"RS256\"]"), Outcome::Pass);
        assert_eq!(
            told(alg("[\"ES256\"]")),
            "The header of the ID Token has \"RS256\" under alg, not ES256 | text that is not empty: ES256 | /id_token/header/alg"
        );
    }
}
