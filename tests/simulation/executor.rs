//! Runs several workers in one thread. Each await of the outside is a crossing: there the scheduler
//! decides who goes on, and what becomes of it. Nothing else lets another worker in, as in the Worker.
//!
//! Decides nothing at random: `schedule` does, from its seed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::coverage::Points;

/// A running worker: one tick, or one request.
pub type TaskId = u32;

/// What becomes of a crossing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It works.
    Works,
    /// The worker dies before anything happened.
    DiesBefore,
    /// It happened, and the worker dies before it hears so.
    DiesAfter,
    /// It fails, and nothing happened.
    FailsBefore,
    /// It happened, and the worker hears that it failed.
    FailsAfter,
}

impl Fate {
    /// The four ways to go wrong.
    pub const FAULTS: [Fate; 4] =
        [Fate::DiesBefore, Fate::DiesAfter, Fate::FailsBefore, Fate::FailsAfter];
}

/// A crossing that waits for its turn.
#[derive(Debug)]
pub struct Waiting {
    id: u64,
    /// Whose.
    pub task: TaskId,
    /// What it is, for the coverage.
    pub points: Points,
    waker: Waker,
}

/// What came of letting one go on.
#[derive(Debug)]
pub enum Went {
    /// It waits at its next crossing.
    On,
    /// It came to its end.
    Ended(Ending),
    /// It died.
    Died,
}

/// How a worker ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// It did what it was asked.
    Done,
    /// It answered with these problems: the request is wrong, and stays so.
    Denied(String),
    /// It answered with these problems: it may work later.
    Refused(String),
}

type Work = Pin<Box<dyn Future<Output = Ending>>>;

/// The crossings of all workers.
#[derive(Debug, Default)]
pub struct Crossings {
    waiting: RefCell<Vec<Waiting>>,
    fates: RefCell<BTreeMap<u64, Fate>>,
    next: Cell<u64>,
    /// While the world is set up everything works at once.
    pub is_calm: Cell<bool>,
}

impl Crossings {
    /// Who waits, in the order in which they came.
    pub fn waiting(&self) -> std::cell::Ref<'_, Vec<Waiting>> {
        self.waiting.borrow()
    }

    fn register(&self, task: TaskId, points: Points, waker: Waker) -> u64 {
        let id = self.next.get();
        self.next.set(id + 1);
        self.waiting.borrow_mut().push(Waiting { id, task, points, waker });
        id
    }
}

/// What the outside did at a crossing.
pub enum Step<T> {
    /// That.
    Done(T),
    /// A part of it; the rest is another crossing. Only mutants tear something apart.
    Torn(Points),
}

/// One await of the outside.
pub struct Crossing<'a, T> {
    crossings: &'a Crossings,
    task: TaskId,
    points: Points,
    id: Option<u64>,
    perform: Box<dyn FnMut(Fate) -> Step<T> + 'a>,
}

impl<'a, T> Crossing<'a, T> {
    /// Waits for its turn, then does this.
    pub fn new(
        crossings: &'a Crossings,
        task: TaskId,
        points: Points,
        perform: impl FnMut(Fate) -> Step<T> + 'a,
    ) -> Self {
        Crossing { crossings, task, points, id: None, perform: Box::new(perform) }
    }
}

impl<T> Future for Crossing<'_, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let this = &mut *self;
        loop {
            let Some(id) = this.id else {
                if this.crossings.is_calm.get() {
                    match (this.perform)(Fate::Works) {
                        Step::Done(done) => return Poll::Ready(done),
                        Step::Torn(_) => continue,
                    }
                }
                let waker = context.waker().clone();
                this.id = Some(this.crossings.register(this.task, this.points, waker));
                return Poll::Pending;
            };
            let Some(fate) = this.crossings.fates.borrow_mut().remove(&id) else {
                return Poll::Pending;
            };
            match (this.perform)(fate) {
                // The scheduler drops it before it hears.
                Step::Done(_) if fate == Fate::DiesAfter => return Poll::Pending,
                Step::Done(done) => return Poll::Ready(done),
                Step::Torn(points) => {
                    this.points = points;
                    this.id = None;
                }
            }
        }
    }
}

/// Workers that run.
#[derive(Default)]
pub struct Executor {
    tasks: BTreeMap<TaskId, Work>,
    next: TaskId,
}

impl Executor {
    /// The number of the next worker.
    pub fn next_id(&self) -> TaskId {
        self.next
    }

    /// Starts a worker: it runs to its first crossing.
    pub fn spawn(&mut self, crossings: &Crossings, work: Work) -> (TaskId, Went) {
        let id = self.next;
        self.next += 1;
        self.tasks.insert(id, work);
        (id, self.poll(crossings, id))
    }

    /// Whether anybody runs.
    pub fn is_idle(&self) -> bool {
        self.tasks.is_empty()
    }

    /// How many run.
    pub fn running(&self) -> usize {
        self.tasks.len()
    }

    /// Lets the crossing at this place happen so.
    pub fn go(&mut self, crossings: &Crossings, place: usize, fate: Fate) -> (TaskId, Went) {
        let waiting = crossings.waiting.borrow_mut().remove(place);
        if fate == Fate::DiesBefore {
            self.kill(crossings, waiting.task);
            return (waiting.task, Went::Died);
        }
        crossings.fates.borrow_mut().insert(waiting.id, fate);
        waiting.waker.wake();
        let went = self.poll(crossings, waiting.task);
        if fate == Fate::DiesAfter {
            self.kill(crossings, waiting.task);
            return (waiting.task, Went::Died);
        }
        (waiting.task, went)
    }

    fn poll(&mut self, crossings: &Crossings, id: TaskId) -> Went {
        let Some(work) = self.tasks.get_mut(&id) else { return Went::Died };
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => Went::On,
            Poll::Ready(ending) => {
                self.kill(crossings, id);
                Went::Ended(ending)
            }
        }
    }

    fn kill(&mut self, crossings: &Crossings, id: TaskId) {
        self.tasks.remove(&id);
        crossings.waiting.borrow_mut().retain(|waiting| waiting.task != id);
    }
}

/// Runs what crosses only in calm.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("something waits although the world is calm"),
    }
}

/// A worker's future.
pub fn work(future: impl Future<Output = Ending> + 'static) -> Work {
    Box::pin(future)
}
