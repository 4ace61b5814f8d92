//! What an A/B test shows (E5): which variant did better, or that nobody can say.
//!
//! A result is looked at again and again, and a difference that chance makes crosses the usual two standard
//! errors at one of those looks in a quarter of all tests of the same text. So three are asked for; and
//! openings never count, because machines open (E13). Exact in whole numbers, so that every host says the
//! same. Table: `tests/spec/comparisons.md`.

use crate::definitions::{Action, Definition, Step};
use crate::words::Tracking;

/// So many messages of each variant before anything is said. Source: our choice; below that the normal
/// approximation of a share is poor.
pub const SENT_MIN: u32 = 100;
/// So many successes of all together. Source: our choice, the usual rule for that approximation.
pub const REACHED_MIN: u64 = 10;
/// How many standard errors a difference must have, squared. Source: our choice: three are 1 in 370 at one
/// look, and a few per cent over a hundred of them, as the table measures.
const ERRORS_SQUARED: u128 = 9;

/// By what variants are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Passages that reached the goal after the message.
    GoalReached,
    /// Messages with a link that a person followed.
    Clicked,
    /// Messages that were answered.
    Replied,
}

impl Measure {
    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Measure::GoalReached => "goal_reached",
            Measure::Clicked => "clicked",
            Measure::Replied => "replied",
        }
    }
}

/// What is said of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Too little was sent to say anything.
    Early,
    /// No difference that chance alone would not make.
    Even,
    /// The variant at this place is better than each other.
    Leads(usize),
}

impl Verdict {
    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Verdict::Early => "early",
            Verdict::Even => "even",
            Verdict::Leads(_) => "leads",
        }
    }
}

/// What a variant came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arm {
    /// Messages that were sent.
    pub sent: u32,
    /// Of these, how many succeeded.
    pub reached: u32,
}

/// By what the variants of this step can be compared, the most telling first: the goal, when there is one;
/// then what is told of its messages. A goal that is reached after the last step is not seen any more.
pub fn measures(definition: &Definition, step: &Step, tracking: &Tracking) -> Vec<Measure> {
    let is_email = matches!(step.action, Action::EmailToContact { .. });
    let all = [
        (Measure::GoalReached, definition.goal.is_some()),
        (Measure::Clicked, is_email && tracking.clicks),
        (Measure::Replied, true),
    ];
    all.into_iter().filter(|(_, is_known)| *is_known).map(|(measure, _)| measure).collect()
}

/// What the test shows by the first measure that has enough to say; `None` when nothing measures it.
pub fn judged(
    measures: &[Measure],
    arms: impl Fn(Measure) -> Vec<Arm>,
) -> Option<(Measure, Verdict)> {
    let all = measures.iter().map(|measure| (*measure, compare(&arms(*measure))));
    let said = all.clone().find(|(_, verdict)| *verdict != Verdict::Early);
    said.or_else(|| all.into_iter().next())
}

/// What the test shows.
pub fn compare(arms: &[Arm]) -> Verdict {
    let reached: u64 = arms.iter().map(|arm| u64::from(arm.reached)).sum();
    if arms.len() < 2 || reached < REACHED_MIN || arms.iter().any(|arm| arm.sent < SENT_MIN) {
        return Verdict::Early;
    }
    let is_best = |(place, arm): &(usize, &Arm)| {
        arms.iter().enumerate().all(|(other, than)| other == *place || is_better(**arm, *than))
    };
    match arms.iter().enumerate().find(is_best) {
        Some((place, _)) => Verdict::Leads(place),
        None => Verdict::Even,
    }
}

/// Whether the shares differ by so many standard errors of their common share:
/// `(a/n - b/m)^2 >= 9 p (1 - p) (1/n + 1/m)`, multiplied until nothing is divided.
fn is_better(arm: Arm, than: Arm) -> bool {
    let ours = Share::of(arm);
    let theirs = Share::of(than);
    let (here, there) = (ours.reached * theirs.sent, theirs.reached * ours.sent);
    let Some(ahead) = here.checked_sub(there) else { return false };
    let (sent, reached) = (ours.sent + theirs.sent, ours.reached + theirs.reached);
    let chance = reached * (sent - reached);
    let difference = ahead.saturating_mul(ahead).saturating_mul(sent);
    let errors = ERRORS_SQUARED.saturating_mul(chance).saturating_mul(ours.sent * theirs.sent);
    ahead > 0 && difference >= errors
}

/// An arm whose numbers can be multiplied: no more successes than messages.
#[derive(Clone, Copy)]
struct Share {
    sent: u128,
    reached: u128,
}

impl Share {
    fn of(arm: Arm) -> Self {
        Share { sent: arm.sent.into(), reached: arm.reached.min(arm.sent).into() }
    }
}
