//! `provider`: the embedded provider, for whoever wants to see what an app does with it.

use clap::Args;

use super::console::Stream;
use super::exit;
use super::failure::Failure;
use super::list::{fault_lines, two_columns};
use super::run::{interrupted, runtime};
use crate::config::{ConfigError, nearest};
use crate::reference::{Config, Fault, LoginPage, Persona, Provider, TOTP_SECRET};

/// Arguments of `provider`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ProviderArgs {
    /// Port on 127.0.0.1 [default: a free one]
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Scheme, host and port under which clients reach it, where a proxy of yours stands before it
    #[arg(long, value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// Act as a known product, as far as it is known
    #[arg(long, value_name = "PERSONA")]
    like: Option<String>,
    /// Deviate from the specifications; repeat for more
    #[arg(long = "fault", value_name = "ID")]
    faults: Vec<String>,
    /// What the login asks for: two-step, totp, stay-signed-in or script [default: one form]
    #[arg(long, value_name = "KIND")]
    login_page: Option<String>,
    /// Accept this redirect URI too; repeat for more
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// List the personas for --like and leave
    #[arg(long)]
    list_personas: bool,
    /// List the faults and leave
    #[arg(long)]
    list_faults: bool,
}

const EXAMPLES: &str = "\
The first line of standard output is one JSON object: issuer, client_id, client_secret, user, password
(and totp_secret with --login-page totp).
It serves until Ctrl-C or SIGTERM.

Examples:
  oidc-compat provider --port 8080
  oidc-compat provider --fault id-token-nonce-missing
  oidc-compat provider --like google
  oidc-compat provider --login-page totp
  oidc-compat provider --list-faults";

/// Runs `provider`.
///
/// # Errors
/// When a fault is unknown or the port is taken.
pub fn run(args: &ProviderArgs) -> Result<u8, Failure> {
    if args.list_faults {
        Stream::Out.write(&fault_lines(Stream::Out.width()))?;
        return Ok(exit::GOOD);
    }
    if args.list_personas {
        Stream::Out.write(&persona_lines(Stream::Out.width())?)?;
        return Ok(exit::GOOD);
    }
    let persona = args.like.as_deref().map(persona).transpose()?;
    let faults = args.faults.iter().map(|id| fault(id)).collect::<Result<Vec<_>, _>>()?;
    let login_page = args.login_page.as_deref().map(login_page).transpose()?;
    runtime()?.block_on(async {
        let (redirect_uris, public_url) = (args.redirect_uris.clone(), args.public_url.clone());
        let config = Config { port: args.port, public_url, persona, faults, redirect_uris, login_page, ..Config::default() };
        let provider = Provider::start(config).await.map_err(|why| Failure::Listen { port: args.port, why })?;
        let mut line = serde_json::json!({
            "issuer": provider.issuer(),
            "client_id": provider.client_id(),
            "client_secret": provider.client_secret(),
            "user": provider.user(),
            "password": provider.password(),
        });
        if login_page == Some(LoginPage::Totp) {
            line["totp_secret"] = serde_json::json!(TOTP_SECRET);
        }
        Stream::Out.write(&format!("{line}\n"))?;
        stop().await;
        provider.shutdown().await;
        Ok(exit::GOOD)
    })
}

/// An origin: nothing but scheme, host and port, without a slash at the end.
fn public_url(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).map_err(|why| why.to_string())?;
    let origin = url.origin();
    let bare = matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if bare {
        Ok(origin.ascii_serialization())
    } else {
        Err("give scheme, host and port, as in https://op.example:8443".to_owned())
    }
}

/// A fault by its id.
///
/// # Errors
/// With the nearest one when there is none.
pub fn fault(id: &str) -> Result<Fault, Failure> {
    Fault::ALL.iter().copied().find(|f| f.id() == id).ok_or_else(|| {
        let near = nearest(id, Fault::ALL.iter().map(|f| f.id())).map(str::to_owned);
        ConfigError::Unknown { kind: "fault", name: id.to_owned(), near, list: "faults" }.into()
    })
}

/// A login page by its id.
///
/// # Errors
/// With all there are when there is none of this name.
fn login_page(id: &str) -> Result<LoginPage, Failure> {
    let found = LoginPage::ALL.iter().copied().find(|page| page.id() == id);
    let known = "two-step, totp, stay-signed-in, script";
    found.ok_or_else(|| ConfigError::Choice { flag: "--login-page", value: id.to_owned(), known }.into())
}

/// A persona by its id.
///
/// # Errors
/// With the nearest one when there is none.
pub fn persona(id: &str) -> Result<Persona, Failure> {
    let all = Persona::all().map_err(|why| Failure::Bug(why.to_string()))?;
    let near = nearest(id, all.iter().map(Persona::id)).map(str::to_owned);
    let found = all.into_iter().find(|persona| persona.id() == id);
    found.ok_or_else(|| ConfigError::UnknownPersona { name: id.to_owned(), near }.into())
}

fn persona_lines(width: usize) -> Result<String, Failure> {
    let all = Persona::all().map_err(|why| Failure::Bug(why.to_string()))?;
    let rows: Vec<(&str, String)> = all.iter().map(|p| (p.id(), format!("{}. {}", p.name(), p.about()))).collect();
    Ok(two_columns(width, &rows))
}

/// Ctrl-C, or SIGTERM where there is such a thing.
async fn stop() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            () = interrupted() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    interrupted().await;
}
