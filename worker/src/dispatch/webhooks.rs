//! Webhooks on their way to their receivers.

use relance_core::engine::Reason;
use relance_core::engine::delivery::Answer;
use serde_json::Value as Json;

use super::outside::{Outcome, Outside};
use super::rows::{Settlement, attempt, attempts, deviation};
use crate::providers::webhook::{self, Webhook};
use crate::routes::webhooks::{checked_url, secrets};
use crate::row::text;

/// Calls the receiver of a row.
pub async fn call_endpoint(outside: &Outside<'_>, row: &Json) -> Outcome {
    let sender = outside.sender;
    if !sender.may_call() {
        return finished(row, Settlement::later(row, sender.now), None, 0);
    }
    let body = row.get("body").cloned().unwrap_or_default();
    let id = text(&body, "endpoint");
    let Some(endpoint) = outside.endpoints.iter().find(|one| text(one, "id") == id) else {
        let problem = "the webhook was deleted".to_owned();
        return finished(
            row,
            Settlement::refused(row, Reason::IntegrationMissing),
            Some(problem),
            0,
        );
    };
    let Ok(url) = checked_url(text(endpoint, "url"), outside.reach) else {
        let problem = "the address is not public".to_owned();
        return finished(row, Settlement::refused(row, Reason::Refused), Some(problem), 0);
    };
    let real_now = sender.db.real_now();
    let webhook = Webhook {
        url: &url,
        id: text(row, "key"),
        body: text(&body, "text"),
        secrets: &secrets(endpoint, real_now),
    };
    let (answer, problem) = match webhook::send(sender.db.platform(), &webhook).await {
        Ok(reply) if (200..300).contains(&reply.status) => (Answer::Done, None),
        // Source: Standard Webhooks; 410 is the receiver's way to end it.
        Ok(reply) if reply.status == 410 => {
            (Answer::Refused(Reason::Refused), Some("the receiver is gone (HTTP 410)".to_owned()))
        }
        Ok(reply) => (
            Answer::Failed { after_seconds: reply.retry_after_seconds },
            Some(format!("the receiver answered with HTTP {}", reply.status)),
        ),
        Err(said) => (Answer::Lost, Some(said)),
    };
    let attempt = attempt(row, sender.road.carrier.mode(), sender.now, real_now);
    let (settled, doubt) = attempt.settled(answer);
    let mut outcome = finished(row, Settlement::of(settled, doubt), problem.clone(), 1);
    outcome.endpoint = Some((id.to_owned(), problem));
    outcome
}

fn finished(row: &Json, of: Settlement, problem: Option<String>, attempts_made: u32) -> Outcome {
    let log = of.reason.map(|reason| deviation(row, reason)).into_iter().collect();
    let settlement = Settlement { attempts: Some(attempts(row) + attempts_made), problem, ..of };
    Outcome { row: settlement.row(row), log, standing: None, endpoint: None }
}
