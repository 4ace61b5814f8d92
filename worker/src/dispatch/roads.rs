//! Roads: who carries which channels of an account, and how much of it at once.

use relance_core::engine::delivery::Mode;
use relance_core::words::{AccountId, Channel, Provider};
use serde_json::{Map, Value as Json, json};

use crate::answer::Refusal;
use crate::domain::Loaded;
use crate::providers::{Service, resend, smsapi};
use crate::senders;
use crate::store::db::Db;

/// Messages of one lease of the `capture` mailbox. Our choice: as many as one page decides; a lease
/// costs five statements however many it takes.
const CAPTURED_ROWS: i64 = 1_000;
/// Messages of one lease that leave the machine. Our choice: with four calls at a time and ten seconds
/// each, all are tried within the time of a lease.
const CALLED_ROWS: i64 = 20;
/// Statements that one call for a message may take: it is noted, settled, counted, logged, told to the
/// circuit breaker and to whoever waits for it. Source: `calls`, `people::Rows::statements`.
const CALL_STATEMENTS: u64 = 6;
/// Leases of a road whose messages leave the machine, in one tick and account. Our choice: a hundred
/// calls, as many connections as a small deployment may open, and less than what any of the providers
/// takes in a minute.
const CALLED_LEASES_MAX: usize = 5;

/// Channels that travel together.
#[derive(Debug)]
pub struct Road {
    /// Names of channels, as a list.
    pub channels: Json,
    /// Who carries them.
    pub carrier: Carrier,
}

/// Who carries messages.
#[derive(Debug)]
pub enum Carrier {
    /// The mailbox in the same database: nothing leaves the machine.
    Capture,
    /// A provider; `None` while it is not connected, or takes nothing until a person mends it.
    Provider(Provider, Option<Service>),
    /// The mailing service.
    Lists,
    /// The receivers of webhooks.
    Webhooks,
}

impl Carrier {
    /// The name in the outbox.
    pub fn name(&self) -> &'static str {
        match self {
            Carrier::Capture => "capture",
            Carrier::Provider(provider, _) => provider.key(),
            Carrier::Lists => "unisender",
            Carrier::Webhooks => "webhook",
        }
    }

    /// Whether what it may have had can be handed over once more.
    pub fn mode(&self) -> Mode {
        match self {
            Carrier::Capture => Mode::Exact,
            // A subscriber is in a list or is not; a webhook carries its id, which receivers know
            // (Standard Webhooks).
            Carrier::Lists | Carrier::Webhooks => Mode::Repeatable,
            Carrier::Provider(provider, _) => mode_of(*provider),
        }
    }

    /// Messages of one lease while so many statements are left: whoever has called a provider has to be able
    /// to say what became of it. At least one, so that each tick goes on.
    pub fn lease_rows(&self, statements_left: u64) -> i64 {
        match self {
            Carrier::Capture => CAPTURED_ROWS,
            Carrier::Lists | Carrier::Webhooks => CALLED_ROWS,
            Carrier::Provider(..) => {
                let calls = i64::try_from(statements_left / CALL_STATEMENTS);
                calls.unwrap_or(CALLED_ROWS).clamp(1, CALLED_ROWS)
            }
        }
    }

    /// Leases in one tick.
    pub fn leases_max(&self) -> usize {
        match self {
            Carrier::Capture => usize::MAX,
            Carrier::Provider(..) | Carrier::Lists | Carrier::Webhooks => CALLED_LEASES_MAX,
        }
    }
}

impl Road {
    fn new(channels: &[&str], carrier: Carrier) -> Self {
        Road { channels: json!(channels), carrier }
    }

    fn channel_names(&self) -> impl Iterator<Item = &str> {
        self.channels.as_array().into_iter().flatten().filter_map(Json::as_str)
    }

    /// Whether it carries one of these channels.
    pub fn carries_any(&self, channels: &[Json]) -> bool {
        self.channel_names().any(|own| channels.iter().any(|one| one == own))
    }
}

/// The roads of an account.
///
/// # Errors
/// When the database does not answer; `secret_missing`, `secret_changed` of a provider's key.
pub async fn roads(db: &Db, account: &AccountId, loaded: &Loaded) -> Result<Vec<Road>, Refusal> {
    let sending = &loaded.setup.account.sending;
    let mut captured = Vec::new();
    let mut roads = Vec::new();
    for (channel, names) in
        [(Channel::Email, &["email", "user_email"][..]), (Channel::Sms, &["sms"])]
    {
        match sending.provider(channel) {
            Provider::Capture => captured.extend(names),
            provider => {
                let service = senders::service(db, account, provider).await?;
                roads.push(Road::new(names, Carrier::Provider(provider, service)));
            }
        }
    }
    if !captured.is_empty() {
        roads.push(Road::new(&captured, Carrier::Capture));
    }
    roads.push(Road::new(&["lists"], Carrier::Lists));
    roads.push(Road::new(&["webhook"], Carrier::Webhooks));
    Ok(roads)
}

/// Source: what each provider documents of repeated requests (`providers/*.rs`).
fn mode_of(provider: Provider) -> Mode {
    match provider {
        Provider::Capture => Mode::Exact,
        Provider::Resend => Mode::Keyed { key_lives_ms: resend::KEY_LIVES_MS },
        Provider::Smsapi => Mode::Keyed { key_lives_ms: smsapi::KEY_LIVES_MS },
        Provider::Postmark | Provider::Twilio | Provider::Cloudflare => Mode::AtMostOnce,
    }
}

/// Who carries each channel, by name.
pub fn providers(roads: &[Road]) -> Json {
    let mut providers = Map::new();
    for road in roads {
        for channel in road.channel_names() {
            providers.insert(channel.to_owned(), road.carrier.name().into());
        }
    }
    Json::Object(providers)
}
