//! Finds and reads files of the repository, always in the same order.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that are made, not written: never walked into.
const MADE: &[&str] = &["node_modules", "target", "build", "dist", ".git", ".state"];

/// The root of the repository. `xtask` stands directly below it.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// All files below `folder` whose names end so, sorted; none when there is no such folder.
pub fn below(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, endings, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if path.is_dir() {
            if !MADE.contains(&name.as_ref()) {
                collect(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
}

/// A file's text.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|problem| format!("cannot read {}: {problem}", path.display()))
}

/// Writes a file, and the folders that lead to it.
///
/// # Errors
/// When the disk refuses.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(path, text))
        .map_err(|problem| format!("cannot write {}: {problem}", path.display()))
}
