//! Reads tests/spec/regressions.md: mistakes of other products, and what would fail here with them.

use super::evidence::Evidence;
use super::index::{Status, cells};

#[derive(Debug)]
pub struct Regression {
    pub name: String,
    pub went_wrong: String,
    /// Files with the words of a row or the title of a test in them; no words: the whole file.
    pub shown_by: Vec<(String, String)>,
    pub status: Status,
}

/// Every line of the table.
///
/// # Errors
/// Lines that do not have its form.
pub fn read(text: &str) -> Result<Vec<Regression>, String> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some(cells) = cells(line) else { continue };
        let wrong = |what: &str| format!("tests/spec/regressions.md:{}: {what}", index + 1);
        let [name, went_wrong, shown_by, status] = cells[..] else {
            return Err(wrong("four columns"));
        };
        let status = Status::parse(status).filter(|status| *status != Status::Informs);
        let status = status.ok_or_else(|| wrong("a status is holds or later"))?;
        let shown_by: Vec<(String, String)> = shown_by
            .split("<br>")
            .filter(|place| status == Status::Holds || place.starts_with("tests/"))
            .map(|place| {
                let (file, words) = place.split_once(": ").unwrap_or((place, ""));
                (file.trim().to_owned(), words.trim().to_owned())
            })
            .collect();
        let (name, went_wrong) = (name.to_owned(), went_wrong.to_owned());
        found.push(Regression { name, went_wrong, shown_by, status });
    }
    if found.is_empty() { Err("tests/spec/regressions.md is empty".to_owned()) } else { Ok(found) }
}

/// What is said to fail with the mistake, and did not run.
pub fn broken(past: &[Regression], evidence: &Evidence, waiting: &Evidence) -> Vec<String> {
    let held = past.iter().filter(|regression| regression.status == Status::Holds);
    let places = held.flat_map(|one| one.shown_by.iter().map(move |place| (one, place)));
    places
        .filter(|(_, (file, words))| !evidence.holds(file, words) && !waiting.holds(file, words))
        .map(|(one, (file, words))| format!("{}: {file}: {words}: did not run", one.name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::evidence::{Evidence, Ran};
    use super::{broken, read};

    #[test]
    fn what_did_not_run_is_named() {
        let text = "| #1 | twice | tests/a.mjs: once<br>tests/b.md | holds |\n\
            | #2 | lost | needs campaigns | later |";
        let past = read(text).unwrap_or_default();
        let ran = |file: &str, words: &str| Ran { file: file.into(), line: 1, words: words.into() };
        let none = || Evidence::of(Vec::new());
        let all = Evidence::of(vec![ran("tests/a.mjs", "once"), ran("tests/b.md", "anything")]);
        assert!(broken(&past, &all, &none()).is_empty());
        let some = Evidence::of(vec![ran("tests/a.mjs", "twice"), ran("tests/b.md", "anything")]);
        assert_eq!(broken(&past, &some, &none()), ["#1: tests/a.mjs: once: did not run"]);
    }
}
