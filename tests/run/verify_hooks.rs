//! Verifies webhooks, and signs them, as the Worker does: a line of JSON in, a word or a signature out.
//!
//! `tests/parity/hooks.test.mjs` holds this against the providers' own libraries.

use std::io::{BufRead, BufWriter, Write, stdin, stdout};

use relance_core::words::Moment;
use relance_worker::hooks::signature::{Forged, Signed, standard, twilio};
use relance_worker::providers::webhook::signature;
use serde_json::Value as Json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        writeln!(out, "{}", answer(&serde_json::from_str(&line?)?))?;
    }
    out.flush()?;
    Ok(())
}

fn answer(question: &Json) -> String {
    let text = |key: &str| question[key].as_str().unwrap_or_default();
    let texts = |key: &str| -> Vec<&str> {
        question[key].as_array().into_iter().flatten().filter_map(Json::as_str).collect()
    };
    let outcome = match text("ask") {
        "sign" => {
            let made = signature(text("secret"), text("id"), text("timestamp"), text("body"));
            return made.unwrap_or_default();
        }
        "standard" => {
            let signed = Signed {
                id: text("id"),
                timestamp: text("timestamp"),
                signatures: text("signatures"),
            };
            let now = Moment::from_ms(question["now_ms"].as_i64().unwrap_or_default());
            standard(&texts("secrets"), &signed, text("body"), now)
        }
        _ => {
            let pairs = question["fields"].as_array().into_iter().flatten();
            let fields: Vec<(String, String)> = pairs
                .map(|pair| {
                    let part = |index: usize| pair[index].as_str().unwrap_or_default().to_owned();
                    (part(0), part(1))
                })
                .collect();
            twilio(&texts("secrets"), &texts("addresses"), &fields, text("signatures"))
        }
    };
    match outcome {
        Ok(()) => "believed",
        Err(Forged::Unsigned) => "unsigned",
        Err(Forged::Stale) => "stale",
        Err(Forged::Wrong) => "wrong",
    }
    .to_owned()
}
