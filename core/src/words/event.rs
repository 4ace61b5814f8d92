//! Business events that every account knows by name (S1.3-5, S4.11-12).

/// Names that rules, sequences and filters may use before the first one has happened.
pub const WELL_KNOWN: [&str; 5] =
    ["email_read", "invoice_issued", "invoice_paid", "offer_sent", "order_delivered"];
