//! Reads tests/spec/rules.md: a table for each document, a line for each rule.

use super::numbers;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Holds,
    Later,
    Informs,
}

impl Status {
    /// As the tables write it.
    pub fn word(self) -> &'static str {
        match self {
            Status::Holds => "holds",
            Status::Later => "later",
            Status::Informs => "informs",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Status::Holds, Status::Later, Status::Informs].into_iter().find(|one| one.word() == word)
    }
}

#[derive(Debug)]
pub struct Rule {
    pub number: String,
    pub words: String,
    pub status: Status,
    /// The heading of its table.
    pub document: String,
}

/// Every rule of the index.
///
/// # Errors
/// Lines that are no rule, numbers that stand twice or leave a gap.
pub fn read(text: &str) -> Result<Vec<Rule>, String> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut document = "";
    for (index, line) in text.lines().enumerate() {
        let wrong = |what: &str| format!("tests/spec/rules.md:{}: {what}", index + 1);
        if let Some(heading) = line.strip_prefix("## ") {
            document = heading;
        }
        let Some(cells) = cells(line) else { continue };
        let [number, words, status] = cells[..] else { return Err(wrong("three columns")) };
        if numbers::named(number) != [number] {
            return Err(wrong(&format!("`{number}` is no number of a rule")));
        }
        let Some(status) = Status::parse(status) else {
            return Err(wrong(&format!("`{status}` is not holds, later or informs")));
        };
        let before = rules.last().filter(|last| last.document == document);
        let expected = before.and_then(|last| next(&last.number));
        if expected.is_some_and(|expected| expected != number) {
            return Err(wrong(&format!("`{number}` does not follow the number before it")));
        }
        if rules.iter().any(|rule| rule.number == number) {
            return Err(wrong(&format!("`{number}` stands twice")));
        }
        let (number, words) = (number.to_owned(), words.to_owned());
        rules.push(Rule { number, words, status, document: document.to_owned() });
    }
    if rules.is_empty() { Err("tests/spec/rules.md has no rule".to_owned()) } else { Ok(rules) }
}

/// The cells of a row; `None` for any other line, a table's head and the rule below it.
pub fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix("| ")?.strip_suffix(" |")?;
    let cells: Vec<&str> = inner.split(" | ").map(str::trim).collect();
    let is_head = matches!(cells.last(), Some(&"status")) || inner.starts_with("--");
    (!is_head).then_some(cells)
}

fn next(number: &str) -> Option<String> {
    let digits = number.rfind(|c: char| !c.is_ascii_digit())? + 1;
    let (prefix, number) = number.split_at(digits);
    Some(format!("{prefix}{}", number.parse::<u32>().ok()? + 1))
}

#[cfg(test)]
mod tests {
    use super::{Status, read};

    #[test]
    fn a_line_for_each_rule() {
        let text = "## S0: one\n\n| rule | in our words | status |\n|---|---|---|\n\
            | S0.1 | a | informs |\n| S0.2 | b | holds |\n\n## D\n\n| D1 | c | later |";
        let rules = read(text).unwrap_or_default();
        let said: Vec<_> =
            rules.iter().map(|rule| (rule.number.as_str(), rule.document.as_str())).collect();
        assert_eq!(said, [("S0.1", "S0: one"), ("S0.2", "S0: one"), ("D1", "D")]);
        assert_eq!(rules.first().map(|rule| rule.status), Some(Status::Informs));
    }

    #[test]
    fn gaps_twins_and_other_words_are_mistakes() {
        for text in [
            "| D1 | a | holds |\n| D3 | b | holds |",
            "| D1 | a | holds |\n## x\n| D1 | b | holds |",
            "| D1 | a | hold |",
            "| D1 | holds |",
            "| X1 | a | holds |",
            "nothing",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
