//! Contacts who would get many messages from all automations together (B9), before they do (D21).
//!
//! Where the account has a cap, what counts is what the cap counts: marketing, by its period. Where
//! it has none, every message to a contact counts, by day, and more than two are worth a look.

use std::collections::{BTreeMap, BTreeSet};

use super::effect::{Effect, EffectBody};
use crate::template::MessageClass;
use crate::words::{
    AutomationId, CapPeriod, Channel, Contact, Date, FrequencyCap, FrequencyCaps, Moment, Record,
    RecordId, Zone,
};

/// What is many without a cap. Source: our choice; a confirmation and a reminder on one day are not.
const UNCAPPED: FrequencyCap = FrequencyCap { messages: 2, per: CapPeriod::Day };

/// A message to a contact that a plan holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedMessage {
    contact: RecordId,
    channel: Channel,
    class: MessageClass,
    automation: AutomationId,
    at: Moment,
    zone: Zone,
}

/// One contact's messages of one channel in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    /// Whose.
    pub contact: RecordId,
    /// On which channel.
    pub channel: Channel,
    /// The first day of the period, on the contact's calendar.
    pub since: Date,
    /// Which period.
    pub per: CapPeriod,
    /// How many would leave.
    pub messages: u32,
    /// How many may.
    pub places: u32,
    /// Whether those above are skipped; else they all leave.
    pub is_capped: bool,
    /// Whose messages they are.
    pub automations: BTreeSet<AutomationId>,
}

/// Counts planned messages by contact, channel and period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collisions {
    caps: FrequencyCaps,
    counted: BTreeMap<(RecordId, Channel, Date), (u32, BTreeSet<AutomationId>)>,
}

impl PlannedMessage {
    /// The message of an effect, if it goes to a contact. `contact` finds the record of an id.
    pub fn of<'a>(
        effect: &Effect,
        office: Zone,
        contact: impl Fn(&RecordId) -> Option<&'a Record>,
    ) -> Option<Self> {
        let (id, channel, class) = match &effect.body {
            EffectBody::Email { to, class, .. } => (to.contact(), Channel::Email, *class),
            EffectBody::Sms { to, class, .. } => (to.contact(), Channel::Sms, *class),
            _ => return None,
        };
        let zone = contact(id).and_then(Contact::of).and_then(|contact| contact.zone);
        Some(PlannedMessage {
            contact: id.clone(),
            channel,
            class,
            automation: effect.automation.clone(),
            at: effect.planned_at,
            zone: zone.unwrap_or(office),
        })
    }
}

impl Collisions {
    /// Nothing counted yet, under these caps.
    pub fn new(caps: FrequencyCaps) -> Self {
        Collisions { caps, counted: BTreeMap::new() }
    }

    /// Counts a message.
    pub fn add(&mut self, message: PlannedMessage) {
        let cap = self.caps.of(message.channel);
        if cap.is_some() && message.class == MessageClass::Transactional {
            return;
        }
        let since = cap.unwrap_or(UNCAPPED).per.begins(message.at, message.zone);
        let counted = self.counted.entry((message.contact, message.channel, since)).or_default();
        counted.0 += 1;
        counted.1.insert(message.automation);
    }

    /// Who would get more than there are places, by contact and time.
    pub fn found(&self) -> impl Iterator<Item = Collision> {
        self.counted.iter().filter_map(|((contact, channel, since), (messages, automations))| {
            let cap = self.caps.of(*channel);
            let FrequencyCap { messages: places, per } = cap.unwrap_or(UNCAPPED);
            (*messages > places).then(|| Collision {
                contact: contact.clone(),
                channel: *channel,
                since: *since,
                per,
                messages: *messages,
                places,
                is_capped: cap.is_some(),
                automations: automations.clone(),
            })
        })
    }
}
