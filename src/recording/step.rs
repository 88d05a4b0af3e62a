//! Things we do outside of logins.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ExchangeId, StageStatus};
use crate::wire::Probe;

/// One thing we do. Harmless ones first, hostile ones next, destructive ones last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Resolve the provider's host names.
    Resolve,
    /// GET the discovery document.
    Discovery,
    /// GET the discovery document with an `Origin` header, as a browser page would.
    DiscoveryCors,
    /// GET the discovery document a second time.
    DiscoveryAgain,
    /// GET the JWK Set.
    JwkSet,
    /// GET the JWK Set a second time, at the end.
    JwkSetAgain,
    /// GET the authorization endpoint without any parameter.
    AuthorizationEndpointBare,
    /// POST to the token endpoint without any parameter.
    TokenEndpointBare,
    /// GET the userinfo endpoint without a token.
    UserinfoWithoutToken,
    /// GET the userinfo endpoint with a token that nobody issued.
    UserinfoWrongToken,
    /// POST to the userinfo endpoint with the token in the header.
    UserinfoPost,
    /// POST a code that nobody issued to the token endpoint, with good client authentication.
    WrongCode,
    /// Authorization code flow: authorization request, login, callback, token, userinfo. Recorded as a flow.
    Flow,
    /// Refresh the tokens.
    Refresh,
    /// GET userinfo with the access token of the refresh.
    UserinfoRefreshed,
    /// Refresh once more, without client authentication.
    RefreshWithoutAuthentication,
    /// Refresh once more, with a scope that was never granted at the end of those that were.
    RefreshWiderScope,
    /// Download of the avatar the ID Token names.
    Picture,
    /// A strict client (the `openidconnect` crate) reads discovery and the ID Token. `said` is `ok`, or its own error.
    StrictClient,
    /// End session exactly as the app would.
    ///
    /// This and the other logouts begin with the request to the end-session endpoint, its query as sent, and end with the answer
    /// at which the browser came to rest: a page, or the redirect away from the provider, which is not followed. `said` is the
    /// URL at which it came to rest, where that is not the `Location` of the last answer (a page that redirects by itself).
    Logout,
    /// After a logout: does an authorization request still pass without a login? Nothing is typed into any page. The last
    /// exchange is the redirect to the redirect URI, or the page that asks for a login; `said` as for [`Step::Logout`].
    SessionAfterLogout,
    /// End session with a registered URI, hint and state.
    EndSessionWithHint,
    /// End session without a hint.
    EndSessionWithoutHint,
    /// End session with an unregistered post-logout redirect URI.
    EndSessionUnregisteredUri,
    /// GET the end-session endpoint without any parameter.
    EndSessionBare,
    /// Listen for the Logout Tokens of this client while sessions end. The exchanges are what came in: `request` is the
    /// provider's, `response` our answer to it.
    BackChannelLogout,
    /// Register a client for this actor, before its login. Where nothing was sent, `said` is the document that would have been.
    Registration,
    /// Register a client whose redirect URI has a fragment, with everything else as in [`Step::Registration`].
    RegistrationOfFragment,
    /// Register a web client whose redirect URI is plain http, likewise.
    RegistrationOfPlainHttp,
    /// GET what is registered, at the address that the registration named.
    RegistrationRead,
    /// Register a client for another signing algorithm, and log in with it. The first exchange is the registration, the last
    /// one the token answer; `said` is the algorithm.
    RegisteredAlgorithm,
    /// DELETE a client of this run. `said` is its client id; `variant` names it where it is not the actor's own.
    RegistrationRemoval,
}

impl Step {
    /// It is about clients that the run registers itself.
    pub fn is_registration(self) -> bool {
        matches!(
            self,
            Self::Registration
                | Self::RegistrationOfFragment
                | Self::RegistrationOfPlainHttp
                | Self::RegistrationRead
                | Self::RegisteredAlgorithm
                | Self::RegistrationRemoval
        )
    }
}

/// Something that must have been observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Need {
    /// A step outside of logins.
    Step(Step),
    /// The app's (or the specification client's) authorization code flow.
    Flow,
    /// That flow with a deviation.
    Probe(Probe),
}

/// One step as it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepRecord {
    /// Which step.
    pub step: Step,
    /// The app whose wire behaviour was used; absent: the tester's own, by the specification.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub app: Option<String>,
    /// What distinguishes two runs of one step by one app (a URL, a setting); empty if nothing does.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub variant: String,
    /// How it ended.
    pub status: StageStatus,
    /// Its exchanges, in order; the last holds the answer.
    pub exchanges: Vec<ExchangeId>,
    /// What a step found out that is no exchange (the strict client's own words); empty if nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub said: Option<String>,
}
