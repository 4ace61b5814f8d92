//! What a person is told of by e-mail, when, and in which words: of things that stopped by themselves, or
//! that only a person can decide. Spec table: `tests/spec/alerts.md`.
//!
//! Decides when; that it was told is kept by the store. Nothing here names a client.

use crate::words::Moment;

/// How often somebody is told of one kind of thing at most. Units: ms. Our choice: an hour of a failing
/// provider is one e-mail, not a thousand.
pub const APART_MS: i64 = 3_600_000;

/// A kind of thing to know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alert {
    /// Nobody knows whether messages arrived; a person decides.
    Unknown,
    /// An automation stopped because too many of its messages could not be delivered (D18).
    Stopped,
    /// Automations caused one another without end (D19).
    Loop,
    /// The subscription no longer has it (D30).
    Level,
    /// A service or provider does not take its key any more.
    Refused,
    /// A colleague's e-mail address does not exist: what goes there comes back.
    Colleague,
    /// Most of the month's budget for SMS is spent (E8).
    BudgetNearly,
    /// All of it is (E8).
    BudgetSpent,
}

impl Alert {
    /// Every kind.
    pub const ALL: [Alert; 8] = [
        Alert::Unknown,
        Alert::Stopped,
        Alert::Loop,
        Alert::Level,
        Alert::Refused,
        Alert::Colleague,
        Alert::BudgetNearly,
        Alert::BudgetSpent,
    ];

    /// The name in every interface.
    pub fn key(self) -> &'static str {
        match self {
            Alert::Unknown => "unknown",
            Alert::Stopped => "stopped",
            Alert::Loop => "loop",
            Alert::Level => "level",
            Alert::Refused => "refused",
            Alert::Colleague => "colleague",
            Alert::BudgetNearly => "budget_nearly",
            Alert::BudgetSpent => "budget_spent",
        }
    }

    /// The kind with this name.
    pub fn parse(key: &str) -> Option<Self> {
        Alert::ALL.into_iter().find(|alert| alert.key() == key)
    }

    /// When somebody is told of it: at once, but no sooner than an hour after they were told of the same
    /// kind.
    pub fn told_at(happened_at: Moment, last_told_at: Option<Moment>) -> Moment {
        let next = last_told_at.map(|last| last.plus_ms(APART_MS));
        next.map_or(happened_at, |next| next.max(happened_at))
    }

    /// The subject, in the account's language.
    pub fn subject(self, language: &str) -> &'static str {
        let [en, pl, ro, hu, ru] = self.subjects();
        match language {
            "pl" => pl,
            "ro" => ro,
            "hu" => hu,
            "ru" => ru,
            _ => en,
        }
    }

    fn subjects(self) -> [&'static str; 5] {
        match self {
            Alert::Unknown => [
                "Relance: it is not known whether messages arrived",
                "Relance: nie wiadomo, czy wiadomości dotarły",
                "Relance: nu se știe dacă mesajele au ajuns",
                "Relance: nem tudni, hogy az üzenetek megérkeztek-e",
                "Relance: неизвестно, дошли ли сообщения",
            ],
            Alert::Stopped => [
                "Relance: an automation stopped, its messages could not be delivered",
                "Relance: automatyzacja zatrzymana, wiadomości nie dochodziły",
                "Relance: o automatizare s-a oprit, mesajele nu au putut fi livrate",
                "Relance: egy automatizálás leállt, üzeneteit nem lehetett kézbesíteni",
                "Relance: автоматизация остановлена, сообщения не доставлялись",
            ],
            Alert::Loop => [
                "Relance: automations started one another without end",
                "Relance: automatyzacje uruchamiały się nawzajem bez końca",
                "Relance: automatizările s-au pornit una pe alta la nesfârșit",
                "Relance: automatizálások végtelenül indították egymást",
                "Relance: автоматизации запускали друг друга без конца",
            ],
            Alert::Level => [
                "Relance: the subscription no longer includes an automation",
                "Relance: subskrypcja nie obejmuje już automatyzacji",
                "Relance: abonamentul nu mai include o automatizare",
                "Relance: az előfizetés már nem tartalmaz egy automatizálást",
                "Relance: подписка больше не включает автоматизацию",
            ],
            Alert::Refused => [
                "Relance: a service does not take its key any more",
                "Relance: usługa nie przyjmuje już klucza",
                "Relance: un serviciu nu mai acceptă cheia",
                "Relance: egy szolgáltatás már nem fogadja el a kulcsot",
                "Relance: сервис больше не принимает ключ",
            ],
            Alert::Colleague => [
                "Relance: a colleague's e-mail address does not exist",
                "Relance: adres e-mail współpracownika nie istnieje",
                "Relance: adresa de e-mail a unui coleg nu există",
                "Relance: egy kolléga e-mail-címe nem létezik",
                "Relance: адрес электронной почты сотрудника не существует",
            ],
            Alert::BudgetNearly => [
                "Relance: most of this month's SMS budget is spent",
                "Relance: większość miesięcznego budżetu SMS wydana",
                "Relance: cea mai mare parte a bugetului lunar de SMS este cheltuită",
                "Relance: a havi SMS-keret nagy része elfogyott",
                "Relance: большая часть месячного бюджета SMS израсходована",
            ],
            Alert::BudgetSpent => [
                "Relance: this month's SMS budget is spent, no SMS leaves",
                "Relance: miesięczny budżet SMS wydany, SMS-y nie wychodzą",
                "Relance: bugetul lunar de SMS este cheltuit, niciun SMS nu pleacă",
                "Relance: a havi SMS-keret elfogyott, nem megy ki SMS",
                "Relance: месячный бюджет SMS израсходован, SMS не отправляются",
            ],
        }
    }
}

/// The text: a line for each thing, with how often. Names are of automations and services.
pub fn alert_text(lines: &[(String, u64)]) -> String {
    let one = |(name, count): &(String, u64)| match count {
        0 | 1 => format!("- {name}\n"),
        count => format!("- {name}: {count}\n"),
    };
    lines.iter().map(one).collect()
}
