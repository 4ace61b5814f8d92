//! A copy of the sources, in which mistakes are made and taken back.

use super::table::Change;
use crate::files;
use crate::steps::output_of;
use std::fs;
use std::path::{Path, PathBuf};

pub struct Copy {
    pub root: PathBuf,
}

/// What was there before a mistake.
pub struct Undo {
    before: Vec<(PathBuf, String)>,
}

impl Copy {
    /// Every file that git knows or would add, as it stands now; what is equal already keeps its date,
    /// so that cargo builds only what differs.
    pub fn make() -> Result<Self, String> {
        let root = super::tree();
        let listed = output_of("git", &["ls-files", "--cached", "--others", "--exclude-standard"]);
        let listed = listed.ok_or("git does not list the files of the repository")?;
        let names: Vec<&str> = listed.lines().filter(|name| Path::new(name).is_file()).collect();
        for name in &names {
            let bytes =
                fs::read(name).map_err(|problem| format!("cannot read {name}: {problem}"))?;
            let to = root.join(name);
            if fs::read(&to).is_ok_and(|there| there == bytes) {
                continue;
            }
            let made = to.parent().map_or(Ok(()), fs::create_dir_all);
            made.and_then(|()| fs::write(&to, bytes))
                .map_err(|problem| format!("cannot write {}: {problem}", to.display()))?;
        }
        for path in files::below(&root, &[""]) {
            let name =
                path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if !names.contains(&name.as_str()) && !name.contains("node_modules") {
                let _ = fs::remove_file(path);
            }
        }
        packages(&root)?;
        Ok(Self { root })
    }

    /// Makes a mistake.
    pub fn change(&self, changes: &[Change]) -> Result<Undo, String> {
        let mut before: Vec<(PathBuf, String)> = Vec::new();
        for change in changes {
            let path = self.root.join(&change.file);
            let text = files::read(&path)?;
            files::write(&path, &change.applied(&text)?)?;
            before.push((path, text));
        }
        Ok(Undo { before })
    }
}

impl Undo {
    pub fn undo(self) -> Result<(), String> {
        // Backwards: one file may have two changes.
        self.before.iter().rev().try_for_each(|(path, text)| files::write(path, text))
    }
}

/// The packages of npm are the repository's own; the stamp says that they are there.
fn packages(root: &Path) -> Result<(), String> {
    let (own, link) = (files::repository().join("node_modules"), root.join("node_modules"));
    if !link.exists() {
        #[cfg(unix)]
        let linked = std::os::unix::fs::symlink(&own, &link);
        #[cfg(windows)]
        let linked = std::os::windows::fs::symlink_dir(&own, &link);
        linked.map_err(|problem| format!("cannot link {}: {problem}", own.display()))?;
    }
    let stamp = Path::new("build/stamps/npm");
    files::write(&root.join(stamp), &files::read(stamp)?)
}
