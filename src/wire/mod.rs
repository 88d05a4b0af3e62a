//! How an app builds its requests, as plain data.
//!
//! A [`ClientBehaviour`] (from an app profile) and the app's [`Settings`] give, together with the provider's metadata, a
//! [`FlowPlan`]: every byte of the requests except the random values. Observing fills those in and sends; judging
//! computes the same plan again and looks up the flow that was sent by it.

mod behaviour;
mod claims_parameter;
mod encode;
mod endpoints;
mod logout;
mod plan;
mod planning;
mod probe;
mod rocket_chat;
mod settings;
mod token_answer;
mod version;

pub use behaviour::{
    AccessTokenPlace, AnswerRule, AuthenticationRule, AuthorizationBehaviour, AuthorizationParameter, CallbackRule, ClaimsRule,
    ClientBehaviour, DiscoveryRule, EndpointRule, LogoutRule, PictureBehaviour, PkceRule, QueryEncoding, RedirectRule,
    RedirectUriRule, RefusedRule, ScopeRule, StatusRule, TokenBehaviour, TokenParameter, UserinfoBehaviour, UserinfoQuery,
    ValueShape, WireChange,
};
pub use claims_parameter::claims_parameter;
pub use encode::{form_encode, percent_encode, query_string};
pub use endpoints::{Endpoint, document_for_people, endpoint, suggested_logout};
pub use logout::{LogoutContext, logout_url};
pub use plan::{
    AuthorizationPlan, ClientAuthentication, ClientContext, FlowPlan, HttpManners, NoPlan, Slot, TokenPlan, UserinfoPlan,
};
pub use planning::flow_plan;
pub use probe::Probe;
pub use rocket_chat::{RocketChatFlow, TypedEndpoints};
pub use settings::{SettingValue, Settings};
pub use version::Version;
