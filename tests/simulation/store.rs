//! The database of a run: SQLite in memory with the Worker's own migrations and statements, and D1's
//! ways: a transaction is all or nothing, every number is bound as a float, rows have one column `json`.
//!
//! Each run is one outer transaction that is rolled back at its end, so that the next begins in
//! microseconds with every statement still prepared.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;

use relance_worker::store::db::{Parameter, Statement, StoreError};
use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{Connection, OpenFlags};

use crate::coverage::Points;
use crate::mutants::Mutant;

/// What a statement does, as far as the simulation cares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kind(u32);

impl Kind {
    /// Keeps an event.
    pub const EVENT: Kind = Kind(1);
    /// Keeps a record.
    pub const RECORD: Kind = Kind(1 << 1);
    /// Keeps passages.
    pub const ENROLL: Kind = Kind(1 << 2);
    /// Asks which records are due.
    pub const DUE: Kind = Kind(1 << 3);
    /// Puts messages into the outbox.
    pub const ENQUEUE: Kind = Kind(1 << 4);
    /// Takes back leases that ran out.
    pub const RESCUE: Kind = Kind(1 << 5);
    /// Claims messages.
    pub const CLAIM: Kind = Kind(1 << 6);
    /// Keeps what became of messages.
    pub const SETTLE: Kind = Kind(1 << 7);
    /// Moves a recurring job on.
    pub const SLOT: Kind = Kind(1 << 8);
    /// Refuses the transaction when a record or subject has changed.
    pub const VERSION_GUARD: Kind = Kind(1 << 9);

    /// Puts messages into the mailbox of the database.
    pub const CAPTURE: Kind = Kind(1 << 10);

    /// Hands back what changed since the claim: what it leaves is claimed.
    pub const CONFIRM: Kind = Kind(1 << 11);
    /// Suppresses an address.
    pub const SUPPRESS: Kind = Kind(1 << 12);
    /// Notes that a message is about to be called for.
    pub const CALL: Kind = Kind(1 << 13);
    /// Erases a person.
    pub const ERASE: Kind = Kind(1 << 14);
    /// Looks on for what is left of one.
    pub const FORGET: Kind = Kind(1 << 15);
    /// Makes one of two contacts.
    pub const MERGE: Kind = Kind(1 << 16);

    /// What both do.
    pub const fn and(self, other: Kind) -> Kind {
        Kind(self.0 | other.0)
    }

    /// Whether it does that, too.
    pub const fn has(self, other: Kind) -> bool {
        self.0 & other.0 != 0
    }

    fn of(sql: &str) -> Kind {
        let has = |part: &str| sql.contains(part);
        let mut kind = Kind::default();
        let mut add = |is: bool, of: Kind| {
            if is {
                kind = kind.and(of);
            }
        };
        add(has("INSERT INTO event("), Kind::EVENT);
        add(has("INSERT INTO record("), Kind::RECORD);
        add(has("INSERT INTO enrollment("), Kind::ENROLL);
        add(has("FROM subject") && has("ORDER BY wake_at_ms"), Kind::DUE);
        add(has("INSERT INTO outbox("), Kind::ENQUEUE);
        let is_outbox = has("UPDATE outbox");
        add(is_outbox && has("RETURNING json_object('key', key"), Kind::CLAIM);
        add(is_outbox && has("SET state = 'unknown'"), Kind::RESCUE);
        add(is_outbox && has("settled_at_ms = CASE"), Kind::SETTLE);
        add(has("UPDATE job") || has("INSERT INTO job("), Kind::SLOT);
        add(has("INSERT INTO mailbox("), Kind::CAPTURE);
        add(is_outbox && has("key_until_ms, doubt_at_ms)"), Kind::CONFIRM);
        add(has("INSERT INTO suppression("), Kind::SUPPRESS);
        add(is_outbox && has("SET doubt_at_ms = CAST(?4"), Kind::CALL);
        add(has("INSERT INTO erasure("), Kind::ERASE);
        add(has("UPDATE erasure"), Kind::FORGET);
        add(has("INSERT INTO merge("), Kind::MERGE);
        let is_guard = has("INSERT INTO commit_guard");
        add(is_guard && (has("LEFT JOIN subject") || has("LEFT JOIN record")), Kind::VERSION_GUARD);
        kind
    }

    /// The kill points that it is whoever runs it.
    pub fn points(self) -> Points {
        let of = [
            (Kind::DUE, 3),
            (Kind::ENQUEUE, 4),
            (Kind::RESCUE, 5),
            (Kind::CLAIM, 6),
            (Kind::SETTLE, 10),
            (Kind::SLOT, 11),
        ];
        of.iter()
            .filter(|(kind, _)| self.has(*kind))
            .fold(Points::NONE, |all, (_, number)| all.and(Points::k(*number)))
    }
}

struct Prepared {
    statement: rusqlite::Statement<'static>,
    kind: Kind,
}

/// The database.
pub struct Store {
    connection: &'static Connection,
    prepared: RefCell<HashMap<String, Prepared, BuildHasherDefault<TextHasher>>>,
    is_open: Cell<bool>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Store")
    }
}

/// Statements are asked for a million times, and nobody attacks the table.
#[derive(Default)]
struct TextHasher(u64);

impl Hasher for TextHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word))
                .wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
}

/// The migrations, in their order.
fn migrations() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../worker/migrations");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

impl Default for Store {
    fn default() -> Self {
        Store::new()
    }
}

impl Store {
    /// An empty database with the Worker's tables. It lives as long as its thread: a run borrows it.
    pub fn new() -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection: &'static Connection =
            Box::leak(Box::new(Connection::open_in_memory_with_flags(flags).unwrap()));
        connection.execute_batch("PRAGMA page_size = 1024; PRAGMA temp_store = MEMORY;").unwrap();
        for migration in migrations() {
            connection.execute_batch(&migration).unwrap();
        }
        Store { connection, prepared: RefCell::default(), is_open: Cell::new(false) }
    }

    /// Begins a run.
    pub fn open(&self) {
        self.connection.execute_batch("BEGIN").unwrap();
        self.is_open.set(true);
    }

    /// Ends it: everything is as before.
    pub fn close(&self) {
        if self.is_open.replace(false) {
            self.connection.execute_batch("ROLLBACK").unwrap();
        }
    }

    /// What these statements do.
    pub fn kind(&self, statements: &[Statement]) -> Kind {
        let mut kind = Kind::default();
        for statement in statements {
            kind =
                kind.and(self.with(statement.sql(), |prepared| prepared.kind).unwrap_or_default());
        }
        kind
    }

    /// What one of them does.
    pub fn kind_of(&self, statement: &Statement) -> Kind {
        self.kind(std::slice::from_ref(statement))
    }

    fn with<T>(&self, sql: &str, work: impl FnOnce(&mut Prepared) -> T) -> Result<T, StoreError> {
        let mut all = self.prepared.borrow_mut();
        if !all.contains_key(sql) {
            let statement = self.connection.prepare(sql).map_err(|error| error_of(&error))?;
            let name = (statement.column_count() > 0).then(|| statement.column_name(0).unwrap());
            assert!(name.is_none_or(|name| name == "json"), "D1 is read by the column json: {sql}");
            all.insert(sql.to_owned(), Prepared { statement, kind: Kind::of(sql) });
        }
        Ok(work(all.get_mut(sql).unwrap()))
    }

    /// Runs all of them or none. A mutant may change their text, and says so.
    pub fn transaction(
        &self,
        statements: &[&Statement],
        mutant: Option<(Mutant, &Cell<bool>)>,
    ) -> Result<Vec<Vec<String>>, StoreError> {
        self.plain("SAVEPOINT one");
        let mut answers = Vec::with_capacity(statements.len());
        for statement in statements {
            match self.run(statement, mutant) {
                Ok(rows) => answers.push(rows),
                Err(error) => {
                    self.plain("ROLLBACK TO one");
                    self.plain("RELEASE one");
                    return Err(error);
                }
            }
        }
        self.plain("RELEASE one");
        Ok(answers)
    }

    fn plain(&self, sql: &str) {
        self.with(sql, |prepared| prepared.statement.raw_execute().unwrap()).unwrap();
    }

    fn run(
        &self,
        statement: &Statement,
        mutant: Option<(Mutant, &Cell<bool>)>,
    ) -> Result<Vec<String>, StoreError> {
        let changed = mutant.and_then(|(mutant, is_mutated)| {
            let changed = mutant.sql(statement.sql(), self.kind_of(statement));
            is_mutated.set(is_mutated.get() || changed.is_some());
            changed
        });
        let sql = changed.as_deref().unwrap_or(statement.sql());
        let parameters = statement.parameters();
        self.with(sql, |prepared| {
            let one = &mut prepared.statement;
            let wanted = one.parameter_count();
            // A mutant may need fewer of them.
            if parameters.len() < wanted || (parameters.len() > wanted && changed.is_none()) {
                let (given, sql) = (parameters.len(), statement.sql());
                return Err(StoreError(format!(
                    "D1_ERROR: {given} parameters for {wanted}: {sql}"
                )));
            }
            for (place, parameter) in parameters.iter().enumerate().take(wanted) {
                one.raw_bind_parameter(place + 1, Bound(parameter))
                    .map_err(|error| error_of(&error))?;
            }
            let mut texts = Vec::new();
            let mut rows = one.raw_query();
            loop {
                match rows.next() {
                    Ok(Some(row)) => match row.get_ref_unwrap(0).as_str_or_null() {
                        Ok(Some(text)) => texts.push(text.to_owned()),
                        Ok(None) => {}
                        Err(error) => panic!("the column json holds no text: {error}: {sql}"),
                    },
                    Ok(None) => return Ok(texts),
                    Err(error) => return Err(error_of(&error)),
                }
            }
        })?
    }

    /// Changes something without anybody's doing.
    pub fn change(&self, sql: &str) {
        self.with_any(sql, |one| one.raw_execute().unwrap());
    }

    /// Rows of a question of the simulation's own.
    pub fn ask(&self, sql: &str) -> Vec<Vec<Value>> {
        self.asked(sql, None)
    }

    /// The same, about one thing.
    pub fn ask_about(&self, sql: &str, what: &str) -> Vec<Vec<Value>> {
        self.asked(sql, Some(what))
    }

    /// Every row of every table, in lower case, with the table's name.
    pub fn everything(&self) -> Vec<(String, String)> {
        let tables =
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let mut all = Vec::new();
        for table in self.ask(tables) {
            let [Value::Text(table)] = &table[..] else { continue };
            for row in self.ask(&format!("SELECT * FROM \"{table}\"")) {
                let texts = row.iter().filter_map(|value| match value {
                    Value::Text(text) => Some(text.to_lowercase()),
                    _ => None,
                });
                all.push((table.clone(), texts.collect::<Vec<_>>().join("\n")));
            }
        }
        all
    }

    fn asked(&self, sql: &str, about: Option<&str>) -> Vec<Vec<Value>> {
        self.with_any(sql, |one| {
            if let Some(about) = about {
                one.raw_bind_parameter(1, about).unwrap();
            }
            let columns = one.column_count();
            let mut rows = one.raw_query();
            let mut all = Vec::new();
            while let Some(row) = rows.next().unwrap() {
                all.push((0..columns).map(|column| row.get_unwrap(column)).collect());
            }
            all
        })
    }

    fn with_any<T>(
        &self,
        sql: &str,
        work: impl FnOnce(&mut rusqlite::Statement<'static>) -> T,
    ) -> T {
        let mut all = self.prepared.borrow_mut();
        let key = format!("-- asked\n{sql}");
        let prepared = all.entry(key).or_insert_with(|| Prepared {
            statement: self.connection.prepare(sql).unwrap(),
            kind: Kind::default(),
        });
        work(&mut prepared.statement)
    }
}

/// A parameter as D1 binds it.
struct Bound<'a>(&'a Parameter);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Parameter::Text(text) => ToSqlOutput::from(text.as_str()),
            #[expect(clippy::cast_precision_loss, reason = "D1 does so, too")]
            Parameter::Whole(number) => ToSqlOutput::from(*number as f64),
            Parameter::Number(number) => ToSqlOutput::from(*number),
            Parameter::Null => ToSqlOutput::from(rusqlite::types::Null),
        })
    }
}

fn error_of(error: &rusqlite::Error) -> StoreError {
    StoreError(format!("D1_ERROR: {error}"))
}
