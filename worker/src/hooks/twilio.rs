//! Twilio's status callbacks. Source: twilio.com/docs, "Track outbound message status", "Error and
//! warning dictionary".

use relance_core::engine::facts::Bounce;

use super::{Told, What, field, name};

/// Errors after which no message ever arrives there: the number is none, does not exist, cannot take
/// SMS.
const DEAD: [&str; 4] = ["21211", "21614", "30005", "30006"];

/// What verified fields tell; nothing for what is under way. `key` is the one that our address
/// carried.
pub fn read(fields: &[(String, String)], key: &str) -> Vec<Told> {
    let what = match field(fields, "MessageStatus") {
        "delivered" | "read" => What::Delivered,
        "undelivered" | "failed" if DEAD.contains(&field(fields, "ErrorCode")) => {
            What::Bounced(Bounce::Hard)
        }
        "undelivered" | "failed" => What::Bounced(Bounce::Soft),
        _ => return Vec::new(),
    };
    let of = name(key, field(fields, "MessageSid"));
    of.map(|of| Told { of, what, at: None }).into_iter().collect()
}
