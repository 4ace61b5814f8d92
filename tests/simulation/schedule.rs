//! What happens in a run and in which order: requests of people and programs, ticks (late, twice,
//! overlapping), faults, frozen workers, clocks that are set. All of it from one seed.
//!
//! A run has two halves. In the first everything may go wrong; in the second nothing does, time goes on,
//! and everything must come to rest.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use relance_core::words::{Channel, Moment};
use relance_worker::cron;
use relance_worker::store::db::Db;
use rusqlite::types::Value;
use serde_json::Value as Json;

use crate::coverage::Coverage;
use crate::entries::{Action, Entry, Shown, entries};
use crate::executor::{Ending, Executor, Fate, TaskId, Went, at_once, work};
use crate::journal::Errand;
use crate::mutants::Mutant;
use crate::outside::{OfWorker, Outside};
use crate::random::Random;
use crate::requests;
use crate::store::Store;
use crate::trace::Trace;
use crate::world::{self, World};

/// Units: ms.
const SECOND_MS: i64 = 1_000;
/// Units: ms.
const MINUTE_MS: i64 = 60_000;
/// Units: ms.
const HOUR_MS: i64 = 3_600_000;
/// Workers at once.
const WORKERS_MAX: usize = 4;
/// Crossings of a first half; then it is over, whatever is left to do.
const CROSSINGS_MAX: u32 = 1_500;
/// Ticks of a second half; who has not come to rest by then never will.
const REST_TICKS_MAX: u32 = 400;

/// Who sends a tick.
#[derive(Clone, Copy, Debug)]
enum Sender {
    /// The platform, which meant it for this instant. Units: ms.
    Cron(i64),
    /// The queue, because something that was written is due.
    Queue,
}

/// How rough a run is. Units: of a thousand crossings.
#[derive(Clone, Copy, Debug, Default)]
struct Roughness {
    faults: u32,
    trouble: u32,
    freezes: u32,
    jumps: u32,
    doubled: u32,
}

/// A run: the world, what is to happen, and what did.
pub struct Run {
    /// From which everything follows.
    pub seed: u64,
    /// The account.
    pub world: Rc<World>,
    /// What is outside.
    pub outside: Rc<Outside>,
    /// What is to happen, and what became of it.
    pub entries: Vec<Entry>,
    /// What no invariant may see, found on the way.
    pub broken: Vec<String>,
    random: Random,
    executor: Executor,
    roughness: Roughness,
    faults: Option<Vec<(u32, Fate)>>,
    next_entry: usize,
    errands: BTreeMap<TaskId, Errand>,
    frozen: BTreeMap<TaskId, i64>,
    crossings: u32,
    rough_crossings: u32,
}

/// What a run came to.
#[derive(Debug)]
pub struct Outcome {
    /// Violations, in words.
    pub broken: Vec<String>,
    /// Of everything that happened.
    pub digest: u64,
    /// What was executed.
    pub coverage: Coverage,
    /// For people.
    pub lines: Vec<String>,
    /// Whether the mutant had anything to change.
    pub is_mutated: bool,
    /// Crossings of the first half: where faults can be.
    pub crossings: u32,
}

/// What is run.
#[derive(Debug, Default)]
pub struct Plan {
    /// From which everything follows.
    pub seed: u64,
    /// A mistake that is put in.
    pub mutant: Option<Mutant>,
    /// Instead of faults at random: these, by the number of the crossing.
    pub faults: Option<Vec<(u32, Fate)>>,
    /// Where it is told.
    pub trace: Trace,
}

/// Seeds that share an account: to set one up takes as long as to run a schedule.
const SEEDS_OF_WORLD: u64 = 16;

/// What the runs of a thread share: a database, and the account of the last one.
#[derive(Default)]
pub struct Bench {
    store: Rc<Store>,
    world: RefCell<Option<(u64, Rc<World>)>>,
}

impl Bench {
    /// The account of this seed, as it is before anything happens.
    fn world(&self, seed: u64) -> Rc<World> {
        let number = seed / SEEDS_OF_WORLD;
        if let Some((_, world)) = self.world.borrow().as_ref().filter(|(there, _)| *there == number)
        {
            return world.clone();
        }
        self.store.close();
        self.store.open();
        let mut random = Random::of(number ^ 0x0061_6363_6f75_6e74);
        let begin = world::begin(&mut random);
        let outside =
            Outside::new(self.store.clone(), number, begin.as_ms(), None, Trace::default());
        outside.crossings.is_calm.set(true);
        let world =
            Rc::new(at_once(World::make(&db_of(&outside, TaskId::MAX), &mut random, begin)));
        *self.world.borrow_mut() = Some((number, world.clone()));
        world
    }
}

/// Runs it.
pub fn run(bench: &Bench, plan: Plan) -> Outcome {
    let world = bench.world(plan.seed);
    bench.store.change("SAVEPOINT run");
    let mut run = Run::new(&bench.store, world, plan);
    run.first_half();
    run.second_half();
    let mut broken = std::mem::take(&mut run.broken);
    broken.extend(crate::invariants::check(&run));
    let (outside, crossings) = (run.outside.clone(), run.rough_crossings);
    drop(run);
    bench.store.change("ROLLBACK TO run");
    bench.store.change("RELEASE run");
    let trace = outside.trace.borrow();
    Outcome {
        broken,
        digest: trace.digest(),
        coverage: outside.coverage.borrow().clone(),
        lines: trace.lines().to_vec(),
        is_mutated: outside.is_mutated.get(),
        crossings,
    }
}

impl Run {
    fn new(store: &Rc<Store>, world: Rc<World>, plan: Plan) -> Self {
        let Plan { seed, mutant, faults, trace } = plan;
        let mut random = Random::of(seed);
        let outside = Outside::new(store.clone(), seed, world.begin.as_ms(), mutant, trace);
        let mut roughness = Roughness {
            faults: *random.pick(&[0, 10, 30, 60, 120]),
            trouble: *random.pick(&[0, 150, 300, 500]),
            freezes: *random.pick(&[0, 0, 10, 30]),
            jumps: *random.pick(&[0, 0, 100]),
            doubled: *random.pick(&[0, 300, 800]),
        };
        if faults.is_some() {
            roughness = Roughness { doubled: roughness.doubled, ..Roughness::default() };
        }
        outside.trouble.set(roughness.trouble);
        let entries = entries(&mut random, &world);
        Run {
            seed,
            world,
            outside,
            entries,
            broken: Vec::new(),
            random,
            executor: Executor::default(),
            roughness,
            faults,
            next_entry: 0,
            errands: BTreeMap::new(),
            frozen: BTreeMap::new(),
            crossings: 0,
            rough_crossings: 0,
        }
    }

    fn first_half(&mut self) {
        while self.crossings < CROSSINGS_MAX {
            if self.executor.is_idle() {
                if self.next_entry >= self.entries.len() && self.random.happens(700) {
                    return;
                }
                self.wait_for_work();
            } else {
                self.move_on();
            }
        }
    }

    /// Nobody works: time goes on until there is something to do.
    fn wait_for_work(&mut self) {
        if self.random.happens(self.roughness.jumps) {
            self.set_clock();
        }
        let now = self.outside.clock_ms.get();
        let due = self.next_due();
        if self.outside.is_woken.take() {
            return self.tick(Sender::Queue);
        }
        if due.is_some_and(|due| due <= now) {
            let cron = self.cron();
            return self.tick(cron);
        }
        let gap =
            *self.random.pick(&[0, SECOND_MS, MINUTE_MS, 20 * MINUTE_MS, HOUR_MS, 5 * HOUR_MS]);
        match due {
            // Cron comes late, now and then.
            Some(due) if self.next_entry >= self.entries.len() || self.random.happens(600) => {
                let late = *self.random.pick(&[0, 0, 30 * SECOND_MS, 10 * MINUTE_MS, 2 * HOUR_MS]);
                self.outside.pass((due - now).max(0) + late);
                let cron = self.cron();
                self.tick(cron);
            }
            _ => {
                self.outside.pass(gap);
                self.request();
            }
        }
    }

    /// The deployment's clock is set, or nothing happens for longer than a provider remembers a key.
    fn set_clock(&mut self) {
        let (ms, what) = *self.random.pick(&[
            (HOUR_MS, "clock: an hour ahead"),
            (-HOUR_MS, "clock: an hour back"),
            (25 * HOUR_MS, "clock: 25 hours pass"),
        ]);
        let wrong_by = self.outside.clock_ms.get() - self.outside.true_ms.get() + ms;
        // In one run it is fast at times, in the other slow: two readings never differ by more than an hour
        // beside what has passed. So much is allowed for where a provider is asked.
        let wrong = if self.seed.is_multiple_of(2) { 0..=HOUR_MS } else { -HOUR_MS..=0 };
        match ms == 25 * HOUR_MS {
            true => self.outside.pass(ms),
            false if !wrong.contains(&wrong_by) => return,
            false => self.outside.jump(ms),
        }
        self.outside.coverage.borrow_mut().note(what);
    }

    /// Somebody works: one of them goes on, or another one begins.
    fn move_on(&mut self) {
        if self.random.happens(40) && self.executor.running() < WORKERS_MAX && self.race() {
            return;
        }
        if self.random.happens(60) && self.executor.running() < WORKERS_MAX {
            return match self.random.below(4) {
                0 => self.tick(Sender::Queue),
                1 => {
                    let cron = self.cron();
                    self.tick(cron);
                }
                _ => self.request(),
            };
        }
        if self.random.happens(15) {
            let ms = *self.random.pick(&[SECOND_MS, 20 * SECOND_MS, 130 * SECOND_MS]);
            self.outside.pass(ms);
        }
        let now = self.outside.clock_ms.get();
        self.frozen.retain(|_, until| *until > now);
        let free: Vec<usize> = {
            let waiting = self.outside.crossings.waiting();
            let free = waiting.iter().enumerate();
            free.filter(|(_, one)| !self.frozen.contains_key(&one.task))
                .map(|(place, _)| place)
                .collect()
        };
        let Some(place) = (!free.is_empty()).then(|| *self.random.pick(&free)) else {
            // All are frozen: time goes on until one is not.
            let until = self.frozen.values().min().copied().unwrap_or(now);
            return self.outside.pass((until - now).max(1));
        };
        let (task, points) = {
            let waiting = self.outside.crossings.waiting();
            (waiting[place].task, waiting[place].points)
        };
        if self.random.happens(self.roughness.freezes) {
            let ms = *self.random.pick(&[
                5 * SECOND_MS,
                100 * SECOND_MS,
                150 * SECOND_MS,
                300 * SECOND_MS,
            ]);
            self.frozen.insert(task, now + ms);
            self.outside.coverage.borrow_mut().note("a worker froze");
            return;
        }
        let fate = self.fate();
        let points = self.outside.points_now(task, points);
        // What becomes of a call is counted when it is known; but for dying before it.
        if !points.has(7) || fate == Fate::DiesBefore {
            self.outside.coverage.borrow_mut().fault(points, fate);
        }
        self.go(place, fate);
    }

    fn fate(&mut self) -> Fate {
        if let Some(faults) = &self.faults {
            let forced = faults.iter().find(|(crossing, _)| *crossing == self.crossings);
            return forced.map_or(Fate::Works, |(_, fate)| *fate);
        }
        if self.random.happens(self.roughness.faults) {
            *self.random.pick(&Fate::FAULTS)
        } else {
            Fate::Works
        }
    }

    fn go(&mut self, place: usize, fate: Fate) {
        self.crossings += 1;
        let (task, went) = self.executor.go(&self.outside.crossings, place, fate);
        self.went(task, went, fate);
    }

    fn went(&mut self, task: TaskId, went: Went, fate: Fate) {
        let now = self.outside.clock_ms.get();
        match went {
            Went::On => return,
            Went::Died => {
                let how = if fate == Fate::DiesBefore { "died before" } else { "died after" };
                self.outside.trace.borrow_mut().note(task, now, how, &[]);
            }
            Went::Ended(ending) => {
                let said = match &ending {
                    Ending::Done => "done",
                    Ending::Denied(said) | Ending::Refused(said) => said,
                };
                self.outside.trace.borrow_mut().note(task, now, "ended", &[said]);
                if !matches!(ending, Ending::Refused(_))
                    && let Some(Errand::Request(entry) | Errand::Ending(entry)) =
                        self.errands.get(&task)
                {
                    self.entries[*entry].is_acknowledged = true;
                    self.entries[*entry].is_done |= ending == Ending::Done;
                    let is_merge = matches!(self.entries[*entry].action, Action::Merge { .. });
                    if is_merge && ending == Ending::Done {
                        self.outside.coverage.borrow_mut().note("two contacts were merged");
                    }
                }
            }
        }
        self.frozen.remove(&task);
        self.outside.ended(task);
        if let Some(Errand::Ending(entry)) = self.errands.get(&task)
            && !self.entries[*entry].is_acknowledged
        {
            let mut journal = self.outside.journal.borrow_mut();
            let own = journal.erasures.iter_mut().filter(|one| one.entry == *entry);
            own.for_each(|erasure| erasure.is_cut_off = true);
        }
        // Who was told nothing asks again.
        if let Some(Errand::Request(entry) | Errand::Ending(entry)) = self.errands.remove(&task)
            && !self.entries[entry].is_acknowledged
            && self.random.happens(500)
        {
            self.ask(entry);
        }
    }

    /// Whom a worker is about to write to unsubscribes, is suppressed or is erased, at this very moment. Whether
    /// there is such a worker.
    fn race(&mut self) -> bool {
        let claim = {
            let journal = self.outside.journal.borrow();
            let mut open =
                journal.claims.iter().filter(|claim| journal.claiming.contains(&claim.task));
            open.next_back().map(|claim| claim.row.clone())
        };
        let Some(row) = claim else { return false };
        let text = |key: &str| row.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let channel = match text("channel").as_str() {
            "email" => Channel::Email,
            "sms" => Channel::Sms,
            _ => return false,
        };
        let action = match self.random.below(6) {
            0 | 1 => Action::Unsubscribe { contact: text("contact"), channel },
            2..=4 => Action::Suppress { channel, address: text("address") },
            _ => Action::Erase { contact: text("contact"), shown: Shown::default() },
        };
        self.entries.insert(self.next_entry, Entry::of(action));
        self.request();
        true
    }

    /// The platform's tick of this minute, or of one that it is late with. Its clock is nobody's to set.
    fn cron(&mut self) -> Sender {
        let late = *self.random.pick(&[0, 0, 0, MINUTE_MS, 20 * MINUTE_MS]);
        if late > 0 {
            self.outside.coverage.borrow_mut().note("a tick came late");
        }
        let meant = self.outside.true_ms.get() - late;
        Sender::Cron(meant - meant.rem_euclid(MINUTE_MS))
    }

    /// A tick, or the same two times at once.
    fn tick(&mut self, sender: Sender) {
        let twice = self.random.happens(self.roughness.doubled);
        self.one_tick(sender);
        if twice {
            self.outside.coverage.borrow_mut().note("a tick came twice");
            self.one_tick(sender);
        }
    }

    /// As the Worker's entry points `scheduled` and `queue` do.
    fn one_tick(&mut self, sender: Sender) {
        let id = self.executor.next_id();
        let db = db_of(&self.outside, id);
        self.errands.insert(id, Errand::Tick);
        self.outside.send_on(id, Errand::Tick);
        let said = format!("{sender:?}");
        self.outside.trace.borrow_mut().note(id, self.outside.clock_ms.get(), "tick", &[&said]);
        if matches!(sender, Sender::Queue) {
            self.outside.coverage.borrow_mut().note("a tick was woken");
        }
        let future = async move {
            let ticked = match sender {
                Sender::Cron(meant) => cron::minute(&db, Moment::from_ms(meant)).await,
                Sender::Queue => match cron::clock(&db).await {
                    Ok(now) => cron::tick(&db, now).await,
                    Err(refusal) => Err(refusal),
                },
            };
            match ticked {
                Ok(_) => Ending::Done,
                Err(refusal) => requests::refused(&refusal),
            }
        };
        let (task, went) = self.executor.spawn(&self.outside.crossings, work(future));
        self.went(task, went, Fate::Works);
    }

    fn request(&mut self) {
        if self.next_entry < self.entries.len() {
            self.next_entry += 1;
            self.ask(self.next_entry - 1);
        }
    }

    fn ask(&mut self, place: usize) {
        let id = self.executor.next_id();
        let entry = &mut self.entries[place];
        entry.asked_at_ms.get_or_insert(self.outside.clock_ms.get());
        let mut journal = self.outside.journal.borrow_mut();
        entry.asked_after.get_or_insert(journal.commits);
        let errand = match &entry.action {
            Action::Erase { contact, .. } => {
                journal.to_forget.insert(place, contact.clone());
                if journal.erasures.iter().any(|one| one.entry == place) {
                    self.outside.coverage.borrow_mut().note("an erasure was confirmed again");
                }
                Errand::Ending(place)
            }
            Action::Unsubscribe { .. } | Action::Suppress { .. } => Errand::Ending(place),
            _ => Errand::Request(place),
        };
        drop(journal);
        self.errands.insert(id, errand);
        self.outside.send_on(id, errand);
        let said = format!("{:?}", entry.action);
        self.outside.trace.borrow_mut().note(id, self.outside.clock_ms.get(), "asks", &[&said]);
        let future =
            requests::carry_out(db_of(&self.outside, id), self.world.clone(), entry.action.clone());
        let (task, went) = self.executor.spawn(&self.outside.crossings, work(future));
        self.went(task, went, Fate::Works);
    }

    /// Nothing goes wrong any more: everything must come to rest.
    fn second_half(&mut self) {
        self.rough_crossings = self.crossings;
        self.outside.trouble.set(0);
        self.frozen.clear();
        self.drain();
        while self.next_entry < self.entries.len() {
            self.request();
            self.drain();
        }
        // Who was never told asks once more, so that everything is acknowledged; what is refused while somebody
        // is being forgotten is asked again when that is over.
        self.ask_again();
        self.outside.store.change("DELETE FROM job");
        self.come_to_rest();
        if self.ask_again() {
            self.come_to_rest();
        }
    }

    /// Lets everybody ask again who was told nothing; whether there is anybody.
    fn ask_again(&mut self) -> bool {
        let all = 0..self.entries.len();
        let untold: Vec<usize> =
            all.filter(|place| !self.entries[*place].is_acknowledged).collect();
        for place in &untold {
            self.ask(*place);
            self.drain();
        }
        !untold.is_empty()
    }

    fn come_to_rest(&mut self) {
        let lease_over = self.outside.clock_ms.get() + 10 * MINUTE_MS;
        for _ in 0..REST_TICKS_MAX {
            let now = self.outside.clock_ms.get();
            let Some(due) = self.next_due() else {
                if now > lease_over {
                    return;
                }
                self.outside.pass(lease_over - now + 1);
                continue;
            };
            self.outside.pass((due - now).max(MINUTE_MS));
            let cron = self.cron();
            self.one_tick(cron);
            self.drain();
            self.nothing_is_leased_too_long();
        }
        self.broken.push(format!("it never comes to rest: {:?} is due", self.next_due()));
    }

    fn drain(&mut self) {
        while !self.executor.is_idle() {
            self.go(0, Fate::Works);
        }
    }

    /// After a tick that nothing disturbed.
    fn nothing_is_leased_too_long(&mut self) {
        let bound = self.outside.clock_ms.get() - crate::invariants::LEASE_MS;
        let sql =
            format!("SELECT key FROM outbox WHERE state = 'leased' AND lease_until_ms < {bound}");
        for row in self.outside.store.ask(&sql) {
            self.broken.push(format!("leased longer than twice its lease: {:?}", row[0]));
        }
    }

    /// The next instant at which a tick has something to do.
    fn next_due(&self) -> Option<i64> {
        let rows = self.outside.store.ask(NEXT_DUE);
        match rows.first().and_then(|row| row.first()) {
            Some(Value::Integer(at)) => Some(*at),
            _ => None,
        }
    }
}

const NEXT_DUE: &str = "
SELECT min(at) FROM (
  SELECT min(wake_at_ms) AS at FROM subject WHERE wake_at_ms IS NOT NULL
  UNION ALL SELECT min(due_at_ms) FROM outbox WHERE state = 'pending'
  UNION ALL SELECT min(max(due_at_ms, lease_until_ms)) FROM outbox WHERE state = 'leased'
  UNION ALL SELECT min(look_at_ms) FROM outbox WHERE look_at_ms IS NOT NULL
  UNION ALL SELECT min(wake_at_ms) FROM job WHERE wake_at_ms IS NOT NULL
  UNION ALL SELECT min(at_ms) FROM input
  UNION ALL SELECT min(wake_at_ms) FROM erasure WHERE wake_at_ms IS NOT NULL
  UNION ALL SELECT 0 FROM automation WHERE state = 'activating'
)";

/// The database as a worker sees it.
fn db_of(outside: &Rc<Outside>, task: TaskId) -> Db {
    Db::of(Rc::new(OfWorker { outside: outside.clone(), task }))
}
