/** Records for the elements that plan or filter: an account and its records, given by the page. */

import type { Dataset } from "../dataset.js";
import type { Engine } from "../engine.js";
import type { RecordRow, Setup } from "../types.js";

/** Opens a dataset of these records; the caller frees it. */
export function openDataset(engine: Engine, setup: Setup, records: RecordRow[]): Dataset {
  const dataset = engine.dataset(setup);
  for (const module of new Set(records.map((record) => record.module))) {
    dataset.upsert(
      module,
      records.filter((record) => record.module === module),
    );
  }
  return dataset;
}
