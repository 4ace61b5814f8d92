//! The outside as the simulation gives it: the Worker's own trait `Platform`, answered from a seed. Each
//! answer waits for its turn (`executor`), and may go wrong on the way.
//!
//! Keeps the journal, which the invariants read.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::rc::Rc;

use relance_core::words::Moment;
use relance_worker::platform::{Call, NoRandomness, Platform, Reply};
use relance_worker::store::db::{Parameter, Statement, StoreError};
use rusqlite::types::Value;
use serde_json::Value as Json;

use crate::coverage::{Coverage, Points};
use crate::executor::{Crossing, Crossings, Fate, Step, TaskId};
use crate::forgotten::Before;
use crate::journal::{Claim, Delivery, Errand, Journal, Snapshot};
use crate::mutants::{self, Mutant};
use crate::provider::{self, Asked, Provider, Service, Told, Trouble};
use crate::random::Random;
use crate::store::{Kind, Store};
use crate::trace::Trace;

/// What D1 says when the connection is gone; whether the transaction took place is then not known.
const LOST: &str = "D1_ERROR: Network connection lost.";
/// How long a caller waits for an answer. Units: ms. Source: `worker/src/cloudflare.rs`.
const ANSWER_MS_MAX: i64 = 10_000;

/// The outside of all workers of a run.
#[derive(Debug)]
pub struct Outside {
    /// The database.
    pub store: Rc<Store>,
    /// Who waits for what.
    pub crossings: Crossings,
    /// The deployment's clock. Units: ms.
    pub clock_ms: Cell<i64>,
    /// A clock that nobody moves back: the providers'. Units: ms.
    pub true_ms: Cell<i64>,
    /// What the outside decides.
    pub random: RefCell<Random>,
    /// Other people's servers.
    pub provider: RefCell<Provider>,
    /// What happened.
    pub journal: RefCell<Journal>,
    /// What was executed.
    pub coverage: RefCell<Coverage>,
    /// For people, and for the digest.
    pub trace: RefCell<Trace>,
    /// A mistake that is put in.
    pub mutant: Option<Mutant>,
    /// Whether the mutant found anything to change.
    pub is_mutated: Cell<bool>,
    /// How often a provider's answer goes wrong, of a thousand.
    pub trouble: Cell<u32>,
    /// Whether somebody asked for a tick.
    pub is_woken: Cell<bool>,
    errands: RefCell<BTreeMap<TaskId, Errand>>,
    heard: RefCell<BTreeSet<TaskId>>,
}

impl Outside {
    /// Of one run.
    pub fn new(
        store: Rc<Store>,
        seed: u64,
        now_ms: i64,
        mutant: Option<Mutant>,
        trace: Trace,
    ) -> Rc<Self> {
        Rc::new(Outside {
            store,
            crossings: Crossings::default(),
            clock_ms: Cell::new(now_ms),
            true_ms: Cell::new(now_ms),
            random: RefCell::new(Random::of(seed ^ 0x6f75_7473_6964_6521)),
            provider: RefCell::new(Provider::new(mutant == Some(Mutant::ReadsStatusOnly))),
            journal: RefCell::default(),
            coverage: RefCell::default(),
            trace: RefCell::new(trace),
            mutant,
            is_mutated: Cell::new(false),
            trouble: Cell::new(0),
            is_woken: Cell::new(false),
            errands: RefCell::default(),
            heard: RefCell::default(),
        })
    }

    /// The deployment's clock.
    pub fn now(&self) -> Moment {
        Moment::from_ms(self.clock_ms.get())
    }

    /// Time passes, for everybody.
    pub fn pass(&self, ms: i64) {
        self.clock_ms.set(self.clock_ms.get() + ms);
        self.true_ms.set(self.true_ms.get() + ms);
    }

    /// The deployment's clock is set; true time stands still.
    pub fn jump(&self, ms: i64) {
        self.clock_ms.set(self.clock_ms.get() + ms);
    }

    /// What this worker is there for.
    pub fn send_on(&self, task: TaskId, errand: Errand) {
        self.errands.borrow_mut().insert(task, errand);
        let now = self.clock_ms.get();
        self.journal.borrow_mut().clocks.insert(task, (now, now));
    }

    fn errand(&self, task: TaskId) -> Errand {
        self.errands.borrow().get(&task).copied().unwrap_or(Errand::Tick)
    }

    /// The worker is gone, well or badly.
    pub fn ended(&self, task: TaskId) {
        self.journal.borrow_mut().claiming.remove(&task);
        self.heard.borrow_mut().remove(&task);
    }

    /// What a waiting crossing is, with what only this instant can tell.
    pub fn points_now(&self, task: TaskId, points: Points) -> Points {
        let is_race = matches!(self.errand(task), Errand::Ending(_))
            && (points.has(1) || points.has(12))
            && !self.journal.borrow().claiming.is_empty();
        let rest = Points(points.0 & !Points::k(12).0);
        if is_race { rest.and(Points::k(12)) } else { rest }
    }

    fn points(&self, task: TaskId, kind: Kind) -> Points {
        let mut points = kind.points();
        if self.errand(task) != Errand::Tick {
            if kind.has(Kind::EVENT.and(Kind::RECORD)) {
                points = points.and(Points::k(1));
            }
            if kind.has(Kind::SUPPRESS.and(Kind::ERASE)) {
                points = points.and(Points::k(12));
            }
            if kind.has(Kind::ENROLL) {
                points = points.and(Points::k(2));
            }
        }
        if self.heard.borrow_mut().remove(&task) {
            points = points.and(Points::k(9));
        }
        points
    }

    fn wait(&self, least: i64, most: i64) {
        let ms = self.random.borrow_mut().between(least, most);
        self.pass(ms);
    }

    fn snapshot(&self, contact: &str) -> Snapshot {
        let rows = self.store.ask_about(
            "SELECT body->>'$.email_consent', body->>'$.sms_consent', body->>'$.zone' FROM record WHERE id = ?1",
            contact,
        );
        let Some(row) = rows.first() else { return Snapshot::default() };
        Snapshot {
            exists: true,
            email_consent: row[0] == Value::Integer(1),
            sms_consent: row[1] == Value::Integer(1),
            zone: match &row[2] {
                Value::Text(zone) => Some(zone.clone()),
                _ => None,
            },
        }
    }

    /// A transaction whose turn has come.
    fn transact(
        &self,
        task: TaskId,
        statements: &[&Statement],
        fate: Fate,
    ) -> Result<Vec<Vec<String>>, StoreError> {
        self.wait(1, 8);
        let lost = || Err(StoreError(LOST.to_owned()));
        if fate == Fate::FailsBefore {
            self.trace.borrow_mut().note(task, self.clock_ms.get(), "lost", &[]);
            return lost();
        }
        let early = (self.mutant == Some(Mutant::AsksConsentEarly)
            && self.errand(task) == Errand::Tick)
            .then(|| mutants::with_every_consent(statements))
            .flatten();
        let early: Vec<&Statement> = early.iter().flatten().collect();
        let statements = if early.is_empty() { statements } else { &early };
        self.is_mutated.set(self.is_mutated.get() || !early.is_empty());
        let at_stake = self.at_stake(task, statements);
        let result = self
            .store
            .transaction(statements, self.mutant.map(|mutant| (mutant, &self.is_mutated)));
        if let Ok(answers) = &result {
            self.note(task, statements, answers);
            if let Some((entry, before)) = at_stake {
                self.note_erased(entry, before);
            }
            for (statement, rows) in statements.iter().zip(answers) {
                self.trace.borrow_mut().statement(task, self.clock_ms.get(), statement, rows);
            }
        }
        match &result {
            Ok(_) => self.trace.borrow_mut().note(task, self.clock_ms.get(), "committed", &[]),
            Err(error) => {
                self.trace.borrow_mut().note(task, self.clock_ms.get(), "refused", &[&error.0])
            }
        }
        if fate == Fate::FailsAfter { lost() } else { result }
    }

    /// Whom a transaction is about to erase.
    fn at_stake(&self, task: TaskId, statements: &[&Statement]) -> Option<(usize, Before)> {
        let mut kinds = statements.iter().map(|one| self.store.kind_of(one));
        let Errand::Ending(entry) = self.errand(task) else { return None };
        kinds.find(|kind| kind.has(Kind::ERASE))?;
        let journal = self.journal.borrow();
        Some((entry, Before::of(&self.store, journal.to_forget.get(&entry)?)))
    }

    fn note_erased(&self, entry: usize, before: Before) {
        let mut journal = self.journal.borrow_mut();
        let (erasure, notes) = before.erased(&self.store, &journal, entry);
        let mut coverage = self.coverage.borrow_mut();
        notes.into_iter().for_each(|note| coverage.note(note));
        coverage.note("erased");
        if erasure.ids.len() > 1 {
            coverage.note("erased: somebody who was merged");
        }
        journal.erasures.push(erasure);
    }

    /// A tick looks on where somebody who was to be forgotten was left in the middle.
    fn note_forgetting(&self, journal: &Journal, task: TaskId, statement: &Statement) {
        let cursor = statement.parameters().get(2).map(text_of).unwrap_or_default();
        let is_first_pass = cursor.starts_with("[1,");
        if is_first_pass
            && self.errand(task) == Errand::Tick
            && journal.erasures.iter().any(|erasure| erasure.is_cut_off)
        {
            self.coverage.borrow_mut().note("an erasure was cut off, and a tick went on");
        }
    }

    fn note(&self, task: TaskId, statements: &[&Statement], answers: &[Vec<String>]) {
        let mut journal = self.journal.borrow_mut();
        journal.commits += 1;
        let commit = journal.commits;
        for (statement, rows) in statements.iter().zip(answers) {
            let kind = self.store.kind_of(statement);
            if kind.has(Kind::ENQUEUE) {
                for row in rows_of(statement) {
                    let text = |place: usize| row[place].as_str().unwrap_or_default().to_owned();
                    journal.decided.entry(text(0)).or_insert((commit, text(6)));
                }
            }
            if kind.has(Kind::CLAIM) {
                self.note_claims(&mut journal, (task, commit), rows);
            }
            if kind.has(Kind::CONFIRM) {
                self.note_confirmed(&mut journal, (task, commit), statement);
            }
            if kind.has(Kind::CALL)
                && let Some(key) = statement.parameters().get(1).filter(|_| !rows.is_empty())
            {
                journal.noted.push((commit, task, text_of(key).to_owned()));
            }
            if kind.has(Kind::SETTLE) {
                for row in rows_of(statement) {
                    let text = |place: usize| row[place].as_str().unwrap_or_default();
                    let key = text(0);
                    // Who no longer holds it settles nothing.
                    let last = journal.claims.iter().rfind(|claim| claim.key == key);
                    let state =
                        self.store.ask_about("SELECT state FROM outbox WHERE key = ?1", key);
                    let is_so = state == [[Value::Text(text(1).to_owned())]];
                    if is_so && last.is_some_and(|claim| claim.task == task) {
                        journal.settled.push((commit, task, key.to_owned()));
                    }
                }
            }
            if kind.has(Kind::CAPTURE) {
                self.note_captured(&mut journal, (task, commit), statement);
            }
            if kind.has(Kind::FORGET) {
                self.note_forgetting(&journal, task, statement);
            }
            let is_asked =
                Kind::EVENT.and(Kind::RECORD).and(Kind::SUPPRESS).and(Kind::ERASE).and(Kind::MERGE);
            if kind.has(is_asked)
                && let Errand::Request(input) | Errand::Ending(input) = self.errand(task)
            {
                journal.committed.entry(input).or_insert((commit, commit)).1 = commit;
            }
        }
    }

    fn note_claims(&self, journal: &mut Journal, (task, commit): (TaskId, u64), rows: &[String]) {
        for row in rows {
            let row: Json = serde_json::from_str(row).unwrap_or_default();
            let text =
                |key: &str| row.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
            let at_ms = self.clock_ms.get();
            let clocks = journal.clocks.entry(task).or_insert((at_ms, at_ms));
            clocks.1 = clocks.1.max(at_ms);
            let (began_ms, latest_ms) = *clocks;
            let (key, contact) = (text("key"), self.snapshot(&text("contact")));
            journal.claims.push(Claim {
                commit,
                task,
                at_ms,
                key,
                row,
                contact,
                began_ms,
                latest_ms,
            });
            journal.claiming.insert(task);
        }
    }

    /// The claim of these messages is committed now.
    fn note_confirmed(
        &self,
        journal: &mut Journal,
        (task, commit): (TaskId, u64),
        statement: &Statement,
    ) {
        for row in rows_of(statement) {
            let text = |place: usize| row.get(place).and_then(Json::as_str).unwrap_or_default();
            let claim =
                journal.claims.iter_mut().rfind(|claim| claim.key == text(0) && claim.task == task);
            if let Some(claim) = claim {
                (claim.commit, claim.contact) = (commit, self.snapshot(text(1)));
            }
        }
    }

    /// The mailbox in the database is a provider, too: what it holds has arrived.
    fn note_captured(
        &self,
        journal: &mut Journal,
        (task, commit): (TaskId, u64),
        statement: &Statement,
    ) {
        for row in rows_of(statement) {
            let key = row.get(0).and_then(Json::as_str).unwrap_or_default().to_owned();
            let is_there = self.store.ask_about("SELECT 1 FROM mailbox WHERE key = ?1", &key);
            let is_first = !journal.deliveries.iter().any(|one| one.key.as_ref() == Some(&key));
            let claim = journal.claims.iter().rfind(|claim| claim.key == key && claim.task == task);
            let of = |name: &str| {
                claim
                    .and_then(|claim| claim.row.get(name))
                    .and_then(Json::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            let delivery = Delivery {
                commit,
                task,
                at_ms: match statement.parameters().get(2) {
                    Some(Parameter::Whole(sent_at_ms)) => *sent_at_ms,
                    _ => self.clock_ms.get(),
                },
                to: of("address"),
                service: Service::Mailbox,
                has_arrived: !is_there.is_empty() && is_first,
                is_taken: !is_there.is_empty(),
                told: Told::Taken,
                contact: self.snapshot(&of("contact")),
                key: Some(key),
            };
            journal.deliveries.push(delivery);
        }
    }

    /// Which of the worker's claims a call is about.
    fn claimed(journal: &Journal, task: TaskId, asked: &Asked) -> Option<Claim> {
        let own = || journal.claims.iter().rev().filter(|claim| claim.task == task);
        let by_key =
            own().find(|claim| asked.key.as_ref() == Some(&claim.key) || asked.mark == claim.key);
        let is_it = |claim: &&Claim| {
            let body = claim.row.get("body").cloned().unwrap_or_default();
            let text = |key: &str| {
                body.get(key).and_then(Json::as_str).unwrap_or_default().trim().to_owned()
            };
            let subscribers = body.get("subscribers").and_then(Json::as_array);
            if asked.service == Service::Unisender {
                let lists = body["lists"].as_array().into_iter().flatten();
                let lists: Vec<&str> = lists.filter_map(Json::as_str).collect();
                return asked.content == lists.join(",")
                    && subscribers
                        .into_iter()
                        .flatten()
                        .any(|one| one["address"] == asked.to.as_str());
            }
            let address = claim.row.get("address").and_then(Json::as_str).unwrap_or_default();
            let is_there = address.trim_start_matches('+') == asked.to.trim_start_matches('+');
            is_there
                && asked.content.contains(&text("text"))
                && asked.content.contains(&text("subject"))
        };
        // Of several with one text, the one that was tried least.
        let tried = |claim: &&Claim| {
            let own = |one: &&Delivery| one.key.as_ref() == Some(&claim.key) && one.to == asked.to;
            journal.deliveries.iter().filter(own).count()
        };
        by_key.or_else(|| own().filter(is_it).min_by_key(tried)).cloned()
    }

    fn note_call(&self, task: TaskId, asked: &Asked, began_ms: i64) {
        let mut journal = self.journal.borrow_mut();
        let claim = Outside::claimed(&journal, task, asked);
        let provider = self.provider.borrow();
        let Some(seen) = provider.seen.last() else { return };
        let contact =
            claim.as_ref().and_then(|claim| claim.row.get("contact")).and_then(Json::as_str);
        let delivery = Delivery {
            commit: journal.commits,
            task,
            at_ms: began_ms,
            key: claim.as_ref().map(|claim| claim.key.clone()),
            to: asked.to.clone(),
            service: asked.service,
            has_arrived: seen.has_arrived,
            is_taken: seen.is_taken,
            told: seen.told,
            contact: self.snapshot(contact.unwrap_or_default()),
        };
        journal.deliveries.push(delivery);
    }

    fn answer(
        &self,
        task: TaskId,
        call: &Call<'_>,
        fate: Fate,
        began_ms: i64,
    ) -> Result<Reply, String> {
        let trouble = {
            let mut random = self.random.borrow_mut();
            match fate {
                Fate::Works => Trouble::draw(&mut random, self.trouble.get()),
                Fate::FailsBefore => Trouble::Unreachable,
                Fate::FailsAfter => *random.pick(&[
                    Trouble::DroppedAfter,
                    Trouble::BrokenAfter,
                    Trouble::StalledAfter,
                ]),
                Fate::DiesBefore | Fate::DiesAfter => *random.pick(&[
                    Trouble::None,
                    Trouble::None,
                    Trouble::BrokenBefore,
                    Trouble::StalledAfter,
                ]),
            }
        };
        if trouble.stalls() {
            self.pass(ANSWER_MS_MAX);
        } else {
            self.wait(20, 400);
        }
        self.count_call(fate, trouble);
        self.heard.borrow_mut().insert(task);
        let suffix = self.mutant.filter(|mutant| *mutant == Mutant::KeysByAttempt).map(|_| {
            self.is_mutated.set(true);
            format!("-{}", self.provider.borrow().seen.len())
        });
        let clocks = (self.clock_ms.get(), self.true_ms.get());
        let answer =
            self.provider.borrow_mut().call(call, suffix.as_deref(), trouble, clocks, task);
        self.is_mutated.set(self.is_mutated.get() || self.provider.borrow().has_hidden);
        if let Some(asked) = provider::asked(call) {
            self.note_call(task, &asked, began_ms);
        }
        let mut trace = self.trace.borrow_mut();
        match &answer {
            Ok(reply) => trace.note(
                task,
                clocks.0,
                "called",
                &[call.url, call.body, trouble.name(), &reply.body],
            ),
            Err(said) => {
                trace.note(task, clocks.0, "called", &[call.url, call.body, trouble.name(), said])
            }
        }
        answer
    }

    /// The table in `coverage` says what the four kinds are at a call.
    fn count_call(&self, fate: Fate, trouble: Trouble) {
        let mut coverage = self.coverage.borrow_mut();
        coverage.note(trouble.name());
        let (point, kind) = match (fate, trouble) {
            (Fate::DiesAfter, Trouble::StalledAfter) => (8, Fate::DiesBefore),
            (Fate::DiesAfter, trouble) if trouble.takes() => (8, Fate::DiesAfter),
            (Fate::DiesAfter, _) => (7, Fate::DiesAfter),
            (_, Trouble::Unreachable) => (7, Fate::FailsBefore),
            (_, Trouble::TooMany | Trouble::BrokenBefore) => (7, Fate::FailsAfter),
            (_, Trouble::BrokenAfter) => (8, Fate::FailsBefore),
            (_, Trouble::DroppedAfter | Trouble::StalledAfter) => (8, Fate::FailsAfter),
            _ => return,
        };
        coverage.fault(Points::k(point), kind);
    }
}

/// The outside of one worker.
#[derive(Debug)]
pub struct OfWorker {
    /// Everybody's.
    pub outside: Rc<Outside>,
    /// Whose.
    pub task: TaskId,
}

type Answered<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

impl Platform for OfWorker {
    fn transaction<'a>(
        &'a self,
        statements: &'a [Statement],
    ) -> Answered<'a, Result<Vec<Vec<String>>, StoreError>> {
        let outside = &*self.outside;
        let kind = outside.store.kind(statements);
        let points = outside.points(self.task, kind);
        let mut torn =
            outside.mutant.and_then(|mutant| mutants::Torn::of(mutant, statements, kind, outside));
        Box::pin(Crossing::new(&outside.crossings, self.task, points, move |fate| {
            if let Some(torn) = &mut torn {
                outside.is_mutated.set(true);
                return torn.step(|part| outside.transact(self.task, part, fate), points);
            }
            let all: Vec<&Statement> = statements.iter().collect();
            Step::Done(outside.transact(self.task, &all, fate))
        }))
    }

    fn now(&self) -> Moment {
        self.outside.now()
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let mut random = self.outside.random.borrow_mut();
        bytes.iter_mut().for_each(|byte| *byte = random.bits() as u8);
        Ok(())
    }

    fn call<'a>(&'a self, call: &'a Call<'a>) -> Answered<'a, Result<Reply, String>> {
        let outside = &*self.outside;
        // Dying before the call is K7; the other kinds are counted when it is known what became of it.
        let points = Points::k(7);
        let began_ms = outside.clock_ms.get();
        Box::pin(Crossing::new(&outside.crossings, self.task, points, move |fate| {
            Step::Done(outside.answer(self.task, call, fate, began_ms))
        }))
    }

    fn variable(&self, name: &str) -> Option<String> {
        match name {
            "RELANCE_SECRET" => Some("a secret of the simulation, long enough".to_owned()),
            "RELANCE_LOG" => Some("warning".to_owned()),
            "RELANCE_PUBLIC_URL" => Some("https://relance.example".to_owned()),
            _ => None,
        }
    }

    fn wake(&self) -> Answered<'_, ()> {
        let outside = &*self.outside;
        Box::pin(Crossing::new(&outside.crossings, self.task, Points::NONE, move |fate| {
            if fate != Fate::FailsBefore {
                outside.is_woken.set(true);
            }
            Step::Done(())
        }))
    }
}

/// The rows that a statement is given as its second parameter.
fn rows_of(statement: &Statement) -> Vec<Json> {
    let rows = statement.parameters().get(1).map(text_of);
    rows.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// The text of a parameter.
pub fn text_of(parameter: &Parameter) -> &str {
    match parameter {
        Parameter::Text(text) => text,
        _ => "",
    }
}
