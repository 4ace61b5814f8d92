//! What ran, as the runs wrote it down: a line each, of file, line and words, between tabulators.

use super::index::Rule;
use super::numbers;
use crate::files;
use std::collections::BTreeSet;
use std::path::Path;

/// A row, a scenario or a test that ran to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ran {
    pub file: String,
    pub line: usize,
    pub words: String,
}

impl Ran {
    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.splitn(3, '\t');
        let (file, line, words) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Ran { file: file.to_owned(), line: line.parse().ok()?, words: words.to_owned() })
    }

    /// The rules that it names: a row anywhere in its reason, anything else in parentheses.
    pub fn rules(&self) -> Vec<String> {
        let is_row = self.file.starts_with("tests/spec/");
        if is_row {
            numbers::named(&self.words)
        } else {
            numbers::named_in_parentheses(&self.words)
        }
    }
}

#[derive(Debug)]
pub struct Evidence {
    pub ran: Vec<Ran>,
}

impl Evidence {
    pub fn of(ran: Vec<Ran>) -> Self {
        // A property is shown hundreds of times, a row perhaps by two tests.
        let ran: BTreeSet<Ran> = ran.into_iter().collect();
        Self { ran: ran.into_iter().collect() }
    }

    pub fn for_rule(&self, rule: &Rule) -> Vec<&Ran> {
        self.ran.iter().filter(|ran| ran.rules().contains(&rule.number)).collect()
    }

    pub fn has(&self, rule: &Rule) -> bool {
        self.ran.iter().any(|ran| ran.rules().contains(&rule.number))
    }

    /// Whether this file, and this row or test of it, ran.
    pub fn holds(&self, file: &str, words: &str) -> bool {
        self.ran.iter().any(|ran| ran.file == file && (words.is_empty() || ran.words == words))
    }

    /// Numbers that are named and that no index knows: a slip of the pen would hold nothing.
    pub fn unknown(&self, rules: &[Rule]) -> Vec<String> {
        let is_known = |number: &String| rules.iter().any(|rule| rule.number == *number);
        let named = self.ran.iter().flat_map(|ran| ran.rules().into_iter().map(move |n| (ran, n)));
        named
            .filter(|(_, number)| !is_known(number))
            .map(|(ran, number)| format!("{}:{}: there is no rule {number}", ran.file, ran.line))
            .collect()
    }
}

/// What both runners recorded; a file that is not there recorded nothing.
pub fn all_that_ran(cargo_folder: &str, node_file: &str) -> Result<Vec<Ran>, String> {
    let mut found = files::below(Path::new(cargo_folder), &[""]);
    found.extend(Path::new(node_file).exists().then(|| node_file.into()));
    let mut ran = Vec::new();
    for file in found {
        ran.extend(files::read(&file)?.lines().filter_map(Ran::parse));
    }
    Ok(ran)
}

/// The titles of all tests under tests/**/*.test.mjs as they stand in the sources: what would run.
pub fn named_in_titles() -> Result<Vec<Ran>, String> {
    let mut named = Vec::new();
    for path in files::below(Path::new("tests"), &[".test.mjs"]) {
        let file = path.to_string_lossy().replace('\\', "/");
        for (index, line) in files::read(&path)?.lines().enumerate() {
            if let Some(words) = title(line) {
                named.push(Ran { file: file.clone(), line: index + 1, words: words.to_owned() });
            }
        }
    }
    Ok(named)
}

/// The title in `test("…", …)`.
fn title(line: &str) -> Option<&str> {
    let rest = line.split_once("test(")?.1;
    let quote = rest.chars().next().filter(|c| ['"', '`', '\''].contains(c))?;
    rest.get(1..)?.split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::{Ran, title};

    #[test]
    fn a_row_names_rules_anywhere_and_a_title_in_parentheses() {
        let row = Ran::parse("tests/spec/sms.md\t12\tS1.8: the default alphabet");
        assert_eq!(row.map(|ran| ran.rules()), Some(vec!["S1.8".to_owned()]));
        let test = Ran::parse("tests/workerd/local.test.mjs\t30\twhat D1 was asked (B16)");
        assert_eq!(test.map(|ran| ran.rules()), Some(vec!["B16".to_owned()]));
        assert_eq!(Ran::parse("half a line"), None);
    }

    #[test]
    fn titles_are_found_in_sources() {
        assert_eq!(title("test(\"once (S0.14)\", async (t) => {"), Some("once (S0.14)"));
        assert_eq!(title("  test(`${x} (D9)`, () => {"), Some("${x} (D9)"));
        assert_eq!(title("rows.test(card)"), None);
    }
}
