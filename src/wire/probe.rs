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
}

impl Probe {
    /// Whether the plan says all of it: a plain login with the same plan is the same on the wire.
    pub fn is_all_in_the_plan(self) -> bool {
        !matches!(self, Self::CodeReplay | Self::SecondLogin | Self::PromptNone)
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
            Self::UnregisteredRedirectUri => {
                let uri = a.redirect_uri.clone() + "/not-registered";
                a.set("redirect_uri", Slot::Fixed(uri.clone()));
                a.redirect_uri = uri;
            }
            Self::OtherRedirectUriAtToken => {
                let uri = a.redirect_uri.clone() + "/other";
                t.set("redirect_uri", Slot::Fixed(uri));
            }
            Self::PromptNone => a.set("prompt", Slot::Fixed("none".to_owned())),
            Self::IndexPhpRedirectUri => {
                let uri = a.redirect_uri.replacen("/apps/", "/index.php/apps/", 1);
                a.set("redirect_uri", Slot::Fixed(uri.clone()));
                t.set("redirect_uri", Slot::Fixed(uri.clone()));
                a.redirect_uri = uri;
            }
            Self::CodeReplay | Self::SecondLogin => {}
        }
        plan
    }
}
