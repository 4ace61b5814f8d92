//! What goes to services outside: contacts to mailing lists, webhooks. Called a few at a time; every
//! call may be repeated, so a lease is settled as a whole.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt;
use relance_core::words::{Channel, Moment, Reach};
use serde_json::{Value as Json, json};

use super::claims::{People, hand_back};
use super::people::Left;
use super::rows::{counted, failing, letter, records};
use super::{Sender, lists, wakes, webhooks};
use crate::answer::Refusal;
use crate::engine::guard::stop_what_fails;
use crate::request::mode;
use crate::routes::integrations::UNISENDER;
use crate::routes::webhooks::reach;
use crate::row::text;
use crate::store::db::{Statement, chunks};
use crate::store::integration::{self, Standing};
use crate::store::{guard, outbox, setup, subject};

/// Calls under way at once. Source: Cloudflare allows an invocation six connections.
pub const AT_ONCE: usize = 4;

/// What is needed besides the row.
#[derive(Debug)]
pub struct Outside<'a> {
    /// Who sends.
    pub sender: &'a Sender<'a>,
    /// The mailing service, as it is kept.
    pub integration: Json,
    /// The receivers of webhooks, as they are kept.
    pub endpoints: Vec<Json>,
    /// The subscribers as they are now.
    pub people: People,
    /// Where this deployment may call.
    pub reach: Reach,
}

/// What one row came to.
#[derive(Debug)]
pub struct Outcome {
    /// For `store::outbox::settle`.
    pub row: Json,
    /// For the run log.
    pub log: Vec<Json>,
    /// What it says of the mailing service.
    pub standing: Option<Standing>,
    /// What it says of a receiver: its id, and the problem if there was one.
    pub endpoint: Option<(String, Option<String>)>,
}

/// Calls for a lease of what is due. Answers the number of decisions to the contrary.
///
/// # Errors
/// When the database does not answer; what is leased is due again when the lease ends.
pub async fn send(sender: &Sender<'_>, messages: &[Json]) -> Result<Left, Refusal> {
    let (db, account, now) = (sender.db, sender.account, sender.now);
    let subscribers = messages.iter().flat_map(lists::subscribers);
    let addressees = subscribers.map(|(id, address)| (id, Channel::Email, address)).collect();
    let outside = Outside {
        sender,
        integration: integration::find(db, account, UNISENDER).await?,
        endpoints: integration::endpoints(db, account).await?,
        people: People::of(sender, addressees).await?,
        reach: reach(mode(db)),
    };
    let handed_back = handed_back(&outside, messages).await?;
    let kept = messages.iter().filter(|message| !handed_back.contains(text(message, "key")));
    let outcomes: Vec<Outcome> = futures_util::stream::iter(kept)
        .map(|message| deliver(&outside, message))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let log: Vec<Json> = outcomes.iter().flat_map(|outcome| outcome.log.clone()).collect();
    let mut statements = standing_statements(&outside, &outcomes);
    let settled: Vec<Json> = outcomes.into_iter().map(|outcome| outcome.row).collect();
    let letters = letters(messages, &settled);
    if !letters.is_empty() {
        statements.push(guard::delivered(account, &json!(letters)));
    }
    for chunk in chunks(&settled) {
        statements.push(outbox::settle(account, &chunk, now, &sender.token));
    }
    statements.extend(counted(account, messages, &settled));
    for chunk in chunks(&log) {
        statements.push(outbox::insert_log(account, &chunk, now));
    }
    if wakes(sender.loaded) {
        statements.push(subject::wake_held(account, &records(messages), now));
    }
    db.batch(&statements).await?;
    if let Some(failing) = failing(&letters) {
        stop_what_fails(db, account, &failing).await?;
    }
    Ok(Left { decisions: log.len(), handed_back: handed_back.len() })
}

/// For the circuit breaker: how each delivery ended, by automation (D18).
fn letters(messages: &[Json], settled: &[Json]) -> BTreeMap<String, String> {
    let mut letters = BTreeMap::<String, String>::new();
    for row in settled {
        let part = |index: usize| row.get(index).and_then(Json::as_str).unwrap_or_default();
        let of = messages.iter().find(|message| text(message, "key") == part(0));
        if let (Some(of), Some(letter)) = (of, letter(part(1), part(2))) {
            letters.entry(text(of, "automation").to_owned()).or_default().push(letter);
        }
    }
    letters
}

/// Before the first call: rows with a subscriber who was written since, or whose address is suppressed
/// since, are due again (K12).
async fn handed_back(
    outside: &Outside<'_>,
    messages: &[Json],
) -> Result<BTreeSet<String>, Refusal> {
    let rows = messages.iter().flat_map(|message| {
        lists::subscribers(message).filter_map(|(id, address)| {
            let addressee = (id, Channel::Email, address);
            // Who was suppressed before is left out by the claim; the others go on.
            let is_open = !outside.people.is_suppressed(Channel::Email, address)
                && outside.people.contact(id).is_some();
            is_open.then(|| outside.people.claimed_row(text(message, "key"), &addressee))
        })
    });
    let statements = hand_back(outside.sender, &rows.collect::<Vec<_>>());
    let answers = outside.sender.db.batch(&statements).await?;
    let keys = answers.iter().flatten().filter_map(Json::as_str).map(str::to_owned);
    Ok(keys.collect())
}

async fn deliver(outside: &Outside<'_>, message: &Json) -> Outcome {
    match text(message, "channel") {
        "lists" => lists::subscribe_all(outside, message).await,
        _ => webhooks::call_endpoint(outside, message).await,
    }
}

/// What the calls say of the service and of the receivers.
fn standing_statements(outside: &Outside<'_>, outcomes: &[Outcome]) -> Vec<Statement> {
    let (account, now) = (outside.sender.account, outside.sender.now);
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
    let real_now: Moment = outside.sender.db.real_now();
    for (id, problem) in outcomes.iter().filter_map(|outcome| outcome.endpoint.as_ref()) {
        let problem = problem.as_deref();
        statements.push(integration::set_endpoint_state(account, id, problem, real_now));
    }
    statements
}
