//! Writes build/docs/rules.html: every rule with its status and with what holds it, for people.

use super::evidence::{Evidence, Ran};
use super::index::{Rule, Status};
use super::regressions::Regression;
use crate::files;
use std::path::Path;

const PAGE: &str = "build/docs/rules.html";
/// More than these are folded away.
const SHOWN: usize = 2;

/// `waiting` are tests that were not run since the last change: shown where nothing else holds a rule.
pub fn write(
    rules: &[Rule],
    evidence: &Evidence,
    waiting: &Evidence,
    past: &[Regression],
) -> Result<(), String> {
    let mut body = String::new();
    let mut documents: Vec<&str> = rules.iter().map(|rule| rule.document.as_str()).collect();
    documents.dedup();
    for document in documents {
        let of = || rules.iter().filter(|rule| rule.document == document);
        let holds = of().filter(|rule| rule.status == Status::Holds).count();
        let total = of().filter(|rule| rule.status != Status::Informs).count();
        let head = "<tr><th>Rule<th>In short<th>Status<th>Held by";
        let rows: String = of().map(|rule| rule_row(rule, evidence, waiting)).collect();
        let heading = escape(document);
        body += &format!(
            "<h2>{heading}</h2><p>{holds} of {total} hold.</p><table>{head}{rows}</table>"
        );
    }
    body += "<h2>Mistakes of other products</h2><p>What would fail here, were it made again.</p>";
    let rows: String = past.iter().map(|one| regression_row(one, evidence)).collect();
    body +=
        &format!("<table><tr><th>Where<th>What went wrong<th>Status<th>Would fail{rows}</table>");
    files::write(Path::new(PAGE), &format!("{HEAD}{body}</main></html>\n"))?;
    println!("written for people: {PAGE}");
    Ok(())
}

fn rule_row(rule: &Rule, evidence: &Evidence, waiting: &Evidence) -> String {
    let mut held_by = proofs(&evidence.for_rule(rule));
    if held_by.is_empty() && waiting.has(rule) {
        held_by = format!("<em>To be run again:</em>{}", proofs(&waiting.for_rule(rule)));
    }
    let number = &rule.number;
    row(number, &escape(number), &rule.words, rule.status, &held_by)
}

fn regression_row(one: &Regression, evidence: &Evidence) -> String {
    let is_of = |ran: &&Ran| {
        let names = |(file, words): &(String, String)| {
            ran.file == *file && (words.is_empty() || ran.words == *words)
        };
        one.shown_by.iter().any(names)
    };
    let ran: Vec<&Ran> = evidence.ran.iter().filter(is_of).collect();
    row("", &escape(&one.name), &one.went_wrong, one.status, &proofs(&ran))
}

fn row(id: &str, name: &str, words: &str, status: Status, held_by: &str) -> String {
    let (words, status) = (escape(words), status.word());
    let id = if id.is_empty() { String::new() } else { format!(" id=\"{id}\"") };
    format!("<tr{id}><th scope=row>{name}<td>{words}<td class={status}>{status}<td>{held_by}\n")
}

fn proofs(ran: &[&Ran]) -> String {
    let items: Vec<String> = ran.iter().map(|one| proof(one)).collect();
    let (shown, folded) = items.split_at(items.len().min(SHOWN));
    let more = if folded.is_empty() {
        String::new()
    } else {
        let (count, list) = (folded.len(), folded.concat());
        format!("<details><summary>and {count} more</summary><ul>{list}</ul></details>")
    };
    if shown.is_empty() { String::new() } else { format!("<ul>{}</ul>{more}", shown.concat()) }
}

fn proof(ran: &Ran) -> String {
    let (file, line, words) = (escape(&ran.file), ran.line, escape(&ran.words));
    format!("<li>{words} <a href=\"../../{file}#L{line}\">{file}:{line}</a>")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const HEAD: &str = "<!doctype html><html lang=en><meta charset=utf-8>\
<meta name=viewport content='width=device-width,initial-scale=1'><title>Relance, rule by rule</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 } main { max-width: 72rem; margin: auto; padding: 1.5rem 1rem 4rem }
h1, h2 { line-height: 1.2; text-wrap: balance } h2 { margin-top: 3rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .5rem .75rem .5rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentcolor 18%, transparent) }
th[scope=row] { white-space: nowrap; font-weight: 600 }
ul { margin: 0; padding-inline-start: 1.1rem } td, a { overflow-wrap: anywhere }
td:last-child { font-size: .875rem; width: 45% }
.holds { color: light-dark(#14692f, #7ad892) } .later { color: light-dark(#8a4b00, #f0b45a) }
.informs { color: light-dark(#5a5a5a, #aaa) }
@media (max-width: 40rem) {
  tr:has(> th:not([scope])) { display: none } tr, th, td, td:last-child { display: block; width: auto }
  th, td { border: 0; padding: .1rem 0 } tr { border-bottom: 1px solid #8886; padding: .75rem 0 }
}
</style>
<main><h1>Relance, rule by rule</h1>
<p>What each source document asks for, what we decided where they are silent, and which row, scenario
or test shows that it is so. Written by <code>cargo xtask rules</code> from a run of the tests.</p>
";

#[cfg(test)]
mod tests {
    use super::{Evidence, Ran, Rule, Status, rule_row};

    #[test]
    fn a_rule_shows_what_holds_it_and_nothing_becomes_markup() {
        let rule = Rule {
            number: "D8".into(),
            words: "a < b".into(),
            status: Status::Holds,
            document: "D".into(),
        };
        let ran = |line| Ran { file: "tests/spec/filter.md".into(), line, words: "D8: <b>".into() };
        let none = Evidence::of(Vec::new());
        let html = rule_row(&rule, &Evidence::of(vec![ran(7), ran(8), ran(9)]), &none);
        assert!(html.contains("id=\"D8\"") && html.contains("a &lt; b"), "{html}");
        assert!(
            html.contains("href=\"../../tests/spec/filter.md#L7\"") && html.contains("and 1 more")
        );
        assert!(!html.contains("<b>") && !html.contains("again"), "{html}");
        assert!(rule_row(&rule, &none, &Evidence::of(vec![ran(7)])).contains("To be run again"));
    }
}
