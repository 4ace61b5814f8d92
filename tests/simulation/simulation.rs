//! The real Worker under a seeded scheduler: see README.md beside this file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use relance_simulation::coverage::Coverage;
use relance_simulation::executor::Fate;
use relance_simulation::forgotten::UNDER_WAY;
use relance_simulation::mutants::Mutant;
use relance_simulation::random::Random;
use relance_simulation::schedule::{Bench, Outcome, Plan, run};
use relance_simulation::trace::Trace;

/// Half of a schedule's time goes into small pieces of memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Schedules of a plain `cargo test`, whose code is not optimised.
const SCHEDULES: u64 = 200;
/// From so many schedules on, every kill point must have met every kind of fault.
const SCHEDULES_FOR_COVERAGE: u64 = 20_000;
/// Threads. Source: CI has two cores.
const THREADS: u64 = 2;
/// Where the seeds begin.
const FIRST_SEED: u64 = 1;
/// Seeds after which a mutant has survived.
const SEEDS_OF_MUTANT: u64 = 20_000;
/// Seeds whose crossings fail in pairs: the first in which somebody is erased while a message is under way.
const SEEDS_OF_PAIRS: usize = 3;
/// A pair is near when its second fault is among so many crossings after the first.
const NEAR: u32 = 6;
/// Pairs that begin at each crossing, and whether they are near: what fails while somebody mends, and much
/// later.
const PAIRS: [bool; 3] = [true, true, false];
/// Failing seeds of one thread that are enough.
const BROKEN_MAX: usize = 20;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Faults as a failure prints them: `(43, DiesAfter), (449, FailsBefore)`.
fn faults_of(text: &str) -> Vec<(u32, Fate)> {
    let words: Vec<&str> =
        text.split(|one: char| !one.is_alphanumeric()).filter(|one| !one.is_empty()).collect();
    let fault = |pair: &[&str]| {
        let fate = Fate::FAULTS.into_iter().find(|fate| format!("{fate:?}") == pair[1]);
        (pair[0].parse().unwrap(), fate.unwrap())
    };
    words.chunks(2).map(fault).collect()
}

/// What was seen of all seeds.
#[derive(Default)]
struct Seen {
    coverage: Coverage,
    broken: BTreeMap<u64, Vec<String>>,
    digests: BTreeMap<u64, u64>,
}

/// Work for each thread, with a database of its own.
fn on_threads(work: impl Fn(u64, &Bench) + Sync) {
    relance_worker::log::IS_QUIET.store(true, Ordering::Relaxed);
    thread::scope(|scope| {
        for place in 0..THREADS {
            let work = &work;
            scope.spawn(move || work(place, &Bench::default()));
        }
    });
}

fn run_all(from: u64, count: u64) -> Seen {
    let all = Mutex::new(Seen::default());
    on_threads(|place, bench| {
        let mut seen = Seen::default();
        for seed in (from..from + count).filter(|seed| seed % THREADS == place) {
            let outcome = run(bench, Plan { seed, ..Plan::default() });
            seen.coverage.add(&outcome.coverage);
            seen.digests.insert(seed, outcome.digest);
            if !outcome.broken.is_empty() {
                seen.broken.insert(seed, outcome.broken);
                if seen.broken.len() >= BROKEN_MAX {
                    break;
                }
            }
        }
        let mut all = all.lock().unwrap();
        all.coverage.add(&seen.coverage);
        all.broken.extend(seen.broken);
        all.digests.extend(seen.digests);
    });
    all.into_inner().unwrap()
}

/// Fails with the first of them, and how to see it again.
fn expect_unbroken(broken: &BTreeMap<u64, Vec<String>>) {
    let Some((seed, first)) = broken.first_key_value() else { return };
    for (seed, broken) in broken {
        println!("seed {seed}: {}", broken.join("; "));
    }
    let first = first.join("\n");
    panic!("{} seeds fail; replay with RELANCE_SEED={seed}\n{first}", broken.len());
}

fn told(outcome: &Outcome) {
    for line in &outcome.lines {
        println!("{line}");
    }
}

#[test]
fn whatever_fails_nothing_is_lost_and_nothing_doubled() {
    if let Some(seed) = number("RELANCE_SEED") {
        let bench = Bench::default();
        let faults = std::env::var("RELANCE_FAULTS").ok().map(|text| faults_of(&text));
        let plan = Plan { seed, faults, trace: Trace::readable(), ..Plan::default() };
        let outcome = run(&bench, plan);
        told(&outcome);
        assert!(outcome.broken.is_empty(), "seed {seed}:\n{}", outcome.broken.join("\n"));
        return;
    }
    let count = number("RELANCE_SCHEDULES").unwrap_or(SCHEDULES);
    let began = Instant::now();
    let seen = run_all(FIRST_SEED, count);
    println!("{count} schedules in {:.1} s\n{}", began.elapsed().as_secs_f64(), seen.coverage);
    expect_unbroken(&seen.broken);
    if count >= SCHEDULES_FOR_COVERAGE {
        let missing = seen.coverage.missing();
        assert!(missing.is_empty(), "never executed: {}", missing.join(", "));
    }
    // The same seeds, the same bytes.
    let again = run_all(FIRST_SEED, count.min(100));
    for (seed, digest) in &again.digests {
        assert_eq!(seen.digests.get(seed), Some(digest), "seed {seed} ran otherwise");
    }
}

/// As SQLite tests itself: the n-th crossing fails, for each n, in each way. `RELANCE_LOOPS`: of so many
/// seeds; each takes up to half a minute.
#[test]
fn each_crossing_may_fail_in_each_way() {
    let seeds = number("RELANCE_LOOPS").unwrap_or(1);
    let broken = Mutex::new(BTreeMap::new());
    on_threads(|place, bench| {
        let crossings = |seed| {
            let plan = Plan { seed, faults: Some(Vec::new()), ..Plan::default() };
            run(bench, plan).crossings
        };
        let keep = |seed: u64, faults: Vec<(u32, Fate)>| {
            let plan = Plan { seed, faults: Some(faults.clone()), ..Plan::default() };
            let outcome = run(bench, plan);
            if !outcome.broken.is_empty() {
                let said = format!("faults {faults:?}: {}", outcome.broken.join("; "));
                broken.lock().unwrap().entry(seed).or_insert_with(Vec::new).push(said);
            }
        };
        for seed in (FIRST_SEED..FIRST_SEED + seeds).filter(|seed| seed % THREADS == place) {
            let count = crossings(seed);
            for crossing in 0..count {
                for fate in Fate::FAULTS {
                    keep(seed, vec![(crossing, fate)]);
                }
            }
        }
    });
    expect_unbroken(&broken.into_inner().unwrap());
}

/// The pairs of a run with so many crossings: two near ones and a far one for each, with faults of any kind.
fn pairs(seed: u64, crossings: u32) -> Vec<Vec<(u32, Fate)>> {
    let mut random = Random::of(seed);
    let mut all = Vec::new();
    for first in 0..crossings {
        for is_near in PAIRS {
            let (from, among) = match is_near {
                true => (first + 1, NEAR),
                false => (first + 1 + NEAR, crossings.saturating_sub(first + 1 + NEAR)),
            };
            let second = from + random.below(among as usize) as u32;
            let fates = [*random.pick(&Fate::FAULTS), *random.pick(&Fate::FAULTS)];
            all.push(vec![(first, fates[0]), (second, fates[1])]);
        }
    }
    all
}

/// All pairs would be too many: some of each crossing, around erasures, where one worker goes on with what
/// another one began. `RELANCE_PAIRS`: of so many seeds; each takes some seconds.
#[test]
fn two_crossings_may_fail_in_one_run() {
    let wanted = number("RELANCE_PAIRS").map_or(SEEDS_OF_PAIRS, |count| count as usize);
    let began = Instant::now();
    let mut all = Vec::new();
    relance_worker::log::IS_QUIET.store(true, Ordering::Relaxed);
    let (bench, mut found) = (Bench::default(), 0);
    for seed in FIRST_SEED.. {
        let outcome = run(&bench, Plan { seed, faults: Some(Vec::new()), ..Plan::default() });
        if UNDER_WAY.iter().any(|what| outcome.coverage.noted(what) > 0) {
            all.extend(pairs(seed, outcome.crossings).into_iter().map(|pair| (seed, pair)));
            found += 1;
        }
        if found == wanted {
            break;
        }
    }
    let broken = Mutex::new(BTreeMap::new());
    on_threads(|place, bench| {
        let own = all.iter().enumerate().filter(|(number, _)| *number as u64 % THREADS == place);
        for (_, (seed, faults)) in own {
            let plan = Plan { seed: *seed, faults: Some(faults.clone()), ..Plan::default() };
            let outcome = run(bench, plan);
            if !outcome.broken.is_empty() {
                let said = format!("faults {faults:?}: {}", outcome.broken.join("; "));
                broken.lock().unwrap().entry(*seed).or_insert_with(Vec::new).push(said);
            }
        }
    });
    println!("{} pairs of faults in {:.1} s", all.len(), began.elapsed().as_secs_f64());
    expect_unbroken(&broken.into_inner().unwrap());
}

/// A mutant, and the first seed that shows it.
fn caught(mutant: Mutant, seeds: u64) -> Result<(u64, String), String> {
    let found = Mutex::new(None::<(u64, String)>);
    let (is_over, is_mutated) = (AtomicBool::new(false), AtomicBool::new(false));
    on_threads(|place, bench| {
        for seed in (FIRST_SEED..FIRST_SEED + seeds).filter(|seed| seed % THREADS == place) {
            if is_over.load(Ordering::Relaxed) {
                return;
            }
            let outcome = run(bench, Plan { seed, mutant: Some(mutant), ..Plan::default() });
            is_mutated.fetch_or(outcome.is_mutated, Ordering::Relaxed);
            // What is broken without it, too, is no merit of the mutant.
            let is_its = || run(bench, Plan { seed, ..Plan::default() }).broken.is_empty();
            if let Some(first) = outcome.broken.first().filter(|_| is_its()) {
                is_over.store(true, Ordering::Relaxed);
                let mut found = found.lock().unwrap();
                if found.as_ref().is_none_or(|(other, _)| seed < *other) {
                    *found = Some((seed, first.clone()));
                }
            }
        }
    });
    match found.into_inner().unwrap() {
        Some(found) => Ok(found),
        None if !is_mutated.into_inner() => Err(format!("{mutant:?} found nothing to change")),
        None => Err(format!("{mutant:?} survived {seeds} seeds")),
    }
}

#[test]
fn ten_mistakes_are_caught() {
    let mut survived = Vec::new();
    for mutant in Mutant::ALL {
        match caught(mutant, SEEDS_OF_MUTANT) {
            Ok((seed, said)) => println!("{mutant:?}: seed {seed}: {said}"),
            Err(said) => survived.push(said),
        }
    }
    assert!(survived.is_empty(), "{}", survived.join("\n"));
}
