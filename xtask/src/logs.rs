//! What the Workers of all tests said, searched for what no log may hold: addresses, telephone numbers,
//! tokens, keys. Every suite plants such things in every way in; none may come out here.
//!
//! `worker/dev/local.mjs` keeps a file for each Worker where [`record`] says so. Shapes are looked for, not a
//! list of what was planted: a suite that is written tomorrow is searched as well.

use crate::files;
use std::path::Path;
use std::process::Command;

const FOLDER: &str = "build/worker-logs";
/// What the Worker writes of each request: without one of these nothing was kept, and nothing proven.
const A_REQUEST: &str = r#""what":"request""#;
/// What precedes the id of a request, the one drawn word that stands in our lines (`worker/src/log.rs`).
const REQUEST_ID: &str = r#""request":""#;
const REQUEST_ID_CHARS: usize = 16;

/// From so many digits on a word is a telephone number: no count of ours has so many, our lines hold no instants
/// (the platform adds them), and national numbers of Poland, Romania, Hungary and Russia have nine or ten.
const DIGITS_PRIVATE: usize = 9;
/// From so many characters on a word of letters and digits is a secret. Source: the shortest key of the
/// providers' and their stand-ins' (`tests/support`) has more.
const SECRET_CHARS: usize = 16;
/// How the secrets begin that may be shorter, or hold no digit.
const SECRET_BEGINNINGS: [&str; 6] = ["rel_", "re_", "whsec_", "local-", "Bearer ", "Basic "];
/// Letters that a beginning needs after it, so that `re_` alone is a word of ours.
const SECRET_REST: usize = 6;

/// The Workers that this command starts keep what they say.
pub fn record(node: &mut Command) {
    node.env("RELANCE_WORKER_LOGS", files::repository().join(FOLDER));
}

/// What earlier runs said is not of this run.
pub fn forget() {
    let _ = std::fs::remove_dir_all(FOLDER);
}

/// Nothing that was kept holds what no log may hold.
///
/// # Errors
/// Every line that does, by file and line; or when nothing was kept.
pub fn check() -> Result<(), String> {
    check_folder(Path::new(FOLDER))
}

fn check_folder(folder: &Path) -> Result<(), String> {
    let (mut requests, mut offences) = (0, Vec::new());
    let logs = files::below(folder, &[".txt"]);
    for path in &logs {
        for (index, line) in files::read(path)?.lines().enumerate() {
            requests += usize::from(line.contains(A_REQUEST));
            if let Some(what) = held_by(line) {
                offences.push(format!("{}:{}: {what}: {line}", path.display(), index + 1));
            }
        }
    }
    println!("{} Workers told of {requests} requests", logs.len());
    if requests == 0 {
        return Err(format!("no Worker kept its log below {}", folder.display()));
    }
    if offences.is_empty() { Ok(()) } else { Err(format!("\n  {}", offences.join("\n  "))) }
}

/// What the local platform says of itself: where it has put a letter (a path with an id that it drew), and
/// from where in its own code it complains of a caller that hung up.
fn is_of_local_platform(line: &str) -> bool {
    let is_letter =
        line.starts_with("Email: ") && line.contains("/miniflare-") && line.ends_with(".eml");
    let is_frame = |frame: &str| {
        let place = frame.rsplit_once("/bin/workerd@").map(|(_, place)| place);
        place.is_some_and(|place| place.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let frames = line.strip_prefix("stack: ");
    is_letter || frames.is_some_and(|frames| frames.split_whitespace().all(is_frame))
}

/// What a line holds that no log may hold.
fn held_by(line: &str) -> Option<&'static str> {
    if is_of_local_platform(line) {
        return None;
    }
    let line = without_request_id(line);
    if line.char_indices().any(|(at, letter)| letter == '@' && is_address(&line, at)) {
        return Some("an e-mail address");
    }
    if line.match_indices('+').any(|(at, _)| is_number(line.get(at + 1..).unwrap_or_default()))
        || words(&line).any(|word| word.len() >= DIGITS_PRIVATE && word.bytes().all(is_digit))
    {
        return Some("a telephone number");
    }
    let begins = |beginning: &str| {
        line.match_indices(beginning).any(|(at, _)| is_begun_secret(&line, at, beginning))
    };
    if SECRET_BEGINNINGS.into_iter().any(begins) || words(&line).any(is_secret) {
        return Some("a token or a key");
    }
    None
}

fn without_request_id(line: &str) -> String {
    match line.split_once(REQUEST_ID) {
        Some((before, after)) if after.len() > REQUEST_ID_CHARS => {
            format!("{before}{}", after.get(REQUEST_ID_CHARS..).unwrap_or_default())
        }
        _ => line.to_owned(),
    }
}

/// `name@domain.end`, in any alphabet.
fn is_address(line: &str, at: usize) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || "._%+-".contains(letter);
    let (before, after) =
        (line.get(..at).unwrap_or_default(), line.get(at + 1..).unwrap_or_default());
    let domain: String = after.chars().take_while(|letter| is_part(*letter)).collect();
    let end = domain.trim_end_matches('.').rsplit_once('.').map(|(_, end)| end);
    before.chars().next_back().is_some_and(is_part)
        && end.is_some_and(|end| end.chars().count() > 1 && end.chars().all(char::is_alphabetic))
}

/// Digits after a plus, however they are grouped.
fn is_number(after: &str) -> bool {
    let is_part = |letter: &char| letter.is_ascii_digit() || " -.()".contains(*letter);
    after.starts_with(|first: char| first.is_ascii_digit())
        && after.chars().take_while(is_part).filter(char::is_ascii_digit).count() >= DIGITS_PRIVATE
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '-'
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| !is_of_word(letter))
}

/// Letters and digits, as no word of the source has them.
fn is_secret(word: &str) -> bool {
    word.len() >= SECRET_CHARS && word.bytes().filter(u8::is_ascii_digit).count() > 1
}

fn is_begun_secret(line: &str, at: usize, beginning: &str) -> bool {
    let is_inside = line.get(..at).unwrap_or_default().ends_with(is_of_word);
    let rest = line.get(at + beginning.len()..).unwrap_or_default();
    !is_inside && rest.chars().take_while(|letter| is_of_word(*letter)).count() >= SECRET_REST
}

#[cfg(test)]
mod tests {
    use super::{check_folder, held_by};
    use crate::files;
    use std::path::PathBuf;

    const REQUEST: &str = r#"{"account":"main","duration_ms":12,"level":"info","method":"POST","request":"abcdefgh234567ab","route":"/api/v1/records/{module}/bulk","status":422,"what":"request"}"#;

    #[test]
    fn what_suites_plant_is_seen() {
        let address = Some("an e-mail address");
        let number = Some("a telephone number");
        let secret = Some("a token or a key");
        for (line, what) in [
            (r#"{"said":"no row of jan1@client.example"}"#, address),
            ("cannot send to <Łukasz@żółw.example>.", address),
            ("to +48601000001", number),
            ("to +7 (912) 345-67-89", number),
            ("to +36.30.123.4567 or", number),
            (r#"{"n":48601000001}"#, number),
            ("to=40721000001&body=x", number),
            ("authorization: Bearer secretsecret", secret),
            ("rel_kanarek2345_tokenkanarektoken", secret),
            ("key re_kanareksecretkanareksecret", secret),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", secret),
            ("local-0123456789abcdef", secret),
            ("11111111-2222-4333-8444-555555555555", secret),
            ("unisender-key-0001", secret),
            ("stack: /x/bin/workerd@5400a58 unisender-key-0001", secret),
            ("AC0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a", secret),
        ] {
            assert_eq!(held_by(line), what, "{line}");
        }
    }

    #[test]
    fn what_we_say_is_no_offence() {
        for line in [
            REQUEST,
            r#"{"decisions":1200,"level":"info","statements":345,"what":"tick"}"#,
            r#"{"said":"UNIQUE constraint failed: record.id: SQLITE_CONSTRAINT","level":"error"}"#,
            r#"{"code":"queue_refused","level":"warning","what":"wake"}"#,
            "workerd@1.20261120.0 stopped after 12000000 ms",
            "Email: /tmp/miniflare-021e55a62de214e1185a/email/email/7683b0d0-2dde-4d9a-bbd4-5f9b24f6.eml",
            "stack: /x/workerd-linux-64/bin/workerd@5400a58 /x/workerd-linux-64/bin/workerd@5401911",
            "re_ and rel_ are beginnings; a + b, 2 + 12345",
        ] {
            assert_eq!(held_by(line), None, "{line}");
        }
    }

    #[test]
    fn a_folder_fails_by_file_and_line_and_when_nothing_was_kept() {
        let folder = PathBuf::from("target/xtask-logs-test");
        let _ = std::fs::remove_dir_all(&folder);
        assert!(check_folder(&folder).is_err_and(|said| said.contains("no Worker kept its log")));
        let write = |name: &str, text: &str| files::write(&folder.join(name), text);
        assert_eq!(write("a.txt", &format!("{REQUEST}\n")), Ok(()));
        assert_eq!(check_folder(&folder), Ok(()));
        assert_eq!(write("b.txt", &format!("{REQUEST}\nwho is ana@okna.example?\n")), Ok(()));
        let said = check_folder(&folder).err().unwrap_or_default();
        assert!(said.contains("b.txt:2: an e-mail address"), "{said}");
        let _ = std::fs::remove_dir_all(&folder);
    }
}
