//! `cargo xtask start`: from a fresh clone to a running product.

use crate::build::{self, Profile};
use crate::steps::{Steps, command};

/// Cloudflare's own tools serve here too.
pub const DEFAULT_PORT: u16 = 8787;

/// Builds what changed, then serves until stopped. Migrations, the sample account, cron and the
/// closing words are worker/dev/serve.mjs's.
pub fn start(steps: &mut Steps, port: u16) -> Result<(), String> {
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
