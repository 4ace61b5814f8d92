//! Resend's webhooks. Source: resend.com/docs, "Webhooks, event types"; the types of npm `resend`.

use relance_core::engine::facts::Bounce;
use serde_json::Value as Json;

use super::{Told, What, link, moment, name};
use crate::row::text;

/// The tag in which our key comes back. The same as in `providers::resend`.
pub const TAG: &str = "relance";

/// What a verified body tells; nothing for what is no fact (sent, delayed, events of contacts).
pub fn read(body: &str) -> Vec<Told> {
    let Ok(event) = serde_json::from_str::<Json>(body) else { return Vec::new() };
    let Some(data) = event.get("data") else { return Vec::new() };
    let inner = |key: &str| data.get(key).unwrap_or(&Json::Null);
    let what = match text(&event, "type") {
        "email.delivered" => What::Delivered,
        "email.bounced" => match text(inner("bounce"), "type") {
            "Permanent" => What::Bounced(Bounce::Hard),
            _ => What::Bounced(Bounce::Soft),
        },
        // The address is on the provider's own list of dead ones.
        "email.suppressed" => What::Bounced(Bounce::Hard),
        "email.failed" => What::Bounced(Bounce::Soft),
        "email.complained" => What::Complained,
        "email.opened" => What::Opened(text(inner("open"), "userAgent").to_owned()),
        "email.clicked" => What::Clicked {
            user_agent: text(inner("click"), "userAgent").to_owned(),
            link: link(text(inner("click"), "link")),
        },
        _ => return Vec::new(),
    };
    let at = moment(text(&event, "created_at"));
    let of = name(tag(inner("tags")), text(data, "email_id"));
    of.map(|of| Told { of, what, at }).into_iter().collect()
}

/// Tags come as an object, and in older events as a list of names and values.
fn tag(tags: &Json) -> &str {
    match tags {
        Json::Array(list) => list
            .iter()
            .find(|one| text(one, "name") == TAG)
            .map(|one| text(one, "value"))
            .unwrap_or_default(),
        tags => text(tags, TAG),
    }
}
