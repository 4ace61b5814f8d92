/** Records inside the engine: loaded once as bytes, asked many times, never copied out whole. */

import { call } from "./engine.js";
import type { RawDataset } from "./glue.js";
import type {
  Activation,
  Automation,
  CountAnswer,
  DiffAnswer,
  ExplainAnswer,
  Filter,
  Flip,
  Forecast,
  LoadOptions,
  LoadReport,
  LogEntry,
  PageAnswer,
  PageRequest,
  RecordRow,
  Setup,
} from "./types.js";

/** A handle on records in wasm memory. Made by `engine.dataset(setup)`. */
export class Dataset {
  readonly #raw: RawDataset;

  constructor(raw: RawDataset) {
    this.#raw = raw;
  }

  /** Loads records of a module from the bytes of a response or a file. */
  load(module: string, bytes: Uint8Array, options: LoadOptions = { format: "json" }): LoadReport {
    return call(() => this.#raw.load(module, bytes, options)) as LoadReport;
  }

  /** Puts records in the place of those with the same ids. */
  upsert(module: string, records: RecordRow[]): LoadReport {
    const bytes = new TextEncoder().encode(JSON.stringify({ records }));
    return call(() => this.#raw.upsert(module, bytes)) as LoadReport;
  }

  /** Forgets records. */
  remove(module: string, ids: string[]): void {
    call(() => this.#raw.remove(module, ids));
  }

  /** Takes changed settings, views, templates and automations; the records stay. */
  setSetup(setup: Setup): void {
    call(() => this.#raw.setSetup(setup));
  }

  /** How many match, and how many are decided by a blank (D7). */
  count(module: string, filter: Filter, now: string): CountAnswer {
    return call(() => this.#raw.count({ module, filter, now })) as CountAnswer;
  }

  /** Some of those that match. */
  page(request: PageRequest): PageAnswer {
    return call(() => this.#raw.page(request)) as PageAnswer;
  }

  /** Why a record matches or not: each clause with the value it read (B3). */
  explain(module: string, filter: Filter, record: string, now: string): ExplainAnswer {
    return call(() => this.#raw.explain({ module, filter, record, now })) as ExplainAnswer;
  }

  /** Who enters, leaves and stays when a filter is edited (B2). */
  diff(module: string, before: Filter, after: Filter, now: string): DiffAnswer {
    return call(() => this.#raw.diff({ module, before, after, now })) as DiffAnswer;
  }

  /** Records whose answer changes with time alone. */
  nextFlips(module: string, filter: Filter, now: string, days: number): Flip[] {
    return call(() => this.#raw.nextFlips({ module, filter, now, days })) as Flip[];
  }

  /** What an automation is going to do to one record. */
  timeline(request: {
    record: string;
    automation: Automation;
    now: string;
    days: number;
    activation?: Activation | null;
  }): LogEntry[] {
    return call(() => this.#raw.timeline(request)) as LogEntry[];
  }

  /** What automations are going to do to all records, day by day (B1). */
  forecast(request: {
    automations: Automation[];
    now: string;
    days: number;
    activation?: Activation | null;
  }): Forecast {
    return call(() => this.#raw.forecast(request)) as Forecast;
  }

  /** Gives the memory back. */
  free(): void {
    this.#raw.free();
  }

  [Symbol.dispose](): void {
    this.free();
  }
}
