//! Tells the Worker which migration is its newest, so that `/ready` can compare the database with it.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    let files = std::fs::read_dir("migrations").into_iter().flatten().flatten();
    let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let newest = names.filter(|name| name.ends_with(".sql")).max().unwrap_or_default();
    println!("cargo::rustc-env=RELANCE_SCHEMA={newest}");
}
