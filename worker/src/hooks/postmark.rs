//! Postmark's webhooks. Source: postmarkapp.com/developer, "Webhooks", "Bounce types"; the types of
//! npm `postmark`.

use relance_core::engine::facts::Bounce;
use serde_json::Value as Json;

use super::{Told, What, link, moment, name};
use crate::row::text;

/// The metadata in which our key comes back. The same as in `providers::postmark`.
pub const METADATA: &str = "relance";

/// What a verified body tells.
pub fn read(body: &str) -> Vec<Told> {
    let Ok(record) = serde_json::from_str::<Json>(body) else { return Vec::new() };
    let Some((what, at)) = what(&record) else { return Vec::new() };
    let key = record.get("Metadata").map(|metadata| text(metadata, METADATA)).unwrap_or_default();
    let of = name(key, text(&record, "MessageID"));
    let at = moment(text(&record, at));
    of.map(|of| Told { of, what, at }).into_iter().collect()
}

/// What it is, and in which field it says when.
fn what(record: &Json) -> Option<(What, &'static str)> {
    let user_agent = || text(record, "UserAgent").to_owned();
    Some(match text(record, "RecordType") {
        "Delivery" => (What::Delivered, "DeliveredAt"),
        "Bounce" => (bounce(record)?, "BouncedAt"),
        "SpamComplaint" => (What::Complained, "BouncedAt"),
        "Open" => (What::Opened(user_agent()), "ReceivedAt"),
        "Click" => {
            let link = link(text(record, "OriginalLink"));
            (What::Clicked { user_agent: user_agent(), link }, "ReceivedAt")
        }
        "SubscriptionChange" => {
            let is_theirs = text(record, "Origin") == "Recipient"
                && text(record, "SuppressionReason") == "ManualSuppression";
            let is_end = record.get("SuppressSending").and_then(Json::as_bool) == Some(true);
            (is_theirs && is_end).then_some((What::Unsubscribed, "ChangedAt"))?
        }
        _ => return None,
    })
}

/// What a bounce is; nothing for what is none: a delay, an answer by a machine.
fn bounce(record: &Json) -> Option<What> {
    let is_dead = record.get("Inactive").and_then(Json::as_bool) == Some(true);
    Some(match text(record, "Type") {
        "Transient" | "AutoResponder" | "Subscribe" | "AddressChange" | "OpenRelayTest" => {
            return None;
        }
        "SpamComplaint" => What::Complained,
        "Unsubscribe" => What::Unsubscribed,
        "HardBounce" | "BadEmailAddress" => What::Bounced(Bounce::Hard),
        // Postmark sends nothing more to it, whatever the type is called.
        _ if is_dead => What::Bounced(Bounce::Hard),
        _ => What::Bounced(Bounce::Soft),
    })
}
