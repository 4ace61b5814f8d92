//! Everything that an account owns, table by table, as lines of JSON: so that nobody is held by what they
//! put in. Which tables and columns there are, and which are left out, with the reason.
//!
//! `tests/e2e/export.test.mjs` compares both lists with the schema, so that a new column is decided about.

use relance_core::words::AccountId;
use serde_json::Value as Json;

use super::db::{Db, Statement, StoreError};
use crate::sql;

/// A table as it is exported: each column under its own name, in the order of its key.
#[derive(Debug)]
pub struct Exported {
    /// Its name.
    pub name: &'static str,
    /// Its key besides the account, or what a table of the account's has an index by: never NULL.
    pub key: &'static [&'static str],
    columns: &'static [&'static str],
    /// Columns that hold JSON.
    json: &'static [&'static str],
}

/// What is not exported.
#[derive(Debug)]
pub struct LeftOut {
    /// The table.
    pub table: &'static str,
    /// One of its columns; `None`: all of it.
    pub column: Option<&'static str>,
    /// Why.
    pub why: &'static str,
}

const BARE: Exported = Exported { name: "", key: &[], columns: &[], json: &[] };

/// What is exported, in this order: what people set up, records, what the engine remembers, messages.
pub const TABLES: &[Exported] = &[
    Exported {
        name: "account",
        key: &["account_id"],
        columns: &["setup_version", "created_at_ms"],
        json: &["settings"],
    },
    Exported { name: "user", key: &["id"], json: &["definition"], ..BARE },
    Exported { name: "module", key: &["key"], columns: &["position"], json: &["definition"] },
    Exported { name: "view", key: &["id"], columns: &["module"], json: &["definition"] },
    Exported { name: "template", key: &["id"], columns: &["module"], json: &["definition"] },
    Exported {
        name: "automation",
        key: &["id"],
        columns: &[
            "module",
            "position",
            "state",
            "activated_at_ms",
            "audience",
            "look_cursor",
            "look_done",
            "look_total",
            "look_at_ms",
            "look_started",
            "confirmed",
            "deliveries",
        ],
        json: &["definition", "live", "draft", "before", "catch_up", "stopped"],
    },
    Exported {
        name: "inbound_address",
        key: &["local_part"],
        columns: &["name", "takes_answers"],
        ..BARE
    },
    Exported {
        name: "integration",
        key: &["kind"],
        columns: &["base", "service_asks", "state", "problem", "checked_at_ms"],
        json: &["tags"],
    },
    Exported {
        name: "mailing_list",
        key: &["id"],
        columns: &["kind", "external_id", "title", "synced_at_ms", "gone_at_ms"],
        ..BARE
    },
    Exported {
        name: "webhook_endpoint",
        key: &["id"],
        columns: &[
            "name",
            "url",
            "previous_until_ms",
            "created_at_ms",
            "last_at_ms",
            "last_problem",
        ],
        ..BARE
    },
    Exported {
        name: "sender",
        key: &["provider"],
        columns: &["state", "problem", "checked_at_ms"],
        json: &["options"],
    },
    Exported { name: "event_name", key: &["name"], ..BARE },
    Exported {
        name: "record",
        key: &["id"],
        columns: &["module", "version", "stage", "owner", "created_at_ms", "updated_at_ms"],
        json: &["body", "traces"],
    },
    Exported { name: "link", key: &["from_id", "field", "to_id"], ..BARE },
    Exported {
        name: "change",
        key: &["record_id", "version", "field"],
        columns: &["at_ms"],
        json: &["old", "new"],
    },
    Exported {
        name: "event",
        key: &["id"],
        columns: &["record_id", "name", "at_ms", "about"],
        ..BARE
    },
    Exported { name: "contact_address", key: &["kind", "address", "record_id"], ..BARE },
    Exported {
        name: "consent",
        key: &["contact_id", "version", "channel", "said"],
        columns: &["source", "occasion", "text", "at_ms", "noted_at_ms"],
        ..BARE
    },
    Exported {
        name: "opt_in",
        key: &["id"],
        columns: &["contact_id", "address_hash", "asked_at_ms", "used_at_ms"],
        ..BARE
    },
    Exported {
        name: "suppression",
        key: &["channel", "address_hash"],
        columns: &["reason", "source", "at_ms"],
        ..BARE
    },
    Exported {
        name: "suppression_lifted",
        key: &["channel", "address_hash", "lifted_at_ms"],
        columns: &["reason", "source", "at_ms", "lifted_by", "why"],
        ..BARE
    },
    Exported {
        name: "merge",
        key: &["id"],
        columns: &["survivor_id", "loser_id", "by", "at_ms", "undone_by", "undone_at_ms"],
        json: &["image", "since"],
    },
    Exported { name: "merge_relink", key: &["merge_id", "record_id"], json: &["before"], ..BARE },
    Exported { name: "merge_event", key: &["merge_id", "event_id"], ..BARE },
    Exported {
        name: "erasure",
        key: &["id"],
        columns: &["by", "at_ms", "records", "wake_at_ms", "done_at_ms"],
        ..BARE
    },
    Exported {
        name: "subject",
        key: &["record_id"],
        columns: &["recheck_at_ms", "wake_at_ms", "state_version"],
        ..BARE
    },
    Exported {
        name: "standing",
        key: &["record_id", "automation_id"],
        columns: &["is_inside", "since_ms", "left_at_ms", "pass", "enrollment_id"],
        ..BARE
    },
    Exported {
        name: "enrollment",
        key: &["id"],
        columns: &[
            "automation_id",
            "record_id",
            "pass",
            "entered_at_ms",
            "state",
            "step_id",
            "due_at_ms",
            "ended_at_ms",
            "reason",
            "base_at_ms",
        ],
        json: &["cause", "activities"],
    },
    Exported { name: "looked_early", key: &["record_id", "automation_id"], ..BARE },
    Exported { name: "overdue", key: &["record_id", "automation_id"], columns: &["rank"], ..BARE },
    Exported {
        name: "hold",
        key: &["automation_id", "record_id"],
        columns: &["held_at_ms"],
        ..BARE
    },
    Exported { name: "inflow", key: &["automation_id", "hour_ms"], columns: &["began"], ..BARE },
    Exported {
        name: "once_key",
        key: &["automation_id", "key"],
        columns: &["record_id", "contact_id", "enrollment_id", "at_ms", "merge_id"],
        ..BARE
    },
    Exported { name: "cap_place", key: &["contact_id", "channel", "date", "key"], ..BARE },
    Exported {
        name: "answer",
        key: &["enrollment_id", "record_id"],
        columns: &["key", "at_ms"],
        ..BARE
    },
    Exported {
        name: "input",
        key: &["record_id", "key"],
        columns: &["kind", "at_ms"],
        json: &["cause"],
    },
    Exported {
        name: "job",
        key: &["automation_id"],
        columns: &["next_at_ms", "slot_ms", "missed_since_ms", "entered", "wake_at_ms"],
        json: &["cursor"],
    },
    Exported {
        name: "job_run",
        key: &["automation_id", "slot_ms"],
        columns: &["missed_since_ms", "ended_at_ms", "entered"],
        ..BARE
    },
    Exported {
        name: "outbox",
        key: &["key"],
        columns: &[
            "automation_id",
            "enrollment_id",
            "step_id",
            "record_id",
            "channel",
            "contact_id",
            "address",
            "planned_at_ms",
            "due_at_ms",
            "state",
            "lease_until_ms",
            "settled_at_ms",
            "reason",
            "attempts",
            "problem",
            "provider",
            "provider_id",
            "key_until_ms",
            "doubt_at_ms",
            "expires_at_ms",
            "tried_at_ms",
            "look_at_ms",
            "looks",
        ],
        json: &["body", "entry", "done"],
    },
    Exported {
        name: "delivery_fact",
        key: &["key", "kind", "is_automatic", "about"],
        columns: &["at_ms", "detail"],
        ..BARE
    },
    Exported { name: "mailbox", key: &["key"], columns: &["sent_at_ms"], json: &["message"] },
    Exported {
        name: "run_log",
        key: &["automation_id", "id"],
        columns: &["record_id", "planned_at_ms", "decided_at_ms"],
        json: &["entry"],
    },
    Exported {
        name: "result",
        key: &["automation_id", "step_id", "what", "detail"],
        columns: &["amount"],
        ..BARE
    },
    Exported {
        name: "notice",
        key: &["kind", "about"],
        columns: &[
            "count",
            "first_at_ms",
            "last_at_ms",
            "alert_at_ms",
            "alerted_at_ms",
            "seen_at_ms",
        ],
        ..BARE
    },
    Exported { name: "sms_cost", key: &["month", "key"], columns: &["cost_micros"], ..BARE },
    Exported { name: "sms_month", key: &["month"], columns: &["spent_micros"], ..BARE },
    Exported { name: "counter", key: &["name", "label"], columns: &["value"], ..BARE },
    Exported {
        name: "import",
        key: &["id"],
        columns: &["module", "state", "rows", "valid", "applied", "created_at_ms", "consent_text"],
        json: &["problems"],
    },
    Exported { name: "import_row", key: &["import_id", "row"], json: &["record"], ..BARE },
];

const fn column(table: &'static str, column: &'static str, why: &'static str) -> LeftOut {
    LeftOut { table, column: Some(column), why }
}

const fn table(table: &'static str, why: &'static str) -> LeftOut {
    LeftOut { table, column: None, why }
}

/// What is left out.
pub const LEFT_OUT: &[LeftOut] = &[
    table("token", "opens the account"),
    table("idempotency", "answers to repeated requests, which may show what is shown once"),
    table("commit_guard", "always empty"),
    table("dev_clock", "of development, and of no account"),
    table("heartbeat", "of the deployment, and of no account"),
    column("integration", "secret", "a key of a service"),
    column("sender", "sealed", "a key of a provider"),
    column("webhook_endpoint", "secret", "signs webhooks"),
    column("webhook_endpoint", "previous_secret", "signs webhooks"),
    column("erasure", "traces", "what is being forgotten at this moment"),
    column("erasure", "cursor", "how far the forgetting is: it may name the person"),
    column("outbox", "lease", "of a sender at work"),
    column("record", "commit_id", "of a commit under way"),
    column("subject", "commit_id", "of a commit under way"),
];

impl Exported {
    /// A page of it, each row a line of JSON.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn page(
        &self,
        db: &Db,
        account: &AccountId,
        after: Option<&Json>,
        limit: i64,
    ) -> Result<Vec<String>, StoreError> {
        db.texts(self.statement(account, after, limit)).await
    }

    /// Two texts and not one with an OR, which would read all rows before the page.
    fn statement(&self, account: &AccountId, after: Option<&Json>, limit: i64) -> Statement {
        let key = self.key.join(", ");
        let later = after.map_or_else(String::new, |_| {
            let values = (0..self.key.len()).map(|place| format!("?3->>{place}"));
            format!("AND ({key}) > ({})", values.collect::<Vec<_>>().join(", "))
        });
        let sql = format!(
            "
SELECT {line} AS json
FROM {name}
WHERE account_id = ?1 {later}
ORDER BY {key}
LIMIT ?2",
            line = self.line(),
            name = self.name,
        );
        match after {
            None => sql!(sql, account.as_str(), limit),
            Some(after) => sql!(sql, account.as_str(), limit, after),
        }
    }

    /// The text is put together and not made by `json_object`, which D1 gives 32 arguments at most.
    fn line(&self) -> String {
        let plain = self.key.iter().chain(self.columns);
        let plain = plain.map(|column| (column, format!("json_quote({column})")));
        let json = self.json.iter().map(|column| {
            (column, format!("iif(json_valid({column}), json({column}), json_quote({column}))"))
        });
        let members = plain.chain(json).map(|(column, value)| format!("\"{column}\":' || {value}"));
        let members = members.collect::<Vec<_>>().join(" || ',");
        format!("'{{\"table\":\"{}\",\"row\":{{{members} || '}}}}'", self.name)
    }

    /// The key of a row that [`Exported::page`] gave.
    pub fn key_of(&self, line: &str) -> Option<Json> {
        let line: Json = serde_json::from_str(line).ok()?;
        let row = line.get("row")?;
        self.key.iter().map(|column| row.get(*column).cloned()).collect()
    }
}
