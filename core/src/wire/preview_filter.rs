//! What the browser asks of a filter over loaded records: how many, which, why, what an edit does.
//!
//! Every question is `{"module","filter","now", …}`, with the filter in canonical JSON.

use serde_json::{Value as Json, json};

use super::filter::{explanation_to_json, expression_from_json};
use super::json::Object;
use super::preview::Preview;
use super::record::record_to_json;
use crate::filter::columnar::{Blanks, Dataset, Direction, Plan, Sort, Table};
use crate::filter::{At, Filter};
use crate::words::{FieldKey, ModuleKey, Moment, Problem, Problems};

/// Most records of one page. Source: our choice: ten screens.
const PAGE_RECORDS_MAX: i64 = 1_000;
/// Records named on each side of a difference; all are counted.
const DIFFERENCE_RECORDS_MAX: usize = 50;
/// Days that flips are counted for. Source: our choice, a quarter.
const FLIP_DAYS_MAX: i64 = 92;

const DIRECTIONS: [(&str, Direction); 2] =
    [("ascending", Direction::Ascending), ("descending", Direction::Descending)];

/// The part that all questions share.
struct Asked {
    module: ModuleKey,
    at: At,
}

impl Preview {
    /// `{"count","total","blanks":[{"clause","field","included","excluded"}]}`: how many match, and
    /// where an empty value decides (D7).
    ///
    /// # Errors
    /// Everything wrong in the request.
    pub fn count(&mut self, request: &Json) -> Result<Json, Problems> {
        let mut object = Object::of(request)?;
        let asked = self.asked(&mut object)?;
        let filter = self.filter(&mut object, "filter", &asked)?;
        object.finish()?;
        let (dataset, plan) = self.ready(&filter)?;
        let count = dataset.count(&plan, &asked.at);
        let blanks: Vec<Json> =
            dataset.blanks(&plan, &asked.at).iter().map(blanks_to_json).collect();
        Ok(json!({"count": count, "total": dataset.own().len(), "blanks": blanks}))
    }

    /// `{"records":[…],"count"}` for `{"offset"?,"limit"?,"sort"?:{"field","direction"?}}`.
    ///
    /// # Errors
    /// Everything wrong in the request.
    pub fn page(&mut self, request: &Json) -> Result<Json, Problems> {
        let mut object = Object::of(request)?;
        let asked = self.asked(&mut object)?;
        let filter = self.filter(&mut object, "filter", &asked)?;
        let offset = size(&mut object, "offset", 0, i64::MAX);
        let limit = size(&mut object, "limit", 50, PAGE_RECORDS_MAX);
        let sort = match object.value("sort") {
            None => None,
            Some(sort) => object.keep_all("sort", sort_from_json(sort)),
        };
        object.finish()?;
        let (dataset, plan) = self.ready(&filter)?;
        let matching = dataset.run(&plan, &asked.at);
        let rows = dataset.page(&matching, offset, limit, sort.as_ref());
        let rows = rows.map_err(|problem| vec![problem.at("sort.field")])?;
        let table = dataset.own();
        let records: Vec<Json> =
            rows.into_iter().filter_map(|row| Some(record_to_json(&table.record(row)?))).collect();
        Ok(json!({"records": records, "count": matching.count()}))
    }

    /// Why `{"record": id}` matches or not (B3): the filter's tree with each clause's truth and
    /// what it read, and when time alone changes the answer.
    ///
    /// # Errors
    /// Everything wrong in the request; `unknown_record`.
    pub fn explain(&mut self, request: &Json) -> Result<Json, Problems> {
        let mut object = Object::of(request)?;
        let asked = self.asked(&mut object)?;
        let filter = self.filter(&mut object, "filter", &asked)?;
        let id = object.text("record").unwrap_or_default();
        object.finish()?;
        let whole = self.whole(asked.module.as_str(), id).map_err(|problem| vec![problem])?;
        let explanation = filter.explain(&whole.subject(), &asked.at);
        let next_flip = filter.next_flip(&whole.subject(), &asked.at);
        Ok(json!({
            "matches": explanation.holds,
            "explanation": explanation_to_json(&explanation),
            "next_flip": next_flip.map(Moment::to_iso),
        }))
    }

    /// What replacing `before` by `after` does (B2): `{"entering":{"count","records"},
    /// "leaving":{…},"staying"}`.
    ///
    /// # Errors
    /// Everything wrong in the request.
    pub fn diff(&mut self, request: &Json) -> Result<Json, Problems> {
        let mut object = Object::of(request)?;
        let asked = self.asked(&mut object)?;
        let before = self.filter(&mut object, "before", &asked)?;
        let after = self.filter(&mut object, "after", &asked)?;
        object.finish()?;
        let (_, before) = self.ready(&before)?;
        let (dataset, after) = self.ready(&after)?;
        let difference = dataset.difference(&before, &after, &asked.at);
        let table = dataset.own();
        let side = |rows: &crate::filter::columnar::Bitset| {
            let ids: Vec<&str> =
                rows.rows().take(DIFFERENCE_RECORDS_MAX).map(|row| table.id(row)).collect();
            json!({"count": rows.count(), "records": ids})
        };
        Ok(json!({
            "entering": side(&difference.enters),
            "leaving": side(&difference.leaves),
            "staying": difference.stays.count(),
        }))
    }

    /// How many records time alone brings in and takes out, day by day (D10): `[{"date","entering",
    /// "leaving","matching"}]` for `{"days"?}`.
    ///
    /// # Errors
    /// Everything wrong in the request.
    pub fn next_flips(&mut self, request: &Json) -> Result<Json, Problems> {
        let mut object = Object::of(request)?;
        let asked = self.asked(&mut object)?;
        let filter = self.filter(&mut object, "filter", &asked)?;
        let days = size(&mut object, "days", 30, FLIP_DAYS_MAX);
        object.finish()?;
        let (dataset, plan) = self.ready(&filter)?;
        let ahead = dataset.days_ahead(&plan, &asked.at, days);
        let days = ahead.iter().map(|day| {
            json!({
                "date": day.date.to_string(),
                "entering": day.enters,
                "leaving": day.leaves,
                "matching": day.matching,
            })
        });
        Ok(days.collect())
    }

    fn asked(&self, object: &mut Object<'_>) -> Result<Asked, Problems> {
        let module = object.text("module").unwrap_or_default();
        let table: &Table = self.dataset(module).map_err(|problem| vec![problem])?.own();
        let now = match object.text_if_any("now") {
            Some(now) => Moment::parse(now).map_err(|problem| vec![problem.at("now")])?,
            None => return Err(vec![Problem::new("missing", "`now` is missing").at("now")]),
        };
        let at = At { now, zone: self.setup().account.zone };
        Ok(Asked { module: table.module().key.clone(), at })
    }

    fn filter(
        &self,
        object: &mut Object<'_>,
        key: &'static str,
        asked: &Asked,
    ) -> Result<Filter, Problems> {
        let checked = match object.required(key) {
            None => {
                return Err(vec![Problem::new("missing", format!("`{key}` is missing")).at(key)]);
            }
            Some(filter) => expression_from_json(filter).and_then(|expression| {
                Filter::check(&expression, &self.setup().catalog(), &asked.module)
            }),
        };
        checked.map_err(|problems| problems.into_iter().map(|p| p.within(key)).collect())
    }

    fn ready(&mut self, filter: &Filter) -> Result<(&mut Dataset, Plan), Problems> {
        let dataset = self.dataset_mut(filter.module().as_str()).map_err(|p| vec![p])?;
        let plan = dataset.compile(filter).map_err(|problem| vec![problem])?;
        Ok((dataset, plan))
    }
}

/// A whole number from 0 to a limit; more counts as the limit.
fn size(object: &mut Object<'_>, key: &'static str, absent: i64, most: i64) -> usize {
    let asked = object.whole_if_any(key).unwrap_or(absent).clamp(0, most);
    usize::try_from(asked).unwrap_or(usize::MAX)
}

fn sort_from_json(value: &Json) -> Result<Sort, Problems> {
    let mut object = Object::of(value)?;
    let field = object.text("field");
    let field = field.and_then(|field| object.keep("field", FieldKey::parse(field)));
    let direction = object.word_or("direction", &DIRECTIONS, Direction::Ascending);
    object.finish()?;
    field.map(|field| Sort { field, direction }).ok_or_else(Problems::new)
}

fn blanks_to_json(blanks: &Blanks) -> Json {
    json!({
        "clause": blanks.clause,
        "field": blanks.field.as_str(),
        "included": blanks.included,
        "excluded": blanks.excluded,
    })
}
