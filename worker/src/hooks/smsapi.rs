//! SMSAPI's delivery reports. Source: smsapi.com/docs, "Callback (delivery reports)": up to five at
//! once, the values parted by commas; it repeats them until it is answered `OK`.

use relance_core::engine::facts::Bounce;
use relance_core::words::Moment;

use super::{Told, What, field, name};

/// The answer that it wants.
pub const OK: &str = "OK";

/// What verified fields tell; nothing for what is under way or unknown.
pub fn read(fields: &[(String, String)]) -> Vec<Told> {
    let column = |name: &str| field(fields, name).split(',').map(str::trim).collect::<Vec<_>>();
    let (ids, keys, dates) = (column("MsgId"), column("idx"), column("donedate"));
    let at = |list: &[&str], index: usize| list.get(index).copied().unwrap_or_default().to_owned();
    let mut told = Vec::new();
    for (index, status) in column("status").into_iter().enumerate() {
        let Some(what) = what(status) else { continue };
        let Some(of) = name(&at(&keys, index), &at(&ids, index)) else { continue };
        let seconds = at(&dates, index).parse::<i64>().ok();
        let at = seconds.and_then(|seconds| seconds.checked_mul(1_000)).map(Moment::from_ms);
        told.push(Told { of, what, at });
    }
    told
}

/// Source: "Message statuses": 402 expired, 404 delivered, 405 undelivered, 406 failed, 407 rejected,
/// 412 stopped. None of them says that the number is dead for good.
fn what(status: &str) -> Option<What> {
    match status {
        "404" | "DELIVERED" => Some(What::Delivered),
        "402" | "405" | "406" | "407" | "412" | "EXPIRED" | "UNDELIVERED" | "FAILED"
        | "REJECTED" | "STOP" => Some(What::Bounced(Bounce::Soft)),
        _ => None,
    }
}
