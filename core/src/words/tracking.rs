//! What an account wants to know of the messages that it sent: whether they are opened, which of
//! their links are followed, and whether machines count (E13).
//!
//! Off until somebody switches it on. Our choice: it puts a picture and other addresses into
//! messages, which recipients may have to be told of.

/// The account's choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tracking {
    /// A picture in e-mails tells that they are opened (S4.11).
    pub opens: bool,
    /// Links of e-mails lead through the Worker.
    pub clicks: bool,
    /// Whose openings start rules.
    pub readers: Readers,
}

/// Whose openings start rules (E13): the account's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Readers {
    /// Persons' alone.
    #[default]
    Persons,
    /// Machines' as well.
    Everybody,
}
