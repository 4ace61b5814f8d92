//! What SMS cost, taken out of the month's budget before they leave (E8). Whether there is enough is asked of
//! the database in one guarded insert; what a message costs, and when a person is told, is core's.

use std::collections::BTreeSet;

use relance_core::engine::{Affordable, Alert, Claim, Spent, cost};
use relance_core::words::Channel;
use serde_json::{Value as Json, json};

use super::Sender;
use crate::answer::Refusal;
use crate::row::text;
use crate::store::db::chunks;
use crate::store::{budget, notice};

/// Takes what each SMS costs out of the month's budget (E8): the keys of those for which there was not
/// enough. Also notes when most of it, or all, is gone.
///
/// # Errors
/// When the database does not answer.
pub async fn without_money(
    sender: &Sender<'_>,
    messages: &[Json],
    claims: &[Claim],
) -> Result<BTreeSet<String>, Refusal> {
    let account = &sender.loaded.setup.account;
    let (mut left_out, mut rows, mut asked) = (BTreeSet::new(), Vec::new(), None);
    for (message, answer) in messages.iter().zip(claims) {
        let (Claim::Send, "sms") = (answer, text(message, "channel")) else { continue };
        let key = text(message, "key");
        match cost(account, Channel::Sms, price(message), sender.now) {
            Affordable::Free => continue,
            Affordable::Never => {}
            Affordable::If(cost) => {
                rows.push(json!([key, cost.month, cost.micros, cost.budget_micros]));
                asked = Some(cost);
            }
        }
        left_out.insert(key.to_owned());
    }
    for rows in chunks(&rows) {
        let taken = sender.db.batch(&budget::take(sender.account, &rows)).await?.pop();
        for key in taken.iter().flatten().filter_map(Json::as_str) {
            left_out.remove(key);
        }
    }
    if let Some(cost) = asked {
        let spent = budget::spent(sender.db, sender.account, &cost.month).await?;
        let kind = match Spent::of(spent, cost.budget_micros) {
            _ if !left_out.is_empty() => Alert::BudgetSpent,
            Spent::All => Alert::BudgetSpent,
            Spent::Nearly => Alert::BudgetNearly,
            Spent::Within => return Ok(left_out),
        };
        let note = notice::note(sender.account, kind.key(), &cost.month, sender.now);
        sender.db.run(note).await?;
    }
    Ok(left_out)
}

/// What an SMS costs, as it was rendered.
fn price(message: &Json) -> Option<(i64, &str)> {
    let body = message.get("body")?;
    Some((body.get("cost_micros")?.as_i64()?, body.get("currency")?.as_str()?))
}
