//! A test by its place, how it is run, and whether it passed.
//!
//! A place is a file and, after `: `, the title of a test or the `why` of a row, as in
//! tests/spec/regressions.md; or a whole command between backquotes.

use super::copy::Copy;
use crate::files;
use crate::steps::{command, show};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

#[derive(Debug)]
pub struct Place {
    /// As it was written.
    pub text: String,
    file: String,
    words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    Failed,
}

/// Runs of tests in one state of the copy; a command that several places share runs once.
pub struct Runs<'a> {
    copy: &'a Copy,
    record: PathBuf,
    done: BTreeMap<String, Ran>,
}

#[derive(Clone)]
struct Ran {
    is_success: bool,
    said: String,
}

impl<'a> Runs<'a> {
    pub fn new(copy: &'a Copy) -> Result<Self, String> {
        let record = copy.root.join("build/ran/mutant");
        let _ = std::fs::remove_dir_all(&record);
        files::write(&record.join("node"), "")?;
        Ok(Self { copy, record, done: BTreeMap::new() })
    }

    /// Whether the test of this place passes.
    ///
    /// # Errors
    /// When the copy does not build, for that would say nothing of the test.
    pub fn judge(&mut self, place: &Place) -> Result<Verdict, String> {
        let ran = self.run(place)?;
        let is_caught = match place.kind()? {
            Kind::Command => !ran.is_success,
            Kind::Row(table) => {
                let row = match place.words.as_str() {
                    "" => format!("{table}:"),
                    _ => format!("{table}:{}:", place.line(&self.copy.root)?),
                };
                !ran.is_success && ran.said.contains(&row)
            }
            // It alone is lived through.
            Kind::Scenario(_) => !ran.is_success,
            Kind::Function => {
                let name = place.function(&self.copy.root)?;
                !ran.is_success && ran.said.contains(&format!("---- {name} stdout"))
            }
            Kind::Titled => !is_held(&self.record, &place.file, &place.words)?,
        };
        if is_caught { Ok(Verdict::Failed) } else { Ok(Verdict::Passed) }
    }

    fn run(&mut self, place: &Place) -> Result<Ran, String> {
        let (building, arguments) = place.commands(&self.copy.root)?;
        let scenario = match place.kind()? {
            Kind::Scenario(name) => Some(name),
            _ => None,
        };
        let key = format!("{} {}", arguments.join(" "), scenario.as_deref().unwrap_or_default());
        if let Some(done) = self.done.get(&key) {
            return Ok(done.clone());
        }
        if let Some(building) = building {
            let (output, shown) = self.output(&building, None)?;
            if !output.status.success() {
                println!("{}", String::from_utf8_lossy(&output.stderr));
                return Err(format!("the copy does not build: `{shown}`"));
            }
        }
        let (output, _) = self.output(&arguments, scenario.as_deref())?;
        let (out, err) = (&output.stdout, &output.stderr);
        let said = format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err));
        let ran = Ran { is_success: output.status.success(), said };
        self.done.insert(key, ran.clone());
        Ok(ran)
    }

    fn output(&self, words: &[String], scenario: Option<&str>) -> Result<(Output, String), String> {
        let [program, arguments @ ..] = words else { return Err("no command".to_owned()) };
        let mut command = command(program, &[]);
        command.args(arguments).current_dir(&self.copy.root).env("RELANCE_RAN", &self.record);
        if let Some(scenario) = scenario {
            command.env("RELANCE_SCENARIO", scenario);
        }
        // The copy has a target folder of its own, or it would spoil the repository's.
        command.env_remove("CARGO_TARGET_DIR").stdin(Stdio::null());
        let shown = show(&command);
        let output = command.output();
        Ok((output.map_err(|problem| format!("`{shown}` cannot be started: {problem}"))?, shown))
    }
}

/// By which its failure is known.
enum Kind {
    /// The command fails.
    Command,
    /// A row of this table, which the test names with its line.
    Row(String),
    /// This scenario, lived through alone: the command fails.
    Scenario(String),
    /// A Rust test, by the function that says `held("…")`: a property says so of each case, so what was
    /// written down would not tell.
    Function,
    /// A test of Node that writes down when it has passed, and did not.
    Titled,
}

impl Place {
    pub fn parse(text: &str) -> Self {
        let (file, words) = text.split_once(": ").unwrap_or((text, ""));
        Self { text: text.to_owned(), file: file.to_owned(), words: words.to_owned() }
    }

    /// # Errors
    /// What is not there.
    pub fn missing(&self) -> Result<(), String> {
        match self.kind()? {
            Kind::Command => Ok(()),
            Kind::Row(_) if !self.words.is_empty() => self.line(Path::new(".")).map(|_| ()),
            Kind::Function => self.function(Path::new(".")).map(|_| ()),
            Kind::Row(_) | Kind::Scenario(_) | Kind::Titled => {
                let is_there = files::read(Path::new(&self.file))?.contains(&self.words);
                if is_there { Ok(()) } else { Err(self.not_there()) }
            }
        }
    }

    fn not_there(&self) -> String {
        format!("{} has no `{}`", self.file, self.words)
    }

    fn kind(&self) -> Result<Kind, String> {
        if self.text.starts_with('`') {
            return Ok(Kind::Command);
        }
        if let Some(table) = self.file.strip_prefix("tests/spec/") {
            return Ok(Kind::Row(table.to_owned()));
        }
        if let Some(name) = self.file.strip_prefix("tests/scenarios/") {
            return Ok(Kind::Scenario(name.to_owned()));
        }
        Ok(if self.file.ends_with(".rs") { Kind::Function } else { Kind::Titled })
    }

    /// What must build, if anything, and what runs the test.
    fn commands(&self, root: &Path) -> Result<(Option<Vec<String>>, Vec<String>), String> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        if let Kind::Command = self.kind()? {
            let test: Vec<String> =
                words(&self.text.trim_matches('`').split(' ').collect::<Vec<_>>());
            let is_cargo = test.first().is_some_and(|program| program == "cargo");
            return Ok((is_cargo.then(|| without_running(&test)), test));
        }
        if self.file.ends_with(".mjs") {
            let build =
                ["cargo", "run", "-q", "--profile", "tools", "-p", "xtask", "--", "build", "--dev"];
            return Ok((Some(words(&[&build[..], parts(&self.file)].concat())), self.node()));
        }
        let (package, test) = self.cargo_target(root)?;
        let test: Vec<String> =
            words(&["cargo", "test", "--quiet", "-p", package, "--test", &test]);
        Ok((Some(without_running(&test)), test))
    }

    fn node(&self) -> Vec<String> {
        let letters = self.words.chars();
        let pattern: String = letters.map(|c| if c.is_alphanumeric() { c } else { '.' }).collect();
        vec![
            "node".to_owned(),
            "--test".to_owned(),
            "--test-timeout=300000".to_owned(),
            format!("--test-name-pattern=^{pattern}$"),
            "--test-reporter=./tests/support/ran.mjs".to_owned(),
            "--test-reporter-destination=build/ran/mutant/node".to_owned(),
            self.file.clone(),
        ]
    }

    /// The package and the test that runs this file.
    fn cargo_target(&self, root: &Path) -> Result<(&'static str, String), String> {
        let own = stem(Path::new(&self.file));
        match self.kind()? {
            Kind::Scenario(_) => Ok(("relance-core", "scenarios".to_owned())),
            Kind::Row(table) => {
                let quoted = format!("\"{table}\"");
                for test in files::below(&root.join("core/tests"), &[".rs"]) {
                    if files::read(&test)?.contains(&quoted) {
                        return Ok(("relance-core", stem(&test)));
                    }
                }
                Err(format!("no test of core reads {}", self.file))
            }
            _ if self.file.starts_with("core/tests/") => Ok(("relance-core", own)),
            _ if self.file.starts_with("tests/simulation/") => Ok(("relance-simulation", own)),
            // `tests/run/prefilter.rs` is the test `prefilter`.
            _ => {
                let below = self.file.trim_start_matches("tests/");
                let folder = below.split('/').next().unwrap_or_default();
                let test = if folder == "run" { own } else { folder.to_owned() };
                Ok(("relance-tests", test))
            }
        }
    }

    /// The name of the function that holds these words.
    fn function(&self, root: &Path) -> Result<String, String> {
        let text = files::read(&root.join(&self.file))?;
        let (before, _) = text.split_once(&self.words).ok_or_else(|| self.not_there())?;
        let (_, named) = before.rsplit_once("fn ").ok_or_else(|| self.not_there())?;
        Ok(named.split('(').next().unwrap_or_default().to_owned())
    }

    /// The line of the row.
    fn line(&self, root: &Path) -> Result<usize, String> {
        let (text, why) = (files::read(&root.join(&self.file))?, format!("| {} |", self.words));
        let found = text.lines().position(|line| line.trim_end().ends_with(&why));
        found.map(|index| index + 1).ok_or_else(|| self.not_there())
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The same cargo command, ended before the tests run.
fn without_running(test: &[String]) -> Vec<String> {
    let mut building = test.to_vec();
    let end = building.iter().position(|word| word == "--").unwrap_or(building.len());
    building.truncate(end);
    building.push("--no-run".to_owned());
    building
}

/// What a node test needs built.
fn parts(file: &str) -> &'static [&'static str] {
    let is_in_browser = file.starts_with("tests/browser/");
    if is_in_browser { &["worker", "browser", "console"] } else { &["worker"] }
}

/// Whether what ran wrote down that this test passed.
fn is_held(record: &Path, file: &str, words: &str) -> Result<bool, String> {
    for path in files::below(record, &[""]) {
        for line in files::read(&path)?.lines() {
            let mut parts = line.splitn(3, '\t');
            let (ran, _, title) = (parts.next(), parts.next(), parts.next());
            if ran == Some(file) && (words.is_empty() || title == Some(words)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_a_file_and_words() {
        let place = Place::parse("tests/spec/timing.md: D2: fifteen minutes, no months");
        assert_eq!(
            (place.file.as_str(), place.words.as_str()),
            ("tests/spec/timing.md", "D2: fifteen minutes, no months")
        );
        assert!(Place::parse("`cargo test -p x`").missing().is_ok());
        assert_eq!(Place::parse("tests/scenarios/a.md").words, "");
    }
}
