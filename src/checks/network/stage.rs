//! The calls that the app's server makes, one kind at a time.

use url::Url;

use crate::check::Missing;
use crate::evidence::{Call, Evidence};
use crate::recording::{Exchange, ExchangeId, Step};

impl Call {
    /// In words.
    pub(super) fn words(self) -> &'static str {
        self.member().unwrap_or("the discovery URL")
    }

    /// The exchanges of this call that were made, redirects included.
    pub(super) fn exchanges<'a>(self, evidence: &Evidence<'a>) -> Vec<(ExchangeId, &'a Exchange)> {
        let ids: Vec<ExchangeId> = match self {
            Self::Discovery => evidence.step(Step::Discovery).map(|s| s.exchanges.clone()).unwrap_or_default(),
            Self::JwkSet => evidence.step(Step::JwkSet).map(|s| s.exchanges.clone()).unwrap_or_default(),
            Self::Token => evidence.flow().map(|f| f.record.token.exchanges.clone()).unwrap_or_default(),
            Self::Userinfo => evidence.flow().map(|f| f.record.userinfo.exchanges.clone()).unwrap_or_default(),
        };
        ids.into_iter().filter_map(|id| Some((id, evidence.exchange(id).ok()?))).collect()
    }

    /// The URLs of this call: those that were asked, and the one in the metadata. Discovery must have been asked.
    ///
    /// # Errors
    /// When the discovery document was never asked for.
    pub(super) fn urls(self, evidence: &Evidence<'_>) -> Result<Vec<Url>, Missing> {
        let (_, discovery) = evidence.answer(Step::Discovery)?;
        let mut texts: Vec<String> = self.exchanges(evidence).iter().map(|(_, e)| e.request.url.clone()).collect();
        match self.member() {
            Some(_) if evidence.view().behaviour.discovery.is_typed() => {
                let plan = evidence.plan()?;
                let typed = if self == Self::Token { &plan.token.endpoint } else { &plan.userinfo.endpoint };
                texts.extend(typed.clone());
            }
            Some(member) => {
                let metadata = evidence.reached_metadata()?;
                texts.extend(metadata.text(member).value().map(str::to_owned));
            }
            None => texts.push(discovery.request.url.clone()),
        }
        Ok(texts.iter().filter_map(|text| Url::parse(text).ok()).collect())
    }
}
