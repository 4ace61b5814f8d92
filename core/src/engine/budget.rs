//! The cost of an SMS under the account's budget of the month (E8), at the moment of sending.
//!
//! Whether there is enough is asked of whoever keeps the sums, in one guarded insert, so that claims at
//! the same instant never spend more than there is. Decides what a message costs against which month, how
//! far a budget is spent, and when a forecast will have spent it. Spec table: `tests/spec/budget.md`.

use crate::words::{Account, Channel, Moment, budget_month};

/// From here on a person is told. Units: hundredths of the budget. Our choice: a week's notice in an even
/// month.
pub const WARNED_PERCENT: i64 = 80;

/// What a message needs of a budget before it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// On the account's calendar.
    pub month: String,
    /// What it costs. Units: millionths of the currency.
    pub micros: i64,
    /// What the month may cost. Units: millionths of the currency.
    pub budget_micros: i64,
}

/// Whether a message may leave under the budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Affordable {
    /// It costs nothing that is counted: it is no SMS, or there is no budget.
    Free,
    /// It may, if that much is left.
    If(Cost),
    /// It has no price in the budget's currency: a hard budget lets nothing uncounted leave.
    Never,
}

/// What a message on this channel needs of the budget now. Every SMS costs, also a transactional one.
/// `price`: all of its parts, in millionths, with the currency.
pub fn cost(
    account: &Account,
    channel: Channel,
    price: Option<(i64, &str)>,
    now: Moment,
) -> Affordable {
    let Some(budget) = account.sms_budget.as_ref().filter(|_| channel == Channel::Sms) else {
        return Affordable::Free;
    };
    match price {
        Some((micros, currency)) if currency == budget.currency && micros >= 0 => {
            Affordable::If(Cost {
                month: budget_month(now, account.zone),
                micros,
                budget_micros: budget.micros(),
            })
        }
        _ => Affordable::Never,
    }
}

/// How far a budget is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// There is enough.
    Within,
    /// Most of it is gone.
    Nearly,
    /// Nothing is left, or too little for a message.
    All,
}

impl Spent {
    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Spent::Within => "within",
            Spent::Nearly => "nearly",
            Spent::All => "all",
        }
    }

    /// Of so much, so much is gone. Units: millionths of the currency.
    pub fn of(spent_micros: i64, budget_micros: i64) -> Self {
        if spent_micros >= budget_micros {
            return Spent::All;
        }
        let warned = budget_micros.saturating_mul(WARNED_PERCENT) / 100;
        if spent_micros >= warned { Spent::Nearly } else { Spent::Within }
    }
}

/// The first instant at which what is planned does not fit into its month any more: planned messages,
/// each with its cost, on top of what this month has cost so far; `None` while all of it fits.
pub fn spent_at(
    account: &Account,
    spent_this_month_micros: i64,
    now: Moment,
    planned: impl IntoIterator<Item = (Moment, i64)>,
) -> Option<Moment> {
    let budget = account.sms_budget.as_ref()?.micros();
    let mut planned: Vec<(Moment, i64)> = planned.into_iter().collect();
    planned.sort();
    let (mut month, mut spent) = (budget_month(now, account.zone), spent_this_month_micros);
    for (at, micros) in planned {
        let its_month = budget_month(at, account.zone);
        if its_month != month {
            (month, spent) = (its_month, 0);
        }
        if spent.saturating_add(micros) > budget {
            return Some(at);
        }
        spent += micros;
    }
    None
}
