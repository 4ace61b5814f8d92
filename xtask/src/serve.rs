//! `cargo xtask start`: from a fresh clone to a running product.

use crate::build::{self, Profile};
use crate::steps::{Steps, command};
use std::net::{Ipv4Addr, TcpListener};

/// Cloudflare's own tools serve here too.
pub const DEFAULT_PORT: u16 = 8787;

/// Builds what changed, then serves until stopped. Migrations, the sample account, cron and the
/// closing words are worker/dev/serve.mjs's.
pub fn start(steps: &mut Steps, port: u16) -> Result<(), String> {
    check_free(port)?;
    build::everything(steps, Profile::Release)?;
    let mut server = command("node", &["worker/dev/serve.mjs", "--port", &port.to_string()]);
    // Give our place to the server, so that Ctrl+C reaches it alone and it can close its database.
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        Err(format!("node cannot be started: {}", server.exec()))
    }
    #[cfg(not(unix))]
    crate::steps::succeed(server)
}

/// Said before the build rather than after it.
fn check_free(port: u16) -> Result<(), String> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).map_err(|problem| {
        let other = port.checked_add(1).unwrap_or(DEFAULT_PORT);
        format!(
            "port {port} cannot be used ({problem}); another one: cargo xtask start --port {other}"
        )
    })
}
