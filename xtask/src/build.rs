//! Builds the Worker, the browser module and the console, each only when its inputs changed.

use crate::bindings::{self, BROWSER_FOLDER, WORKER_FOLDER};
use crate::steps::{Steps, command, succeed};
use crate::{files, prerequisites, stamp::Stamp};
use std::path::{Path, PathBuf};

const CONSOLE_PAGE: &str = "build/console/index.html";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Release,
    Development,
}

/// The parts, in the order in which each needs those before it.
const PARTS: [&str; 3] = ["worker", "browser", "console"];

/// All that is served or published.
pub fn everything(steps: &mut Steps, profile: Profile) -> Result<(), String> {
    parts(steps, profile, &PARTS)
}

/// The named parts; all, when none is named.
pub fn parts(steps: &mut Steps, profile: Profile, named: &[&str]) -> Result<(), String> {
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(name)) {
        return Err(format!("`{unknown}` is no part; there are {}", PARTS.join(", ")));
    }
    let is_wanted = |part: &str| named.is_empty() || named.contains(&part);
    steps.run("prerequisites", prerequisites::check)?;
    steps.run("npm packages", prerequisites::npm_packages)?;
    if is_wanted("worker") {
        steps.run("worker", || worker(profile))?;
    }
    if is_wanted("browser") {
        steps.run("browser module", || browser(profile))?;
    }
    if is_wanted("console") {
        steps.run("console", console)?;
    }
    Ok(())
}

/// A crate that becomes wasm. In release each has a profile of its own, so that one's flags do not
/// undo the other's work.
struct Module {
    package: &'static str,
    release_profile: &'static str,
    release_flags: Option<&'static str>,
}

const WORKER: Module =
    Module { package: "relance-worker", release_profile: "release", release_flags: None };

/// The live filter works on columns, sixteen bytes at a time: every browser has had that since 2023.
const BROWSER: Module = Module {
    package: "relance-wasm",
    release_profile: "browser",
    release_flags: Some("-Ctarget-feature=+simd128"),
};

fn worker(profile: Profile) -> Result<(), String> {
    let wasm = compile(&WORKER, profile)?;
    let stamp = Stamp::of("worker", &[wasm.clone(), PathBuf::from("worker/entry.js")])?;
    if stamp.is_fresh(&Path::new(WORKER_FOLDER).join("entry.js")) {
        return Ok(());
    }
    bindings::worker(&wasm, profile)?;
    stamp.keep()
}

fn browser(profile: Profile) -> Result<(), String> {
    let wasm = compile(&BROWSER, profile)?;
    let stamp = Stamp::of("browser", std::slice::from_ref(&wasm))?;
    if stamp.is_fresh(&Path::new(BROWSER_FOLDER).join("index.js")) {
        return Ok(());
    }
    bindings::browser(&wasm, profile)?;
    stamp.keep()
}

/// Compiles a crate to wasm and answers the file.
fn compile(module: &Module, profile: Profile) -> Result<PathBuf, String> {
    const TARGET: &str = "--target=wasm32-unknown-unknown";
    let mut cargo;
    let folder = match profile {
        Profile::Release => {
            cargo = command("cargo", &["rustc", "--lib", "--crate-type=cdylib", TARGET]);
            cargo.args(["--package", module.package, "--profile", module.release_profile]);
            if let Some(flags) = module.release_flags {
                cargo.env("CARGO_ENCODED_RUSTFLAGS", flags);
            }
            module.release_profile
        }
        Profile::Development => {
            cargo = command("cargo", &["build", TARGET]);
            // Together, or cargo builds what they share twice, with different features.
            cargo.args(["--package", WORKER.package, "--package", BROWSER.package]);
            "debug"
        }
    };
    succeed(cargo)?;
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let file = format!("{}.wasm", module.package.replace('-', "_"));
    Ok(Path::new(&target).join("wasm32-unknown-unknown").join(folder).join(file))
}

/// The npm package's own code, then the console that uses it.
fn console() -> Result<(), String> {
    let endings = &[".ts", ".tsx", ".js", ".mjs", ".json", ".html", ".css", ".ftl", ".svg", ".png"];
    let mut inputs = vec![PathBuf::from("package-lock.json")];
    // The console shows the sample account in the browser, so that is its input too.
    for folder in ["wasm/npm", "web-demo", "worker/dev"] {
        inputs.extend(files::below(Path::new(folder), endings));
    }
    // `dist` is not walked into, so what the browser step made is named.
    inputs.push(Path::new(BROWSER_FOLDER).join("index_bg.wasm"));
    inputs.push(Path::new(BROWSER_FOLDER).join("index.js"));
    let stamp = Stamp::of("console", &inputs)?;
    if stamp.is_fresh(Path::new(CONSOLE_PAGE)) {
        return Ok(());
    }
    succeed(command("npm", &["run", "--workspace", "wasm/npm", "build"]))?;
    // At the root, as the Worker serves it: then any address opens it, however deep.
    succeed(command("npm", &["run", "--workspace", "web-demo", "build", "--", "--base=/"]))?;
    stamp.keep()
}

/// What a visitor downloads and what the platform loads. Units: bytes.
pub fn sizes(steps: &mut Steps) -> Result<(), String> {
    everything(steps, Profile::Release)?;
    let wasm = |folder: &str| format!("{folder}/index_bg.wasm");
    succeed(command("node", &["xtask/sizes.mjs", &wasm(WORKER_FOLDER), &wasm(BROWSER_FOLDER)]))
}
