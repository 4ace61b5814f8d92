//! The core, callable from JavaScript: bindings only, no rule of their own.
//!
//! `cargo xtask build` writes the generated module to `wasm/npm/dist/wasm/`.

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of this build, as in its `package.json`.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
