//! Reads one table of tests/mutants: a section for each mistake.

use super::place::Place;

#[derive(Debug)]
pub struct Mutant {
    /// The file of the table, by which a whole table can be asked for.
    pub table: String,
    pub name: String,
    /// Lines of tests/spec/regressions.md whose mistake this is.
    pub reports: Vec<String>,
    pub changes: Vec<Change>,
    pub places: Vec<Place>,
}

/// Lines of one file, and what stands there instead.
#[derive(Debug)]
pub struct Change {
    pub file: String,
    old: String,
    new: String,
}

impl Change {
    /// The file's text with the mistake.
    ///
    /// # Errors
    /// When the lines do not stand there exactly once.
    pub fn applied(&self, text: &str) -> Result<String, String> {
        let (whole, old) = (format!("\n{text}"), format!("\n{}", self.old));
        match whole.matches(&old).count() {
            1 => Ok(whole.replacen(&old, &format!("\n{}", self.new), 1).split_off(1)),
            found => Err(format!("{}: the lines stand there {found} times, not once", self.file)),
        }
    }
}

/// All sections of a table.
///
/// # Errors
/// The first section that lacks its change or the tests that should catch it.
pub fn read(table: &str, text: &str) -> Result<Vec<Mutant>, String> {
    let sections = text.split("\n## ").skip(1);
    sections.map(|section| read_one(table, section)).collect()
}

fn read_one(table: &str, section: &str) -> Result<Mutant, String> {
    let mut lines = section.lines();
    let name = lines.next().unwrap_or_default().trim().to_owned();
    let (mut reports, mut changes, mut places) = (Vec::new(), Vec::new(), Vec::new());
    let mut file = String::new();
    while let Some(line) = lines.next() {
        if let Some(named) = line.strip_prefix("Like: ") {
            reports.extend(named.split("; ").map(|report| report.trim().to_owned()));
        } else if let Some(named) = line.strip_prefix("In `") {
            file = named.trim_end_matches(':').trim_end_matches('`').to_owned();
        } else if line == "```diff" {
            let diff: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            changes.push(Change {
                file: file.clone(),
                old: side(&diff, '-'),
                new: side(&diff, '+'),
            });
        } else if let Some(place) = line.strip_prefix("- ") {
            places.push(Place::parse(place.trim()));
        }
    }
    if changes.is_empty()
        || places.is_empty()
        || changes.iter().any(|change| change.file.is_empty())
    {
        return Err(format!("{table}: `{name}` needs a file, a diff and a list of tests"));
    }
    Ok(Mutant { table: table.to_owned(), name, reports, changes, places })
}

/// The lines that stay and those of one side.
fn side(diff: &[&str], sign: char) -> String {
    let kept = diff.iter().filter_map(|line| match line.chars().next() {
        None => Some(""),
        Some(first) if first == sign || first == ' ' => line.get(1..),
        Some(_) => None,
    });
    kept.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    const TABLE: &str = "# Mutants\n\n## twice\n\nWhy.\n\nLike: A #1; A #2\n\nIn `a.rs`:\n\n\
        ```diff\n fn a() {\n-    1\n+    2\n```\n\n- tests/a.test.mjs: once\n- `cargo test x`\n";

    #[test]
    fn a_section_is_a_mistake() {
        let mutants = read("tests/mutants/a.md", TABLE).unwrap_or_default();
        let mutant = mutants.first();
        assert_eq!(mutant.map(|one| one.name.as_str()), Some("twice"));
        assert_eq!(mutant.map(|one| (one.reports.len(), one.places.len())), Some((2, 2)));
        let applied = |text| {
            let change = mutant.and_then(|one| one.changes.first());
            change.and_then(|change| change.applied(text).ok())
        };
        assert_eq!(applied("fn a() {\n    1\n}\n"), Some("fn a() {\n    2\n}\n".to_owned()));
        assert_eq!(applied("fn a() {\n    10\n}\n"), None);
        assert_eq!(applied("fn a() {\n    1\n}\nfn a() {\n    1\n}\n"), None);
    }

    #[test]
    fn half_a_section_is_a_mistake_of_the_table() {
        assert!(read("a.md", "\n## name\n\nIn `a.rs`:\n").is_err());
        assert!(read("a.md", "\n## name\n\n```diff\n-a\n```\n- tests/a.md\n").is_err());
    }
}
