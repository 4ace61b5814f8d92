//! Runs wasm-bindgen as a library: JavaScript beside each wasm file.
//!
//! A library from the lock file rather than a tool from the `PATH`: its version must be that of the
//! `wasm-bindgen` crate to the last digit, and so it cannot be wrong.

use crate::build::Profile;
use crate::files;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

pub const WORKER_FOLDER: &str = "build/worker";
pub const BROWSER_FOLDER: &str = "wasm/npm/dist/wasm";
const ENTRY: &str = "worker/entry.js";

/// The Worker: an ES module that imports the compiled wasm, and the entry point beside it.
pub fn worker(wasm: &Path, profile: Profile) -> Result<(), String> {
    let folder = Path::new(WORKER_FOLDER);
    generate(wasm, folder, profile, |bindgen| {
        // After a trap, the next call gets a fresh instance: worker/entry.js relies on both.
        bindgen.typescript(false).reset_state_function(true).force_enable_abort_handler(true);
        bindgen.module(true).map(|_| ()).map_err(|problem| format!("{problem:?}"))
    })?;
    let module = folder.join("index.js");
    let text = files::read(&module)?;
    if !text.contains("import source ") {
        return Err("wasm-bindgen's module output is not as it was: look at `import source`".into());
    }
    // workerd takes an imported .wasm as a compiled module, but not the newer syntax for it.
    files::write(&module, &text.replace("import source ", "import "))?;
    fs::copy(ENTRY, folder.join("entry.js"))
        .map(|_| ())
        .map_err(|problem| format!("cannot copy {ENTRY}: {problem}"))
}

/// The browser module: `await init()`, with types.
pub fn browser(wasm: &Path, profile: Profile) -> Result<(), String> {
    generate(wasm, Path::new(BROWSER_FOLDER), profile, |bindgen| {
        // Left at its default, `init()` without an argument would fail.
        bindgen.typescript(true).omit_default_module_path(false);
        bindgen.web(true).map(|_| ()).map_err(|problem| format!("{problem:?}"))
    })
}

fn generate(
    wasm: &Path,
    folder: &Path,
    profile: Profile,
    configure: impl FnOnce(&mut Bindgen) -> Result<(), String>,
) -> Result<(), String> {
    // Snippets have hashed names: old ones would stay.
    let _ = fs::remove_dir_all(folder);
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("index");
    // Names of functions are a fifth of the compressed size, and only help to read a stack.
    bindgen.debug(profile == Profile::Development).remove_name_section(profile == Profile::Release);
    configure(&mut bindgen)
        .and_then(|()| bindgen.generate(folder).map_err(|problem| format!("{problem:?}")))
        .map_err(|problem| format!("wasm-bindgen on {}: {problem}", wasm.display()))
}
