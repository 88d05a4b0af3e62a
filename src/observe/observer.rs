//! The observer: one run against one provider.

use std::sync::Arc;

use thiserror::Error;

use super::{Actor, EndUser, Listener, Network};
use crate::recording::{Recording, TargetRecord};
use crate::wire::Settings;

/// Why nothing could be observed at all.
#[derive(Debug, Error)]
pub enum ObserveError {
    /// The file of further roots cannot be used.
    #[error("the roots given with --ca-file cannot be used: {0}")]
    Roots(String),
    /// The HTTP client cannot be built.
    #[error("the HTTP client cannot be built: {0}")]
    Client(String),
}

/// One run against one provider.
pub struct Observer {
    target: TargetRecord,
    user: Option<EndUser>,
    listener: Arc<dyn Listener>,
}

impl Observer {
    /// Gets ready; nothing is sent yet.
    ///
    /// # Errors
    /// When the given roots are no PEM certificates.
    pub fn new(
        target: TargetRecord,
        _network: &Network,
        user: Option<EndUser>,
        listener: Arc<dyn Listener>,
    ) -> Result<Self, ObserveError> {
        Ok(Self { target, user, listener })
    }

    /// Observes everything these actors need: harmless things first, hostile ones next. What ends sessions waits for
    /// [`Observer::finish`].
    pub async fn run(&mut self, _actors: &[Actor]) {
        let _ = (&self.user, &self.listener);
    }

    /// Further flows of one actor with other settings, on the session that is there. Flows that would look the same on the
    /// wire as one that was run are not run again.
    pub async fn flows(&mut self, _actor: &Actor, _settings: &[Settings]) {}

    /// The destructive rest (second readings, logouts), and the whole recording.
    pub async fn finish(self, _actors: &[Actor]) -> Recording {
        self.snapshot()
    }

    /// Everything so far. After Ctrl-C set `interrupted` in it.
    pub fn snapshot(&self) -> Recording {
        Recording {
            schema: crate::recording::FORMAT.to_owned(),
            tool: crate::recording::Tool::this(),
            started_at_ms: 0,
            finished_at_ms: 0,
            interrupted: false,
            redacted: false,
            target: self.target.clone(),
            hosts: std::collections::BTreeMap::new(),
            exchanges: Vec::new(),
            steps: Vec::new(),
            flows: Vec::new(),
            signatures: Vec::new(),
        }
    }
}
