//! Mail as it really comes, and mail that wants to do harm, read by the code that the Worker runs: no
//! panic, an end, bounds on what is kept, and what CPython's e-mail package reads of it.
//!
//! Corpora: the messages that the crate `mail-parser` is published with, CPython's own where it is
//! installed with its tests, and the hostile ones that this file makes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
#![allow(clippy::indexing_slicing, reason = "a test may fail")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use relance_core::inbound::{NAMED_MAX, SENDERS_MAX};
use relance_core::wire::record::TEXT_BYTES_MAX;
use relance_core::words::{Moment, Value};
use relance_worker::mime::{Arrived, read};
use serde_json::{Value as Json, json};

/// What every message must satisfy, whatever it is.
fn holds(name: &str, bytes: &[u8]) -> Option<Arrived> {
    let arrived = read(bytes)?;
    let record = arrived.email.record(&[], None, Moment::from_ms(0)).expect(name);
    for (key, value) in &record.values {
        let Some(Value::Text(text)) = value else { continue };
        assert!(text.len() <= TEXT_BYTES_MAX, "{name}: {key} has {} bytes", text.len());
        assert!(!text.contains('\0'), "{name}: {key} holds NUL");
        let one_line = key.as_str() != "body";
        assert!(!one_line || !text.contains(['\r', '\n']), "{name}: {key} is more than a line");
    }
    assert!(arrived.email.named_keys().len() <= NAMED_MAX, "{name}");
    assert!(arrived.email.tags().len() <= NAMED_MAX, "{name}");
    let _ = arrived.email.answered(&[], None);
    if let Some(report) = &arrived.report {
        assert!(report.bounces().len() <= SENDERS_MAX, "{name}");
        let _ = report.key();
    }
    Some(arrived)
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("run/mail_judge.py")
}

/// The messages of the crate `mail-parser` and of CPython, by path.
fn corpora() -> Vec<PathBuf> {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--offline"])
        .output()
        .expect("cargo metadata");
    let metadata: Json = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let parser = packages.iter().find(|one| one["name"] == "mail-parser").expect("mail-parser");
    let manifest = Path::new(parser["manifest_path"].as_str().expect("a path"));
    let mut files = Vec::new();
    walk(&manifest.parent().unwrap().join("resources"), &mut files);
    // What they shall become stands beside them, as JSON.
    files.retain(|path| !matches!(path.extension().and_then(|e| e.to_str()), Some("json")));
    let asked = Command::new("python3").arg(script()).arg("--own-data").output();
    let own = String::from_utf8(asked.expect("python3").stdout).unwrap();
    if !own.trim().is_empty() {
        walk(Path::new(own.trim()), &mut files);
    }
    files.sort();
    files
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        let is_code = matches!(path.extension().and_then(|e| e.to_str()), Some("py" | "pyc"));
        if path.is_dir() {
            walk(&path, files);
        } else if !is_code {
            files.push(path);
        }
    }
}

/// Without differences that nobody sees: runs of white space, and how a line ends.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ids without their brackets and comments, in order.
fn ids(text: &str) -> String {
    let parts = text.split('<').skip(1).filter_map(|part| part.split('>').next());
    let found: Vec<String> = parts.map(squeezed).collect();
    if found.is_empty() { squeezed(text) } else { found.join(" ") }
}

/// Ours and theirs of each field that CPython does not doubt.
fn compared(ours: &Arrived, theirs: &Json) -> Vec<(&'static str, String, String)> {
    let email = &ours.email;
    let mut pairs = Vec::new();
    let mut text = |name: &'static str, ours: &str| {
        if let Some(theirs) = theirs[name].as_str() {
            pairs.push((name, squeezed(ours), squeezed(theirs)));
        }
    };
    text("subject", &email.subject);
    text("auto_submitted", &email.auto_submitted);
    text("precedence", &email.precedence);
    text("body", &email.body);
    if let Some(theirs) = theirs["message_id"].as_str() {
        pairs.push(("message_id", email.message_id.clone(), ids(theirs)));
    }
    if let Some(theirs) = theirs["in_reply_to"].as_str() {
        pairs.push(("in_reply_to", email.in_reply_to.clone(), ids(theirs)));
    }
    if let Some(theirs) = theirs["references"].as_str() {
        pairs.push(("references", email.references.join(" "), ids(theirs)));
    }
    if let Some(theirs) = theirs["is_report"].as_bool() {
        pairs.push(("is_report", email.is_report.to_string(), theirs.to_string()));
    }
    let address = |one: &Json| one[1].as_str().unwrap_or_default().to_owned();
    if let Some(from) = theirs["from"].as_array().and_then(|all| all.first()) {
        pairs.push(("from", email.from.clone(), address(from)));
        let name = from[0].as_str().unwrap_or_default();
        pairs.push(("from_name", squeezed(&email.from_name), squeezed(name)));
    }
    if let Some(to) = theirs["to"].as_array() {
        let theirs: Vec<String> = to.iter().map(address).collect();
        pairs.push(("to", email.to.join(", "), theirs.join(", ")));
    }
    pairs
}

#[test]
fn what_cpython_reads_of_a_message_we_read_too() {
    let files = corpora();
    let mut judge = Command::new("python3")
        .arg(script())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    let mut asked = judge.stdin.take().unwrap();
    let mut said = BufReader::new(judge.stdout.take().unwrap()).lines();
    let (mut fields, mut differences) = (0, Vec::new());
    for path in &files {
        writeln!(asked, "{}", path.display()).unwrap();
        let theirs: Json =
            serde_json::from_str(&said.next().unwrap().unwrap()).unwrap_or(json!({}));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(ours) = holds(&name, &std::fs::read(path).unwrap()) else { continue };
        for (field, ours, theirs) in compared(&ours, &theirs) {
            fields += 1;
            if ours != theirs {
                differences
                    .push(format!("{name} {field}:\n    ours   {ours:?}\n    theirs {theirs:?}"));
            }
        }
    }
    drop(asked);
    assert!(judge.wait().unwrap().success());
    let agreeing = fields - differences.len();
    println!(
        "{} messages, {fields} fields compared with CPython, {agreeing} agree ({:.2} %)",
        files.len(),
        agreeing as f64 * 100.0 / fields as f64
    );
    println!("{}", differences.join("\n"));
    assert!(files.len() >= 100, "the corpora are there");
    assert!(agreeing * 100 >= fields * 99, "{} of {fields} differ", differences.len());
}

const HEAD: &str =
    "From: Jan <jan@client.example>\r\nTo: office@in.example\r\nMessage-ID: <1@client.example>\r\n";

fn with(headers: &str, body: &str) -> Vec<u8> {
    format!("{HEAD}{headers}\r\n\r\n{body}").into_bytes()
}

fn nested(levels: usize) -> Vec<u8> {
    let mut text = format!("{HEAD}Subject: nested\r\n");
    for level in 0..levels {
        text +=
            &format!("Content-Type: multipart/mixed; boundary=\"b{level}\"\r\n\r\n--b{level}\r\n");
    }
    text += "Content-Type: text/plain\r\n\r\nfound\r\n";
    text.into_bytes()
}

fn messages_in_messages(levels: usize) -> Vec<u8> {
    let inner = "Content-Type: message/rfc822\r\n\r\n".repeat(levels);
    format!("{HEAD}{inner}Subject: inside\r\n\r\nfound").into_bytes()
}

/// Every hostile message, by its name.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let recipients: String = (0..100_000).map(|n| format!("r{n}@x.example, ")).collect();
    let references: String = (0..100_000).map(|n| format!("<{n}@x.example> ")).collect();
    let encoded = "=?utf-8?b?".repeat(100_000);
    let words = "=?windows-1250?Q?=9C?= ".repeat(50_000);
    let parameters: String = (0..50_000).map(|n| format!("; p{n}*0*=utf-8''%41")).collect();
    let parts = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(50_000);
    let mut bytes: Vec<(&str, Vec<u8>)> = vec![
        ("ten megabytes of one header", with(&format!("X-Long: {}", "a".repeat(10_000_000)), "x")),
        ("ten megabytes of headers", with(&"X-H: value\r\n".repeat(800_000), "x")),
        ("ten megabytes without a line end", vec![b'a'; 10_000_000]),
        ("ten megabytes of colons", vec![b':'; 10_000_000]),
        ("ten megabytes of NUL", vec![0; 10_000_000]),
        ("5,000 nested multiparts", nested(5_000)),
        ("5,000 messages in messages", messages_in_messages(5_000)),
        ("100,000 recipients", with(&format!("To: {recipients}"), "x")),
        ("100,000 groups", with(&format!("To: {}", "a:".repeat(100_000)), "x")),
        ("100,000 open comments", with(&format!("To: {}", "(".repeat(100_000)), "x")),
        ("100,000 open quotes", with(&format!("From: {}", "\"\\".repeat(100_000)), "x")),
        ("100,000 references", with(&format!("References: {references}"), "x")),
        ("encoded words that never end", with(&format!("Subject: {encoded}"), "x")),
        ("50,000 encoded words", with(&format!("Subject: {words}"), "x")),
        ("50,000 parameters", with(&format!("Content-Type: text/plain{parameters}"), "x")),
        ("50,000 parts", with("Content-Type: multipart/mixed; boundary=b", &parts)),
        (
            "a boundary of nothing",
            with("Content-Type: multipart/mixed; boundary=\"\"", &"--\r\n".repeat(100_000)),
        ),
        (
            "eight megabytes of base64",
            with("Content-Transfer-Encoding: base64", &"QUFB".repeat(2_000_000)),
        ),
        (
            "base64 that is none",
            with("Content-Transfer-Encoding: base64", &"=?*".repeat(1_000_000)),
        ),
        (
            "quoted-printable that never ends",
            with("Content-Transfer-Encoding: quoted-printable", &"=".repeat(3_000_000)),
        ),
        ("HTML of a million tags", with("Content-Type: text/html", &"<p>".repeat(1_000_000))),
        ("HTML that opens and opens", with("Content-Type: text/html", &"<".repeat(3_000_000))),
        (
            "HTML of entities",
            with("Content-Type: text/html", &"&#1114112;&#xD800;&amp".repeat(200_000)),
        ),
        (
            "an encoding that nobody knows",
            with("Content-Type: text/plain; charset=x-klingon", "Qapla'"),
        ),
        (
            "an encoding's name of a megabyte",
            with(&format!("Content-Type: text/plain; charset={}", "a".repeat(1_000_000)), "x"),
        ),
        ("UTF-7", with("Content-Type: text/plain; charset=utf-7", "+ADw-script+AD4-")),
        ("half of UTF-16", with("Content-Type: text/plain; charset=utf-16", "\u{0}\u{d7ff}x")),
        (
            "a report of a million lines",
            with(
                "Content-Type: multipart/report; boundary=b",
                &format!(
                    "--b\r\nContent-Type: message/delivery-status\r\n\r\n{}",
                    "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n\r\n"
                        .repeat(100_000)
                ),
            ),
        ),
        ("no body", HEAD.as_bytes().to_vec()),
        ("nothing", Vec::new()),
        ("a line end", b"\r\n".to_vec()),
    ];
    for (name, raw) in [
        ("NUL in the subject", &b"Subject: a\0b\r\n\r\nx"[..]),
        ("a bare CR in the subject", b"Subject: a\rBcc: eve@x.example\r\n\r\nx"),
        ("bare CRs alone", b"Subject: a\rFrom: b@x.example\r\rx"),
        ("eight bits in headers", b"Subject: \xff\xfe\xc5\x82\r\nFrom: \xe9@x.example\r\n\r\n\xff"),
        ("half a letter in an encoded word", b"Subject: =?utf-8?Q?=C5?= =?utf-8?Q?=82?=\r\n\r\nx"),
        ("ISO-2022-JP left open", b"Subject: =?iso-2022-jp?B?GyRCJCI=?=\r\n\r\nx"),
        ("a date that is none", b"Date: 99 Foo 99999 99:99:99 +9999\r\n\r\nx"),
        ("a negative date", b"Date: Thu, 01 Jan -999999 00:00:00 +0000\r\n\r\nx"),
    ] {
        bytes.push((name, raw.to_vec()));
    }
    bytes
}

#[test]
fn hostile_messages_are_read_to_their_end_and_what_is_kept_of_them_is_bounded() {
    let mut read = 0;
    for (name, bytes) in hostile() {
        let Some(Arrived { email, .. }) = holds(name, &bytes) else { continue };
        read += 1;
        let texts = [&email.subject, &email.from, &email.from_name, &email.message_id];
        let longest = texts.into_iter().chain(&email.to).chain(&email.references).map(String::len);
        assert!(longest.max().unwrap_or(0) <= bytes.len(), "{name}: longer than what arrived");
    }
    assert!(read >= 30, "{read} of the hostile messages are e-mail");
}

/// Encodings of more than one byte a letter, and of one: charset, bytes, what they say.
const ENCODED: [(&str, &[u8], &str); 7] = [
    ("ISO-2022-JP", b"\x1b$B8+@Q=q\x1b(B No. 7", "見積書 No. 7"),
    ("Shift_JIS", b"\x8c\xa9\x90\xcf\x8f\x91", "見積書"),
    ("EUC-JP", b"\xb8\xab\xc0\xd1\xbd\xf1", "見積書"),
    ("GB18030", b"\xb1\xa8\xbc\xdb", "报价"),
    ("EUC-KR", b"\xb0\xdf\xc0\xfb", "견적"),
    ("windows-1250", b"Za\xbf\xf3\xb3\xe6", "Zażółć"),
    ("KOI8-R", b"\xf3\xde\xa3\xd4", "Счёт"),
];

#[test]
fn letters_of_other_encodings_are_read_in_the_subject_and_in_the_text() {
    for (charset, bytes, says) in ENCODED {
        let hex: String = bytes.iter().map(|byte| format!("={byte:02X}")).collect();
        let mut message = with(
            &format!(
                "Subject: =?{charset}?Q?{hex}?=\r\nContent-Type: text/plain; charset={charset}"
            ),
            "",
        );
        message.extend_from_slice(bytes);
        let email = holds(charset, &message).unwrap().email;
        assert_eq!((email.subject.as_str(), email.body.as_str()), (says, says), "{charset}");
    }
}

#[test]
fn what_a_header_smuggles_in_stays_in_its_header() {
    let arrived =
        holds("smuggled", &with("Subject: =?utf-8?Q?Offer=0D=0ABcc:_eve@x.example=00?=", "x"));
    let email = arrived.unwrap().email;
    let record = email.record(&[], None, Moment::from_ms(0)).unwrap();
    let text = |key: &str| match record.values.get(key) {
        Some(Some(Value::Text(text))) => text.clone(),
        other => panic!("{key}: {other:?}"),
    };
    assert_eq!(text("subject"), "Offer Bcc: eve@x.example");
    assert_eq!(text("to"), "office@in.example");
    // An address is what stands in the brackets, whatever the name pretends.
    let raw = b"From: \"ceo@client.example\" <eve@x.example>\r\nTo: o@in.example\r\n\r\nx";
    assert_eq!(read(raw).unwrap().email.from, "eve@x.example");
    // The direction of the text is the reader's to show; nothing is lost or turned around.
    let turned = holds("turned", &with("Subject: =?utf-8?B?4oCuZmRwLmV4ZQ==?=", "x")).unwrap();
    assert_eq!(turned.email.subject, "\u{202e}fdp.exe");
}

#[test]
fn the_encodings_of_the_products_countries_are_read() {
    for (charset, bytes, text) in [
        ("windows-1250", &b"\xa3\xf3d\x9f, Str\xf3j, T\xf5ke"[..], "Łódź, Strój, Tőke"),
        ("iso-8859-2", b"\xa3\xf3d\xbc", "Łódź"),
        ("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"),
        ("windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"),
        ("iso-8859-16", b"\xaatefan, \xdeara", "Ștefan, Țara"),
        ("utf-8", "Știință, Łódź, Űr, Ёж".as_bytes(), "Știință, Łódź, Űr, Ёж"),
    ] {
        let mut raw = with(&format!("Content-Type: text/plain; charset={charset}"), "");
        raw.extend(bytes);
        assert_eq!(holds(charset, &raw).unwrap().email.body, text, "{charset}");
    }
}
