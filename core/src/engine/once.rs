//! Once per client for ever: what a campaign asks before it lets a record in, and again before it
//! writes to an address (S0.14, D13).
//!
//! A client is a contact and, per channel, a normalised address, so that two records, a twin or a
//! merge count as one. Each is a key; a passage takes all of its keys or none. A skip uses up the
//! once. Which of several records of one client comes first is decided by the instant, then the
//! record's id, never by the order in which they are looked at: [`Settlement`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::advance::Advance;
use super::log::{Reason, What};
use super::recipient::contact_of;
use super::state::{Enrollment, EnrollmentState};
use crate::definitions::{Action, Automation, ContactChoice, Kind};
use crate::words::contact::normalised_address;
use crate::words::{AutomationId, Channel, Contact, DerivedKey, Moment, Record, RecordId};

/// How often a record of a settlement is decided again on average before what is planned stands as
/// it is. Our choice: each time an earlier one of the same client was found; a client has few
/// records.
const ROUNDS_MAX: usize = 20;

/// A key of a client in a campaign. No personal data: addresses are hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientKey {
    /// Of a contact, or of an address.
    pub key: DerivedKey,
    /// The contact that has it.
    pub contact: RecordId,
}

/// Who has a key of a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The record whose passage, or skip, took it.
    pub record: RecordId,
    /// The contact that was written to, or was not.
    pub contact: RecordId,
    /// The passage; `None` when it was skipped.
    pub enrollment: Option<DerivedKey>,
    /// Since when, where that may still change: in a plan, or within one commit. `None` is for ever.
    pub planned_at: Option<Moment>,
}

/// The keys that are taken, by campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken(BTreeMap<(AutomationId, DerivedKey), Holder>);

/// What a decision did with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody had it.
    Claimed,
    /// Somebody has it: the record does not get the campaign.
    Refused,
    /// Somebody had it, and a person sends anyway.
    TakenOver,
}

/// One key that a decision asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnceUse {
    /// By which campaign.
    pub automation: AutomationId,
    /// Which key.
    pub key: DerivedKey,
    /// Who has it from now on; of a refused key, who would have had it.
    pub holder: Holder,
    /// When.
    pub at: Moment,
    /// What became of it.
    pub verdict: Verdict,
}

/// The key of a contact, whatever its addresses.
pub fn contact_key(contact: &RecordId) -> DerivedKey {
    DerivedKey::of(&["once", "contact", contact.as_str()])
}

fn address_key(channel: Channel, address: &str) -> DerivedKey {
    let word = match channel {
        Channel::Email => "email",
        Channel::Sms => "sms",
    };
    DerivedKey::of(&["once", word, address])
}

/// Every key of a record's clients in a campaign: of each contact that a step writes to, itself and
/// its address in that step's channel. None for what is no campaign.
pub fn client_keys(
    automation: &Automation,
    record: &Record,
    related: &BTreeMap<RecordId, Record>,
) -> Vec<ClientKey> {
    if automation.definition.kind != Kind::Campaign {
        return Vec::new();
    }
    let mut keys = Vec::new();
    for step in &automation.definition.steps {
        if let Some((channel, choice)) = written_to(&step.action) {
            add_keys(&mut keys, Some(channel), contact_of(record, related, choice));
        }
    }
    if keys.is_empty() {
        add_keys(&mut keys, None, contact_of(record, related, ContactChoice::Any));
    }
    keys
}

/// The keys of the contact that one action writes to.
pub(super) fn action_keys(
    action: &Action,
    record: &Record,
    related: &BTreeMap<RecordId, Record>,
) -> Vec<ClientKey> {
    let mut keys = Vec::new();
    if let Some((channel, choice)) = written_to(action) {
        add_keys(&mut keys, Some(channel), contact_of(record, related, choice));
    }
    keys
}

fn written_to(action: &Action) -> Option<(Channel, ContactChoice)> {
    match action {
        Action::EmailToContact { recipient, .. } => Some((Channel::Email, *recipient)),
        Action::SmsToContact { recipient } => Some((Channel::Sms, *recipient)),
        _ => None,
    }
}

fn add_keys(
    keys: &mut Vec<ClientKey>,
    channel: Option<Channel>,
    client: Option<(RecordId, Contact)>,
) {
    let Some((id, contact)) = client else { return };
    let address = channel.and_then(|channel| {
        let text = match channel {
            Channel::Email => contact.email.as_ref()?.as_str(),
            Channel::Sms => contact.phone.as_ref()?.as_str(),
        };
        Some(address_key(channel, &normalised_address(channel, text)?))
    });
    for key in [Some(contact_key(&id)), address].into_iter().flatten() {
        if !keys.iter().any(|one| one.key == key) {
            keys.push(ClientKey { key, contact: id.clone() });
        }
    }
}

impl<'a> Advance<'a> {
    /// Takes every key of the record's clients for this passage; the contact that used up the once
    /// when one of them is somebody else's. What is free is used up then too.
    pub(super) fn once_refusal(
        &mut self,
        automation: &Automation,
        enrollment: &DerivedKey,
        at: Moment,
    ) -> Option<RecordId> {
        let record = self.state.record.as_ref()?;
        let keys = client_keys(automation, record, self.world.related);
        self.take_keys(automation, keys, enrollment, at)
    }

    /// The same at the moment of acting, for the contact that the step writes to: an address may have
    /// changed since the entry.
    pub(super) fn once_refusal_of_step(
        &mut self,
        automation: &Automation,
        action: &Action,
        at: Moment,
    ) -> Option<RecordId> {
        if automation.definition.kind != Kind::Campaign {
            return None;
        }
        let standing = self.state.standings.get(&automation.definition.id)?;
        let enrollment = standing.enrollment.as_ref()?.id.clone();
        let keys = action_keys(action, self.state.record.as_ref()?, self.world.related);
        self.take_keys(automation, keys, &enrollment, at)
    }

    fn take_keys(
        &mut self,
        automation: &Automation,
        keys: Vec<ClientKey>,
        enrollment: &DerivedKey,
        at: Moment,
    ) -> Option<RecordId> {
        let id = &automation.definition.id;
        let record = self.state.record.as_ref()?.id.clone();
        let is_own = |holder: &Holder| holder.enrollment.as_ref() == Some(enrollment);
        let is_mine = |uses: &[OnceUse], key: &DerivedKey| {
            let same = |one: &OnceUse| one.automation == *id && one.key == *key;
            uses.iter().any(|one| same(one) && is_own(&one.holder))
        };
        let taken = self.world.once;
        let holder_of = |key: &ClientKey| {
            taken.before(id, &key.key, (at, &record)).filter(|holder| !is_own(holder))
        };
        let refused_by = keys.iter().find_map(holder_of).map(|holder| holder.contact.clone());
        for key in &keys {
            let is_known = taken.0.get(&(id.clone(), key.key.clone())).is_some_and(is_own);
            if is_known || is_mine(&self.once, &key.key) {
                continue;
            }
            let verdict = match holder_of(key) {
                Some(_) => Verdict::Refused,
                None => Verdict::Claimed,
            };
            let passage = if refused_by.is_some() { None } else { Some(enrollment.clone()) };
            self.use_key(automation, key, passage, at, verdict);
        }
        refused_by
    }

    fn use_key(
        &mut self,
        automation: &Automation,
        key: &ClientKey,
        enrollment: Option<DerivedKey>,
        at: Moment,
        verdict: Verdict,
    ) {
        let Some(record) = &self.state.record else { return };
        self.once.push(OnceUse {
            automation: automation.definition.id.clone(),
            key: key.key.clone(),
            holder: Holder {
                record: record.id.clone(),
                contact: key.contact.clone(),
                enrollment,
                planned_at: None,
            },
            at,
            verdict,
        });
    }

    /// A person sends a campaign to a client who does not get it otherwise: every key is this
    /// passage's from now on.
    pub(super) fn send_anyway(&mut self, id: &AutomationId) {
        let Some(automation) = self.automation(id) else { return };
        let Some(record) = &self.state.record else { return };
        if automation.definition.kind != Kind::Campaign {
            return;
        }
        let (record, at) = (record.clone(), self.now);
        if self.open_enrollment(id).is_some() {
            let reason = Some(Reason::AlreadyRunning);
            self.note(automation, at, What::Skipped, |entry| entry.reason = reason);
            return;
        }
        self.stand_inside(id, at);
        let Some(standing) = self.state.standings.get_mut(id) else { return };
        standing.pass = standing.pass.saturating_add(1);
        let passage = Enrollment::id_of(id, &record.id, standing.pass);
        standing.enrollment = Some(Enrollment {
            id: passage.clone(),
            entered_at: at,
            base_at: at,
            state: EnrollmentState::Held,
            cause: None,
            activities: Vec::new(),
        });
        for key in client_keys(automation, &record, self.world.related) {
            self.use_key(automation, &key, Some(passage.clone()), at, Verdict::TakenOver);
        }
        self.note(automation, at, What::Entered, |_| {});
        self.schedule_from(automation, 0, at, at);
    }
}

impl Taken {
    /// No key is taken.
    pub const NONE: Taken = Taken(BTreeMap::new());

    /// Adds a key that is taken for ever.
    pub fn keep(&mut self, automation: AutomationId, key: DerivedKey, holder: Holder) {
        self.0.insert((automation, key), holder);
    }

    /// The survivor of a merge had what the loser had: also where the survivor holds a key of its own and
    /// waits yet, so that the client does not get it twice. `has_had` says of a passage whether it has sent
    /// something; who was skipped has used up the once.
    pub fn merge(
        &mut self,
        loser: &RecordId,
        survivor: &RecordId,
        has_had: impl Fn(&AutomationId, &Holder) -> bool,
    ) {
        let (from, to) = (contact_key(loser), contact_key(survivor));
        let had = self.0.iter().filter(|((_, key), _)| *key == from);
        let had: Vec<(AutomationId, Holder)> =
            had.map(|((automation, _), holder)| (automation.clone(), holder.clone())).collect();
        for (automation, holder) in had {
            let had = |one: &Holder| one.enrollment.is_none() || has_had(&automation, one);
            let of_survivor = self.0.entry((automation.clone(), to.clone()));
            let of_survivor = of_survivor.or_insert_with(|| holder.clone());
            if !had(of_survivor) && had(&holder) {
                *of_survivor = holder;
            }
        }
    }

    /// Who has the key, when it is somebody who comes before this record at this instant.
    pub(super) fn before(
        &self,
        automation: &AutomationId,
        key: &DerivedKey,
        (at, record): (Moment, &RecordId),
    ) -> Option<&Holder> {
        let holder = self.0.get(&(automation.clone(), key.clone()))?;
        let comes_first = match holder.planned_at {
            None => true,
            Some(since) => holder.record != *record && (since, &holder.record) < (at, record),
        };
        comes_first.then_some(holder)
    }

    /// These, and the others too.
    #[must_use]
    pub fn with(mut self, others: &Taken) -> Self {
        let others = others.0.iter().map(|(key, holder)| (key.clone(), holder.clone()));
        self.0.extend(others);
        self
    }

    /// What was decided stands.
    pub fn stands(&mut self, uses: &[OnceUse]) {
        for one in uses.iter().filter(|one| one.verdict != Verdict::Refused) {
            let holder = Holder { planned_at: None, ..one.holder.clone() };
            self.0.insert((one.automation.clone(), one.key.clone()), holder);
        }
    }

    /// Takes the keys provisionally; answers whose they were.
    fn plan(&mut self, uses: &[OnceUse]) -> BTreeSet<RecordId> {
        let mut displaced = BTreeSet::new();
        for one in uses.iter().filter(|one| one.verdict != Verdict::Refused) {
            let holder = Holder { planned_at: Some(one.at), ..one.holder.clone() };
            let key = (one.automation.clone(), one.key.clone());
            let is_own = |before: &Holder| {
                before.record == holder.record && before.planned_at <= holder.planned_at
            };
            if self.0.get(&key).is_some_and(is_own) {
                continue;
            }
            let before = self.0.insert(key, holder);
            displaced.extend(
                before
                    .filter(|before| before.planned_at.is_some())
                    .map(|before| before.record)
                    .filter(|record| *record != one.holder.record),
            );
        }
        displaced
    }

    fn forget_plans_of(&mut self, record: &RecordId, uses: &[OnceUse]) {
        for one in uses {
            let key = (one.automation.clone(), one.key.clone());
            let is_own = |holder: &Holder| holder.record == *record && holder.planned_at.is_some();
            if self.0.get(&key).is_some_and(is_own) {
                self.0.remove(&key);
            }
        }
    }
}

/// Decisions about many records at once, of which some are the same client: each is decided with what
/// those before it take, whatever the order in which they come.
#[derive(Debug)]
pub struct Settlement<T> {
    taken: Taken,
    decided: BTreeMap<RecordId, (T, Vec<OnceUse>)>,
}

impl<T> Settlement<T> {
    /// Begins with what is taken for ever.
    pub fn new(taken: Taken) -> Self {
        Settlement { taken, decided: BTreeMap::new() }
    }

    /// Decides every record; one is decided anew when another of the same client turns out to come
    /// before it. `decide` answers with what it decided and every key that it asked for.
    pub fn run(
        &mut self,
        ids: impl IntoIterator<Item = RecordId>,
        mut decide: impl FnMut(&RecordId, &Taken) -> (T, Vec<OnceUse>),
    ) {
        let mut queue: VecDeque<RecordId> = ids.into_iter().collect();
        let mut left = queue.len().saturating_mul(ROUNDS_MAX);
        while let Some(id) = queue.pop_front() {
            if let Some((_, uses)) = self.decided.remove(&id) {
                self.taken.forget_plans_of(&id, &uses);
            }
            let (decision, uses) = decide(&id, &self.taken);
            if left == 0 {
                self.taken.stands(&uses);
            } else {
                left -= 1;
                for other in self.displaced(&uses) {
                    queue.push_back(other);
                }
            }
            self.decided.insert(id, (decision, uses));
        }
    }

    /// Whom these uses come before: they, and who was refused because of them, are decided anew.
    fn displaced(&mut self, uses: &[OnceUse]) -> BTreeSet<RecordId> {
        let displaced = self.taken.plan(uses);
        let mut freed: BTreeSet<(AutomationId, DerivedKey)> = BTreeSet::new();
        for record in &displaced {
            let Some((_, uses)) = self.decided.get(record) else { continue };
            freed.extend(uses.iter().map(|one| (one.automation.clone(), one.key.clone())));
            let uses = uses.clone();
            self.taken.forget_plans_of(record, &uses);
        }
        let asks = |uses: &[OnceUse]| {
            uses.iter().any(|one| {
                one.verdict == Verdict::Refused
                    && freed.contains(&(one.automation.clone(), one.key.clone()))
            })
        };
        let refused = self.decided.iter().filter(|(_, (_, uses))| asks(uses));
        let refused: Vec<RecordId> = refused.map(|(id, _)| id.clone()).collect();
        displaced.into_iter().chain(refused).collect()
    }

    /// Every decision, by record, with the keys that it asked for.
    pub fn into_decided(self) -> impl Iterator<Item = (RecordId, T, Vec<OnceUse>)> {
        self.decided.into_iter().map(|(id, (decision, uses))| (id, decision, uses))
    }
}
