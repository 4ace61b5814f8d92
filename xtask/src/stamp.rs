//! Skips a step whose inputs have not changed since it last succeeded.
//!
//! A stamp is a digest of the inputs' names and bytes, kept under `build/stamps/`. The digest is
//! only compared with an earlier one on the same machine, so the standard hasher is enough.

use crate::files;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

pub struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    /// Takes the digest of `inputs` now, before the step.
    pub fn of(name: &str, inputs: &[PathBuf]) -> Result<Self, String> {
        let mut hasher = DefaultHasher::new();
        for input in inputs {
            let bytes = fs::read(input)
                .map_err(|problem| format!("cannot read {}: {problem}", input.display()))?;
            input.hash(&mut hasher);
            bytes.hash(&mut hasher);
        }
        let file = Path::new("build/stamps").join(name);
        Ok(Self { file, digest: format!("{:016x}", hasher.finish()) })
    }

    /// Whether the step has succeeded on these very inputs, and what it made is still there.
    pub fn is_fresh(&self, made: &Path) -> bool {
        made.exists() && fs::read_to_string(&self.file).is_ok_and(|last| last == self.digest)
    }

    /// Remembers that the step succeeded.
    pub fn keep(&self) -> Result<(), String> {
        files::write(&self.file, &self.digest)
    }
}
