//! What is going to happen: `advance` over future moments, with nothing committed (B1, B4, B5).
//!
//! A plan takes each record alone, wake by wake, exactly as the Worker's ticks would find it.
//! Between now and the end of the plan nobody is assumed to write anything.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::advance::{Input, Outcome, World, advance};
use super::budget::PlannedSms;
use super::cause::Cause;
use super::collision::{Collision, Collisions, PlannedMessage};
use super::effect::{Effect, EffectBody};
use super::log::{LogEntry, Reason, What};
use super::make::completion;
use super::once::OnceUse;
use super::slots::Slots;
use super::state::SubjectState;
use crate::definitions::{Automation, Repeat, Setup};
use crate::words::{
    AutomationId, Change, Date, Event, FrequencyCaps, Moment, Record, RecordId, Value, Zone,
};

/// Wakes of one record in one plan. Ninety days of an hourly flip are 2,160; more is a filter that
/// changes by the minute, and the plan says that it was cut.
pub const PLAN_WAKES_MAX: usize = 2_500;

/// Entries that a forecast keeps for reading; its figures count all.
pub const FORECAST_ENTRIES_MAX: usize = 1_000;

/// Records that automations make in one plan of one record and that the plan follows. Our choice: a
/// chain of consequences ends after eight, and each makes few records.
const MADE_MAX: usize = 100;

/// What is going to happen to one record, and to those that automations make because of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// Every decision, by its instant.
    pub entries: Vec<LogEntry>,
    /// What of it goes to contacts.
    pub messages: Vec<PlannedMessage>,
    /// How the record stands at the end.
    pub state: SubjectState,
    /// Keys of clients that campaigns asked for.
    pub once: Vec<OnceUse>,
    /// The records that are made, as they are at the end.
    pub made: Vec<SubjectState>,
    /// Activities that end with it and were made before the plan began (S3.20).
    pub completed: Vec<Completed>,
    /// Whether it was cut at [`PLAN_WAKES_MAX`].
    pub is_truncated: bool,
}

/// An activity that is completed because its record moved on.
#[derive(Clone, Debug, PartialEq)]
pub struct Completed {
    /// Which.
    pub activity: RecordId,
    /// When.
    pub at: Moment,
    /// What brought it about.
    pub cause: Cause,
}

impl Completed {
    /// The activity as it is then, and what the engine is told of it.
    pub fn of(self, activity: &Record) -> (Record, Input) {
        let done = activity.update(completion(self.at), self.at).record;
        (done.clone(), Input::Caused(Box::new(done), self.cause, self.at))
    }
}

/// Plans one record from `now` until `until` (inclusive). `first_looks` are automations whose
/// activation at `now` is being previewed: active in the setup, not yet known to the record.
pub fn timeline(
    setup: &Setup,
    world: &World<'_>,
    state: SubjectState,
    now: Moment,
    until: Moment,
    first_looks: &[(AutomationId, u32)],
) -> Timeline {
    let looks = first_looks.iter().cloned();
    let looks = looks.map(|(automation, rank)| Input::Activated(automation, rank));
    let inputs = core::iter::once(Input::Clock).chain(looks);
    timeline_from(setup, world, state, (now, until), inputs)
}

/// Plans one record from these inputs at `from` until `until` (inclusive).
pub fn timeline_from(
    setup: &Setup,
    world: &World<'_>,
    state: SubjectState,
    (now, until): (Moment, Moment),
    inputs: impl IntoIterator<Item = Input>,
) -> Timeline {
    let mut plan = Plan {
        setup,
        until,
        entries: Vec::new(),
        messages: Vec::new(),
        once: Vec::new(),
        made: Vec::new(),
        completed: Vec::new(),
        is_truncated: false,
    };
    let mut known = Known::of(world);
    let mut outcome = Outcome::of(state);
    for input in inputs {
        outcome = plan.advance(&mut known, outcome.state, now, input);
    }
    let outcome = plan.run(&mut known, outcome, now);
    plan.follow_made(world, outcome.state.record.as_ref());
    plan.entries.sort_by_key(|entry| entry.planned_at);
    let Plan { entries, messages, once, made, completed, is_truncated, .. } = plan;
    let made = made.into_iter().map(|made| made.outcome.state).collect();
    Timeline { entries, messages, state: outcome.state, once, made, completed, is_truncated }
}

/// One record's plan under way.
struct Plan<'s> {
    setup: &'s Setup,
    until: Moment,
    entries: Vec<LogEntry>,
    messages: Vec<PlannedMessage>,
    once: Vec<OnceUse>,
    made: Vec<Made>,
    completed: Vec<Completed>,
    is_truncated: bool,
}

/// What surrounds a planned record, with what the plan itself brings about.
struct Known<'w> {
    world: World<'w>,
    changes: Cow<'w, [Change]>,
    events: Cow<'w, [Event]>,
}

impl<'w> Known<'w> {
    fn of(world: &World<'w>) -> Self {
        let (changes, events) = (Cow::Borrowed(world.changes), Cow::Borrowed(world.events));
        Known { world: *world, changes, events }
    }

    /// What the plan brought about; mostly nothing, and then nothing is copied.
    fn learn(&mut self, changes: Vec<Change>, events: Vec<Event>) {
        if !changes.is_empty() {
            self.changes.to_mut().extend(changes);
        }
        if !events.is_empty() {
            self.events.to_mut().extend(events);
        }
    }

    fn now(&self) -> World<'_> {
        World { changes: &self.changes, events: &self.events, ..self.world }
    }
}

/// A record that an automation made within the plan.
struct Made {
    outcome: Outcome,
    changes: Vec<Change>,
    /// Up to when it has been planned.
    now: Moment,
}

impl Plan<'_> {
    fn advance(
        &mut self,
        known: &mut Known<'_>,
        state: SubjectState,
        now: Moment,
        input: Input,
    ) -> Outcome {
        let world = known.now();
        let mut told = match &input {
            Input::Happened(events) => events.clone(),
            _ => Vec::new(),
        };
        let mut outcome = advance(self.setup, &world, state, now, input);
        told.append(&mut outcome.told);
        let writes = outcome.writes.drain(..);
        known.learn(writes.flat_map(|written| written.changes).collect(), told);
        self.entries.append(&mut outcome.log);
        self.once.append(&mut outcome.once);
        let own = outcome.state.record.as_ref();
        for effect in &outcome.effects {
            let contact = |id: &RecordId| {
                known.world.related.get(id).or_else(|| own.filter(|record| record.id == *id))
            };
            let message = PlannedMessage::of(effect, self.setup.account.zone, contact);
            self.messages.extend(message);
        }
        for effect in core::mem::take(&mut outcome.effects) {
            self.follow(&known.world, outcome.state.record.as_ref(), effect, now);
        }
        outcome
    }

    /// Wake by wake until the end of the plan.
    fn run(&mut self, known: &mut Known<'_>, mut outcome: Outcome, now: Moment) -> Outcome {
        let mut slots = Slots::after(self.setup, &outcome.state, now);
        for _ in 0..PLAN_WAKES_MAX {
            let slot = slots.soonest().filter(|(at, _)| {
                *at <= self.until && outcome.wake_at.is_none_or(|wake_at| *at <= wake_at)
            });
            if let Some((at, job)) = slot {
                outcome = self.advance(known, outcome.state, at, Input::Slot(job.clone(), at));
                slots.taken(&job, at, &known.now(), &outcome.state);
                slots.keep_up_with(&outcome.state, at);
                continue;
            }
            let Some(wake_at) = outcome.wake_at.filter(|wake_at| *wake_at <= self.until) else {
                return outcome;
            };
            let wake_at = wake_at.max(now);
            outcome = self.advance(known, outcome.state, wake_at, Input::Clock);
            slots.keep_up_with(&outcome.state, wake_at);
        }
        self.is_truncated = true;
        outcome
    }

    /// What an effect does to other records goes on as the next round would (design: cascades).
    fn follow(&mut self, world: &World<'_>, by: Option<&Record>, effect: Effect, now: Moment) {
        match effect.body {
            EffectBody::Make { record, .. } => {
                if self.made.len() >= MADE_MAX {
                    self.is_truncated = true;
                    return;
                }
                let outcome = Outcome::of(SubjectState::of(*record));
                let made = Made { outcome, changes: Vec::new(), now };
                let input = Input::Created(effect.cause, effect.planned_at);
                let made = self.advance_made(world, by, made, now, input);
                self.made.push(made);
            }
            EffectBody::Complete { activity } => {
                let is_it = |made: &Made| {
                    made.outcome.state.record.as_ref().is_some_and(|one| one.id == activity)
                };
                let place = self.made.iter().position(is_it);
                let (at, cause) = (effect.planned_at, effect.cause);
                let completed = Completed { activity, at, cause };
                let Some(place) = place else {
                    self.completed.push(completed);
                    return;
                };
                let mut made = self.made.swap_remove(place);
                let Some(record) = &made.outcome.state.record else { return };
                made.changes.extend(record.update(completion(at), at).changes);
                let (_, input) = completed.of(record);
                let made = self.advance_made(world, by, made, now, input);
                self.made.push(made);
            }
            _ => {}
        }
    }

    /// A made record sees what its maker sees, and its maker.
    fn advance_made(
        &mut self,
        world: &World<'_>,
        by: Option<&Record>,
        made: Made,
        now: Moment,
        input: Input,
    ) -> Made {
        let Made { outcome: Outcome { state, .. }, changes, .. } = made;
        if !self.is_watched(state.record.as_ref()) {
            let record = match input {
                Input::Caused(record, ..) => Some(*record),
                _ => state.record,
            };
            let state = SubjectState { record, ..SubjectState::unborn() };
            return Made { outcome: Outcome::of(state), changes, now };
        }
        let related = around(state.record.as_ref(), by, world);
        let mut known = Known::of(&World::new(&related, &changes, &[]));
        let outcome = self.advance(&mut known, state, now, input);
        Made { outcome, changes: known.changes.into_owned(), now }
    }

    fn is_watched(&self, record: Option<&Record>) -> bool {
        let watches = |automation: &Automation| {
            automation.activation().is_some()
                && record.is_some_and(|record| automation.definition.module == record.module)
        };
        self.setup.automations.iter().any(watches)
    }

    /// Plans what was made until the end; what that makes comes last in the list, so it is planned too.
    fn follow_made(&mut self, world: &World<'_>, by: Option<&Record>) {
        let mut next = 0;
        while next < self.made.len() {
            let Made { outcome, changes, now } = self.made.remove(next);
            let related = around(outcome.state.record.as_ref(), by, world);
            let mut known = Known::of(&World::new(&related, &changes, &[]));
            let outcome = self.run(&mut known, outcome, now);
            let changes = known.changes.into_owned();
            self.made.insert(next, Made { outcome, changes, now });
            next += 1;
        }
    }
}

/// What a made record may ask about: its maker, and what either of them points to. The world of a
/// page of records knows thousands, and copying it for each task that is made would cost their square.
fn around(
    made: Option<&Record>,
    by: Option<&Record>,
    world: &World<'_>,
) -> BTreeMap<RecordId, Record> {
    let values = made.into_iter().chain(by).flat_map(|record| record.values.values());
    let targets = values.filter_map(|value| match value {
        Value::Related(ids) => Some(ids),
        _ => None,
    });
    let known = targets.flatten().filter_map(|id| world.related.get(id));
    known.chain(by).map(|record| (record.id.clone(), record.clone())).collect()
}

/// What a set of decisions adds up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Records that enter.
    pub entered: u64,
    /// E-mails to contacts and to colleagues.
    pub emails: u64,
    /// SMS.
    pub sms: u64,
    /// Billed parts of those SMS.
    pub parts: u64,
    /// Tasks.
    pub tasks: u64,
    /// Other records that are made: activities, repeat records, copies, documents.
    pub records: u64,
    /// SMS lost to quiet hours (B4).
    pub dropped: u64,
    /// Steps passed over, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Cost of the SMS by currency. Units: millionths of the currency.
    pub cost_micros: BTreeMap<String, i64>,
    /// SMS to numbers without a price.
    pub sms_without_price: u64,
}

/// What is going to happen to all records, day by day.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    zone: Zone,
    /// By the office's calendar; days without decisions are absent.
    pub days: BTreeMap<Date, Figures>,
    /// Of all days.
    pub total: Figures,
    /// Records that were planned.
    pub records: u64,
    /// The first decisions, by record.
    pub entries: Vec<LogEntry>,
    /// Whether entries were left out, or a record's plan was cut.
    pub is_truncated: bool,
    /// For the budget of SMS (E8).
    pub sms: PlannedSms,
    collisions: Collisions,
}

impl Figures {
    /// Counts one decision.
    pub fn add(&mut self, entry: &LogEntry) {
        match entry.what {
            What::Entered => self.entered += 1,
            What::TaskCreated => self.tasks += 1,
            What::Dropped => self.dropped += 1,
            What::Skipped => {
                let reason = entry.reason.map_or("", Reason::key);
                *self.skipped.entry(reason).or_default() += 1;
            }
            What::Sent => self.add_message(entry),
            What::RecordCreated => self.records += 1,
            What::Left
            | What::Moved
            | What::Finished
            | What::RecordChanged
            | What::ActivityCompleted
            | What::ListsJoined
            | What::WebhookCalled
            | What::WaitEnded
            | What::Branched
            | What::Stopped
            | What::Deviated => {}
        }
    }

    fn add_message(&mut self, entry: &LogEntry) {
        let Some(sms) = entry.message.as_ref().and_then(|message| message.sms.as_ref()) else {
            self.emails += 1;
            return;
        };
        self.sms += 1;
        self.parts += u64::from(sms.parts);
        match (&sms.currency, sms.cost_micros) {
            (Some(currency), Some(micros)) => {
                *self.cost_micros.entry(currency.clone()).or_default() += micros;
            }
            _ => self.sms_without_price += 1,
        }
    }
}

impl LogEntry {
    fn plan_sms(&self, planned: &mut PlannedSms) {
        let sms = self.message.as_ref().and_then(|message| message.sms.as_ref());
        let Some(sms) = sms.filter(|_| self.what == What::Sent) else { return };
        planned.add(self.planned_at, sms.price());
    }
}

impl Forecast {
    /// An empty forecast whose days are those of the office.
    pub fn new(zone: Zone) -> Self {
        Forecast {
            zone,
            days: BTreeMap::new(),
            total: Figures::default(),
            records: 0,
            entries: Vec::new(),
            is_truncated: false,
            sms: PlannedSms::default(),
            collisions: Collisions::default(),
        }
    }

    /// The same, with contacts counted against these caps.
    #[must_use]
    pub fn under(mut self, caps: FrequencyCaps) -> Self {
        self.collisions = Collisions::new(caps);
        self
    }

    /// Contacts who would get too many messages (B9).
    pub fn collisions(&self) -> impl Iterator<Item = Collision> {
        self.collisions.found()
    }

    /// Adds records to which nothing is going to happen.
    pub fn add_untouched(&mut self, records: u64) {
        self.records += records;
    }

    /// Adds what is going to happen to one record.
    pub fn add(&mut self, timeline: Timeline) {
        self.records += 1;
        self.is_truncated |= timeline.is_truncated;
        timeline.messages.into_iter().for_each(|message| self.collisions.add(message));
        for entry in timeline.entries {
            self.total.add(&entry);
            entry.plan_sms(&mut self.sms);
            self.days.entry(entry.planned_at.date(self.zone)).or_default().add(&entry);
            if self.entries.len() < FORECAST_ENTRIES_MAX {
                self.entries.push(entry);
            } else {
                self.is_truncated = true;
            }
        }
    }
}

/// What switching an automation on would do, to be confirmed by its numbers (D18).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivationPreview {
    /// Records that match its filter now.
    pub matching: u64,
    /// Those of them that start at once; the number that the activation confirms.
    pub would_start: u64,
    /// What happens to those that start, until the end of the plan.
    pub figures: Figures,
    /// Their SMS, for the budget (E8).
    pub sms: PlannedSms,
}

/// How far the preview of an activation looks: until `until`, but of a job that acts at every run only
/// until its second run. Its other runs repeat the first, and hourly ones would be two thousand.
pub fn preview_end(automation: &Automation, zone: Zone, now: Moment, until: Moment) -> Moment {
    let job = automation.definition.job().filter(|job| job.repeat == Repeat::EveryRun);
    let second = job.and_then(|job| {
        let first = job.schedule.next_after(now, zone)?;
        job.schedule.next_after(first, zone)
    });
    second.map_or(until, |second| until.min(second.plus_ms(-1)))
}

impl ActivationPreview {
    /// Adds one record's plan, made with the automation as its first look at `now`. A recurring job
    /// starts with its first slot, and what all its slots do counts.
    pub fn add(&mut self, timeline: &Timeline, automation: &Automation, zone: Zone, now: Moment) {
        let job = automation.definition.job();
        let begins = job.map_or(Some(now), |job| job.schedule.next_after(now, zone));
        let own = |entry: &&LogEntry| entry.automation == automation.definition.id;
        let starts = timeline
            .entries
            .iter()
            .filter(own)
            .any(|entry| entry.what == What::Entered && Some(entry.planned_at) == begins);
        if !starts && job.is_none() {
            return;
        }
        self.would_start += u64::from(starts);
        for entry in timeline.entries.iter().filter(own) {
            self.figures.add(entry);
            entry.plan_sms(&mut self.sms);
        }
    }
}
