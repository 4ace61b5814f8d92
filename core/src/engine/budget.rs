//! The cost of an SMS under the account's budget of the month (E8), at the moment of sending.
//!
//! Whether there is enough is asked of whoever keeps the sums, in one guarded insert, so that claims at
//! the same instant never spend more than there is. Decides what a message costs against which month, how
//! far a budget is spent, and what of a forecast will not leave for want of it. Spec table: `tests/spec/budget.md`.

use std::collections::BTreeMap;

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

/// SMS that are planned, to be held against the budget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedSms {
    /// By currency: when, and for how much in its millionths.
    priced: BTreeMap<String, Vec<(Moment, i64)>>,
    /// Those without a price.
    unpriced: Vec<Moment>,
}

/// What planned SMS do to the budget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetPlan {
    /// By month, `YYYY-MM`; those without SMS are absent.
    pub months: BTreeMap<String, PlannedMonth>,
    /// SMS that cannot be counted, and so do not leave.
    pub uncounted: u64,
}

/// What planned SMS do to the budget of one month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedMonth {
    /// What it will have cost, with what it has cost already. Units: millionths of the currency.
    pub spent_micros: i64,
    /// When there is not enough for the first time.
    pub reached_at: Option<Moment>,
    /// SMS that do not leave.
    pub sms_not_sent: u64,
    /// What these would have cost. Units: millionths of the currency.
    pub micros_not_sent: i64,
}

impl PlannedSms {
    /// Adds one, at its price: all of its parts, in millionths, with the currency.
    pub fn add(&mut self, at: Moment, price: Option<(i64, &str)>) {
        let Some((micros, currency)) = price else {
            self.unpriced.push(at);
            return;
        };
        match self.priced.get_mut(currency) {
            Some(planned) => planned.push((at, micros)),
            None => {
                self.priced.insert(currency.to_owned(), vec![(at, micros)]);
            }
        }
    }

    /// What the claims of these messages will answer, one after the other, when nobody else sends:
    /// `None` without a budget. Where several leave at one instant, the cheaper go first.
    pub fn against(
        &self,
        account: &Account,
        spent_this_month_micros: i64,
        now: Moment,
    ) -> Option<BudgetPlan> {
        account.sms_budget.as_ref()?;
        let priced = self.priced.iter().flat_map(|(currency, planned)| {
            planned.iter().map(move |(at, micros)| (*at, Some((*micros, currency.as_str()))))
        });
        let unpriced = self.unpriced.iter().map(|at| (*at, None));
        let mut planned: Vec<(Moment, Option<(i64, &str)>)> = priced.chain(unpriced).collect();
        planned.sort_unstable();
        let this_month = budget_month(now, account.zone);
        let mut plan = BudgetPlan::default();
        for (at, price) in planned {
            let cost = match cost(account, Channel::Sms, price, at) {
                Affordable::Free => continue,
                Affordable::Never => {
                    plan.uncounted += 1;
                    continue;
                }
                Affordable::If(cost) => cost,
            };
            let spent_micros = if cost.month == this_month { spent_this_month_micros } else { 0 };
            let month = plan.months.entry(cost.month.clone());
            month
                .or_insert_with(|| PlannedMonth { spent_micros, ..PlannedMonth::default() })
                .take(&cost, at);
        }
        Some(plan)
    }
}

impl PlannedMonth {
    fn take(&mut self, cost: &Cost, at: Moment) {
        let spent_micros = self.spent_micros.saturating_add(cost.micros);
        if spent_micros <= cost.budget_micros {
            self.spent_micros = spent_micros;
            return;
        }
        self.reached_at.get_or_insert(at);
        self.sms_not_sent += 1;
        self.micros_not_sent = self.micros_not_sent.saturating_add(cost.micros);
    }
}
