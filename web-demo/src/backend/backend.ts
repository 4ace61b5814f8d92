/**
 * What the console needs of a server. Two implementations: `HttpBackend` talks to the Worker,
 * `DemoBackend` keeps everything in memory and lets the same engine decide.
 */

import type {
  AccountSettings,
  ActivationFigures,
  Audience,
  Automation,
  CsvInspection,
  CsvRequest,
  Findings,
  LogEntry,
  Module,
  OnceKey,
  Problem,
  RecordRow,
  Setup,
  Standing,
  Template,
  User,
  View,
} from "@relance/preview";
import type { Changing } from "./changing.js";
import type { Consents } from "./consent.js";
import type { Outside } from "./outside.js";
import type { Senders } from "./senders.js";
import type { Merges } from "./merges.js";
import type { Fact, Results, WithFacts } from "./results.js";
import type { Operations } from "./operations.js";

/** What an activation is going to do, before it does; `blockers` refuse it. */
export interface ActivationPreview extends ActivationFigures, Partial<Findings> {
  blockers: Problem[];
  /** What fell due while it was switched off, with what each choice would do (D6, B13). */
  overdue?: Overdue | null;
}

/** What becomes of actions that fell due during a pause. */
export type CatchUp = "send" | "skip" | { spread: { per_hour: number } };

export interface Overdue {
  count: number;
  oldest_due_at: string;
  choices: { catch_up: CatchUp; figures: ActivationFigures["figures"] }[];
}

export interface ImportStatus {
  id: string;
  rows: number;
  valid: number;
  applied?: number;
  problems: Problem[];
  state: "staged" | "refused" | "applying" | "done" | "undone";
}

export type ImportInspection = CsvInspection;
export type ImportRequest = CsvRequest;

/** A captured message: what a provider would have got. */
export interface MailboxMessage {
  id: string;
  at: string;
  kind: "email" | "sms";
  to: string;
  subject?: string | null;
  text: string;
  parts?: number | null;
  cost_micros?: number | null;
  currency?: string | null;
  record?: string | null;
  automation?: string | null;
  /** A message to oneself. */
  is_test?: boolean;
  /** What became of it. */
  facts?: Fact[];
}

export interface TaskRow {
  id: string;
  title: string;
  description?: string | null;
  user: string | null;
  record: string | null;
  automation?: string | null;
  created: string;
}

/** One address at which the account receives. */
export interface InboundAddress {
  local_part: string;
  name: string;
  /** Whether answers to the account's messages come here (E1); one address at most. */
  takes_answers: boolean;
}

/** Where the account's e-mail arrives; without a domain nothing is routed to the server yet. */
export interface InboundAddresses {
  domain: string | null;
  addresses: InboundAddress[];
}

/** What can be done with them. A `local_part` of `null` gives one that nobody guesses. */
export interface Inbound {
  all(): Promise<InboundAddresses>;
  add(address: { local_part: string | null; name: string; takes_answers: boolean }): Promise<InboundAddresses>;
  change(localPart: string, change: Partial<InboundAddress>): Promise<InboundAddresses>;
  remove(localPart: string): Promise<InboundAddresses>;
}

/** A token of the API, without its secret. */
export interface ApiToken {
  id: string;
  name: string;
  scopes: string[];
  created: string;
}

export interface LogQuery {
  automation?: string;
  record?: string;
  after?: string;
  limit?: number;
}

export interface LogPage {
  entries: WithFacts<LogEntry>[];
  next: string | null;
}

/** What a person does to a record's passage through an automation (E9). */
export interface ByHand {
  verb: "start" | "stop" | "skip" | "reschedule";
  automation: string;
  /** Reschedule: to when. */
  at?: string;
}

export interface Backend {
  readonly kind: "demo" | "http";
  /** Whether time can be moved by hand. */
  readonly hasClock: boolean;
  /** Services outside; only where there is a server. */
  readonly outside?: Outside;
  /** Providers of messages to people; only where there is a server. */
  readonly senders?: Senders;
  /** Changes of what runs; only where there is a server. */
  readonly changing?: Changing;
  setup(): Promise<Setup>;
  now(): Promise<string>;
  tick(until: string): Promise<{ now: string; ticks: number; log_entries: number }>;
  /** How records stand in active automations, so that plans go on from there. */
  standings(): Promise<Standing[]>;
  /** Which clients had which campaign, so that plans know it. */
  onceKeys(): Promise<OnceKey[]>;
  /** Calls `take` with the bytes of page after page. */
  /** What changed in a module's records, or happened to them, page by page as bytes. */
  loadHistory(
    kind: "changes" | "events",
    module: string,
    take: (bytes: Uint8Array) => Promise<void>,
  ): Promise<void>;
  loadRecords(module: string, take: (bytes: Uint8Array) => Promise<void>): Promise<void>;
  saveRecords(module: string, records: Partial<RecordRow>[]): Promise<RecordRow[]>;
  /** Tells that something happened to a record of this module. */
  sendEvent(module: string, event: SentEvent): Promise<void>;
  /** Everything but `sending`, which is saved by itself. */
  saveSettings(account: Omit<AccountSettings, "sending">): Promise<void>;
  saveModule(module: Module): Promise<void>;
  /** What keeps a module from being deleted, and deleting one that nobody uses; only where there is a server. */
  moduleUses?(key: string): Promise<{ records: number; problems: Problem[] }>;
  deleteModule?(key: string): Promise<void>;
  saveUser(user: Omit<User, "id"> & { id?: string }): Promise<void>;
  saveView(view: Omit<View, "id"> & { id?: string }): Promise<View>;
  deleteView(id: string): Promise<void>;
  saveTemplate(template: Omit<Template, "id"> & { id?: string }): Promise<Template>;
  deleteTemplate(id: string): Promise<void>;
  saveAutomation(automation: Automation): Promise<Automation>;
  deleteAutomation(id: string): Promise<void>;
  preview(id: string, audience: Audience, catchUp?: CatchUp): Promise<ActivationPreview>;
  activate(
    id: string,
    audience: Audience,
    confirmRecords: number,
    catchUp?: CatchUp,
  ): Promise<Automation>;
  deactivate(id: string): Promise<Automation>;
  automation(id: string): Promise<Automation>;
  /** The recurring jobs, with their next and last runs. */
  jobs(): Promise<Automation[]>;
  byHand(record: RecordRow, told: ByHand): Promise<void>;
  runLog(query: LogQuery): Promise<LogPage>;
  /** What an automation came to, by step. */
  results(automation: string): Promise<Results>;
  messages(): Promise<MailboxMessage[]>;
  tasks(): Promise<TaskRow[]>;
  /** Where e-mail arrives; only where there is a server. */
  readonly inbound?: Inbound;
  /** Consent with its proof, and suppressed addresses; only where there is a server. */
  readonly consents?: Consents;
  /** Merges of contacts; only where there is a server. */
  readonly merges?: Merges;
  /** What is known of people, and forgetting them; only a server keeps anything. */
  readonly operations?: Operations;
  /** Only where there is a server with an API; the token itself is shown once. */
  tokens?(): Promise<ApiToken[]>;
  makeToken?(name: string, scopes: string[]): Promise<string>;
  deleteToken?(id: string): Promise<void>;
  signOut?(): Promise<void>;
  inspectImport(csv: string, module: string): Promise<ImportInspection>;
  stageImport(request: ImportRequest): Promise<ImportStatus>;
  applyImport(id: string): Promise<ImportStatus>;
  importStatus(id: string): Promise<ImportStatus>;
}

/** Something that happened to a record, as the API takes it. */
export interface SentEvent {
  id: string;
  name: string;
  record: string;
  at: string;
  /** What it was about, like the number of an offer. */
  about?: string;
}

/** A refusal of the server, or of the demo in its place. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly problems: Problem[];

  constructor(status: number, code: string, problems: Problem[], title = "") {
    super(problems.map((problem) => problem.message).join("; ") || title || code);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.problems = problems;
  }
}
