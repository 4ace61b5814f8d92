//! Layers of core: a file may use its own layer and those above it in `lib.rs`, never one below.

use super::File;

/// The layers, top first: the order of the `mod` lines of core/src/lib.rs.
pub(super) fn order(lib: &str) -> Vec<String> {
    let name = |line: &str| {
        let rest = line.trim().trim_start_matches("pub ");
        rest.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
    };
    lib.lines().filter_map(name).collect()
}

pub(super) fn check(file: &File, order: &[String]) -> Vec<String> {
    let Some(own) = layer_of(&file.path) else {
        return Vec::new();
    };
    let place = |layer: &str| order.iter().position(|known| known == layer);
    let Some(own_place) = place(own) else {
        return Vec::new();
    };
    let mut offences = Vec::new();
    for (number, line) in file.code() {
        for used in crate_names(line) {
            if place(used).is_some_and(|used_place| used_place > own_place) {
                let rule = format!("`{own}` may not use `{used}`, which stands below it in lib.rs");
                offences.push(format!("{}:{number}: {rule}", file.path));
            }
        }
    }
    offences
}

/// `core/src/filter/row.rs` and `core/src/filter.rs` are of the layer `filter`.
fn layer_of(path: &str) -> Option<&str> {
    let inner = path.strip_prefix("core/src/")?;
    let first = inner.split('/').next()?;
    let layer = first.strip_suffix(".rs").unwrap_or(first);
    (layer != "lib").then_some(layer)
}

/// The modules that a line names after `crate::`, also several in braces.
fn crate_names(line: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let Some(braced) = rest.strip_prefix('{') else {
            names.push(first_word(rest));
            continue;
        };
        let mut depth = 0_usize;
        let at_top = braced.split_inclusive(['{', '}', ',']).filter_map(|part| {
            let name = (depth == 0).then(|| first_word(part.trim_start()));
            match part.chars().last() {
                Some('{') => depth += 1,
                Some('}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            name
        });
        names.extend(at_top);
    }
    names
}

fn first_word(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::{File, check, crate_names, order};

    const LIB: &str = "//! Core.\npub mod words;\n// Evaluators.\npub mod filter;\nmod engine;\n";

    fn offences(path: &str, text: &str) -> usize {
        check(&File { path: path.into(), text: text.into() }, &order(LIB)).len()
    }

    #[test]
    fn the_order_is_that_of_the_mod_lines() {
        assert_eq!(order(LIB), ["words", "filter", "engine"]);
    }

    #[test]
    fn a_layer_uses_what_stands_above_it() {
        assert_eq!(offences("core/src/filter/row.rs", "use crate::words::Value;\n"), 0);
        assert_eq!(offences("core/src/filter/row.rs", "use crate::filter::ast::Ast;\n"), 0);
        assert_eq!(offences("core/src/filter/row.rs", "use crate::engine::Plan;\n"), 1);
        assert_eq!(offences("core/src/words/value.rs", "let x = crate::filter::y();\n"), 1);
        assert_eq!(offences("core/src/engine.rs", "use crate::{filter, words};\n"), 0);
    }

    #[test]
    fn names_in_braces_count_one_by_one() {
        let line = "use crate::{words::{Value, engine}, filter, engine::Plan};";
        assert_eq!(crate_names(line).into_iter().filter(|name| !name.is_empty()).count(), 3);
        assert_eq!(offences("core/src/words/a.rs", &format!("{line}\n")), 2);
    }

    #[test]
    fn comments_do_not_count() {
        assert_eq!(offences("core/src/words/a.rs", "/// As `crate::engine` does.\n"), 0);
    }
}
