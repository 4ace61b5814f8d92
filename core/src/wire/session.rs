//! Every question by its name, over one account: what hosts that only carry text call.
//!
//! Decides nothing: each question is a function of `ask` or of [`Preview`]. The native binary and
//! the Worker's development route are such hosts; in the browser the bindings call the same
//! functions, and `tests/parity` holds the three to one answer.
//!
//! | name | request | answer |
//! |---|---|---|
//! | `operators` | anything | see [`ask`] |
//! | `measure_sms`, `complete_setup` | see [`ask`] | |
//! | `next_slots` | see [`super::schedule::next_slots`] | |
//! | `check_filter`, `render_template` | see [`ask`]; without `setup` they take the opened one | |
//! | `open`, `set_setup` | a setup | `null` |
//! | `load` | `{"module","text"}`, the text of an API answer | `{"loaded","refused","problems"}` |
//! | `remove` | `{"module","ids"}` | for each, whether it was there |
//! | `record` | `{"module","id"}` | `{"record","related"}` |
//! | `check_record`, `subscription` | see [`ask`] | |
//! | `findings` | see [`super::findings`] | |
//! | `count`, `page`, `explain`, `diff`, `next_flips` | see `preview_filter` | |
//! | `timeline`, `forecast`, `activation`, `set_standings` | see [`Preview`] | |
//! | `rehearse`, `standings` | see [`Rehearsal`]; later plans go on from there | |

use serde_json::{Value as Json, json};

use super::ask;
use super::json::{Object, problems_to_json};
use super::preview::Preview;
use super::record::record_to_json;
use super::rehearsal::Rehearsal;
use crate::filter::columnar::LoadReport;
use crate::words::{Problem, Problems, clip};

/// Names of the questions.
pub const QUESTIONS: [&str; 25] = [
    "operators",
    "measure_sms",
    "next_slots",
    "complete_setup",
    "check_filter",
    "render_template",
    "open",
    "set_setup",
    "load",
    "remove",
    "record",
    "check_record",
    "subscription",
    "findings",
    "count",
    "page",
    "explain",
    "diff",
    "next_flips",
    "timeline",
    "forecast",
    "activation",
    "set_standings",
    "rehearse",
    "standings",
];

/// What was opened and loaded so far.
#[derive(Debug, Default)]
pub struct Session {
    opened: Option<Opened>,
}

#[derive(Debug)]
struct Opened {
    setup: Json,
    preview: Preview,
    rehearsal: Rehearsal,
}

impl Session {
    /// Answers a question: `{"ok": …}` or `{"problems": […]}`.
    ///
    /// # Example
    /// ```
    /// use relance_core::wire::session::Session;
    /// let answer = Session::default().ask("measure_sms", &serde_json::json!({"text": "Cześć"}));
    /// assert_eq!(answer["ok"]["encoding"], "UCS-2");
    /// ```
    pub fn ask(&mut self, name: &str, request: &Json) -> Json {
        ask::answer(self.outcome(name, request))
    }

    fn outcome(&mut self, name: &str, request: &Json) -> Result<Json, Problems> {
        match name {
            "operators" => Ok(ask::operators()),
            "measure_sms" => ask::measure_sms(request),
            "next_slots" => super::schedule::next_slots(request),
            "complete_setup" => ask::complete_setup(request),
            "check_filter" => ask::check_filter(&self.with_setup(request)),
            "render_template" => ask::render_template(&self.with_setup(request)),
            "open" => {
                let (preview, rehearsal) = (Preview::new(request)?, Rehearsal::default());
                self.opened = Some(Opened { setup: request.clone(), preview, rehearsal });
                Ok(Json::Null)
            }
            other if QUESTIONS.contains(&other) => self.ask_preview(other, request),
            other => Err(vec![
                Problem::new("unknown_word", format!("`{}` is no question", clip(other)))
                    .found(clip(other))
                    .allowed(QUESTIONS)
                    .suggest(),
            ]),
        }
    }

    fn ask_preview(&mut self, name: &str, request: &Json) -> Result<Json, Problems> {
        let Some(Opened { setup, preview, rehearsal }) = &mut self.opened else {
            let problem = Problem::new("missing", "no account is open").at("setup");
            return Err(vec![problem.help("ask `open` first, with the account's setup")]);
        };
        match name {
            "set_setup" => {
                preview.set_setup(request)?;
                *setup = request.clone();
                Ok(Json::Null)
            }
            "load" => load(preview, request),
            "remove" => remove(preview, request),
            "record" => record(preview, request),
            "check_record" => ask::check_record(request, preview.setup()),
            "subscription" => ask::subscription(request, preview.setup()),
            "findings" => super::findings::findings(request, preview.setup()),
            "count" => preview.count(request),
            "page" => preview.page(request),
            "explain" => preview.explain(request),
            "diff" => preview.diff(request),
            "next_flips" => preview.next_flips(request),
            "timeline" => preview.timeline(request),
            "forecast" => preview.forecast(request),
            "activation" => preview.activation(request),
            "set_standings" => preview.set_standings(request).map(|count| json!(count)),
            "rehearse" => {
                let entries = rehearsal.run(preview, request)?;
                preview.set_standings(&rehearsal.standings())?;
                Ok(entries)
            }
            _ => Ok(rehearsal.standings()),
        }
    }

    /// The request, with the opened account's setup if it brings none of its own.
    fn with_setup(&self, request: &Json) -> Json {
        let mut request = request.clone();
        if let (Some(map), Some(opened)) = (request.as_object_mut(), &self.opened) {
            map.entry("setup").or_insert_with(|| opened.setup.clone());
        }
        request
    }
}

fn load(preview: &mut Preview, request: &Json) -> Result<Json, Problems> {
    let mut object = Object::of(request)?;
    let module = object.text("module");
    let text = object.text_if_any("text").unwrap_or_default();
    object.finish()?;
    let Some(module) = module else { return Err(Problems::new()) };
    let report = preview.load(module, text.as_bytes()).map_err(one)?;
    Ok(load_report_to_json(&report))
}

/// What a load did, as the boundary writes it.
pub fn load_report_to_json(report: &LoadReport) -> Json {
    json!({
        "loaded": report.loaded,
        "refused": report.refused,
        "problems": problems_to_json(&report.problems),
    })
}

fn remove(preview: &mut Preview, request: &Json) -> Result<Json, Problems> {
    let mut object = Object::of(request)?;
    let (module, ids) = (object.text("module"), object.texts("ids"));
    object.finish()?;
    let Some(module) = module else { return Err(Problems::new()) };
    let removed: Result<Vec<bool>, Problem> =
        ids.into_iter().map(|id| preview.remove(module, id)).collect();
    removed.map(|removed| json!(removed)).map_err(one)
}

fn record(preview: &Preview, request: &Json) -> Result<Json, Problems> {
    let mut object = Object::of(request)?;
    let (module, id) = (object.text("module"), object.text("id"));
    object.finish()?;
    let (Some(module), Some(id)) = (module, id) else { return Err(Problems::new()) };
    let (record, related) = preview.subject(module, id).map_err(one)?;
    let related: Vec<Json> = related.values().map(record_to_json).collect();
    Ok(json!({"record": record_to_json(&record), "related": related}))
}

fn one(problem: Problem) -> Problems {
    vec![problem]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_about_records_needs_an_open_account() {
        let answer = Session::default().ask("count", &json!({}));
        assert_eq!(answer["problems"][0]["code"], "missing");
        let answer = Session::default().ask("cuont", &json!({}));
        assert_eq!(answer["problems"][0]["help"], "did you mean `count`?");
    }

    #[test]
    fn an_account_that_cannot_be_opened_leaves_the_open_one() {
        let mut session = Session::default();
        let setup =
            json!({"account": {"id": "a", "name": "A", "zone": "Europe/Warsaw", "language": "pl"}});
        assert_eq!(session.ask("open", &setup), json!({"ok": null}));
        assert!(session.ask("open", &json!({})).get("problems").is_some());
        let request = json!({"module": "contacts", "filter": {"everyone": true}, "now": "2026-11-21T12:00:00Z"});
        assert_eq!(session.ask("count", &request)["ok"]["total"], 0);
    }
}
