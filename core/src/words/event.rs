//! Business events that every account knows by name (S1.3-5, S4.11-12).

use super::ident::EventName;

/// Names that rules, sequences and filters may use before the first one has happened.
pub const WELL_KNOWN: [&str; 5] =
    ["email_read", "invoice_issued", "invoice_paid", "offer_sent", "order_delivered"];

/// Whether the product itself gives this name a meaning.
pub fn is_well_known(name: &EventName) -> bool {
    WELL_KNOWN.contains(&name.as_str())
}
