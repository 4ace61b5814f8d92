//! Says natively who looks: a line with the name of a program in, the looker's name out.
//!
//! `tests/parity/reads.test.mjs` holds the answers against lists of crawlers and browsers.

use std::io::{BufRead, BufWriter, Write, stdin, stdout};

use relance_core::engine::reads::{Asked, Look, looker};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let name = line?;
        let look = Look { asked: Asked::Whole, user_agent: &name, since_sent_seconds: Some(3_600) };
        writeln!(out, "{}", looker(&look).key())?;
    }
    out.flush()?;
    Ok(())
}
