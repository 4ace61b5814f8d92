//! How large a filter may be. Exceeding a limit is a problem that names it.

/// Deepest nesting of groups. Source: our choice; people nest three deep, and evaluation recurses.
pub const DEPTH_MAX: usize = 16;
/// Most nodes (groups and clauses). Source: our choice; keeps one evaluation below 0.1 ms.
pub const NODES_MAX: usize = 256;
/// Most values of one list. Source: our choice; longer lists are a tag or a field of their own.
pub const LIST_VALUES_MAX: usize = 1_000;
/// Longest text of one value. Units: characters. Source: our choice; a subject line has 998 (RFC 5322).
pub const TEXT_CHARS_MAX: usize = 1_000;
/// Longest filter in text form. Units: bytes. Source: our choice; bounds the parser's work.
pub const SOURCE_BYTES_MAX: usize = 200_000;
/// Most times that `at least` can ask for. Source: our choice.
pub const TIMES_MAX: u32 = 1_000_000;
