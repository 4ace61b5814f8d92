//! The outcome of decisions as one batch: guards first, so that a batch that was decided on anything
//! old is refused whole; then every row, one statement for each table (or for each megabyte of it).

use std::collections::{BTreeMap, BTreeSet};

use relance_core::consent::proofs;
use relance_core::engine::delivery::MESSAGE_LIVES_MS;
use relance_core::engine::{
    Enrollment, EnrollmentState, LogEntry, Reason, Standing, Verdict, What,
};
use relance_core::wire::record::{traces_to_json, value_to_json, values_to_json};
use relance_core::wire::standing::cause_to_json;
use relance_core::words::contact::normalised_addresses;
use relance_core::words::module::{OWNER, STAGE};
use relance_core::words::{
    AccountId, AutomationId, Channel, ConsentOrigin, ConsentProof, ConsentSource, Event, Moment,
    Record, RecordId, Value, Written,
};
use serde_json::{Value as Json, json};

use super::decide::Decided;
use super::effects;
use super::guard::hour_of;
use super::load::Known;
use crate::answer::Refusal;
use crate::store::db::{Db, Statement, StoreError, chunks};
use crate::store::{consent, guard, input, merge, once, outbox, record, setup, subject};

/// Units: ms.
const DAY_MS: i64 = 86_400_000;
/// How long it stays known how many began. Units: days. Source: a usual day is one of the last seven.
const KEPT_DAYS: i64 = 9;

/// Rows on their way into the store.
#[derive(Debug)]
pub struct Commit {
    id: String,
    account: AccountId,
    setup_version: i64,
    now: Moment,
    record_versions: Vec<Json>,
    subject_versions: Vec<Json>,
    records: Vec<Json>,
    changes: Vec<Json>,
    addresses_gone: Vec<Json>,
    addresses: Vec<Json>,
    links_gone: Vec<Json>,
    links: Vec<Json>,
    subjects: Vec<Json>,
    standings: Vec<Json>,
    enrollments: Vec<Json>,
    looked_early: Vec<Json>,
    began: BTreeMap<AutomationId, u64>,
    held: Vec<Json>,
    outbox: Vec<Json>,
    once: Vec<Json>,
    once_anyway: Vec<Json>,
    log: Vec<Json>,
    written: Vec<RecordId>,
    inputs: Vec<Json>,
    witness: Option<RecordId>,
    origin: ConsentOrigin,
    events: Vec<Json>,
    proofs: Vec<Json>,
}

/// How a batch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Everything is in the store.
    Committed,
    /// Nothing is: something that it was decided on has changed meanwhile.
    Stale,
}

impl Commit {
    /// An empty batch, decided under this version of the setup.
    ///
    /// # Errors
    /// When the platform gives no randomness.
    pub fn new(
        db: &Db,
        account: &AccountId,
        setup_version: i64,
        now: Moment,
    ) -> Result<Self, Refusal> {
        Ok(Commit {
            id: db.random_text(20)?,
            account: account.clone(),
            setup_version,
            now,
            record_versions: Vec::new(),
            subject_versions: Vec::new(),
            records: Vec::new(),
            changes: Vec::new(),
            addresses_gone: Vec::new(),
            addresses: Vec::new(),
            links_gone: Vec::new(),
            links: Vec::new(),
            subjects: Vec::new(),
            standings: Vec::new(),
            enrollments: Vec::new(),
            looked_early: Vec::new(),
            began: BTreeMap::new(),
            held: Vec::new(),
            outbox: Vec::new(),
            once: Vec::new(),
            once_anyway: Vec::new(),
            log: Vec::new(),
            written: Vec::new(),
            inputs: Vec::new(),
            witness: None,
            origin: ConsentOrigin::of(ConsentSource::Automation),
            events: Vec::new(),
            proofs: Vec::new(),
        })
    }

    /// The same, on somebody's word: what contacts agree to in it is proved as theirs.
    #[must_use]
    pub fn on_word_of(mut self, origin: &ConsentOrigin) -> Self {
        self.origin = origin.clone();
        self
    }

    /// Names the batch in rows that are added beside it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How many decisions it holds.
    pub fn log_entries(&self) -> usize {
        self.log.len()
    }

    /// Refuses the batch when the record is no longer this one.
    pub fn guard_record(&mut self, id: &RecordId, before: Option<&Record>) {
        let version = before.map_or(0, |record| record.version);
        self.record_versions.push(json!([id.as_str(), version]));
    }

    /// Adds the writes of one record, in order; the last of them is what it is.
    pub fn write(&mut self, before: Option<&Record>, writes: &[Written]) {
        let Some(last) = writes.last() else { return };
        self.guard_record(&last.record.id, before);
        for written in writes {
            self.add_changes(written);
        }
        self.add_proofs(before, writes);
        self.add_record(&last.record);
        self.add_addresses(before, Some(&last.record));
        self.written.push(last.record.id.clone());
    }

    /// What a person agreed to or took back. Whoever asked for the commit said the first of it; what
    /// follows was written by automations.
    fn add_proofs(&mut self, before: Option<&Record>, writes: &[Written]) {
        let automation = ConsentOrigin::of(ConsentSource::Automation);
        let mut before = before;
        let mut is_first = true;
        for written in writes {
            let origin = if is_first { &self.origin } else { &automation };
            let lines = proofs(before, &written.record, origin, self.now);
            is_first &= lines.is_empty();
            let record = &written.record;
            self.proofs.extend(lines.iter().map(|line| proof_row(record, line)));
            before = Some(record);
        }
    }

    fn add_changes(&mut self, written: &Written) {
        let record = &written.record;
        for change in &written.changes {
            let json = |value: &Option<Value>| value.as_ref().map(|v| value_to_json(v).to_string());
            self.changes.push(json!([
                change.record.as_str(),
                record.version,
                change.field.as_str(),
                change.at.as_ms(),
                json(&change.old),
                json(&change.new),
            ]));
            if let Some(Value::Related(_)) = &change.old {
                self.links_gone.push(json!([record.id.as_str(), change.field.as_str()]));
            }
        }
    }

    /// Lets what depends on a record look again, as after a write.
    pub fn touch(&mut self, id: &RecordId) {
        self.written.push(id.clone());
    }

    /// Takes a record that another stands for from now on out of the addresses, and refuses the batch
    /// when it is no longer this one.
    pub fn retire(&mut self, record: &Record) {
        self.guard_record(&record.id, Some(record));
        self.add_addresses(Some(record), None);
    }

    /// The contact's normalised addresses, where a write changed them.
    fn add_addresses(&mut self, before: Option<&Record>, after: Option<&Record>) {
        let rows = |record: Option<&Record>| record.map(address_rows).unwrap_or_default();
        let (gone, kept) = (rows(before), rows(after));
        self.addresses.extend(kept.iter().filter(|row| !gone.contains(row)).cloned());
        self.addresses_gone.extend(gone.into_iter().filter(|row| !kept.contains(row)));
    }

    fn add_record(&mut self, record: &Record) {
        self.witness.get_or_insert_with(|| record.id.clone());
        self.records.push(json!([
            record.id.as_str(),
            record.module.as_str(),
            record.version,
            record.text(STAGE),
            record.text(OWNER),
            record.created_at().map(Moment::as_ms),
            record.updated_at().map(Moment::as_ms),
            values_to_json(&record.values).to_string(),
            traces_to_json(&record.traces).to_string(),
        ]));
        for (field, value) in &record.values {
            if let Value::Related(targets) = value {
                for target in targets {
                    self.links.push(json!([record.id.as_str(), field.as_str(), target.as_str()]));
                }
            }
        }
    }

    /// Adds what core decided about a record. A record of which there is nothing to remember gets no
    /// row: a module of a million records does not get a million rows.
    pub fn decide(&mut self, known: &Known, decided: &Decided) {
        let id = decided.id.as_str();
        self.write(known.state.record.as_ref(), &decided.writes);
        for automation in &decided.looked_early {
            self.looked_early.push(json!([automation.as_str(), id]));
        }
        for automation in &decided.began {
            *self.began.entry(automation.clone()).or_default() += 1;
        }
        self.events.extend(decided.told.iter().map(event_row));
        let held = decided.log.iter().filter(|entry| entry.reason == Some(Reason::Held));
        self.held.extend(held.map(|entry| json!([entry.automation.as_str(), id])));
        let state = &decided.state;
        let is_remembered = known.state_version > 0
            || !state.standings.is_empty()
            || state.recheck_at.is_some()
            || decided.wake_at.is_some();
        if !is_remembered {
            return;
        }
        self.witness.get_or_insert_with(|| decided.id.clone());
        self.subject_versions.push(json!([id, known.state_version]));
        let ms = |at: Option<Moment>| at.map(Moment::as_ms);
        self.subjects.push(json!([id, ms(state.recheck_at), ms(decided.wake_at)]));
        for (automation, standing) in &state.standings {
            let before = known.state.standings.get(automation);
            if before != Some(standing) {
                if let Some((pass, ended)) =
                    ended_before(before, standing, &decided.log, automation)
                {
                    self.enroll(&decided.id, automation, pass, &ended);
                }
                self.stand(&decided.id, automation, before, standing);
            }
        }
        self.use_keys(decided);
        for entry in &decided.log {
            let text = effects::entry_json(entry).to_string();
            self.log.push(json!([entry.automation.as_str(), id, entry.planned_at.as_ms(), text]));
        }
        let rows = effects::rows(&decided.effects, &decided.log);
        self.outbox.extend(rows.outbox);
        self.inputs.extend(rows.inputs);
        for record in rows.made {
            // The id derives from the cause, so a record that exists was made by this very decision.
            self.guard_record(&record.id, None);
            self.add_record(&record);
            self.add_addresses(None, Some(&record));
        }
    }

    /// Keys of clients: each once, and one that somebody else took meanwhile refuses the batch.
    fn use_keys(&mut self, decided: &Decided) {
        let mut seen = BTreeSet::new();
        for one in &decided.once {
            let is_new =
                one.verdict != Verdict::Refused && seen.insert((&one.automation, &one.key));
            match one.verdict {
                Verdict::Claimed if is_new => self.once.push(once::row(one)),
                Verdict::TakenOver if is_new => self.once_anyway.push(once::row(one)),
                _ => {}
            }
        }
    }

    fn stand(
        &mut self,
        record: &RecordId,
        automation: &AutomationId,
        before: Option<&Standing>,
        standing: &Standing,
    ) {
        // A step that was done changes the enrollment's row alone.
        let row = standing_row(record, automation, standing);
        if before.is_none_or(|before| standing_row(record, automation, before) != row) {
            self.standings.push(row);
        }
        let Some(enrollment) = &standing.enrollment else { return };
        if before.is_some_and(|before| before.enrollment.as_ref() == Some(enrollment)) {
            return;
        }
        self.enroll(record, automation, standing.pass, enrollment);
    }

    /// Adds a passage.
    pub fn enroll(
        &mut self,
        record: &RecordId,
        automation: &AutomationId,
        pass: u32,
        enrollment: &Enrollment,
    ) {
        let (state, step, due_at, ended_at, reason) = match &enrollment.state {
            EnrollmentState::Waiting { step, due_at } => {
                ("waiting", Some(step.as_str()), Some(*due_at), None, None)
            }
            EnrollmentState::Held => ("held", None, None, None, None),
            EnrollmentState::Finished { at } => ("finished", None, None, Some(*at), None),
            EnrollmentState::Exited { at, reason } => {
                ("exited", None, None, Some(*at), Some(Reason::key(*reason)))
            }
        };
        self.enrollments.push(json!([
            enrollment.id.as_str(),
            automation.as_str(),
            record.as_str(),
            pass,
            enrollment.entered_at.as_ms(),
            state,
            step,
            due_at.map(Moment::as_ms),
            ended_at.map(Moment::as_ms),
            reason,
            enrollment.cause.as_ref().map(|cause| cause_to_json(cause).to_string()),
            json!(enrollment.activities.iter().map(RecordId::as_str).collect::<Vec<_>>())
                .to_string(),
            enrollment.base_at.as_ms(),
        ]));
    }

    fn statements(&self, watchers: &Watchers) -> Vec<Statement> {
        let account = &self.account;
        let mut all = vec![setup::guard(account, self.setup_version)];
        let mut add = |rows: &[Json], statement: &dyn Fn(&str) -> Statement| {
            all.extend(chunks(rows).iter().map(|chunk| statement(chunk)));
        };
        add(&self.record_versions, &|rows| record::guard(account, rows));
        add(&self.subject_versions, &|rows| subject::guard(account, rows));
        add(&self.records, &|rows| record::upsert(account, rows, &self.id));
        add(&self.changes, &|rows| record::insert_changes(account, rows));
        add(&self.events, &|rows| record::insert_events(account, rows));
        add(&self.proofs, &|rows| consent::prove(account, rows, self.now));
        add(&self.addresses_gone, &|rows| merge::delete_addresses(account, rows));
        add(&self.addresses, &|rows| merge::insert_addresses(account, rows));
        add(&self.links, &|rows| merge::guard_targets(account, rows));
        add(&self.links_gone, &|rows| record::delete_links(account, rows));
        add(&self.links, &|rows| record::insert_links(account, rows));
        add(&self.subjects, &|rows| subject::upsert(account, rows, &self.id));
        add(&self.standings, &|rows| subject::upsert_standings(account, rows));
        add(&self.enrollments, &|rows| subject::upsert_enrollments(account, rows));
        add(&self.once, &|rows| once::claim(account, rows));
        add(&self.once_anyway, &|rows| once::take_over(account, rows));
        add(&self.looked_early, &|rows| subject::insert_looked_early(account, rows));
        let hour = hour_of(self.now);
        let began: Vec<Json> =
            self.began.iter().map(|(id, count)| json!([id.as_str(), hour, count])).collect();
        add(&began, &|rows| guard::count(account, rows));
        if hour % DAY_MS == 0 {
            let old = Moment::from_ms(hour - KEPT_DAYS * DAY_MS);
            add(&began, &|rows| guard::forget_old(account, rows, old));
        }
        add(&self.held, &|rows| guard::hold(account, rows, self.now));
        add(&self.outbox, &|rows| {
            outbox::insert(account, rows, self.now.plus_ms(MESSAGE_LIVES_MS))
        });
        add(&self.log, &|rows| outbox::insert_log(account, rows, self.now));
        add(&self.awaited_inputs(watchers), &|rows| input::insert(account, rows));
        let ids = |records: &[RecordId]| -> Json { records.iter().map(RecordId::as_str).collect() };
        if !self.written.is_empty() && !watchers.relations.is_empty() {
            let (written, relations) = (ids(&self.written), json!(watchers.relations));
            all.push(subject::recheck_dependents(
                account, &written, &relations, self.now, &self.id,
            ));
        }
        all
    }

    /// What the next round decides: completions, and new records that an automation watches.
    fn awaited_inputs(&self, watchers: &Watchers) -> Vec<Json> {
        let module_of: BTreeMap<&str, &str> = self
            .records
            .iter()
            .filter_map(|row| Some((row.get(0)?.as_str()?, row.get(1)?.as_str()?)))
            .collect();
        let is_awaited = |row: &&Json| {
            let text = |place: usize| row.get(place).and_then(Json::as_str).unwrap_or_default();
            text(2) != "created"
                || module_of.get(text(0)).is_some_and(|module| watchers.modules.contains(*module))
        };
        self.inputs.iter().filter(is_awaited).cloned().collect()
    }

    /// Writes everything, with these statements in the same transaction. `dependents` are the modules
    /// whose records look at what they point to.
    ///
    /// # Errors
    /// When the database does not answer, and a second question shows that nothing was written.
    pub async fn run(
        &self,
        db: &Db,
        watchers: &Watchers,
        also: Vec<Statement>,
    ) -> Result<Ended, StoreError> {
        let mut statements = self.statements(watchers);
        statements.extend(also);
        match db.batch(&statements).await {
            Ok(_) => Ok(Ended::Committed),
            Err(error) if error.is_stale() => Ok(Ended::Stale),
            Err(error) => {
                // The connection may have been lost after the commit: the batch's own id tells.
                let Some(witness) = &self.witness else { return Err(error) };
                match subject::is_committed(db, &self.account, witness.as_str(), &self.id).await {
                    Ok(true) => Ok(Ended::Committed),
                    _ => Err(error),
                }
            }
        }
    }
}

/// A passage that ended where the same decision began the next one: the standing knows the new one alone,
/// the log says how the old one ended.
fn ended_before(
    before: Option<&Standing>,
    standing: &Standing,
    log: &[LogEntry],
    automation: &AutomationId,
) -> Option<(u32, Enrollment)> {
    let pass = before?.pass;
    let old = before?.enrollment.as_ref()?;
    let is_open = matches!(old.state, EnrollmentState::Waiting { .. } | EnrollmentState::Held);
    let is_replaced = standing.enrollment.as_ref().is_some_and(|new| new.id != old.id);
    let is_its_end = |entry: &&LogEntry| {
        let is_its = entry.automation == *automation && entry.pass == pass;
        is_its && matches!(entry.what, What::Finished | What::Left)
    };
    let entry = log.iter().rfind(is_its_end).filter(|_| is_open && is_replaced)?;
    let at = entry.planned_at;
    let state = match (entry.what, entry.reason) {
        (What::Left, Some(reason)) => EnrollmentState::Exited { at, reason },
        _ => EnrollmentState::Finished { at },
    };
    Some((pass, Enrollment { state, ..old.clone() }))
}

fn standing_row(record: &RecordId, automation: &AutomationId, standing: &Standing) -> Json {
    json!([
        record.as_str(),
        automation.as_str(),
        i32::from(standing.is_inside),
        standing.since.as_ms(),
        standing.left_at.map(Moment::as_ms),
        standing.pass,
        standing.enrollment.as_ref().map(|enrollment| enrollment.id.as_str()),
    ])
}

/// A row of `event`.
pub fn event_row(event: &Event) -> Json {
    json!([event.id, event.record.as_str(), event.name.as_str(), event.at.as_ms(), event.about])
}

fn proof_row(record: &Record, line: &ConsentProof) -> Json {
    json!([
        record.id.as_str(),
        record.version,
        channel_word(line.channel),
        line.said.key(),
        line.source.key(),
        line.occasion,
        line.text,
        line.at.as_ms(),
    ])
}

/// Rows of a contact's normalised addresses: `[kind, address, record]`.
pub fn address_rows(record: &Record) -> Vec<Json> {
    let row = |(channel, address)| json!([channel_word(channel), address, record.id.as_str()]);
    normalised_addresses(record).into_iter().map(row).collect()
}

/// The word of a channel in the store.
pub fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email",
        Channel::Sms => "sms",
    }
}

/// What active automations watch.
#[derive(Debug, Default)]
pub struct Watchers {
    /// Modules whose records are asked for what they point to.
    pub relations: BTreeSet<String>,
    /// Modules with an active automation.
    pub modules: BTreeSet<String>,
}
