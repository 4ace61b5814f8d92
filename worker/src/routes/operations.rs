//! For whoever runs the deployment: is it ready, and what does it do? No account, no personal data.
//!
//! What is wrong with it is core's to say (`engine::health`).

use core::fmt::Write as _;

use relance_core::engine::Vitals;
use relance_core::words::{Moment, Problem};
use serde_json::{Value as Json, json};

use crate::answer::{Answer, Handled};
use crate::auth;
use crate::request::Incoming;
use crate::store::{self, heartbeat};

/// The newest migration that this code knows. Set by `build.rs`.
const SCHEMA: &str = env!("RELANCE_SCHEMA");

/// `GET /ready`: 200 when the deployment does its work, 503 with the reasons when it does not.
pub async fn ready(incoming: &Incoming) -> Handled {
    let found = heartbeat::vitals(&incoming.db).await.unwrap_or_default();
    let ms = |key: &str| found.get(key).and_then(Json::as_i64);
    let dev_now = ms("dev_now_ms").map(Moment::from_ms);
    let now = store::clock(&incoming.db, dev_now);
    let since = |now: Moment, at: i64| now.as_ms().saturating_sub(at).max(0);
    let vitals = Vitals {
        schema_of_code: SCHEMA.to_owned(),
        schema_of_database: found.get("schema").and_then(Json::as_str).map(str::to_owned),
        tick_age_ms: ms("tick_at_ms").map(|at| since(incoming.db.real_now(), at)),
        backlog_age_ms: ms("due_at_ms").filter(|at| *at <= now.as_ms()).map(|at| since(now, at)),
    };
    let reasons: Vec<&str> = vitals.ailments().into_iter().map(|one| one.key()).collect();
    let seconds = |ms: Option<i64>| ms.map(|ms| ms / 1_000);
    let body = json!({
        "status": if reasons.is_empty() { "ready" } else { "not_ready" },
        "reasons": reasons,
        "schema": {"code": vitals.schema_of_code, "database": vitals.schema_of_database},
        "tick_age_seconds": seconds(vitals.tick_age_ms),
        "backlog_age_seconds": seconds(vitals.backlog_age_ms),
    });
    Ok(if reasons.is_empty() { Answer::Value(body) } else { Answer::Unready(body) })
}

/// `GET /metrics`: figures for Prometheus, text format 0.0.4, behind the deployment's own token or
/// `RELANCE_METRICS_TOKEN`.
///
/// # Errors
/// `missing_token`, `unknown_token`.
pub async fn metrics(incoming: &Incoming) -> Handled {
    if !auth::may_watch(incoming)? {
        return Err(Problem::new("unknown_token", "this token is not known here").into());
    }
    let dev_now = store::account::dev_clock(&incoming.db).await?;
    let now = store::clock(&incoming.db, dev_now);
    let real_now = incoming.db.real_now();
    let mut figures = heartbeat::figures(&incoming.db, now).await?.into_iter();
    let mut next = || figures.next().unwrap_or_default();
    let (counters, waiting, accounts, ticks) = (next(), next(), next(), next());
    let mut page = Page::default();
    page.counters(&counters);
    page.waiting(&waiting, now, real_now);
    let one =
        |rows: &[Json], key: &str| rows.first().and_then(|row| row.get(key)).and_then(Json::as_i64);
    page.gauge("relance_accounts", "Accounts", one(&accounts, "accounts"));
    page.gauge("relance_accounts_paused", "Accounts that stand still", one(&accounts, "paused"));
    page.gauge(
        "relance_messages_unknown",
        "Messages whose fate nobody knows",
        one(&accounts, "unknown"),
    );
    let age = one(&ticks, "began_at_ms").map(|at| (real_now.as_ms() - at).max(0));
    page.gauge_ms("relance_tick_age_seconds", "Since the last tick began", age);
    page.gauge_ms("relance_tick_lag_seconds", "How late the last tick came", one(&ticks, "lag_ms"));
    page.gauge_ms(
        "relance_tick_duration_seconds",
        "How long the last tick worked; 0 when it had nothing to do",
        ticks.first().map(|_| one(&ticks, "took_ms").unwrap_or(0)),
    );
    page.gauge(
        "relance_tick_decisions",
        "Decisions of the last tick",
        one(&ticks, "decisions").or(Some(0)),
    );
    Ok(Answer::Plain(page.0))
}

/// What the counters count, by name: what a reader of the page is told.
const COUNTED: [(&str, &str, &str); 4] = [
    ("settled", "outcome", "Messages that were settled"),
    ("not_sent", "reason", "Messages that were decided and did not leave"),
    ("retried", "channel", "Deliveries that failed and are tried again"),
    ("dead", "channel", "Messages that could not be delivered for good"),
];

/// The page of metrics. Source: Prometheus, text format 0.0.4.
#[derive(Default)]
struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a text does not fail.
        let _ = write!(self.0, "# HELP {name} {help}.\n# TYPE {name} {kind}\n");
    }

    fn line(&mut self, name: &str, label: Option<(&str, &str)>, value: &str) {
        let _ = match label {
            None => writeln!(self.0, "{name} {value}"),
            Some((key, word)) => writeln!(self.0, "{name}{{{key}=\"{word}\"}} {value}"),
        };
    }

    fn counters(&mut self, rows: &[Json]) {
        for (counter, label, help) in COUNTED {
            let name = format!("relance_messages_{counter}_total");
            self.head(&name, "counter", help);
            let is_it = |row: &&Json| row.get(0).and_then(Json::as_str) == Some(counter);
            for row in rows.iter().filter(is_it) {
                let word = row.get(1).and_then(Json::as_str).unwrap_or_default();
                let value = row.get(2).and_then(Json::as_i64).unwrap_or(0);
                self.line(&name, Some((label, word)), &value.to_string());
            }
        }
    }

    fn waiting(&mut self, rows: &[Json], now: Moment, real_now: Moment) {
        let number = |row: &Json, place: usize| row.get(place).and_then(Json::as_i64);
        let mut by_channel = std::collections::BTreeMap::<&str, (i64, i64)>::new();
        let (mut oldest, mut lease) = (None::<i64>, None::<i64>);
        for row in rows {
            let channel = row.get(0).and_then(Json::as_str).unwrap_or_default();
            let entry = by_channel.entry(channel).or_default();
            entry.0 += number(row, 2).unwrap_or(0);
            entry.1 += number(row, 3).unwrap_or(0);
            oldest = [oldest, number(row, 4)].into_iter().flatten().min();
            lease = [lease, number(row, 5)].into_iter().flatten().min();
        }
        self.head("relance_messages_waiting", "gauge", "Messages that are not settled");
        for (channel, (all, _)) in &by_channel {
            self.line("relance_messages_waiting", Some(("channel", channel)), &all.to_string());
        }
        self.head("relance_messages_due", "gauge", "Messages that could leave now");
        for (channel, (_, due)) in &by_channel {
            self.line("relance_messages_due", Some(("channel", channel)), &due.to_string());
        }
        let age = oldest.filter(|at| *at <= now.as_ms()).map_or(0, |at| now.as_ms() - at);
        self.gauge_ms(
            "relance_backlog_age_seconds",
            "How long the oldest due message waits",
            Some(age),
        );
        let over = lease.map_or(0, |until| (real_now.as_ms() - until).max(0));
        let help = "How long ago the oldest lease ran out that nobody took up; 0 when none did";
        self.gauge_ms("relance_lease_overdue_seconds", help, Some(over));
    }

    fn gauge(&mut self, name: &str, help: &str, value: Option<i64>) {
        let Some(value) = value else { return };
        self.head(name, "gauge", help);
        self.line(name, None, &value.to_string());
    }

    fn gauge_ms(&mut self, name: &str, help: &str, ms: Option<i64>) {
        let Some(ms) = ms else { return };
        self.head(name, "gauge", help);
        self.line(name, None, &format!("{}.{:03}", ms / 1_000, ms % 1_000));
    }
}
