//! Asking the desktop to open an address.

use std::process::{Command, Stdio};

/// Asks the system's browser to open this address; `false` where there is none to ask, or no desktop.
pub(super) fn open(url: &str) -> bool {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(target_os = "windows") {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if set("DISPLAY") || set("WAYLAND_DISPLAY") {
        ("xdg-open", &[])
    } else {
        return false;
    };
    // No shell: the address comes from the provider.
    let mut command = Command::new(program);
    command.args(before).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    is_web && command.spawn().is_ok()
}
