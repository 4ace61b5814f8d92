//! What a person should know of, and how far the month's budget for SMS is spent (E8).

use relance_core::engine::Spent;
use relance_core::wire::budget::budget_to_json;
use relance_core::wire::json::Object;
use relance_core::words::budget_month;
use serde_json::json;

use crate::answer::{Answer, Handled};
use crate::domain::Loaded;
use crate::request::{Caller, Incoming};
use crate::store::{budget as store, notice};

/// Notices of one page.
const PAGE_MAX: i64 = 500;

/// `GET /notices?limit=`: what stopped by itself or waits for a person, the latest first, and how
/// many of all nobody has looked at yet.
///
/// # Errors
/// `out_of_range`.
pub async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let limit = incoming.limit(100, PAGE_MAX)?;
    let rows = notice::list(&incoming.db, &caller.account, limit).await?;
    let unseen = notice::unseen(&incoming.db, &caller.account).await?;
    Ok(Answer::Value(json!({"notices": rows, "unseen": unseen})))
}

/// `POST /notices/seen {}`: somebody has looked at all of them.
///
/// # Errors
/// `unknown_field`.
pub async fn seen(incoming: &mut Incoming, caller: &Caller) -> Handled {
    Object::of(&incoming.json().await?)?.finish()?;
    notice::seen(&incoming.db, &caller.account, caller.now).await?;
    list(incoming, caller).await
}

/// `GET /sms-budget`: the budget, and what SMS cost this month while there was one. Units: `spent_micros` in
/// millionths of the currency.
pub async fn budget(incoming: &Incoming, caller: &Caller) -> Handled {
    let loaded = Loaded::of(&incoming.db, &caller.account).await?;
    let account = &loaded.setup.account;
    let month = budget_month(caller.now, account.zone);
    let spent = store::spent(&incoming.db, &caller.account, &month).await?;
    let is = account.sms_budget.as_ref().map(|budget| Spent::of(spent, budget.micros()).key());
    Ok(Answer::Value(json!({
        "month": month,
        "budget": budget_to_json(account.sms_budget.as_ref()),
        "spent_micros": spent,
        "is": is,
    })))
}
