//! What happened in a run: always as a digest, so that two runs can be compared; as lines when somebody
//! wants to read it.

use relance_core::words::Moment;
use relance_worker::store::db::Statement;

use crate::executor::TaskId;

/// A digest that grows, and the lines.
#[derive(Debug, Default)]
pub struct Trace {
    digest: u64,
    lines: Option<Vec<String>>,
}

/// Longest part of a line. Units: characters.
const PART_CHARS: usize = 600;

impl Trace {
    /// One that keeps lines, too.
    pub fn readable() -> Self {
        Trace { digest: 0, lines: Some(Vec::new()) }
    }

    /// The digest so far.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The lines so far.
    pub fn lines(&self) -> &[String] {
        self.lines.as_deref().unwrap_or_default()
    }

    fn mix(&mut self, bytes: &[u8]) {
        let mut digest = self.digest ^ bytes.len() as u64;
        let mut chunks = bytes.chunks_exact(8);
        for chunk in chunks.by_ref() {
            let word = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
            digest = (digest.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
        for byte in chunks.remainder() {
            digest = (digest.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
        self.digest = digest;
    }

    /// Something happened to a worker.
    pub fn note(&mut self, task: TaskId, at_ms: i64, what: &str, parts: &[&str]) {
        self.mix(&u64::from(task).to_le_bytes());
        self.mix(&at_ms.to_le_bytes());
        self.mix(what.as_bytes());
        for part in parts {
            self.mix(part.as_bytes());
        }
        if let Some(lines) = &mut self.lines {
            let parts: Vec<String> = parts.iter().map(|part| clipped(part)).collect();
            let at = Moment::from_ms(at_ms).to_iso();
            lines.push(format!("{at} w{task} {what} {}", parts.join(" · ")));
        }
    }

    /// A statement was run.
    pub fn statement(&mut self, task: TaskId, at_ms: i64, statement: &Statement, rows: &[String]) {
        for row in rows {
            self.mix(row.as_bytes());
        }
        if let Some(lines) = &mut self.lines {
            let at = Moment::from_ms(at_ms).to_iso();
            let sql: String =
                statement.sql().split_whitespace().take(6).collect::<Vec<_>>().join(" ");
            let parameters: Vec<String> =
                statement.parameters().iter().map(|one| clipped(&format!("{one:?}"))).collect();
            let rows: Vec<String> = rows.iter().map(|row| clipped(row)).collect();
            lines.push(format!(
                "{at} w{task}   {sql} … [{}] → {}",
                parameters.join(", "),
                rows.join(" | ")
            ));
        }
    }
}

fn clipped(text: &str) -> String {
    text.chars().take(PART_CHARS).collect::<String>().replace('\n', "\\n")
}
