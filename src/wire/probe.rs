//! Deviations on purpose: one flow each, sent to see what the provider does with it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClientAuthentication, FlowPlan, QueryEncoding, Slot, ValueShape};

/// One deliberate deviation from a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// PKCE S256 although the plan has none.
    WithPkce,
    /// No PKCE although the plan has it.
    WithoutPkce,
    /// A nonce although the plan has none.
    WithNonce,
    /// No nonce although the plan has one.
    WithoutNonce,
    /// No state although the plan has one.
    WithoutState,
    /// Query with `%20` for a space.
    PercentEncodedQuery,
    /// Query with `+` for a space.
    PlusEncodedQuery,
    /// Query with nothing encoded but the space.
    RawQuery,
    /// A code verifier that does not fit the challenge.
    WrongCodeVerifier,
    /// A challenge, and then no verifier.
    MissingCodeVerifier,
    /// A verifier of 10 characters with its fitting challenge (RFC 7636 wants 43 to 128).
    ShortCodeVerifier,
    /// `code_challenge_method=plain`.
    PlainCodeChallenge,
    /// No challenge, and then a verifier (downgrade, RFC 9700 section 2.1.1).
    VerifierWithoutChallenge,
    /// Secret in the body.
    ClientSecretPost,
    /// Secret as Basic, id and secret form-encoded first.
    ClientSecretBasic,
    /// Secret as Basic, not encoded.
    ClientSecretBasicRaw,
    /// A wrong secret, by the plan's own method.
    WrongClientSecret,
    /// No client authentication at all, only `client_id` in the body.
    NoClientAuthentication,
    /// A redirect URI that nobody registered; the flow must not come back to it.
    UnregisteredRedirectUri,
    /// Another registered-looking redirect URI at the token endpoint than in the authorization request.
    OtherRedirectUriAtToken,
    /// The same code exchanged a second time, after a good exchange. The token stage holds the second one.
    CodeReplay,
    /// `prompt=none` on the session that is there.
    PromptNone,
    /// `index.php` in the redirect URI, as Nextcloud without pretty URLs has it.
    IndexPhpRedirectUri,
    /// A second login of the same user in a fresh session.
    SecondLogin,
    /// A `response_type` that nobody knows.
    UnknownResponseType,
    /// `prompt=none` in a browser without a session.
    PromptNoneWithoutSession,
    /// The S256 challenge sent as its own verifier.
    ChallengeAsVerifier,
    /// A client that nobody registered, in the authorization request.
    UnknownClient,
    /// A client that nobody registered, with a made-up secret, at the token endpoint.
    UnknownClientAtToken,
    /// The redirect URI with its path in capitals, which nobody registered.
    RedirectUriInCapitals,
    /// The redirect URI with a query, which nobody registered.
    RedirectUriWithQuery,
    /// Neither PKCE nor nonce nor state, and a query with `+` for a space: where this works beside the plain login, each alone does.
    WithLeast,
    /// PKCE, a nonce, and a query with `+` for a space: where this works beside the plain login, each alone does.
    WithMost,
}

impl Probe {
    /// Whether the plan says all of it: a plain login with the same plan is the same on the wire.
    pub fn is_all_in_the_plan(self) -> bool {
        !matches!(self, Self::CodeReplay | Self::SecondLogin | Self::PromptNone | Self::PromptNoneWithoutSession)
    }

    /// Probes that put several deviations into one login.
    pub const TOGETHER: [Self; 2] = [Self::WithLeast, Self::WithMost];

    /// What a probe of [`Probe::TOGETHER`] consists of; nothing for any other.
    pub fn parts(self) -> &'static [Self] {
        match self {
            Self::WithLeast => &[Self::WithoutPkce, Self::WithoutNonce, Self::WithoutState, Self::PlusEncodedQuery],
            Self::WithMost => &[Self::WithPkce, Self::WithNonce, Self::PlusEncodedQuery],
            _ => &[],
        }
    }

    /// Whether userinfo is asked with the token that came of it, if one came. What these are about is decided before that.
    pub fn goes_on_to_userinfo(self) -> bool {
        !matches!(
            self,
            Self::WithoutPkce
                | Self::WithoutNonce
                | Self::WithoutState
                | Self::ClientSecretPost
                | Self::ClientSecretBasic
                | Self::ClientSecretBasicRaw
                | Self::PromptNone
                | Self::IndexPhpRedirectUri
                | Self::WithLeast
        )
    }

    /// The plan with this deviation built in. Probes that act on the session or repeat a call leave it as it is.
    #[must_use]
    pub fn apply(self, plan: &FlowPlan) -> FlowPlan {
        let mut plan = plan.clone();
        let a = &mut plan.authorization;
        let t = &mut plan.token;
        match self {
            Self::WithPkce => {
                a.set("code_challenge", Slot::CodeChallenge);
                a.set("code_challenge_method", Slot::Fixed("S256".to_owned()));
                a.verifier_length = a.verifier_length.or(Some(43));
                t.set("code_verifier", Slot::CodeVerifier);
            }
            Self::WithoutPkce => {
                a.remove("code_challenge");
                a.remove("code_challenge_method");
                t.remove("code_verifier");
            }
            Self::WithNonce => {
                a.set("nonce", Slot::Nonce);
                a.nonce = a.nonce.or(Some(ValueShape::Base64url43));
            }
            Self::WithoutNonce => a.remove("nonce"),
            Self::WithoutState => a.remove("state"),
            Self::PercentEncodedQuery => a.encoding = QueryEncoding::Percent,
            Self::PlusEncodedQuery => a.encoding = QueryEncoding::Plus,
            Self::RawQuery => a.encoding = QueryEncoding::Raw,
            Self::WrongCodeVerifier => {
                return Self::WithPkce.apply(&plan).with_token("code_verifier", Some(Slot::WrongCodeVerifier));
            }
            Self::MissingCodeVerifier => {
                return Self::WithPkce.apply(&plan).with_token("code_verifier", None);
            }
            Self::ShortCodeVerifier => {
                plan = Self::WithPkce.apply(&plan);
                plan.authorization.verifier_length = Some(10);
            }
            Self::PlainCodeChallenge => {
                plan = Self::WithPkce.apply(&plan);
                plan.authorization.set("code_challenge", Slot::CodeVerifier);
                plan.authorization.set("code_challenge_method", Slot::Fixed("plain".to_owned()));
            }
            Self::VerifierWithoutChallenge => {
                plan = Self::WithoutPkce.apply(&plan);
                plan.authorization.verifier_length = Some(43);
                plan.token.set("code_verifier", Slot::CodeVerifier);
            }
            Self::ClientSecretPost => t.authentication = ClientAuthentication::Post,
            Self::ClientSecretBasic => t.authentication = ClientAuthentication::BasicEncoded,
            Self::ClientSecretBasicRaw => t.authentication = ClientAuthentication::Basic,
            Self::WrongClientSecret => t.wrong_secret = true,
            Self::NoClientAuthentication => t.authentication = ClientAuthentication::None,
            Self::UnregisteredRedirectUri => a.go_back_to(a.redirect_uri.clone() + "/not-registered"),
            Self::RedirectUriWithQuery => a.go_back_to(a.redirect_uri.clone() + "?not=registered"),
            Self::RedirectUriInCapitals => a.go_back_to(path_in_capitals(&a.redirect_uri)),
            Self::OtherRedirectUriAtToken => {
                let uri = a.redirect_uri.clone() + "/other";
                t.set("redirect_uri", Slot::Fixed(uri));
            }
            Self::PromptNone | Self::PromptNoneWithoutSession => a.set("prompt", Slot::Fixed("none".to_owned())),
            Self::UnknownResponseType => a.set("response_type", Slot::Fixed("nobody-knows".to_owned())),
            Self::ChallengeAsVerifier => {
                return Self::WithPkce.apply(&plan).with_token("code_verifier", Some(Slot::CodeChallenge));
            }
            Self::UnknownClient => {
                let id = t.client_id.clone() + "-not-registered";
                a.set("client_id", Slot::Fixed(id.clone()));
                t.client_id = id;
            }
            Self::UnknownClientAtToken => {
                t.client_id += "-not-registered";
                t.wrong_secret = true;
            }
            Self::IndexPhpRedirectUri => {
                let uri = a.redirect_uri.replacen("/apps/", "/index.php/apps/", 1);
                a.set("redirect_uri", Slot::Fixed(uri.clone()));
                t.set("redirect_uri", Slot::Fixed(uri.clone()));
                a.redirect_uri = uri;
            }
            Self::WithLeast | Self::WithMost => {
                return self.parts().iter().fold(plan, |plan, part| part.apply(&plan));
            }
            Self::CodeReplay | Self::SecondLogin => {}
        }
        plan
    }
}

/// The URI with its path in capitals; one without letters there stays as it is.
fn path_in_capitals(uri: &str) -> String {
    let path = uri.find("://").and_then(|scheme| uri.get(scheme + 3..)?.find('/').map(|at| scheme + 3 + at));
    let end = uri.find(['?', '#']).unwrap_or(uri.len());
    match path.filter(|path| *path <= end).and_then(|path| Some((uri.get(..path)?, uri.get(path..end)?, uri.get(end..)?))) {
        Some((before, path, after)) => format!("{before}{}{after}", path.to_ascii_uppercase()),
        None => uri.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_path_is_in_capitals() {
        assert_eq!(path_in_capitals("https://a.example/cb/x?y=z"), "https://a.example/CB/X?y=z");
        assert_eq!(path_in_capitals("https://a.example"), "https://a.example");
        assert_eq!(path_in_capitals("urn:ietf:wg"), "urn:ietf:wg");
    }
}
