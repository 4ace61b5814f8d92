//! The rules of form that a compiler does not know. Each offence is one line: place, then rule.
//!
//! Function length, panics and clocks are clippy's (see the crates' `[lints]` and `clippy.toml`).

mod layers;
mod sources;
mod spec;

use crate::files;
use std::path::Path;

/// Checks the whole repository.
///
/// # Errors
/// All offences at once, one a line.
pub fn check() -> Result<(), String> {
    let repository = files::repository();
    let mut offences = Vec::new();
    for folder in ["core", "tests", "wasm", "worker", "xtask"] {
        for file in read_all(repository, folder, &[".rs"])? {
            offences.extend(sources::check(&file));
        }
    }
    let order = layers::order(&files::read(&repository.join("core/src/lib.rs"))?);
    for file in read_all(repository, "core/src", &[".rs"])? {
        offences.extend(layers::check(&file, &order));
    }
    let tables = files::below(&repository.join("tests/spec"), &[".md"]);
    let mut tests = read_all(repository, "core/tests", &[".rs"])?;
    tests.extend(read_all(repository, "tests", &[".mjs", ".rs"])?);
    // The two indexes of the others are read by `cargo xtask rules`.
    tests.extend(read_all(repository, "xtask/src", &["rules.rs"])?);
    offences.extend(spec::unused(&tables, &tests));
    if offences.is_empty() { Ok(()) } else { Err(format!("\n  {}", offences.join("\n  "))) }
}

/// A text with its place in the repository, `/` between folders.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    /// Lines of code with their numbers: comments cut off, empty ones left out.
    ///
    /// A `//` within a string cuts the line too; the rules here look for nothing behind one.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines
            .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or("").trim_end()))
            .filter(|(_, line)| !line.is_empty())
    }
}

fn read_all(repository: &Path, folder: &str, endings: &[&str]) -> Result<Vec<File>, String> {
    let read = |path: &std::path::PathBuf| {
        let place = path.strip_prefix(repository).unwrap_or(path);
        let path_text = place.to_string_lossy().replace('\\', "/");
        Ok(File { path: path_text, text: files::read(path)? })
    };
    files::below(&repository.join(folder), endings).iter().map(read).collect()
}
