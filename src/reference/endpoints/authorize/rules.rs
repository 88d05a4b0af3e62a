//! What the authorization endpoint insists on.

use super::Instead;
use crate::reference::{fault::AuthorizeRuleFault, page::LoginStep};

/// How redirect URIs are compared with the registered ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reference) enum RedirectMatch {
    /// Character by character, as the specification wants it.
    Exact,
    /// A registered one may be continued.
    Prefix,
    /// The query does not count.
    WithoutQuery,
    /// Capitals and small letters are the same.
    AnyCase,
    /// Anything goes.
    Any,
    /// Exact, and without the name of a script.
    WithoutScript,
    /// Nothing goes.
    Nothing,
}

/// What tokens call the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reference) enum Subject {
    /// The login name.
    LoginName,
    /// Another name with each login.
    Changing,
    /// A name that is hard to use.
    Odd,
}

/// The rules of the authorization endpoint: conforming by default, each fault changes one.
#[derive(Debug)]
pub(in crate::reference) struct AuthorizeRules {
    pub(super) instead: Option<Instead>,
    pub(super) limited_calls: u64,
    pub(super) post: bool,
    pub(super) refused_scopes: Vec<&'static str>,
    pub(super) unknown_scope_refused: bool,
    pub(super) plus_is_space: bool,
    pub(super) scopes_ignored: bool,
    pub(super) claims_refused: bool,
    pub(super) claims_userinfo_refused: bool,
    pub(super) claims_ignored: bool,
    /// Parameters that are refused as unknown.
    pub(super) refused_parameters: Vec<&'static str>,
    pub(super) unknown_parameters_refused: bool,
    /// Parameters that no request may lack.
    pub(super) required_parameters: Vec<&'static str>,
    pub(in crate::reference) pkce_ignored: bool,
    pub(super) pkce_plain: bool,
    pub(super) longest_state: usize,
    pub(super) prompt_none_shows_login: bool,
    pub(super) prompt_login_ignored: bool,
    pub(super) max_age_ignored: bool,
    pub(super) redirect_match: RedirectMatch,
    pub(super) error_to_unregistered: bool,
    pub(super) unknown_client_accepted: bool,
    pub(super) any_response_type: bool,
    pub(super) session_forgotten: bool,
    /// What the login page asks for first.
    pub(in crate::reference) first_step: LoginStep,
    pub(in crate::reference) scripted_login: bool,
    pub(in crate::reference) login_refused: bool,
    /// What the user is called in tokens.
    pub(in crate::reference) subject: Subject,
    pub(super) form_action_self: bool,
    pub(super) errors_shown: bool,
    pub(super) repeated_scope_refused: bool,
    pub(super) prompts: Vec<&'static str>,
    pub(super) consent_always: bool,
    pub(super) code_expired_at_once: bool,
    pub(super) long_code: bool,
}

impl AuthorizeRules {
    /// The rules under these faults.
    pub(in crate::reference) fn with(faults: impl Iterator<Item = AuthorizeRuleFault>) -> Self {
        let mut rules = Self {
            instead: None,
            limited_calls: 0,
            post: true,
            refused_scopes: Vec::new(),
            unknown_scope_refused: false,
            plus_is_space: true,
            scopes_ignored: false,
            claims_refused: false,
            claims_userinfo_refused: false,
            claims_ignored: false,
            refused_parameters: Vec::new(),
            unknown_parameters_refused: false,
            required_parameters: Vec::new(),
            pkce_ignored: false,
            pkce_plain: false,
            longest_state: usize::MAX,
            prompt_none_shows_login: false,
            prompt_login_ignored: false,
            max_age_ignored: false,
            redirect_match: RedirectMatch::Exact,
            error_to_unregistered: false,
            unknown_client_accepted: false,
            any_response_type: false,
            session_forgotten: false,
            first_step: LoginStep::Both,
            scripted_login: false,
            login_refused: false,
            subject: Subject::LoginName,
            form_action_self: false,
            errors_shown: false,
            repeated_scope_refused: false,
            prompts: vec!["none", "login", "consent", "select_account"],
            consent_always: false,
            code_expired_at_once: false,
            long_code: false,
        };
        faults.for_each(|fault| rules.bend(fault));
        rules
    }

    /// The one place where these faults act.
    fn bend(&mut self, fault: AuthorizeRuleFault) {
        use AuthorizeRuleFault as F;
        match fault {
            F::Stuck => self.instead = Some(Instead::Stuck),
            F::ServerError => self.instead = Some(Instead::ServerError),
            F::NotFound => self.instead = Some(Instead::NotFound),
            F::Unresponsive => self.instead = Some(Instead::Silence),
            F::RateLimited => self.limited_calls = 2,
            F::PostRefused => self.post = false,
            F::UnknownScopeRefused => self.unknown_scope_refused = true,
            F::ProfileScopeRefused => self.refused_scopes.push("profile"),
            F::GroupsScopeRefused => self.refused_scopes.push("groups"),
            F::OfflineAccessRefused => self.refused_scopes.push("offline_access"),
            F::RepeatedScopeRefused => self.repeated_scope_refused = true,
            F::ScopePlusNotDecoded => self.plus_is_space = false,
            F::ScopesIgnored => self.scopes_ignored = true,
            F::ClaimsRefused => self.claims_refused = true,
            F::ClaimsUserinfoRefused => self.claims_userinfo_refused = true,
            F::ClaimsIgnored => self.claims_ignored = true,
            F::PkceRefused => self.refused_parameters.extend(["code_challenge", "code_challenge_method"]),
            F::PkceIgnored => self.pkce_ignored = true,
            F::PkceRequired => self.required_parameters.push("code_challenge"),
            F::PkcePlainAccepted => self.pkce_plain = true,
            F::NonceRequired => self.required_parameters.push("nonce"),
            F::StateRequired => self.required_parameters.push("state"),
            F::StateLong => self.longest_state = 64,
            F::PromptRequired => self.required_parameters.push("prompt"),
            F::PromptRefused => self.prompts.retain(|word| !["consent", "select_account"].contains(word)),
            F::UnknownParameterRefused => self.unknown_parameters_refused = true,
            F::PromptNoneShowsLogin => self.prompt_none_shows_login = true,
            F::PromptLoginIgnored => self.prompt_login_ignored = true,
            F::MaxAgeIgnored => self.max_age_ignored = true,
            F::RedirectUriAny => self.redirect_match = RedirectMatch::Any,
            F::RedirectUriPrefix => self.redirect_match = RedirectMatch::Prefix,
            F::RedirectUriQueryIgnored => self.redirect_match = RedirectMatch::WithoutQuery,
            F::RedirectUriCaseIgnored => self.redirect_match = RedirectMatch::AnyCase,
            F::RedirectUriScriptRefused => self.redirect_match = RedirectMatch::WithoutScript,
            F::RedirectUriRefused => self.redirect_match = RedirectMatch::Nothing,
            F::ErrorToUnregistered => self.error_to_unregistered = true,
            F::ErrorsShown => self.errors_shown = true,
            F::UnknownClientAccepted => self.unknown_client_accepted = true,
            F::UnsupportedTypeAccepted => self.any_response_type = true,
            F::SessionForgotten => self.session_forgotten = true,
            F::TwoStepLogin => self.first_step = LoginStep::User,
            F::ScriptedLogin => self.scripted_login = true,
            F::LoginRefused => self.login_refused = true,
            F::SubjectChanges => self.subject = Subject::Changing,
            F::SubjectOdd => self.subject = Subject::Odd,
            F::FormActionSelf => self.form_action_self = true,
            F::ConsentAlways => self.consent_always = true,
            F::CodeLong => self.long_code = true,
            F::CodeShortLived => self.code_expired_at_once = true,
        }
    }

    /// Whether a redirect URI may be used.
    pub(super) fn accepts_redirect(&self, registered: &[String], given: &str) -> bool {
        let bare = |uri: &str| uri.split(['?', '#']).next().unwrap_or_default().to_owned();
        match self.redirect_match {
            RedirectMatch::Exact => registered.iter().any(|uri| uri == given),
            RedirectMatch::Prefix => registered.iter().any(|uri| given.starts_with(uri.as_str())),
            RedirectMatch::WithoutQuery => registered.iter().any(|uri| bare(uri) == bare(given)),
            RedirectMatch::AnyCase => registered.iter().any(|uri| uri.eq_ignore_ascii_case(given)),
            RedirectMatch::WithoutScript => !given.contains(".php") && registered.iter().any(|uri| uri == given),
            RedirectMatch::Any => true,
            RedirectMatch::Nothing => false,
        }
    }
}
