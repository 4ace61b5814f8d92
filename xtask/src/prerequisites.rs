//! What a fresh clone needs before it can build and test: Node, npm's packages, the wasm target, Chromium,
//! Python's packages.
//!
//! Installs what can be installed without asking; for the rest, one message says what is missing.

use crate::stamp::Stamp;
use crate::steps::{command, output_of, succeed};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Vite 8 runs on nothing older.
const NODE_OLDEST: (u32, u32) = (20, 19);
const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// The official client of a provider that has none in JavaScript; tests/support/judges calls it.
const PYTHON_PACKAGES: &str = "tests/support/judges/requirements.txt";
const PYTHON_FOLDER: &str = "build/python";

/// Checks Node and adds the wasm target.
///
/// # Errors
/// One message that lists all that is missing and how to install it.
pub fn check() -> Result<(), String> {
    let mut missing = Vec::new();
    missing.extend(node_missing());
    if output_of("npm", &["--version"]).is_none() {
        missing.push("npm, which comes with Node.js".to_owned());
    }
    missing.extend(wasm_target_missing());
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("please install, then run the same command again:\n  - {}", missing.join("\n  - ")))
}

/// Installs the packages of package-lock.json, unless that has been done for this very lock.
pub fn npm_packages() -> Result<(), String> {
    let stamp = Stamp::of("npm", &[PathBuf::from("package-lock.json")])?;
    if stamp.is_fresh(Path::new("node_modules/miniflare")) {
        return Ok(());
    }
    // Miniflare names a newer Node than it needs; the warning would only worry people.
    succeed(command("npm", &["ci", "--loglevel=error"]))?;
    stamp.keep()
}

fn node_missing() -> Option<String> {
    let (major, minor) = NODE_OLDEST;
    let wanted = format!("Node.js {major}.{minor} or newer (nodejs.org)");
    let Some(version) = output_of("node", &["--version"]) else {
        return Some(wanted);
    };
    let mut numbers = version.trim_start_matches('v').split('.').map(|part| part.parse().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(found_major), Some(found_minor)) if (found_major, found_minor) >= NODE_OLDEST => None,
        _ => Some(format!("{wanted}: {version} is too old")),
    }
}

fn wasm_target_missing() -> Option<String> {
    if wasm_target_is_there() {
        return None;
    }
    let added = succeed(command("rustup", &["target", "add", WASM_TARGET]));
    match added {
        Ok(()) if wasm_target_is_there() => None,
        _ => Some(format!(
            "the Rust target {WASM_TARGET}: with rustup (rustup.rs), `rustup target add {WASM_TARGET}`"
        )),
    }
}

fn wasm_target_is_there() -> bool {
    output_of("rustc", &["--print", "target-libdir", "--target", WASM_TARGET])
        .is_some_and(|folder| Path::new(&folder).is_dir())
}

/// Installs Python's packages in a folder of their own, unless that has been done for this very list.
///
/// # Errors
/// When there is no Python that can make such a folder; the judges are part of the test, so they are
/// never skipped.
pub fn python_packages() -> Result<(), String> {
    let list = PathBuf::from(PYTHON_PACKAGES);
    let python = Path::new(PYTHON_FOLDER).join("bin/python");
    let stamp = Stamp::of("python", std::slice::from_ref(&list))?;
    if stamp.is_fresh(&python) {
        return Ok(());
    }
    python_folder()?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    pip.arg(&list);
    succeed(pip)?;
    stamp.keep()
}

/// Debian parts `venv` from Python itself.
fn python_folder() -> Result<(), String> {
    let make = || succeed(command("python3", &["-m", "venv", PYTHON_FOLDER]));
    if make().is_ok() {
        return Ok(());
    }
    if is_root_with_apt() {
        succeed(command("apt-get", &["update", "-q"]))?;
        succeed(command("apt-get", &["install", "-q", "-y", "python3-venv"]))?;
    }
    make().map_err(|_| {
        "the tests ask a provider's own client, which is in Python: please install Python 3 with \
         venv and pip (Debian: `apt-get install python3-venv`), then run the same command again"
            .to_owned()
    })
}

fn is_root_with_apt() -> bool {
    output_of("id", &["-u"]).as_deref() == Some("0") && output_of("apt-get", &["-v"]).is_some()
}

/// A Chromium to test with: `CHROMIUM`, or where systems put it, or from apt when we are root.
///
/// # Errors
/// When there is none; the browser tests are part of the test, so they are never skipped.
pub fn chromium() -> Result<PathBuf, String> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    if is_root_with_apt() {
        succeed(command("apt-get", &["update", "-q"]))?;
        succeed(command("apt-get", &["install", "-q", "-y", "chromium"]))?;
    }
    find_chromium().ok_or_else(|| {
        "no Chromium found: install it (Debian: `apt-get install chromium`), or say where it is: \
         CHROMIUM=/path/to/chromium cargo xtask test"
            .to_owned()
    })
}

fn find_chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let usual = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    named.into_iter().chain(usual.map(PathBuf::from)).find(|path| path.is_file())
}
