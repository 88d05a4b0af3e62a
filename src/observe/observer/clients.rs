//! Clients of this run alone: registered before everything else, told where to send Logout Tokens, removed in the end.

use std::net::SocketAddr;

use super::Observer;
use crate::observe::Actor;
use crate::observe::backchannel::{self, BackChannel};
use crate::secret::Secret;

impl Observer {
    /// Listens for Logout Tokens from now on, and has the clients that are registered say where.
    ///
    /// # Errors
    /// When nobody can listen on this address.
    pub async fn listen(&mut self, actors: &mut [Actor], listen: SocketAddr, url: Option<&str>) -> std::io::Result<()> {
        let channel = BackChannel::listen(listen, url, self.ground.log.clone()).await?;
        self.target.backchannel_url = Some(channel.url.clone());
        for actor in actors {
            let uri = format!("{}{}", channel.url, backchannel::path(actor));
            actor.register.iter_mut().for_each(|client| client.backchannel_logout_uri = Some(uri.clone()));
        }
        self.back_channel = Some(channel);
        Ok(())
    }

    /// Registers a client for every actor that is to have one, and gives it to the actor. Its secret stays with the actor.
    pub async fn register(&mut self, actors: &mut [Actor], initial_access_token: Option<Secret>) {
        self.cut_short = true;
        self.registrar.initial_access_token = initial_access_token;
        let registering = async {
            let wanted = actors.iter().filter(|a| a.register.is_some()).map(|actor| self.discover(actor));
            let informed = futures::future::join_all(wanted).await;
            self.ground.register_all(&informed, &self.target.discovery_url, &self.registrar).await
        };
        let obtained = tokio::time::timeout_at(self.deadline, registering).await;
        self.cut_short = obtained.is_err();
        for (id, client) in obtained.unwrap_or_default() {
            let kept = self.target.apps.iter_mut().chain(&mut self.target.spec_client);
            let all = actors.iter_mut().map(|actor| (&mut actor.target, Some(&mut actor.secret)));
            for (target, secret) in kept.map(|t| (t, None)).chain(all).filter(|(target, _)| target.id == id) {
                client.give(target, secret);
            }
        }
    }

    /// Removes every client that was registered, as far as the provider lets us. Has a time limit of its own: it also follows
    /// a run that was cut short.
    pub async fn unregister(&self) {
        self.ground.unregister(&self.registrar).await;
    }
}
