//! Answers the engine's questions natively: a line of JSON in, `["name", request]`, a line out.
//!
//! One session for the whole input, as in `relance_core::wire::session`. `tests/parity` compares
//! its answers with those of the browser package and of the Worker.

use std::io::{BufRead, BufWriter, Write, stdin, stdout};

use relance_core::wire::session::Session;
use serde_json::Value as Json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut session = Session::default();
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let (name, request): (String, Json) = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &session.ask(&name, &request))?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}
