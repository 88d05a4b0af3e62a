//! The picture.

use super::support::at;
use crate::account::picture::{Picture, PictureKind};
use crate::account::social_login::picture;
use crate::check::{Check, Doc, Finding, Level, Meta, Missing, Need, NoParams, Outcome, SpecRef};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The picture can be fetched without a token, and is one that Nextcloud keeps.
pub struct PictureClaim;

impl Check for PictureClaim {
    const META: &'static Meta = &Meta {
        id: "social-login-picture",
        title: "The picture can be fetched without a token, and is a square PNG or JPEG",
        level: Level::App,
        spec: &[SpecRef::new(Doc::OidcCore, "5.1")],
        needs: &[Need::Flow, Need::Step(Step::Picture)],
        why: "The server fetches it without a token; whatever fails there is passed over in silence.",
        fix: "Serve a square PNG or JPEG at a public address, and name it in picture.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let sources = evidence.two_sources()?;
        let Some((claim, url)) = picture(sources) else {
            return Ok(Outcome::NotApplicable("there is no picture".to_owned()));
        };
        if !url.starts_with("http://") && !url.starts_with("https://") {
            let finding = Finding::new("The picture is at no address that can be fetched").compare("a URL", url);
            return Ok(at(finding, &claim).into());
        }
        let (id, response) = evidence.response(Step::Picture)?;
        let problem = match Picture::read(&response.body.bytes()) {
            _ if !response.is_success() => format!("status {}", response.status),
            None | Some(Picture { kind: PictureKind::Gif, .. }) => "neither PNG nor JPEG".to_owned(),
            Some(picture) if !picture.is_square() => format!("{} by {} pixels", picture.width, picture.height),
            Some(_) => return Ok(Outcome::Pass),
        };
        Ok(Finding::new(format!("Nextcloud keeps no picture: {problem}"))
            .compare("a square PNG or JPEG", problem)
            .at(id, "")
            .into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judge(url: Value, answer: Answer) -> Outcome {
        let fixture = Fixture::app("nextcloud-sociallogin").set("userInfoUrl", "").claims(json!({ "picture": url }));
        fixture.step(Step::Picture, vec![answer], None).judge::<PictureClaim>("")
    }

    #[test]
    fn only_square_pictures_are_kept() {
        let gif = |width: char| Answer::raw(200, "image/gif", &format!("GIF89a{width}\0\u{10}\0"));
        let url = || json!("https://op.example.org/p");
        assert!(matches!(judge(url(), gif('\u{10}')), Outcome::Fail(_)), "GIF is not kept");
        assert!(matches!(judge(url(), Answer::raw(404, "text/html", "")), Outcome::Fail(_)));
        assert!(matches!(judge(json!("/p.png"), gif('\u{10}')), Outcome::Fail(_)));
        assert!(matches!(judge(json!(null), gif('\u{10}')), Outcome::NotApplicable(_)));
        assert!(matches!(judge(json!({ "a": 1 }), gif('\u{10}')), Outcome::NotApplicable(_)));
    }
}
