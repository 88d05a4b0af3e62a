//! Why an app could not be asked, each with what to do.

use thiserror::Error;

/// An address that gives no answer to go on with. Exit code 2.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InspectError {
    /// No answer at all.
    #[error("{url} could not be asked: {why}")]
    Unreachable {
        /// What was asked.
        url: String,
        /// The transport's words.
        why: String,
    },
    /// Redirects without an end.
    #[error(
        "{url} sends the browser in a circle (back to {back}); look at the reverse proxy in front of the app and at the app's own \
         idea of its address (Nextcloud: overwriteprotocol, overwritehost, overwrite.cli.url; Rocket.Chat: Site_Url)"
    )]
    Loop {
        /// What was asked.
        url: String,
        /// Where the circle closes.
        back: String,
    },
    /// From https back to http.
    #[error(
        "{from} sends the browser back to {to}, without encryption: the app does not know that it is reached by https \
         (Nextcloud: 'overwriteprotocol' => 'https' and trusted_proxies; Rocket.Chat: Site_Url; Cloudreve: the site URL)"
    )]
    Downgrade {
        /// What was asked.
        from: String,
        /// Where it leads.
        to: String,
    },
    /// Another host.
    #[error(
        "{url} sends the browser to {to}, another host, and nobody was asked there; if the app lives at that address, name it"
    )]
    Elsewhere {
        /// What was asked.
        url: String,
        /// Where it leads.
        to: String,
    },
    /// A login in front of the app.
    #[error(
        "{url} asks for a login of its own before the app is reached (it sends every browser to {to}); let the tester reach the app \
         behind it, for instance with --resolve"
    )]
    InFront {
        /// What was asked.
        url: String,
        /// The login that stands in front.
        to: String,
    },
    /// The app is there, and closed.
    #[error("{product} at {url} is in maintenance mode; ask again when it is over{how}")]
    Maintenance {
        /// Product.
        product: &'static str,
        /// Address.
        url: String,
        /// How to end it, after a blank.
        how: &'static str,
    },
    /// Something else.
    #[error("{url} is none of the apps that can be asked (Nextcloud, Cloudreve, Rocket.Chat): found {found}")]
    NotAnApp {
        /// What was asked.
        url: String,
        /// What was found instead.
        found: String,
    },
}
