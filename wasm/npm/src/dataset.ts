/** Records inside the engine: loaded once as bytes, asked many times, never copied out whole. */

import { call } from "./engine.js";
import type { RawDataset } from "./glue.js";
import type {
  ActivationFigures,
  Audience,
  Automation,
  CountAnswer,
  CsvInspection,
  CsvRecords,
  CsvRequest,
  DayAhead,
  DiffAnswer,
  ExplainAnswer,
  Filter,
  Findings,
  Forecast,
  GivenRecord,
  LoadReport,
  LogEntry,
  OnceKey,
  PageAnswer,
  PageRequest,
  RecordRow,
  RehearsalAnswer,
  RehearsalRequest,
  Setup,
  Standing,
  SubscriptionStanding,
  Told,
  Value,
} from "./types.js";

/** A handle on records in wasm memory. Made by `engine.dataset(setup)`. */
export class Dataset {
  readonly #raw: RawDataset;

  constructor(raw: RawDataset) {
    this.#raw = raw;
  }

  /** Loads `{"records":[…]}` from the bytes of an answer; records with known ids are replaced. */
  load(module: string, bytes: Uint8Array): LoadReport {
    return call(() => this.#raw.load(module, bytes)) as LoadReport;
  }

  /** Loads `{"changes":[…]}`: what changed in a module's records, for filters over their history. */
  loadChanges(module: string, bytes: Uint8Array): LoadReport {
    return call(() => this.#raw.loadChanges(module, bytes)) as LoadReport;
  }

  /** Loads `{"events":[…]}`: what happened to a module's records. */
  loadEvents(module: string, bytes: Uint8Array): LoadReport {
    return call(() => this.#raw.loadEvents(module, bytes)) as LoadReport;
  }

  /** Puts records in the place of those with the same ids. */
  upsert(module: string, records: RecordRow[]): LoadReport {
    return this.load(module, new TextEncoder().encode(JSON.stringify({ records })));
  }

  /** What somebody wants a record to hold, as it would be kept; throws with each wrong value's place. */
  checkRecord(module: string, record: { id?: string; values: Record<string, Value> }): GivenRecord {
    return call(() => this.#raw.checkRecord({ module, record })) as GivenRecord;
  }

  /** What the account may use at `now`, which level has what it may not, and why an automation is refused. */
  subscription(now: string, automation?: Automation): SubscriptionStanding {
    return call(() => this.#raw.subscription({ now, automation })) as SubscriptionStanding;
  }

  /** What an automation would do that nobody means: it starts itself again, or loses its own steps. */
  findings(automation: Automation): Findings {
    return call(() => this.#raw.findings({ automation })) as Findings;
  }

  /** What a CSV file seems to hold, column by column. */
  inspectCsv(request: { module: string; csv: string }): CsvInspection {
    return call(() => this.#raw.inspectCsv(request)) as CsvInspection;
  }

  /** A CSV file as records, read whole; `importId` names rows that have no id of their own. */
  readCsv(request: CsvRequest, importId: string): CsvRecords {
    return call(() => this.#raw.readCsv(request, importId)) as CsvRecords;
  }

  /** Loads the rows of a CSV file that read well; see `readCsv` for the others. */
  loadCsv(request: CsvRequest, importId: string): LoadReport {
    const { records, problems } = this.readCsv(request, importId);
    const report = this.load(request.module, new TextEncoder().encode(JSON.stringify({ records })));
    return { ...report, problems: [...problems, ...report.problems] };
  }

  /** Forgets records. */
  remove(module: string, ids: string[]): void {
    call(() => this.#raw.remove(module, ids));
  }

  /** Takes changed settings, views, templates and automations; the records stay. */
  setSetup(setup: Setup): void {
    call(() => this.#raw.setSetup(setup));
  }

  /** One record, and those that it points to. */
  record(module: string, id: string): { record: RecordRow; related: RecordRow[] } {
    return call(() => this.#raw.record(module, id)) as { record: RecordRow; related: RecordRow[] };
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

  /** What time alone does to a filter's answer in the coming days. */
  nextFlips(module: string, filter: Filter, now: string, days = 30): DayAhead[] {
    return call(() => this.#raw.nextFlips({ module, filter, now, days })) as DayAhead[];
  }

  /** Takes how records stand in active automations, so that their plans go on from there. */
  setStandings(standings: Standing[], onceKeys: OnceKey[] = []): void {
    call(() => this.#raw.setStandings({ standings, once_keys: onceKeys }));
  }

  /** How records stand in what was rehearsed. */
  standings(): Standing[] {
    return (call(() => this.#raw.standings()) as { standings: Standing[] }).standings;
  }

  /** Which clients had which campaign, in an account that runs in memory. */
  onceKeys(): OnceKey[] {
    return (call(() => this.#raw.standings()) as { once_keys: OnceKey[] }).once_keys;
  }

  /** What an automation is going to do to one record; without `activation`, as it stands. */
  timeline(request: {
    record: string;
    automation: Automation;
    /** Others that act on the record as well, like the rules of the same stage. */
    beside?: Automation[];
    now: string;
    days?: number;
    activation?: { audience: Audience };
    told?: Told;
  }): LogEntry[] {
    return call(() => this.#raw.timeline(request)) as LogEntry[];
  }

  /** What automations are going to do to all records, day by day (B1). */
  forecast(request: {
    automations: Automation[];
    now: string;
    days?: number;
    activation?: { audience: Audience };
    /** What SMS have cost in the month of `now` so far, in millionths of the budget's currency. */
    sms_spent_micros?: number;
  }): Forecast {
    return call(() => this.#raw.forecast(request)) as Forecast;
  }

  /** What switching an automation on would do (D18). */
  activation(request: {
    automation: Automation;
    now: string;
    days?: number;
    activation: { audience: Audience };
    sms_spent_micros?: number;
  }): ActivationFigures {
    return call(() => this.#raw.activation(request)) as ActivationFigures;
  }

  /**
   * Lets time pass in memory: decides what is due between two instants, and remembers it. For demos
   * and tests; `activated` names an automation that the setup holds as active since `from`.
   */
  rehearse(request: RehearsalRequest): RehearsalAnswer {
    return call(() => this.#raw.rehearse(request)) as RehearsalAnswer;
  }

  /** Gives the memory back. */
  free(): void {
    this.#raw.free();
  }

  [Symbol.dispose](): void {
    this.free();
  }
}
