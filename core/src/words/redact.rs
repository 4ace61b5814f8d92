//! Takes addresses out of what another program said, before it is kept or shown: providers quote the
//! recipient in their errors. Spec table: `tests/spec/person.md`.

/// What stands where an address stood.
const TAKEN_OUT: &str = "[…]";
/// So many digits in a row, spaces and dashes between them, may be a telephone number. Our choice: codes of
/// providers have up to six.
const DIGITS_MIN: usize = 7;

/// The text without e-mail addresses and telephone numbers.
pub fn without_addresses(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace).map(|word| {
        let bare = word.trim_end();
        if !bare.contains('@') {
            return word.to_owned();
        }
        format!("{TAKEN_OUT}{}", word.get(bare.len()..).unwrap_or_default())
    });
    without_numbers(&words.collect::<String>())
}

fn without_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut run = String::new();
    for letter in text.chars().chain([' ', '\0']) {
        let goes_on = letter.is_ascii_digit()
            || letter == '+'
            || (!run.is_empty() && matches!(letter, ' ' | '-' | '(' | ')'));
        if goes_on {
            run.push(letter);
            continue;
        }
        flush(&mut kept, &mut run);
        kept.push(letter);
    }
    kept.trim_end_matches('\0').trim_end().to_owned()
}

fn flush(kept: &mut String, run: &mut String) {
    let digits = run.chars().filter(char::is_ascii_digit).count();
    let bare = run.trim_end_matches([' ', '-', '(', ')']);
    if digits >= DIGITS_MIN {
        kept.push_str(TAKEN_OUT);
        kept.push_str(run.get(bare.len()..).unwrap_or_default());
    } else {
        kept.push_str(run);
    }
    run.clear();
}
