//! Counts tests as their runners report them, while showing what they print.

use crate::steps::show;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// How many tests ran, over all runners so far.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Counts {
    /// Runs a test command to its end, shows its output, and adds what it counted.
    ///
    /// # Errors
    /// When it cannot be started, fails, or counts no test at all.
    pub fn run(&mut self, mut command: Command) -> Result<(), String> {
        let shown = show(&command);
        let unreadable = |problem| format!("`{shown}` cannot be run: {problem}");
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(unreadable)?;
        let before = *self;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).lines() {
                let line = line.map_err(unreadable)?;
                self.read(&line);
                println!("{line}");
            }
        }
        let status = child.wait().map_err(unreadable)?;
        if !status.success() || self.failed > before.failed {
            return Err(format!("`{shown}` failed ({status})"));
        }
        if self.passed == before.passed {
            return Err(format!("`{shown}` ran no test"));
        }
        Ok(())
    }

    /// Reads one line of a runner: cargo's `test result:` or node's `ℹ pass N`.
    fn read(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            for part in result.split(['.', ';']) {
                match part.trim().split_once(' ') {
                    Some((number, "passed")) => add(&mut self.passed, number),
                    Some((number, "failed")) => add(&mut self.failed, number),
                    Some((number, "ignored")) => add(&mut self.skipped, number),
                    _ => {}
                }
            }
        } else if let Some(result) = line.strip_prefix("ℹ ") {
            match result.split_once(' ') {
                Some(("pass", number)) => add(&mut self.passed, number),
                Some(("fail" | "cancelled", number)) => add(&mut self.failed, number),
                Some(("skipped" | "todo", number)) => add(&mut self.skipped, number),
                _ => {}
            }
        }
    }
}

fn add(count: &mut u32, number: &str) {
    *count += number.parse::<u32>().unwrap_or(0);
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn reads_both_runners() {
        let mut counts = Counts::default();
        counts.read("test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 3 filtered");
        for line in ["ℹ tests 9", "ℹ pass 7", "ℹ fail 1", "ℹ cancelled 1", "ℹ skipped 0"]
        {
            counts.read(line);
        }
        assert_eq!(counts, Counts { passed: 19, failed: 3, skipped: 2 });
    }

    #[test]
    fn other_lines_count_nothing() {
        let mut counts = Counts::default();
        counts.read("running 12 tests");
        counts.read("✔ 5 passed the door (1.2ms)");
        assert_eq!(counts, Counts::default());
    }
}
