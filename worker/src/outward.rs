//! What was decided to go outside leaves: contacts to mailing lists, webhooks. Leased, asked once more of
//! core, called, settled.
//!
//! The call happens outside any transaction. Who dies between the call and the settling leaves a lease
//! that runs out; the next one calls again with the same key, which the service takes once.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use relance_core::engine::delivery::{Answer, Settled, settled};
use relance_core::engine::{Claim, Claimed, Reason, claim};
use relance_core::template::MessageClass;
use relance_core::timing::AtNight;
use relance_core::wire::json::one_word;
use relance_core::words::{AccountId, Channel, Moment, Record, RecordId};
use serde_json::{Value as Json, json};

use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::engine::effects::CLASSES;
use crate::engine::load::records;
use crate::engine::looks::Progress;
use crate::providers::unisender::{self, Consent, Subscription, Trouble, Unisender};
use crate::providers::webhook::{self, Webhook};
use crate::request::mode;
use crate::routes::integrations::{UNISENDER, standing_of};
use crate::routes::webhooks::{checked_url, reach, secrets};
use crate::sending::{Sent, deviation, lease_ms, wakes};
use crate::store::db::{Db, Statement, chunks};
use crate::store::integration::{self, Standing};
use crate::store::outbox::{self, Goes, Lease};
use crate::store::{setup, subject};

/// Rows of one lease. Our choice: with four at a time and ten seconds each, all are tried within
/// the time of a lease.
const LEASE_ROWS: i64 = 20;
/// Calls under way at once. Source: Cloudflare allows an invocation six connections.
const AT_ONCE: usize = 4;
/// After so long no call is begun any more. Units: ms. Our choice: with the longest wait for an
/// answer it stays below a lease.
const CALLING_MS_MAX: i64 = 60_000;

/// What is needed besides the row.
struct Outside<'a> {
    db: &'a Db,
    integration: Json,
    endpoints: Vec<Json>,
    contacts: BTreeMap<RecordId, Record>,
    loaded: Loaded,
    stop_at: Moment,
    env_reach: relance_core::words::Reach,
}

/// What one row came to.
struct Outcome {
    row: Json,
    log: Vec<Json>,
    standing: Option<Standing>,
    endpoint: Option<(String, Option<String>)>,
}

/// Calls for a lease of what is due. Answers the number of decisions to the contrary.
///
/// # Errors
/// When the database does not answer; what is leased is due again when the lease ends.
pub async fn send_due(db: &Db, account: &AccountId, now: Moment) -> Result<Sent, Refusal> {
    let (token, real_now) = (db.random_text(20)?, db.real_now());
    let until = real_now.plus_ms(lease_ms(db));
    let lease = Lease { goes: Goes::Outside, token: &token, real_now, until, limit: LEASE_ROWS };
    let rows = outbox::lease(db, account, now, &lease).await?;
    if rows.is_empty() {
        return Ok(Sent::default());
    }
    let outside = load(db, account, &rows, real_now).await?;
    let outcomes: Vec<Outcome> = futures_util::stream::iter(&rows)
        .map(|row| deliver(&outside, row, now))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let log: Vec<Json> = outcomes.iter().flat_map(|outcome| outcome.log.clone()).collect();
    let mut statements = standing_statements(account, &outside, &outcomes, now);
    let settled: Vec<Json> = outcomes.into_iter().map(|outcome| outcome.row).collect();
    for chunk in chunks(&settled) {
        statements.push(outbox::settle(account, &chunk, now, &token));
    }
    for chunk in chunks(&log) {
        statements.push(outbox::insert_log(account, &chunk, now));
    }
    let has_woken = wakes(&outside.loaded);
    if has_woken {
        let records: Json = rows.iter().map(|row| text(row, "record")).collect();
        statements.push(subject::wake_held(account, &records, now));
    }
    db.batch(&statements).await?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|found| found >= LEASE_ROWS);
    let progress = if is_full { Progress::More } else { Progress::Done };
    Ok(Sent { progress, decisions: log.len(), has_woken })
}

async fn load<'a>(
    db: &'a Db,
    account: &AccountId,
    rows: &[Json],
    real_now: Moment,
) -> Result<Outside<'a>, Refusal> {
    let loaded = Loaded::of(db, account).await?;
    let ids: Json = rows.iter().flat_map(subscribers).map(|(id, _)| id).collect();
    let records = records(db, account, &loaded, &ids).await?.into_iter();
    Ok(Outside {
        db,
        integration: integration::find(db, account, UNISENDER).await?,
        endpoints: integration::endpoints(db, account).await?,
        contacts: records.map(|record| (record.id.clone(), record)).collect(),
        loaded,
        stop_at: real_now.plus_ms(CALLING_MS_MAX),
        env_reach: reach(mode(db)),
    })
}

async fn deliver(outside: &Outside<'_>, row: &Json, now: Moment) -> Outcome {
    if text(row, "channel") == "lists" {
        subscribe_all(outside, row, now).await
    } else {
        call_endpoint(outside, row, now).await
    }
}

/// Contacts with their addresses, as they were decided.
fn subscribers(row: &Json) -> impl Iterator<Item = (&str, &str)> {
    let list = row.get("body").and_then(|body| body.get("subscribers")).and_then(Json::as_array);
    list.into_iter().flatten().map(|one| (text(one, "contact"), text(one, "address")))
}

/// What the calls for a row's contacts add up to so far.
struct Tally<'a> {
    row: &'a Json,
    done: Vec<String>,
    arrived: usize,
    log: Vec<Json>,
    refused: Option<Reason>,
}

impl Tally<'_> {
    fn leave_out(&mut self, address: &str, reason: Reason) {
        self.refused.get_or_insert(reason);
        self.log.push(deviation_of(self.row, address, reason));
    }
}

async fn subscribe_all(outside: &Outside<'_>, row: &Json, now: Moment) -> Outcome {
    let done: Vec<String> = row
        .get("done")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    let arrived = done.len();
    let mut tally = Tally { row, done, arrived, log: Vec::new(), refused: None };
    let mut interrupted = None;
    let mut standing = None;
    for (contact, address) in subscribers(row) {
        if tally.done.iter().any(|done| done == contact) {
            continue;
        }
        if outside.db.real_now() > outside.stop_at {
            return outcome(&tally, Settled::Later(now), None, standing, 0);
        }
        if let Some(reason) = refused_by_core(outside, row, (contact, address), now) {
            tally.done.push(contact.to_owned());
            tally.leave_out(address, reason);
            continue;
        }
        let (answer, said) = subscribe(outside, row, address).await;
        standing = Some(match &said {
            // The service works: it is the address that it does not take.
            Some(Trouble::Refused(_)) => Standing::Works,
            said => standing_of(said.as_ref()),
        });
        match answer {
            Answer::Done => {
                tally.done.push(contact.to_owned());
                tally.arrived += 1;
            }
            Answer::Refused(Reason::Refused) => {
                tally.done.push(contact.to_owned());
                tally.leave_out(address, Reason::Refused);
            }
            // The same for every contact: the others need not be tried.
            other => {
                interrupted = Some((other, said.map(|said| said.said().to_owned())));
                break;
            }
        }
    }
    let attempt = attempts(row) + 1;
    match interrupted {
        Some((answer, said)) => {
            let settled = settled(attempt, answer, now);
            if let Settled::NotSent(reason) = settled {
                tally.log.push(deviation(row, reason.key()));
            }
            outcome(&tally, settled, said, standing, 1)
        }
        None if tally.arrived > 0 => outcome(&tally, Settled::Sent, None, standing, 1),
        None => {
            let reason = tally.refused.unwrap_or(Reason::NoContact);
            outcome(&tally, Settled::NotSent(reason), None, standing, 1)
        }
    }
}

fn outcome(
    tally: &Tally<'_>,
    settled: Settled,
    problem: Option<String>,
    standing: Option<Standing>,
    attempts_made: u32,
) -> Outcome {
    let row =
        settled_row(tally.row, settled, problem.as_deref(), attempts_made, &json!(tally.done));
    Outcome { row, log: tally.log.clone(), standing, endpoint: None }
}

/// Asks the service for one contact; when it refuses, whether it is the list or the address.
async fn subscribe(outside: &Outside<'_>, row: &Json, address: &str) -> (Answer, Option<Trouble>) {
    let (key, base) = (text(&outside.integration, "secret"), text(&outside.integration, "base"));
    if key.is_empty() || text(&outside.integration, "state") == "refused" {
        let said = Trouble::Key("the mailing service is not connected".into());
        return (Answer::Refused(Reason::IntegrationMissing), Some(said));
    }
    let base = if base.is_empty() { unisender::BASE } else { base };
    let service = Unisender { platform: outside.db.platform(), base, key };
    let body = row.get("body").cloned().unwrap_or_default();
    let lists = texts(&body, "lists");
    let asks = text(&body, "class") == "transactional";
    let subscription = Subscription {
        email: address,
        lists: &lists,
        tags: &texts(&outside.integration, "tags"),
        consent: if asks { Consent::ServiceAsks } else { Consent::Given },
    };
    let trouble = match service.subscribe(&subscription).await {
        Ok(()) => return (Answer::Done, None),
        Err(trouble) => trouble,
    };
    let answer = match &trouble {
        Trouble::Later { after_seconds, .. } => Answer::Failed { after_seconds: *after_seconds },
        Trouble::Lost(_) | Trouble::Unknown(_) => Answer::Lost,
        Trouble::Key(_) => Answer::Refused(Reason::IntegrationMissing),
        Trouble::Refused(_) => match service.lists().await {
            Ok(there)
                if lists.iter().any(|id| there.iter().all(|list| list.external_id != *id)) =>
            {
                Answer::Refused(Reason::ListGone)
            }
            Ok(_) => Answer::Refused(Reason::Refused),
            Err(_) => Answer::Failed { after_seconds: None },
        },
    };
    (answer, Some(trouble))
}

/// Core's last word on a contact.
fn refused_by_core(
    outside: &Outside<'_>,
    row: &Json,
    (contact, address): (&str, &str),
    now: Moment,
) -> Option<Reason> {
    let class = row.get("body").map(|body| text(body, "class")).unwrap_or_default();
    let claimed = Claimed {
        channel: Channel::Email,
        class: one_word(class, &CLASSES).unwrap_or(MessageClass::Marketing),
        contact: outside.contacts.get(contact),
        to: address,
        is_suppressed: false,
        at_night: AtNight::NextWindow,
    };
    match claim(&outside.loaded.setup.account, &claimed, now) {
        Claim::Refuse(reason) => Some(reason),
        Claim::Send | Claim::Later(_) => None,
    }
}

async fn call_endpoint(outside: &Outside<'_>, row: &Json, now: Moment) -> Outcome {
    let real_now = outside.db.real_now();
    let none = json!([]);
    let finish = |settled: Settled, problem: Option<String>, attempts_made: u32| {
        let log = match settled {
            Settled::NotSent(reason) => vec![deviation(row, reason.key())],
            _ => Vec::new(),
        };
        let row = settled_row(row, settled, problem.as_deref(), attempts_made, &none);
        Outcome { row, log, standing: None, endpoint: None }
    };
    if real_now > outside.stop_at {
        return finish(Settled::Later(now), None, 0);
    }
    let body = row.get("body").cloned().unwrap_or_default();
    let id = text(&body, "endpoint");
    let Some(endpoint) = outside.endpoints.iter().find(|one| text(one, "id") == id) else {
        let problem = "the webhook was deleted".to_owned();
        return finish(Settled::NotSent(Reason::IntegrationMissing), Some(problem), 0);
    };
    let Ok(url) = checked_url(text(endpoint, "url"), outside.env_reach) else {
        let problem = "the address is not public".to_owned();
        return finish(Settled::NotSent(Reason::Refused), Some(problem), 0);
    };
    let webhook = Webhook {
        url: &url,
        id: text(row, "key"),
        body: text(&body, "text"),
        secrets: &secrets(endpoint, real_now),
    };
    let (answer, problem) = match webhook::send(outside.db.platform(), &webhook).await {
        Ok(reply) if (200..300).contains(&reply.status) => (Answer::Done, None),
        // Source: Standard Webhooks; 410 is the receiver's way to end it.
        Ok(reply) if reply.status == 410 => {
            (Answer::Refused(Reason::Refused), Some("the receiver is gone (HTTP 410)".to_owned()))
        }
        Ok(reply) => (
            Answer::Failed { after_seconds: reply.retry_after_seconds },
            Some(format!("the receiver answered with HTTP {}", reply.status)),
        ),
        Err(said) => (Answer::Lost, Some(said)),
    };
    let settled = settled(attempts(row) + 1, answer, now);
    let mut outcome = finish(settled, problem.clone(), 1);
    outcome.endpoint = Some((id.to_owned(), problem));
    outcome
}

fn settled_row(
    row: &Json,
    settled: Settled,
    problem: Option<&str>,
    attempts_made: u32,
    done: &Json,
) -> Json {
    let (state, reason, due_at) = match settled {
        Settled::Sent => ("sent", None, None),
        Settled::Later(at) => ("pending", None, Some(at.as_ms())),
        Settled::NotSent(reason) => ("not_sent", Some(reason.key()), None),
        Settled::Unknown => ("unknown", None, None),
    };
    let attempts = attempts(row) + attempts_made;
    json!([text(row, "key"), state, reason, due_at, attempts, problem, done.to_string()])
}

/// What the calls say of the service and of the receivers.
fn standing_statements(
    account: &AccountId,
    outside: &Outside<'_>,
    outcomes: &[Outcome],
    now: Moment,
) -> Vec<Statement> {
    let mut statements = Vec::new();
    let worst =
        outcomes.iter().filter_map(|outcome| outcome.standing.as_ref()).max_by_key(|standing| {
            match standing {
                Standing::Works => 0,
                Standing::Problem(_) => 1,
                Standing::Refused(_) => 2,
            }
        });
    let is_connected = !text(&outside.integration, "secret").is_empty();
    if let Some(standing) = worst.filter(|_| is_connected)
        && (
            text(&outside.integration, "state"),
            outside.integration.get("problem").and_then(Json::as_str),
        ) != (standing.word(), standing.said())
    {
        statements.push(integration::set_state(account, UNISENDER, standing, now));
        if matches!(standing, Standing::Refused(_)) {
            // From now on the rules that need it do not fire: what is being decided is decided again.
            statements.push(setup::bump(account));
        }
    }
    for (id, problem) in outcomes.iter().filter_map(|outcome| outcome.endpoint.as_ref()) {
        statements.push(integration::set_endpoint_state(
            account,
            id,
            problem.as_deref(),
            outside.db.real_now(),
        ));
    }
    statements
}

/// The run log's entry of one contact that was left out at the last moment.
fn deviation_of(row: &Json, address: &str, reason: Reason) -> Json {
    let mut row = row.clone();
    if let Some(Json::Object(entry)) = row.get_mut("entry") {
        entry.insert("to".into(), address.into());
    }
    deviation(&row, reason.key())
}

fn attempts(row: &Json) -> u32 {
    row.get("attempts").and_then(Json::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}

fn texts<'a>(row: &'a Json, key: &str) -> Vec<&'a str> {
    row.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect()
}

fn text<'a>(row: &'a Json, key: &str) -> &'a str {
    row.get(key).and_then(Json::as_str).unwrap_or_default()
}
