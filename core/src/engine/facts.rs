//! What is told of a message after it left, and what that means: is it news, does it settle what was
//! unknown, does the address get nothing any more, does it start rules.
//!
//! A provider tells the same thing again, late, out of order, and before the sender itself has heard
//! the provider's answer. So a fact is decided on what is known of the message, and only once. Table:
//! `tests/spec/delivery_facts.md`.

use super::delivery::Settled;
use super::log::Reason;
use super::reads::Looker;
use crate::words::{Channel, Moment, Readers, SuppressionReason};

/// What a provider tells late, counts as told then; what is older, or in the future, as told now.
/// Units: ms. Source: our choice: providers repeat their webhooks for up to three days.
const BELIEVED_MS: i64 = 3 * 86_400_000;

/// Something that became known of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The recipient's server or telephone has it.
    Delivered,
    /// It came back.
    Bounced(Bounce),
    /// The recipient called it spam.
    Complained,
    /// Its pictures were fetched.
    Opened(Looker),
    /// One of its links was followed.
    Clicked(Looker),
    /// The recipient answered.
    Replied,
    /// The recipient wants no more of these.
    Unsubscribed(By),
}

/// How a message came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounce {
    /// There is no such mailbox or number, and there will be none.
    Hard,
    /// This time.
    Soft,
}

/// Who was told of an unsubscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Our own page or address: consent is withdrawn already.
    Us,
    /// The provider: we hear of it here.
    Provider,
}

/// What is known of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// How it went to a contact; `None` when it went to a colleague, or to a service.
    pub channel: Option<Channel>,
    /// How far it is.
    pub state: MessageState,
    /// Whether this very fact is kept already.
    pub is_known: bool,
    /// Whether it came back before, in whatever way.
    pub has_bounced: bool,
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// Waiting, or being handed over right now.
    Waiting,
    /// The provider took it.
    Sent,
    /// It did not go, for a reason that is kept.
    NotSent,
    /// Nobody knows whether the provider took it.
    Unknown,
}

/// What a fact means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// It is kept.
    pub is_news: bool,
    /// The message has left: it is not sent again, and no longer unknown.
    pub settles: bool,
    /// Nothing goes to this address on this channel any more (D20); of a colleague's, no e-mail.
    pub suppresses: Option<SuppressionReason>,
    /// Marketing on this channel ends (D20).
    pub withdraws_consent: bool,
    /// What the circuit breaker counts (D18).
    pub counts: Option<Counted>,
    /// The event that it is for the message's record.
    pub tells: Option<&'static str>,
}

/// What the circuit breaker counts of a message: once each (D18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It went.
    Went,
    /// It failed.
    Failed,
    /// It was counted as gone, and failed after all.
    FailedAfterAll,
}

impl Fact {
    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Fact::Delivered => "delivered",
            Fact::Bounced(_) => "bounced",
            Fact::Complained => "complained",
            Fact::Opened(_) => "opened",
            Fact::Clicked(_) => "clicked",
            Fact::Replied => "replied",
            Fact::Unsubscribed(_) => "unsubscribed",
        }
    }

    /// What is known more closely: how it came back, who looked.
    pub fn detail(self) -> &'static str {
        match self {
            Fact::Bounced(Bounce::Hard) => "hard",
            Fact::Bounced(Bounce::Soft) => "soft",
            Fact::Opened(looker) | Fact::Clicked(looker) => looker.key(),
            Fact::Delivered | Fact::Complained | Fact::Replied | Fact::Unsubscribed(_) => "",
        }
    }

    /// Whether a machine made it so (E13).
    pub fn is_automatic(self) -> bool {
        match self {
            Fact::Opened(looker) | Fact::Clicked(looker) => looker.is_automatic(),
            _ => false,
        }
    }
}

/// What a fact means for a message. Source: D18, D20, D24, E13, S4.11.
pub fn meaning(fact: Fact, message: &Message, readers: Readers) -> Meaning {
    if message.is_known {
        return Meaning::default();
    }
    let is_back = matches!(fact, Fact::Bounced(_));
    // Whatever is told of it, somebody had it: it is out.
    let settles = matches!(message.state, MessageState::Waiting | MessageState::Unknown);
    let counts = match (settles, is_back) {
        (true, true) => Some(Counted::Failed),
        (true, false) => Some(Counted::Went),
        (false, true) if message.state == MessageState::Sent && !message.has_bounced => {
            Some(Counted::FailedAfterAll)
        }
        _ => None,
    };
    let is_to_contact = message.channel.is_some();
    Meaning {
        is_news: true,
        settles,
        // A colleague's complaint is settled among colleagues; an address that does not exist is dead.
        suppresses: dead(fact)
            .filter(|reason| is_to_contact || *reason == SuppressionReason::HardBounce),
        withdraws_consent: is_to_contact && fact == Fact::Unsubscribed(By::Provider),
        counts,
        tells: told(fact, message, readers),
    }
}

fn dead(fact: Fact) -> Option<SuppressionReason> {
    match fact {
        Fact::Bounced(Bounce::Hard) => Some(SuppressionReason::HardBounce),
        Fact::Complained => Some(SuppressionReason::Complaint),
        _ => None,
    }
}

/// Who follows a link has read, also where no pictures are shown.
fn told(fact: Fact, message: &Message, readers: Readers) -> Option<&'static str> {
    let (Fact::Opened(looker) | Fact::Clicked(looker)) = fact else { return None };
    let is_read = !looker.is_automatic() || readers == Readers::Everybody;
    (is_read && message.channel == Some(Channel::Email)).then_some("email_read")
}

/// What the circuit breaker counts of what its sender has settled: a failure where the other side would
/// not or could not, nothing where core kept it back or nobody knows. Source: D18.
pub fn counted(settled: Settled) -> Option<Counted> {
    match settled {
        Settled::Sent => Some(Counted::Went),
        Settled::NotSent(Reason::Refused | Reason::Unreachable | Reason::ListGone) => {
            Some(Counted::Failed)
        }
        Settled::NotSent(_) | Settled::Later(_) | Settled::Unknown => None,
    }
}

/// When a fact counts as having happened.
pub fn happened_at(told: Option<Moment>, now: Moment) -> Moment {
    let is_believed = |at: &Moment| *at <= now && now.as_ms() - at.as_ms() <= BELIEVED_MS;
    told.filter(is_believed).unwrap_or(now)
}
