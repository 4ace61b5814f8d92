//! The fastest way to the live filter: one module's records by column, and filters made ready once.
//!
//! `Dataset` answers more and takes plain objects; this takes numbers. Nothing is decided here.

use relance_core::definitions::Setup;
use relance_core::filter::columnar::{self, LoadReport, Plan};
use relance_core::filter::{At, Filter};
use relance_core::wire::filter::expression_from_json;
use relance_core::wire::json::parse;
use relance_core::wire::session::load_report_to_json;
use relance_core::wire::setup::setup_from_json;
use relance_core::words::{Moment, Problem, Problems};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::convert::{answer, question};

/// Records of one module by column.
#[wasm_bindgen]
pub struct Columns {
    setup: Setup,
    dataset: columnar::Dataset,
    plans: Vec<Plan>,
}

#[wasm_bindgen]
impl Columns {
    /// No records yet, of a module of this account; throws `{problems}`.
    #[wasm_bindgen(constructor)]
    pub fn new(setup: JsValue, module: &str) -> Result<Columns, JsValue> {
        let open = || -> Result<Columns, Problems> {
            let setup = setup_from_json(&question(setup)?)?;
            let known =
                setup.catalog().expect_module(module).map_err(|problem| vec![problem])?.clone();
            let others: Vec<_> =
                setup.modules.iter().filter(|other| other.key != known.key).cloned().collect();
            let dataset = columnar::Dataset::new(known, others);
            Ok(Columns { setup, dataset, plans: Vec::new() })
        };
        open().map_err(|problems| answer(Err(problems)))
    }

    /// Makes room for so many records, so that memory does not grow step by step while they load.
    pub fn reserve(&mut self, records: u32) {
        self.dataset.reserve(records as usize);
    }

    /// Loads records from the bytes of an API answer.
    pub fn load(&mut self, bytes: &[u8]) -> JsValue {
        told(Ok(self.dataset.load(bytes)))
    }

    /// Loads records of a module that the own ones point to.
    #[wasm_bindgen(js_name = loadRelated)]
    pub fn load_related(&mut self, module: &str, bytes: &[u8]) -> JsValue {
        told(self.dataset.load_related(module, bytes))
    }

    /// Loads what happened to the records: `{"events":[{"id","name","record","at","about"}]}`.
    #[wasm_bindgen(js_name = loadEvents)]
    pub fn load_events(&mut self, bytes: &[u8]) -> JsValue {
        told(Ok(self.dataset.load_events(bytes)))
    }

    /// Loads how fields changed: `{"changes":[{"record","field","at","old","new"}]}`.
    #[wasm_bindgen(js_name = loadChanges)]
    pub fn load_changes(&mut self, bytes: &[u8]) -> JsValue {
        told(Ok(self.dataset.load_changes(bytes)))
    }

    /// Makes a filter, as JSON text, ready; its number is for `count` and `firstRows`. Throws
    /// `{problems}`.
    pub fn compile(&mut self, filter: &str) -> Result<u32, JsValue> {
        let plan = self.plan(filter).map_err(|problems| answer(Err(problems)))?;
        self.plans.push(plan);
        Ok(self.plans.len() as u32 - 1)
    }

    fn plan(&self, filter: &str) -> Result<Plan, Problems> {
        let one = |problem: Problem| vec![problem];
        let expression = expression_from_json(&parse(filter).map_err(one)?)?;
        let module = &self.dataset.own().module().key;
        let filter = Filter::check(&expression, &self.setup.catalog(), module)?;
        self.dataset.compile(&filter).map_err(one)
    }

    /// Forgets the answers that were kept, so that the next count asks everything anew.
    pub fn forget(&mut self) {
        self.dataset.forget();
    }

    /// Forgets the filters that were made ready; their numbers are given anew.
    pub fn release(&mut self) {
        self.plans.clear();
    }

    /// How many records match; 0 for a filter that was not made ready.
    pub fn count(&mut self, plan: u32, now_ms: f64) -> u32 {
        let at = self.at(now_ms);
        self.plans.get(plan as usize).map_or(0, |plan| self.dataset.count(plan, &at) as u32)
    }

    /// The numbers of the first rows that match.
    #[wasm_bindgen(js_name = firstRows)]
    pub fn first_rows(&mut self, plan: u32, now_ms: f64, limit: u32) -> Vec<u32> {
        let at = self.at(now_ms);
        let Some(plan) = self.plans.get(plan as usize) else { return Vec::new() };
        let rows = self.dataset.run(plan, &at);
        rows.rows().take(limit as usize).map(|row| row as u32).collect()
    }

    fn at(&self, now_ms: f64) -> At {
        At { now: Moment::from_ms(now_ms as i64), zone: self.setup.account.zone }
    }

    /// The id of a row.
    pub fn id(&self, row: u32) -> String {
        self.dataset.own().id(row as usize).to_owned()
    }

    /// What the columns take. Units: bytes.
    #[wasm_bindgen(js_name = heldBytes)]
    pub fn held_bytes(&self) -> f64 {
        self.dataset.bytes() as f64
    }
}

fn told(report: Result<LoadReport, Problem>) -> JsValue {
    answer(report.map_err(|problem| vec![problem]).map(|report| load_report_to_json(&report)))
}
