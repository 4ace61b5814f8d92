/** What the generated module `dist/wasm/index.js` exports: the one place that names it. */

import type { Problem } from "./types.js";

export type Answer<T> = { ok: T } | { problems: Problem[] };

/** Records in wasm memory, untyped; `dataset.ts` is its typed face. */
export interface RawDataset {
  setSetup(setup: unknown): Answer<unknown>;
  inspectCsv(request: unknown): Answer<unknown>;
  readCsv(request: unknown, importId: string): Answer<unknown>;
  load(module: string, bytes: Uint8Array): Answer<unknown>;
  loadChanges(module: string, bytes: Uint8Array): Answer<unknown>;
  loadEvents(module: string, bytes: Uint8Array): Answer<unknown>;
  remove(module: string, ids: string[]): Answer<unknown>;
  record(module: string, id: string): Answer<unknown>;
  count(request: unknown): Answer<unknown>;
  page(request: unknown): Answer<unknown>;
  explain(request: unknown): Answer<unknown>;
  diff(request: unknown): Answer<unknown>;
  checkRecord(request: unknown): Answer<unknown>;
  subscription(request: unknown): Answer<unknown>;
  findings(request: unknown): Answer<unknown>;
  nextFlips(request: unknown): Answer<unknown>;
  setStandings(standings: unknown): Answer<unknown>;
  standings(): Answer<unknown>;
  timeline(request: unknown): Answer<unknown>;
  forecast(request: unknown): Answer<unknown>;
  activation(request: unknown): Answer<unknown>;
  rehearse(request: unknown): Answer<unknown>;
  free(): void;
}

export interface Glue {
  default(input: { module_or_path: unknown }): Promise<unknown>;
  initSync(input: { module: BufferSource | WebAssembly.Module }): unknown;
  version(): string;
  measureSms(request: unknown): Answer<unknown>;
  smsParts(text: string): number;
  nextSlots(request: unknown): Answer<unknown>;
  renderTemplate(request: unknown): Answer<unknown>;
  checkFilter(request: unknown): Answer<unknown>;
  operators(): Answer<unknown>;
  completeSetup(setup: unknown): Answer<unknown>;
  Dataset: new (setup: unknown) => RawDataset;
}
