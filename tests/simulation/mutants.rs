//! Ten mistakes that a protocol like this one makes. Each is put in where the Worker meets the outside:
//! a statement reads otherwise, a transaction is torn in two, a key changes. The Worker itself stays as
//! it is, so that nothing has to be compiled again.
//!
//! A mutant that finds nothing to change is a mistake of its own: the statement that it knew has gone.

use relance_worker::store::db::{Statement, StoreError};

use crate::coverage::Points;
use crate::executor::Step;
use crate::outside::Outside;
use crate::store::Kind;

/// One mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mutant {
    /// What went out without a key and got no answer is tried again.
    RetriesUnkeyed,
    /// Messages are claimed by a question and then a write, instead of one statement.
    AsksThenClaims,
    /// Leases that ran out stay as they are.
    NeverRescues,
    /// A passage moves on in one transaction, its message is kept in the next.
    EnqueuesApart,
    /// Nobody compares the versions on which a decision was made.
    IgnoresVersions,
    /// Who settles need not hold the lease any more.
    IgnoresTokens,
    /// Each attempt has a key of its own.
    KeysByAttempt,
    /// Consent and suppression are asked when it is decided, and not when it leaves.
    AsksConsentEarly,
    /// A key is taken for remembered for ever.
    IgnoresKeyLife,
    /// Any status of 2xx is taken for success, whatever the answer says.
    ReadsStatusOnly,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Mutant; 10] = [
        Mutant::RetriesUnkeyed,
        Mutant::AsksThenClaims,
        Mutant::NeverRescues,
        Mutant::EnqueuesApart,
        Mutant::IgnoresVersions,
        Mutant::IgnoresTokens,
        Mutant::KeysByAttempt,
        Mutant::AsksConsentEarly,
        Mutant::IgnoresKeyLife,
        Mutant::ReadsStatusOnly,
    ];

    /// The statement as the mutant reads it; `None`: it leaves it alone.
    pub fn sql(self, sql: &str, kind: Kind) -> Option<String> {
        let nothing = || Some("SELECT NULL AS json WHERE 0".to_owned());
        match self {
            Mutant::NeverRescues if kind.has(Kind::RESCUE) => replaced(
                sql,
                &[("(state = 'pending' OR lease_until_ms <= ?3)", "state = 'pending'")],
            ),
            Mutant::NeverRescues if kind.has(Kind::CLAIM) => {
                let leased = "OR (lease_until_ms <= ?6 AND coalesce(doubt_at_ms > ?6, 1))";
                replaced(sql, &[(leased, "")])
            }
            Mutant::AsksConsentEarly if kind.has(Kind::CONFIRM) => nothing(),
            Mutant::IgnoresVersions if kind.has(Kind::VERSION_GUARD) => nothing(),
            Mutant::IgnoresTokens if kind.has(Kind::SETTLE) => {
                replaced(sql, &[("AND outbox.lease = ?4", "")])
            }
            // What is in doubt is no longer in doubt.
            Mutant::RetriesUnkeyed if kind.has(Kind::SETTLE) => replaced(
                sql,
                &[
                    (
                        "settled.value->>1",
                        "iif(settled.value->>1 = 'unknown' AND outbox.provider IN ('twilio', 'postmark'), 'pending', settled.value->>1)",
                    ),
                    (
                        "doubt_at_ms = settled.value->>7",
                        "doubt_at_ms = iif(outbox.provider IN ('twilio', 'postmark'), NULL, settled.value->>7)",
                    ),
                    (
                        "\n  key_until_ms = settled.value->>7",
                        "\n  key_until_ms = iif(outbox.provider IN ('twilio', 'postmark'), NULL, settled.value->>7)",
                    ),
                ],
            ),
            Mutant::RetriesUnkeyed if kind.has(Kind::CALL) => {
                replaced(sql, &[("doubt_at_ms = CAST(?4 AS INTEGER)", "doubt_at_ms = NULL")])
            }
            // A key lives as long as anybody asks.
            Mutant::IgnoresKeyLife if kind.has(Kind::CLAIM) => replaced(
                sql,
                &[
                    (
                        "CAST(?8 AS INTEGER)",
                        "iif(?9 IN ('resend', 'smsapi'), CAST(?8 AS INTEGER) + 864000000, CAST(?8 AS INTEGER))",
                    ),
                    // What waits for a day expires, which hides the mistake.
                    ("'expires_at_ms', expires_at_ms", "'expires_at_ms', NULL"),
                ],
            ),
            Mutant::IgnoresKeyLife if kind.has(Kind::SETTLE) => replaced(
                sql,
                &[
                    (
                        "\n  key_until_ms = settled.value->>7",
                        "\n  key_until_ms = settled.value->>7 + iif(outbox.provider IN ('resend', 'smsapi'), 864000000, 0)",
                    ),
                    (
                        "doubt_at_ms = settled.value->>7",
                        "doubt_at_ms = settled.value->>7 + iif(outbox.provider IN ('resend', 'smsapi'), 864000000, 0)",
                    ),
                ],
            ),
            _ => None,
        }
    }
}

/// The statement with these parts replaced; `None` when one of them is not in it.
fn replaced(sql: &str, parts: &[(&str, &str)]) -> Option<String> {
    let mut changed = sql.to_owned();
    for (from, to) in parts {
        if !changed.contains(from) {
            return None;
        }
        changed = changed.replace(from, to);
    }
    Some(changed)
}

/// A transaction that a mutant tears in two.
pub enum Torn<'a> {
    /// Its first half, its second, and where the answers of the second belong.
    Enqueue {
        first: Vec<&'a Statement>,
        then: Vec<&'a Statement>,
        places: Vec<usize>,
        answers: Option<Answers>,
    },
    /// A claim; the keys that were found.
    Claim { statement: &'a Statement, keys: Option<String> },
}

type Answers = Vec<Vec<String>>;

impl<'a> Torn<'a> {
    /// Whether this mutant tears this one.
    pub fn of(
        mutant: Mutant,
        statements: &'a [Statement],
        kind: Kind,
        outside: &Outside,
    ) -> Option<Self> {
        match mutant {
            Mutant::AsksThenClaims if kind.has(Kind::CLAIM) => {
                Some(Torn::Claim { statement: statements.first()?, keys: None })
            }
            Mutant::EnqueuesApart if kind.has(Kind::ENQUEUE) => {
                let is_later = |one: &Statement| outside.store.kind_of(one).has(Kind::ENQUEUE);
                let (mut first, mut then, mut places) = (Vec::new(), Vec::new(), Vec::new());
                for (place, one) in statements.iter().enumerate() {
                    if is_later(one) {
                        places.push(place);
                        then.push(one);
                    } else {
                        first.push(one);
                    }
                }
                Some(Torn::Enqueue { first, then, places, answers: None })
            }
            _ => None,
        }
    }

    /// Its first half, then its second.
    pub fn step(
        &mut self,
        mut run: impl FnMut(&[&Statement]) -> Result<Answers, StoreError>,
        points: Points,
    ) -> Step<Result<Answers, StoreError>> {
        match self {
            Torn::Enqueue { first, then, places, answers } => match answers.take() {
                None => match run(first) {
                    Err(error) => Step::Done(Err(error)),
                    Ok(first) => {
                        *answers = Some(first);
                        Step::Torn(points)
                    }
                },
                Some(mut answers) => Step::Done(run(then).map(|then| {
                    for (place, answer) in places.iter().zip(then) {
                        answers.insert(*place, answer);
                    }
                    answers
                })),
            },
            Torn::Claim { statement, keys } => {
                let sql = statement.sql();
                let (Some(from), Some(to)) =
                    (sql.find("SELECT key FROM outbox"), sql.find(")\nRETURNING"))
                else {
                    return Step::Done(run(&[statement]));
                };
                let with = |sql: String| Statement::new(sql, statement.parameters().to_vec());
                match keys.take() {
                    None => {
                        let select = with(format!(
                            "SELECT json_quote(key) AS json FROM ({})",
                            &sql[from..to]
                        ));
                        match run(&[&select]) {
                            Err(error) => Step::Done(Err(error)),
                            Ok(answers) => {
                                *keys = Some(answers.concat().join(","));
                                Step::Torn(points)
                            }
                        }
                    }
                    Some(keys) => {
                        let update = format!(
                            "{}SELECT value FROM json_each('[{keys}]'){}",
                            &sql[..from],
                            &sql[to..]
                        );
                        Step::Done(run(&[&with(update)]))
                    }
                }
            }
        }
    }
}

/// The read of contacts between claim and sending, as somebody reads it who asked for consent before.
pub fn with_every_consent(statements: &[&Statement]) -> Option<Vec<Statement>> {
    let is_contacts =
        |one: &Statement| one.sql().contains("r.id IN (SELECT value FROM json_each(?2))");
    let is_suppression = |one: &Statement| one.sql().contains("JOIN suppression AS s");
    let (reads, asks) = (
        statements.iter().any(|one| is_contacts(one)),
        statements.iter().any(|one| is_suppression(one)),
    );
    if !(reads && asks) {
        return None;
    }
    let consents =
        "json(json_set(r.body, '$.email_consent', json('true'), '$.sms_consent', json('true'),
      '$.email_suppressed', json('false'), '$.sms_suppressed', json('false')))";
    let changed = |one: &&Statement| match () {
        () if is_contacts(one) => {
            Statement::new(one.sql().replace("json(r.body)", consents), one.parameters().to_vec())
        }
        () if is_suppression(one) => Statement::new("SELECT NULL AS json WHERE 0", Vec::new()),
        () => (*one).clone(),
    };
    Some(statements.iter().map(changed).collect())
}
