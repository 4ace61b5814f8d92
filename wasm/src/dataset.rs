//! Records in wasm memory, with the account that they belong to: loaded as bytes, asked many times.

use relance_core::import::ask;
use relance_core::wire::ask as questions;
use relance_core::wire::findings::findings;
use relance_core::wire::preview::Preview;
use relance_core::wire::record::record_to_json;
use relance_core::wire::rehearsal::Rehearsal;
use relance_core::wire::session::load_report_to_json;
use relance_core::words::Problem;
use serde_json::{Value as Json, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::convert::{answer, question};

/// An account and its records.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Dataset {
    preview: Preview,
    rehearsal: Rehearsal,
}

#[wasm_bindgen]
impl Dataset {
    /// An account without records; throws `{problems}` when the setup is wrong.
    ///
    /// # Errors
    /// Everything wrong in the setup.
    #[wasm_bindgen(constructor)]
    pub fn new(setup: JsValue) -> Result<Dataset, JsValue> {
        let preview = question(setup).and_then(|setup| Preview::new(&setup));
        match preview {
            Ok(preview) => Ok(Dataset { preview, rehearsal: Rehearsal::default() }),
            Err(problems) => Err(answer(Err(problems))),
        }
    }

    /// Takes changed settings, views, templates and automations; the records stay.
    #[wasm_bindgen(js_name = setSetup)]
    pub fn set_setup(&mut self, setup: JsValue) -> JsValue {
        let done = question(setup).and_then(|setup| self.preview.set_setup(&setup));
        answer(done.map(|()| Json::Null))
    }

    /// Loads `{"records":[…]}` or a bare list, from bytes; those with known ids are replaced.
    pub fn load(&mut self, module: &str, bytes: &[u8]) -> JsValue {
        answer(
            self.preview
                .load(module, bytes)
                .map(|report| load_report_to_json(&report))
                .map_err(one),
        )
    }

    /// Loads `{"changes":[…]}`: what changed in a module's records.
    #[wasm_bindgen(js_name = loadChanges)]
    pub fn load_changes(&mut self, module: &str, bytes: &[u8]) -> JsValue {
        let report = self.preview.load_changes(module, bytes);
        answer(report.map(|report| load_report_to_json(&report)).map_err(one))
    }

    /// Loads `{"events":[…]}`: what happened to a module's records.
    #[wasm_bindgen(js_name = loadEvents)]
    pub fn load_events(&mut self, module: &str, bytes: &[u8]) -> JsValue {
        let report = self.preview.load_events(module, bytes);
        answer(report.map(|report| load_report_to_json(&report)).map_err(one))
    }

    /// Forgets records.
    pub fn remove(&mut self, module: &str, ids: Vec<String>) -> JsValue {
        let removed = ids.iter().map(|id| self.preview.remove(module, id));
        let removed: Result<Vec<bool>, Problem> = removed.collect();
        answer(removed.map(|removed| json!(removed)).map_err(one))
    }

    /// One record with those that it points to: `{record, related}`.
    pub fn record(&self, module: &str, id: &str) -> JsValue {
        let subject = self.preview.subject(module, id).map(|(record, related)| {
            let related: Vec<Json> = related.values().map(record_to_json).collect();
            json!({"record": record_to_json(&record), "related": related})
        });
        answer(subject.map_err(one))
    }

    /// What somebody wants a record to hold, as it would be kept: `{module, record}`.
    #[wasm_bindgen(js_name = checkRecord)]
    pub fn check_record(&self, request: JsValue) -> JsValue {
        answer(
            question(request)
                .and_then(|given| questions::check_record(&given, self.preview.setup())),
        )
    }

    /// What the account may use: `{now}`.
    pub fn subscription(&self, request: JsValue) -> JsValue {
        answer(
            question(request)
                .and_then(|given| questions::subscription(&given, self.preview.setup())),
        )
    }

    /// What an automation would do that nobody means: `{automation}`.
    pub fn findings(&self, request: JsValue) -> JsValue {
        answer(question(request).and_then(|given| findings(&given, self.preview.setup())))
    }

    /// How many match: `{module, filter, now}`.
    pub fn count(&mut self, request: JsValue) -> JsValue {
        answer(question(request).and_then(|request| self.preview.count(&request)))
    }

    /// Some of those that match: `{module, filter, now, offset?, limit?, sort?}`.
    pub fn page(&mut self, request: JsValue) -> JsValue {
        answer(question(request).and_then(|request| self.preview.page(&request)))
    }

    /// Why one matches or not: `{module, filter, now, record}`.
    pub fn explain(&mut self, request: JsValue) -> JsValue {
        answer(question(request).and_then(|request| self.preview.explain(&request)))
    }

    /// What an edit of a filter changes: `{module, before, after, now}`.
    pub fn diff(&mut self, request: JsValue) -> JsValue {
        answer(question(request).and_then(|request| self.preview.diff(&request)))
    }

    /// What time alone changes: `{module, filter, now, days?}`.
    #[wasm_bindgen(js_name = nextFlips)]
    pub fn next_flips(&mut self, request: JsValue) -> JsValue {
        answer(question(request).and_then(|request| self.preview.next_flips(&request)))
    }

    /// What a file seems to hold: `{module, csv}`.
    #[wasm_bindgen(js_name = inspectCsv)]
    pub fn inspect_csv(&self, request: JsValue) -> JsValue {
        answer(question(request).and_then(|request| ask::inspect(&request, self.preview.setup())))
    }

    /// A file as records, read whole: `{module, csv, mapping, id_column?, date_format?}`.
    #[wasm_bindgen(js_name = readCsv)]
    pub fn read_csv(&self, request: JsValue, import: &str) -> JsValue {
        let read =
            question(request).and_then(|request| ask::read(&request, self.preview.setup(), import));
        answer(read.map(|file| ask::read_file_to_json(&file)))
    }

    /// Takes how records stand in active automations: `{standings: […]}`.
    #[wasm_bindgen(js_name = setStandings)]
    pub fn set_standings(&mut self, standings: JsValue) -> JsValue {
        let taken = question(standings).and_then(|given| self.preview.set_standings(&given));
        answer(taken.map(|count| json!(count)))
    }

    /// What an automation is going to do to one record.
    pub fn timeline(&self, request: JsValue) -> JsValue {
        answer(question(request).and_then(|request| self.preview.timeline(&request)))
    }

    /// What automations are going to do to all records.
    pub fn forecast(&mut self, request: JsValue) -> JsValue {
        answer(question(request).and_then(|request| self.preview.forecast(&request)))
    }

    /// What switching an automation on would do.
    pub fn activation(&mut self, request: JsValue) -> JsValue {
        answer(question(request).and_then(|request| self.preview.activation(&request)))
    }

    /// Lets time pass in memory: the decisions; later plans go on from there.
    pub fn rehearse(&mut self, request: JsValue) -> JsValue {
        let Dataset { preview, rehearsal } = self;
        let decided = question(request).and_then(|request| rehearsal.run(preview, &request));
        let kept = decided.and_then(|entries| {
            preview.set_standings(&rehearsal.standings())?;
            Ok(entries)
        });
        answer(kept)
    }

    /// How every record stands in the automations that were rehearsed: `{standings: […]}`.
    pub fn standings(&self) -> JsValue {
        answer(Ok(self.rehearsal.standings()))
    }
}

fn one(problem: Problem) -> Vec<Problem> {
    vec![problem]
}
