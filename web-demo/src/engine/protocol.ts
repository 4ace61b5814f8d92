/** How the page asks the engine in its Web Worker: one method name, its arguments, one answer. */

import type {
  ActivationFigures,
  Audience,
  Automation,
  CheckedFilter,
  CountAnswer,
  CsvInspection,
  CsvRecords,
  CsvRequest,
  DiffAnswer,
  ExplainAnswer,
  Filter,
  FilterInput,
  Findings,
  Forecast,
  GivenRecord,
  LoadReport,
  LogEntry,
  NextSlots,
  OnceKey,
  OperatorTable,
  PageAnswer,
  PageRequest,
  Problem,
  RecordRow,
  RehearsalAnswer,
  RehearsalRequest,
  RenderedTemplate,
  Schedule,
  Setup,
  SmsMeasure,
  SmsOptions,
  Standing,
  SubscriptionStanding,
  Template,
  Told,
  Value,
} from "@relance/preview";

export interface PlanRequest {
  now: string;
  days: number;
  activation?: { audience: Audience };
}

/** Every question the page can put to the engine. */
export interface EngineCalls {
  start(setup: Setup): void;
  setSetup(setup: Setup): void;
  load(module: string, bytes: Uint8Array): LoadReport;
  loadChanges(module: string, bytes: Uint8Array): LoadReport;
  loadEvents(module: string, bytes: Uint8Array): LoadReport;
  upsert(module: string, records: RecordRow[]): LoadReport;
  remove(module: string, ids: string[]): void;
  inspectCsv(request: { module: string; csv: string }): CsvInspection;
  readCsv(request: CsvRequest, importId: string): CsvRecords;
  clear(): void;
  completeSetup(setup: Setup): Setup;
  record(module: string, id: string): RecordRow | null;
  checkRecord(module: string, record: { id?: string; values: Record<string, Value> }): GivenRecord;
  subscription(now: string, automation?: Automation): SubscriptionStanding;
  findings(automation: Automation): Findings;
  activation(request: {
    automation: Automation;
    now: string;
    days: number;
    activation: { audience: Audience };
  }): ActivationFigures;
  standings(): Standing[];
  setStandings(standings: Standing[], onceKeys?: OnceKey[]): void;
  onceKeys(): OnceKey[];
  rehearse(request: RehearsalRequest): RehearsalAnswer;
  measureSms(text: string, options?: SmsOptions): SmsMeasure;
  nextSlots(request: { schedule: Schedule; zone: string; after: string; count?: number }): NextSlots;
  renderTemplate(request: {
    template: Template;
    /** Id of a loaded record of the template's module. */
    record: string;
    now: string;
  }): RenderedTemplate;
  checkFilter(module: string, input: FilterInput): CheckedFilter;
  operators(): OperatorTable;
  count(module: string, filter: Filter, now: string): CountAnswer;
  page(request: PageRequest): PageAnswer;
  explain(module: string, filter: Filter, record: string, now: string): ExplainAnswer;
  diff(module: string, before: Filter, after: Filter, now: string): DiffAnswer;
  timeline(request: PlanRequest & { record: string; automation: Automation; beside?: Automation[]; told?: Told }): LogEntry[];
  forecast(request: PlanRequest & { automations: Automation[]; sms_spent_micros?: number }): Forecast;
}

export type EngineMethod = keyof EngineCalls;

export interface EngineRequest {
  id: number;
  method: EngineMethod;
  args: unknown[];
}

export type EngineReply =
  | { id: number; value: unknown }
  | { id: number; problems: Problem[] }
  | { id: number; error: string };
