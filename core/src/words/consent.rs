//! Words for what a person agreed to and what ended it: who said so, what was proved, which addresses
//! nothing goes to any more. What follows from them is decided in `consent` and `engine`.

use super::contact::Channel;
use super::moment::Moment;

/// Who said that a person agrees, or no longer does (D20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConsentSource {
    /// Another program, over the API: a form on a page, a shop.
    Api,
    /// A colleague, in the console.
    Console,
    /// A file that says so, or whose importer declared it.
    Import,
    /// An automation's own step.
    Automation,
    /// The person, on the page of preferences.
    UnsubscribePage,
    /// The person, in their mail program (RFC 8058).
    OneClick,
    /// The person, by the link of the confirming e-mail.
    DoubleOptIn,
    /// The person, by answering STOP.
    StopReply,
    /// The person, by a link of the service that carried the message.
    Provider,
    /// Two contacts that became one: the person's own answer went along (D13).
    Merge,
}

impl ConsentSource {
    /// Every source.
    pub const ALL: [ConsentSource; 10] = [
        ConsentSource::Api,
        ConsentSource::Console,
        ConsentSource::Import,
        ConsentSource::Automation,
        ConsentSource::UnsubscribePage,
        ConsentSource::OneClick,
        ConsentSource::DoubleOptIn,
        ConsentSource::StopReply,
        ConsentSource::Provider,
        ConsentSource::Merge,
    ];

    /// The name in every interface.
    pub const fn key(self) -> &'static str {
        match self {
            ConsentSource::Api => "api",
            ConsentSource::Console => "console",
            ConsentSource::Import => "import",
            ConsentSource::Automation => "automation",
            ConsentSource::UnsubscribePage => "unsubscribe_page",
            ConsentSource::OneClick => "one_click",
            ConsentSource::DoubleOptIn => "double_opt_in",
            ConsentSource::StopReply => "stop_reply",
            ConsentSource::Provider => "provider",
            ConsentSource::Merge => "merge",
        }
    }

    /// The source with this name.
    pub fn parse(key: &str) -> Option<Self> {
        ConsentSource::ALL.into_iter().find(|source| source.key() == key)
    }
}

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentSaid {
    /// Yes.
    Given,
    /// Somebody said yes for the person, who has yet to confirm it (double opt-in).
    Asked,
    /// No, or nothing any more.
    Withdrawn,
}

impl ConsentSaid {
    /// The name in every interface.
    pub const fn key(self) -> &'static str {
        match self {
            ConsentSaid::Given => "given",
            ConsentSaid::Asked => "asked",
            ConsentSaid::Withdrawn => "withdrawn",
        }
    }
}

/// Who writes consent, and what the person saw when they gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentOrigin {
    /// Who.
    pub source: ConsentSource,
    /// The sentence that the person agreed to, where the writer knows it.
    pub text: Option<String>,
}

impl ConsentOrigin {
    /// This source, without a text.
    pub const fn of(source: ConsentSource) -> Self {
        ConsentOrigin { source, text: None }
    }
}

/// One line of the proof that is kept of a person's consent (D20; GDPR article 7(1)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentProof {
    /// To which way of writing.
    pub channel: Channel,
    /// What.
    pub said: ConsentSaid,
    /// Who told us.
    pub source: ConsentSource,
    /// What the writer called the occasion: `fair in Poznań`, the name of a form.
    pub occasion: Option<String>,
    /// The sentence that the person agreed to.
    pub text: Option<String>,
    /// When the person said it.
    pub at: Moment,
}

/// Why nothing goes to an address any more, whatever it is about (D20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuppressionReason {
    /// The address does not exist.
    HardBounce,
    /// Its owner reported a message as spam.
    Complaint,
    /// Its owner answered STOP.
    StopReply,
    /// Its owner had everything about them erased.
    Erasure,
    /// A colleague's decision.
    ByHand,
}

impl SuppressionReason {
    /// Every reason.
    pub const ALL: [SuppressionReason; 5] = [
        SuppressionReason::HardBounce,
        SuppressionReason::Complaint,
        SuppressionReason::StopReply,
        SuppressionReason::Erasure,
        SuppressionReason::ByHand,
    ];

    /// The name in every interface.
    pub const fn key(self) -> &'static str {
        match self {
            SuppressionReason::HardBounce => "hard_bounce",
            SuppressionReason::Complaint => "complaint",
            SuppressionReason::StopReply => "stop_reply",
            SuppressionReason::Erasure => "erasure",
            SuppressionReason::ByHand => "by_hand",
        }
    }

    /// The reason with this name.
    pub fn parse(key: &str) -> Option<Self> {
        SuppressionReason::ALL.into_iter().find(|reason| reason.key() == key)
    }

    /// Whether a colleague may write to the address again: not against its owner's own complaint or
    /// erasure. Our choice for the others: a mailbox is repaired, a STOP was a mistake of the thumb.
    pub const fn can_be_lifted(self) -> bool {
        match self {
            SuppressionReason::Complaint | SuppressionReason::Erasure => false,
            SuppressionReason::HardBounce
            | SuppressionReason::StopReply
            | SuppressionReason::ByHand => true,
        }
    }
}

/// What the account decides about consent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsentSettings {
    /// Whether what another program says of a person's consent to e-mail counts only once the person
    /// has confirmed it by a link.
    pub double_opt_in: bool,
    /// Who sends, in the foot of marketing e-mails; empty is the account's own name.
    pub footer_name: String,
    /// The sender's postal address there, in as many lines as it needs.
    pub footer_address: String,
}
