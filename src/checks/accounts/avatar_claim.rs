//! A picture that arrives.

use super::support::{ClaimParams, at_claim, in_words};
use crate::account::claim::Claims;
use crate::account::picture::{Picture, PictureKind, PictureSource};
use crate::check::{Check, Finding, Level, Meta, Missing, Need, Outcome};
use crate::evidence::Evidence;
use crate::recording::Step;
use crate::wire::Version;

/// The picture of the user arrives in the app.
#[derive(Debug)]
pub struct AvatarClaim;

/// Media types under which the app takes a picture from the network.
const MEDIA_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/gif"];

impl Check for AvatarClaim {
    const META: &'static Meta = &Meta {
        id: "avatar-claim",
        title: "The avatar claim leads to a square JPEG or PNG",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow, Need::Step(Step::Picture)],
        why: "The app fetches the picture without a token, and takes square JPEG and PNG only; anything else leaves a line in its log.",
        fix: "Serve a square JPEG or PNG at a public URL under its own media type, and map the claim that names it (mapping-avatar=picture).",
    };
    type Params = ClaimParams;

    fn judge(evidence: &Evidence<'_>, params: &ClaimParams) -> Result<Outcome, Missing> {
        let claims = params.claims(evidence)?;
        let fail = |message: String, actual: String| -> Outcome {
            let finding = Finding::new(message).compare("a square JPEG or PNG", actual);
            at_claim(finding, &claims, evidence, &params.claim).into()
        };
        let Some(text) = claims.text(&params.claim).filter(|text| !text.is_empty()) else {
            return Ok(no_claim(&claims, params, fail));
        };
        let bare_base64 = *evidence.view().version >= Version::from_numbers(&[8, 11]);
        let bytes = match PictureSource::read(text, bare_base64) {
            PictureSource::Inside(bytes) => bytes,
            PictureSource::Unknown => {
                return Ok(fail(
                    "the avatar claim is neither a URL nor a data: URL of a JPEG or PNG".to_owned(),
                    in_words(claims.get(&params.claim)),
                ));
            }
            PictureSource::Url(url) => match fetched(evidence, url)? {
                Ok(bytes) => bytes,
                Err(why) => return Ok(fail(why, url.to_owned())),
            },
        };
        Ok(match Picture::read(&bytes) {
            None => fail("the picture is no JPEG or PNG".to_owned(), format!("{} bytes of something else", bytes.len())),
            Some(picture) if picture.kind == PictureKind::Gif => fail("the picture is a GIF".to_owned(), "a GIF".to_owned()),
            Some(picture) if !picture.is_square() => {
                fail("the picture is not square".to_owned(), format!("{} × {} pixels", picture.width, picture.height))
            }
            Some(_) => Outcome::Pass,
        })
    }
}

fn no_claim(claims: &Claims, params: &ClaimParams, fail: impl Fn(String, String) -> Outcome) -> Outcome {
    match (claims.get(&params.claim), claims.literal("picture")) {
        (Some(value), _) => fail("the avatar claim is no text".to_owned(), in_words(Some(value))),
        (None, Some(_)) => {
            let message = format!("the picture is in the claim \"picture\", and the app looks at {:?}", params.claim);
            fail(message, "absent".to_owned())
        }
        (None, None) => Outcome::NotApplicable("there is no picture".to_owned()),
    }
}

/// The bytes the app would get from this URL, or why it gets none.
fn fetched(evidence: &Evidence<'_>, url: &str) -> Result<Result<Vec<u8>, String>, Missing> {
    let step = evidence.step(Step::Picture)?;
    let asked = step.exchanges.first().and_then(|id| evidence.exchange(*id).ok());
    if asked.is_some_and(|exchange| exchange.request.url != url) {
        return Err(Missing::new("not-observed", format!("the picture at {url} was not fetched")));
    }
    let (_, exchange) = evidence.answer(Step::Picture)?;
    let Some(response) = exchange.complete() else {
        let why = exchange.failure.as_ref().map_or("no answer", |f| f.message.as_str());
        return Ok(Err(format!("the picture cannot be fetched: {why}")));
    };
    if !response.is_success() {
        return Ok(Err(format!("the picture cannot be fetched: status {}", response.status)));
    }
    let media_type = response.media_type().unwrap_or_default();
    if !MEDIA_TYPES.contains(&media_type.as_str()) {
        return Ok(Err(format!("the picture is served as {media_type:?}")));
    }
    Ok(Ok(response.body.bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture, ISSUER};

    const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    fn app(claims: Value) -> Fixture {
        Fixture::app("nextcloud-user-oidc").claims(claims)
    }

    fn judge(fixture: Fixture) -> Outcome {
        fixture.judge::<AvatarClaim>("claim = \"avatar\"")
    }

    #[test]
    fn pictures_inside_the_claim() {
        assert_eq!(judge(app(json!({ "avatar": format!("data:image/png;base64,{PNG}") }))), Outcome::Pass);
        assert_eq!(judge(app(json!({ "avatar": PNG })).version("8.11.0")), Outcome::Pass);
        assert!(matches!(judge(app(json!({ "avatar": PNG })).version("8.10.1")), Outcome::Fail(_)));
        assert!(matches!(judge(app(json!({ "avatar": "data:image/png;base64,AAAA" }))), Outcome::Fail(_)));
        assert!(matches!(judge(app(json!({ "avatar": 5 }))), Outcome::Fail(_)));
    }

    #[test]
    fn pictures_elsewhere() {
        // The fixture fetches this URL, whatever the step.
        let served = |media_type: &str, body: &str| {
            let avatar = format!("{ISSUER}/step");
            app(json!({ "avatar": avatar })).step(Step::Picture, vec![Answer::raw(200, media_type, body)], None)
        };
        let gif = "GIF89a\u{10}\0\u{10}\0";
        assert!(matches!(judge(served("application/octet-stream", gif)), Outcome::Fail(f) if f.message.contains("served as")));
        assert!(matches!(judge(served("image/gif; x=y", gif)), Outcome::Fail(f) if f.message.contains("GIF")));
        assert!(matches!(judge(served("image/png", "no picture")), Outcome::Fail(_)));
        let missing = app(json!({ "avatar": "https://op.example.org/a.png" }));
        assert!(matches!(judge(missing), Outcome::Inconclusive(_)));
    }

    #[test]
    fn the_usual_claim_is_not_looked_at() {
        let outcome = judge(app(json!({ "picture": "https://op.example.org/a.png" })));
        assert!(matches!(outcome, Outcome::Fail(f) if f.message.contains("\"picture\"")));
        assert!(matches!(judge(app(json!({}))), Outcome::NotApplicable(_)));
    }
}
