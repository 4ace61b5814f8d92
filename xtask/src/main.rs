//! `cargo xtask`: builds, serves and tests the project.
fn main() {}
