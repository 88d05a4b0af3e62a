//! A picture that becomes the avatar.

use super::support::written;
use crate::account::picture::Picture;
use crate::check::{Check, Finding, Level, Meta, Missing, Need, NoParams, Outcome};
use crate::evidence::Evidence;
use crate::recording::Step;

/// The picture can be fetched as the app does it. Bound only with `oidc_login_update_avatar`.
pub struct AvatarPicture;

impl Check for AvatarPicture {
    const META: &'static Meta = &Meta {
        id: "oidc-login-picture",
        title: "The picture is served at once, to anybody, as JPEG, PNG or GIF, whatever If-Modified-Since says",
        level: Level::App,
        spec: &[],
        needs: &[Need::Flow, Need::Step(Step::Picture)],
        why: "It is fetched without a token and without following redirects, and only if it is newer than the picture that Nextcloud draws itself; every failure is silent.",
        fix: "Serve the picture at a public URL with status 200, and do not answer If-Modified-Since with 304 for pictures that Nextcloud never had.",
    };
    type Params = NoParams;

    fn judge(evidence: &Evidence<'_>, _: &NoParams) -> Result<Outcome, Missing> {
        let (keys, flat) = written(evidence)?;
        let Some(url) = flat.text(&keys.photo).filter(|url| !matches!(url.as_str(), "" | "0")) else {
            return Ok(Outcome::NotApplicable("there is no picture".to_owned()));
        };
        let fail = |why: String| {
            let finding = Finding::new(format!("The avatar is not set: {why}")).compare("a picture with status 200", why);
            Ok(Outcome::from(flat.point(finding, &keys.photo)))
        };
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return fail(format!("{url:?} is no address to fetch from"));
        }
        let (_, exchange) = evidence.answer(Step::Picture)?;
        let Some(response) = exchange.complete() else {
            let why = exchange.failure.as_ref().map_or("no answer", |failure| failure.message.as_str());
            return fail(format!("the picture cannot be fetched: {why}"));
        };
        match response.status {
            200 if Picture::read(&response.body.bytes()).is_some() => Ok(Outcome::Pass),
            200 => fail("the answer is no JPEG, PNG or GIF".to_owned()),
            304 => fail("the provider answers 304 to If-Modified-Since, although Nextcloud never had the picture".to_owned()),
            status => fail(format!("the picture is answered with status {status}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::fixture::{Answer, Fixture};

    fn judged(status: u16, body: &str, url: &str) -> Outcome {
        let fixture = Fixture::app("nextcloud-oidc-login").userinfo(Answer::json(200, &json!({ "sub": "a", "picture": url })));
        fixture.step(Step::Picture, vec![Answer::raw(status, "image/gif", body)], None).judge::<AvatarPicture>("")
    }

    #[test]
    fn only_a_picture_with_200_is_taken() {
        let (gif, url) = ("GIF89a\u{10}\0\u{10}\0", "https://op.example.org/a.gif");
        assert_eq!(judged(200, gif, url), Outcome::Pass);
        for status in [304, 302, 401, 404] {
            assert!(matches!(judged(status, gif, url), Outcome::Fail(_)), "{status}");
        }
        assert!(matches!(judged(200, "<svg/>", url), Outcome::Fail(_)));
        assert!(matches!(judged(200, gif, "data:image/gif;base64,R0"), Outcome::Fail(_)));
        assert!(matches!(judged(200, gif, ""), Outcome::NotApplicable(_)));
    }
}
