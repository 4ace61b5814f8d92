//! Runs `tests/spec/reads.md`: who looked at a message, a person or a machine (E13).

mod common;

use relance_core::engine::reads::{Asked, Look, looker};

#[test]
fn machines_are_told_from_persons() {
    common::check("reads.md", "Lookers", |row| {
        let look = Look {
            asked: match row.get("asked") {
                "whole" => Asked::Whole,
                "head" => Asked::HeadOnly,
                "ahead" => Asked::Ahead,
                other => return Err(format!("nobody asks `{other}`")),
            },
            user_agent: row.get("user agent"),
            since_sent_seconds: row.get("after").parse().ok(),
        };
        let found = looker(&look);
        let automatic = if found.is_automatic() { "yes" } else { "no" };
        if (row.get("looker"), row.get("automatic")) == (found.key(), automatic) {
            Ok(())
        } else {
            Err(format!("found {}, automatic: {automatic}", found.key()))
        }
    });
}
