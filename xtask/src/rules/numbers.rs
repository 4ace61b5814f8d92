//! Rule numbers in words: `S1.6`, `D17`, and `S1.6-7` for both.

/// All rule numbers that a text names, in its order.
pub fn named(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'));
    words.flat_map(|word| of_word(word.trim_end_matches(['.', '-']))).collect()
}

/// Those in parentheses: in a title, a letter with a number may be anything else.
pub fn named_in_parentheses(text: &str) -> Vec<String> {
    let opened = text.split('(').skip(1).filter_map(|rest| rest.split_once(')'));
    opened.flat_map(|(inner, _)| named(inner)).collect()
}

fn of_word(word: &str) -> Vec<String> {
    let (first, last) = word.split_once('-').map_or((word, None), |(a, b)| (a, Some(b)));
    let Some((prefix, from)) = split(first) else { return Vec::new() };
    let until = match last {
        None => from,
        Some(last) => match last.parse::<u32>() {
            Ok(last) if last > from && last - from < 40 => last,
            _ => return Vec::new(),
        },
    };
    (from..=until).map(|number| format!("{prefix}{number}")).collect()
}

/// `S1.6` is `S1.` and 6; `D17` is `D` and 17.
fn split(word: &str) -> Option<(&str, u32)> {
    let (prefix, number) = match word.as_bytes() {
        [b'S', document, b'.', ..] if document.is_ascii_digit() => word.split_at(3),
        [b'D' | b'B' | b'E', ..] => word.split_at(1),
        _ => return None,
    };
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
    Some((prefix, number.parse().ok().filter(|_| is_plain)?))
}

#[cfg(test)]
mod tests {
    use super::{named, named_in_parentheses};

    #[test]
    fn numbers_and_ranges() {
        let text = "S1.6-7, S1.24: D17; D2. (E10) and B3, not S1, D0, AD3, D4x, 3D or D1.5";
        assert_eq!(named(text), ["S1.6", "S1.7", "S1.24", "D17", "D2", "E10", "B3"]);
        assert!(named("D9-3 D1-99").is_empty());
    }

    #[test]
    fn a_title_names_them_in_parentheses() {
        assert_eq!(
            named_in_parentheses("what D1 was asked (D23, S2.5-6)"),
            ["D23", "S2.5", "S2.6"]
        );
    }
}
