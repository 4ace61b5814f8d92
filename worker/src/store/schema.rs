//! Every table of the database: its key and columns, what of it names a person and how it forgets them, and
//! what nobody is given, with the reason. An export of the account ([`super::export`]), a person's own file
//! and an erasure ([`super::person`]) go by this one list.
//!
//! `tests/e2e/export.test.mjs` and `tests/e2e/person.test.mjs` compare it with the database, so that a new
//! column is decided about; `core/tests/docs.rs` compares it with the page that says how long all that is kept.

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its key besides the account, or what a table of the account's has an index by: never NULL. Rows are
    /// read in its order.
    pub key: &'static [&'static str],
    /// Its other columns.
    columns: &'static [&'static str],
    /// Columns that hold JSON.
    pub json: &'static [&'static str],
    /// Columns that are shown to nobody, and why.
    pub hidden: &'static [(&'static str, &'static str)],
    /// Why nothing of it is in the account's export.
    pub left_out: Option<&'static str>,
    /// What of it names a person; `None`: nothing does.
    pub person: Option<Personal>,
}

/// What of a table names a person, and how it forgets them. Its JSON may always name one.
#[derive(Debug)]
pub struct Personal {
    /// Columns that name a record: a row that names one that goes is the person's own.
    pub ids: &'static [&'static str],
    /// Columns of text in which a person may be mentioned.
    pub texts: &'static [&'static str],
    /// Where a row tells of a message: the message's key.
    pub message: Option<&'static str>,
    /// The column that counts its versions, where decisions are guarded by it.
    pub version: Option<&'static str>,
    /// How a row that is the person's own is forgotten.
    pub forgets: Forgets,
    /// How a row is forgotten that mentions the person.
    pub mention: Mention,
}

/// How a table forgets a row that is a person's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgets {
    /// The row goes.
    Row,
    /// It stays without anything of the person, so that nothing is done twice.
    Content,
}

/// How it forgets a row in which a person is merely mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention {
    /// The row goes, too: nobody needs it.
    Row,
    /// What mentions the person is taken out of it.
    Text,
}

const BARE: Table = Table {
    name: "",
    key: &[],
    columns: &[],
    json: &[],
    hidden: &[],
    left_out: None,
    person: None,
};

/// What most tables that name a person are like.
const OWN: Personal = Personal {
    ids: &[],
    texts: &[],
    message: None,
    version: None,
    forgets: Forgets::Row,
    mention: Mention::Row,
};

/// Every table, in the order in which it is exported and looked through: what people set up, records, what
/// the engine remembers, messages. What is being erased remembers a place in this order: new tables go to
/// the end of those that name a person.
pub const TABLES: &[Table] = &[
    Table {
        name: "account",
        key: &["account_id"],
        columns: &["setup_version", "created_at_ms"],
        json: &["settings"],
        ..BARE
    },
    Table { name: "user", key: &["id"], json: &["definition"], ..BARE },
    Table { name: "module", key: &["key"], columns: &["position"], json: &["definition"], ..BARE },
    Table { name: "view", key: &["id"], columns: &["module"], json: &["definition"], ..BARE },
    Table { name: "template", key: &["id"], columns: &["module"], json: &["definition"], ..BARE },
    Table {
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
        ..BARE
    },
    Table {
        name: "inbound_address",
        key: &["local_part"],
        columns: &["name", "takes_answers"],
        ..BARE
    },
    Table {
        name: "integration",
        key: &["kind"],
        columns: &["base", "service_asks", "state", "problem", "checked_at_ms"],
        json: &["tags"],
        hidden: &[("secret", "a key of a service")],
        ..BARE
    },
    Table {
        name: "mailing_list",
        key: &["id"],
        columns: &["kind", "external_id", "title", "synced_at_ms", "gone_at_ms"],
        ..BARE
    },
    Table {
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
        hidden: &[("secret", "signs webhooks"), ("previous_secret", "signs webhooks")],
        ..BARE
    },
    Table {
        name: "sender",
        key: &["provider"],
        columns: &["state", "problem", "checked_at_ms"],
        json: &["options"],
        hidden: &[("sealed", "a key of a provider")],
        ..BARE
    },
    Table { name: "event_name", key: &["name"], ..BARE },
    Table {
        name: "record",
        key: &["id"],
        columns: &["module", "version", "stage", "owner", "created_at_ms", "updated_at_ms"],
        json: &["body", "traces"],
        hidden: &[("commit_id", "of a commit under way")],
        person: Some(Personal {
            ids: &["id"],
            version: Some("version"),
            mention: Mention::Text,
            ..OWN
        }),
        ..BARE
    },
    Table {
        name: "link",
        key: &["from_id", "field", "to_id"],
        person: Some(Personal { ids: &["from_id", "to_id"], ..OWN }),
        ..BARE
    },
    Table {
        name: "change",
        key: &["record_id", "version", "field"],
        columns: &["at_ms"],
        json: &["old", "new"],
        person: Some(Personal { ids: &["record_id"], ..OWN }),
        ..BARE
    },
    Table {
        name: "event",
        key: &["id"],
        columns: &["record_id", "name", "at_ms", "about"],
        person: Some(Personal {
            ids: &["record_id"],
            texts: &["about"],
            mention: Mention::Text,
            ..OWN
        }),
        ..BARE
    },
    Table {
        name: "contact_address",
        key: &["kind", "address", "record_id"],
        person: Some(Personal { ids: &["record_id"], ..OWN }),
        ..BARE
    },
    Table {
        name: "subject",
        key: &["record_id"],
        columns: &["recheck_at_ms", "wake_at_ms", "state_version"],
        hidden: &[("commit_id", "of a commit under way")],
        person: Some(Personal { ids: &["record_id"], ..OWN }),
        ..BARE
    },
    Table {
        name: "standing",
        key: &["record_id", "automation_id"],
        columns: &["is_inside", "since_ms", "left_at_ms", "pass", "enrollment_id"],
        person: Some(Personal { ids: &["record_id"], ..OWN }),
        ..BARE
    },
    Table {
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
        person: Some(Personal { ids: &["record_id"], mention: Mention::Text, ..OWN }),
        ..BARE
    },
    Table {
        name: "looked_early",
        key: &["record_id", "automation_id"],
        person: Some(Personal { ids: &["record_id"], ..OWN }),
        ..BARE
    },
    Table {
        name: "overdue",
        key: &["record_id", "automation_id"],
        columns: &["rank"],
        person: Some(Personal { ids: &["record_id"], ..OWN }),
        ..BARE
    },
    Table {
        name: "hold",
        key: &["automation_id", "record_id"],
        columns: &["held_at_ms"],
        person: Some(Personal { ids: &["record_id"], ..OWN }),
        ..BARE
    },
    Table { name: "inflow", key: &["automation_id", "hour_ms"], columns: &["began"], ..BARE },
    Table {
        name: "input",
        key: &["record_id", "key"],
        columns: &["kind", "at_ms"],
        json: &["cause"],
        person: Some(Personal { ids: &["record_id"], mention: Mention::Text, ..OWN }),
        ..BARE
    },
    Table {
        name: "answer",
        key: &["enrollment_id", "record_id"],
        columns: &["key", "at_ms"],
        person: Some(Personal { ids: &["record_id"], ..OWN }),
        ..BARE
    },
    Table {
        name: "job",
        key: &["automation_id"],
        columns: &["next_at_ms", "slot_ms", "missed_since_ms", "entered", "wake_at_ms"],
        json: &["cursor"],
        ..BARE
    },
    Table {
        name: "job_run",
        key: &["automation_id", "slot_ms"],
        columns: &["missed_since_ms", "ended_at_ms", "entered"],
        ..BARE
    },
    Table {
        name: "cap_place",
        key: &["contact_id", "channel", "date", "key"],
        person: Some(Personal { ids: &["contact_id"], ..OWN }),
        ..BARE
    },
    Table {
        name: "once_key",
        key: &["automation_id", "key"],
        columns: &["record_id", "contact_id", "enrollment_id", "at_ms", "merge_id", "before"],
        person: Some(Personal {
            ids: &["record_id", "contact_id"],
            forgets: Forgets::Content,
            ..OWN
        }),
        ..BARE
    },
    Table {
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
        hidden: &[("lease", "of a sender at work")],
        person: Some(Personal {
            ids: &["record_id", "contact_id"],
            texts: &["address", "problem"],
            forgets: Forgets::Content,
            mention: Mention::Text,
            ..OWN
        }),
        ..BARE
    },
    // A link may name whom it was written for; the facts of the person's own messages go with these.
    Table {
        name: "delivery_fact",
        key: &["key", "kind", "is_automatic", "about"],
        columns: &["at_ms", "detail"],
        person: Some(Personal { texts: &["about"], ..OWN }),
        ..BARE
    },
    Table {
        name: "mailbox",
        key: &["key"],
        columns: &["sent_at_ms"],
        json: &["message"],
        person: Some(Personal { mention: Mention::Text, ..OWN }),
        ..BARE
    },
    Table {
        name: "run_log",
        key: &["automation_id", "id"],
        columns: &["record_id", "planned_at_ms", "decided_at_ms"],
        json: &["entry"],
        person: Some(Personal {
            ids: &["record_id"],
            // A deal that is another's, too, stays with its log; what it wrote to the person does not.
            message: Some("entry->>'$.key'"),
            mention: Mention::Text,
            ..OWN
        }),
        ..BARE
    },
    Table {
        name: "result",
        key: &["automation_id", "step_id", "variant", "what", "detail"],
        columns: &["amount"],
        ..BARE
    },
    Table {
        name: "consent",
        key: &["contact_id", "version", "channel", "said"],
        columns: &["source", "occasion", "text", "at_ms", "noted_at_ms"],
        person: Some(Personal {
            ids: &["contact_id"],
            texts: &["source", "occasion", "text"],
            mention: Mention::Text,
            ..OWN
        }),
        ..BARE
    },
    Table {
        name: "opt_in",
        key: &["id"],
        columns: &["contact_id", "address_hash", "asked_at_ms", "used_at_ms"],
        person: Some(Personal { ids: &["contact_id"], ..OWN }),
        ..BARE
    },
    Table {
        name: "suppression",
        key: &["channel", "address_hash"],
        columns: &["reason", "source", "at_ms"],
        ..BARE
    },
    Table {
        name: "suppression_lifted",
        key: &["channel", "address_hash", "lifted_at_ms"],
        columns: &["reason", "source", "at_ms", "lifted_by", "why"],
        person: Some(Personal { texts: &["why"], mention: Mention::Text, ..OWN }),
        ..BARE
    },
    Table {
        name: "merge",
        key: &["id"],
        columns: &["survivor_id", "loser_id", "by", "at_ms", "undone_by", "undone_at_ms"],
        json: &["image", "since"],
        person: Some(Personal { ids: &["survivor_id", "loser_id"], mention: Mention::Text, ..OWN }),
        ..BARE
    },
    Table {
        name: "merge_relink",
        key: &["merge_id", "record_id"],
        json: &["before"],
        person: Some(Personal { ids: &["record_id"], mention: Mention::Text, ..OWN }),
        ..BARE
    },
    Table { name: "merge_event", key: &["merge_id", "event_id"], ..BARE },
    Table {
        name: "erasure",
        key: &["id"],
        columns: &["by", "at_ms", "records", "wake_at_ms", "done_at_ms"],
        hidden: &[
            ("traces", "what is being forgotten at this moment"),
            ("cursor", "how far the forgetting is: it may name the person"),
        ],
        ..BARE
    },
    Table {
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
    Table { name: "sms_cost", key: &["month", "key"], columns: &["cost_micros"], ..BARE },
    Table { name: "sms_month", key: &["month"], columns: &["spent_micros"], ..BARE },
    Table { name: "counter", key: &["name", "label"], columns: &["value"], ..BARE },
    Table {
        name: "import",
        key: &["id"],
        columns: &["module", "state", "rows", "valid", "applied", "created_at_ms", "consent_text"],
        json: &["problems"],
        person: Some(Personal { texts: &["consent_text"], mention: Mention::Text, ..OWN }),
        ..BARE
    },
    Table {
        name: "import_row",
        key: &["import_id", "row"],
        json: &["record"],
        person: Some(OWN),
        ..BARE
    },
    Table {
        name: "idempotency",
        key: &["key"],
        columns: &["created_at_ms"],
        json: &["answer"],
        left_out: Some("answers to repeated requests, which may show what is shown once"),
        person: Some(Personal { texts: &["key"], ..OWN }),
        ..BARE
    },
    Table { name: "token", left_out: Some("opens the account"), ..BARE },
    Table { name: "heartbeat", left_out: Some("of the deployment, and of no account"), ..BARE },
    Table { name: "dev_clock", left_out: Some("of development, and of no account"), ..BARE },
    Table { name: "commit_guard", left_out: Some("always empty"), ..BARE },
];

impl Table {
    /// What is shown of a row.
    pub fn shown(&self) -> impl Iterator<Item = &'static str> {
        self.key.iter().chain(self.columns).chain(self.json).copied()
    }

    /// The rows of an account behind a key: `?1` is the account, `?2` how many. Two texts and not one with an
    /// OR, which would read all rows before the page.
    pub fn rows(&self, selected: &str, after: After) -> String {
        let key = self.key.join(", ");
        let later = match after {
            After::Nothing => String::new(),
            After::Parameter(place) => {
                let values = (0..self.key.len()).map(|index| format!("?{place}->>{index}"));
                format!("AND ({key}) > ({})", values.collect::<Vec<_>>().join(", "))
            }
        };
        format!(
            "
SELECT {selected}
FROM {name}
WHERE account_id = ?1 {later}
ORDER BY {key}
LIMIT ?2",
            name = self.name,
        )
    }

    /// A row as an SQL expression for the text of a JSON object: put together and not made by `json_object`,
    /// which D1 gives 32 arguments at most.
    pub fn row(&self) -> String {
        let value = |column: &str| {
            if self.json.contains(&column) {
                format!("iif(json_valid({column}), json({column}), json_quote({column}))")
            } else {
                format!("json_quote({column})")
            }
        };
        let members = self.shown().map(|column| format!("\"{column}\":' || {}", value(column)));
        format!("'{{{} || '}}'", members.collect::<Vec<_>>().join(" || ',"))
    }
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// At the first row.
    Nothing,
    /// Behind the key that this parameter of the statement holds, as a JSON array.
    Parameter(u8),
}
