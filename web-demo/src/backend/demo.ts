/**
 * The console without a server: the sample account in memory, decided by the same engine.
 *
 * It keeps lists and a clock. Who matches, what is due and what it costs is asked of the engine,
 * which rehearses exactly what the Worker's cron would do.
 */

import type {
  AccountSettings,
  Audience,
  Automation,
  LogEntry,
  Module,
  OnceKey,
  Problem,
  RecordRow,
  RehearsalRequest,
  Setup,
  Standing,
  Step,
  Template,
  ToldTo,
  User,
  View,
} from "@relance/preview";
import { sampleAccount, startedSampleSetup } from "../../../worker/dev/sample.mjs";
import { type Results, resultsOfLog } from "./results.js";
import { app } from "../app-state.js";
import { randomId } from "../ui/screen.js";
import {
  Refusal,
  type ActivationPreview,
  type Backend,
  type ByHand,
  type ImportInspection,
  type ImportRequest,
  type ImportStatus,
  type LogPage,
  type LogQuery,
  type MailboxMessage,
  type SentEvent,
  type TaskRow,
} from "./backend.js";

const DEMO_RECORDS = 10_000;
/** How far an activation's figures look ahead. */
const PREVIEW_DAYS = 90;
const PAGE_RECORDS = 2_000;

/** Everything in memory; a reload of the page starts again. */
export class DemoBackend implements Backend {
  readonly kind = "demo";
  readonly hasClock = true;
  private readonly state: Setup;
  private readonly records: RecordRow[];
  private readonly log: LogEntry[] = [];
  private readonly imports = new Map<string, { status: ImportStatus; rows: RecordRow[] }>();
  private clock: string;
  private isComplete = false;
  private hasLooked = false;

  constructor() {
    const wanted = Number(new URLSearchParams(location.search).get("records"));
    const now = new URLSearchParams(location.search).get("now") ?? new Date().toISOString();
    this.clock = new Date(Math.floor(Date.parse(now) / 60_000) * 60_000).toISOString();
    this.state = startedSampleSetup(this.clock) as unknown as Setup;
    const account = sampleAccount({ records: wanted || DEMO_RECORDS, now: this.clock });
    this.records = account.records as unknown as RecordRow[];
  }

  async setup(): Promise<Setup> {
    if (!this.isComplete) {
      Object.assign(this.state, await app.engine.ask("completeSetup", this.state));
      this.isComplete = true;
    }
    return structuredClone(this.state);
  }

  async now(): Promise<string> {
    return this.clock;
  }

  async tick(until: string): Promise<{ now: string; ticks: number; log_entries: number }> {
    const entries = await this.rehearse({ from: this.clock, until });
    this.clock = until;
    return { now: until, ticks: 1, log_entries: entries };
  }

  /** Lets the engine live on; what automations made or wrote is kept. Answers how much was decided. */
  private async rehearse(request: RehearsalRequest): Promise<number> {
    const { entries, records } = await app.engine.ask("rehearse", request);
    for (const record of records) this.put(record);
    for (const module of new Set(records.map((record) => record.module))) {
      await app.engine.ask("upsert", module, records.filter((record) => record.module === module));
    }
    this.keep(entries);
    return entries.length;
  }

  private put(record: RecordRow): void {
    const at = this.records.findIndex((one) => one.id === record.id && one.module === record.module);
    if (at >= 0) this.records[at] = record;
    else this.records.push(record);
  }

  private keep(entries: LogEntry[]): void {
    for (const entry of entries) {
      this.log.push({ ...entry, id: String(this.log.length + 1).padStart(8, "0"), decided_at: entry.planned_at });
    }
  }

  /** The engine's rehearsal knows them itself. */
  onceKeys = (): Promise<OnceKey[]> => app.engine.ask("onceKeys");

  async standings(): Promise<Standing[]> {
    return app.engine.ask("standings");
  }

  /** Sample records are as they were made: nothing has changed in them or happened to them yet. */
  async loadHistory(): Promise<void> {}

  async loadRecords(module: string, take: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    const rows = this.records.filter((record) => record.module === module);
    for (let from = 0; from < rows.length; from += PAGE_RECORDS) {
      const records = rows.slice(from, from + PAGE_RECORDS);
      await take(new TextEncoder().encode(JSON.stringify({ records })));
    }
  }

  async saveRecords(module: string, changes: Partial<RecordRow>[]): Promise<RecordRow[]> {
    await this.lookFirst();
    const saved = changes.map((change) => this.mergeRecord(module, change));
    await app.engine.ask("upsert", module, saved);
    await this.decideNow();
    return saved;
  }

  async sendEvent(module: string, event: SentEvent): Promise<void> {
    if (!this.state.events.includes(event.name)) {
      await this.checked({ ...this.state, events: [...this.state.events, event.name] });
      await app.engine.ask("setSetup", this.state);
    }
    await this.lookFirst();
    await app.tellEngine(module, event);
    await this.rehearse({
      from: this.clock,
      until: this.clock,
      told: { module, record: event.record, event: event.name },
    });
  }

  async byHand({ module, id: record }: RecordRow, { verb, automation, at }: ByHand): Promise<void> {
    const told = verb === "reschedule" ? { reschedule: automation, at: at ?? this.clock } : { [verb]: automation };
    await this.rehearse({ from: this.clock, until: this.clock, told: { module, record, ...told } as ToldTo });
  }

  /** The engine sees every record once before the first write, so that it knows what changes. */
  private async lookFirst(): Promise<void> {
    if (this.hasLooked) return;
    this.hasLooked = true;
    await this.rehearse({ from: this.clock, until: this.clock });
  }

  /** What is due because of a write is decided at once, as the Worker does. */
  private async decideNow(): Promise<void> {
    await this.rehearse({ from: this.clock, until: this.clock });
  }

  private mergeRecord(module: string, change: Partial<RecordRow>): RecordRow {
    const at = this.records.findIndex((one) => one.id === change.id && one.module === module);
    const before = this.records[at];
    const values = { ...before?.values, ...change.values };
    const record: RecordRow = {
      id: change.id ?? randomId("r"),
      module,
      version: (before?.version ?? 0) + 1,
      created: before?.created ?? change.created ?? this.clock,
      updated: this.clock,
      values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
    };
    if (at >= 0) this.records[at] = record;
    else this.records.push(record);
    return record;
  }

  async saveSettings(account: Omit<AccountSettings, "sending">): Promise<void> {
    await this.checked({ ...this.state, account: { ...account, sending: this.state.account.sending } });
  }

  async saveModule(module: Module): Promise<void> {
    await this.checked({ ...this.state, modules: put(this.state.modules, module, "key") });
  }

  async saveUser(given: Omit<User, "id"> & { id?: string }): Promise<void> {
    const user = { ...given, id: given.id ?? randomId("u") };
    await this.checked({ ...this.state, users: put(this.state.users, user, "id") });
  }

  async saveView(view: Omit<View, "id"> & { id?: string }): Promise<View> {
    this.refuseInUse(view.id);
    const saved: View = { ...view, id: view.id ?? randomId("v") };
    delete saved.filter_text;
    await this.checked({ ...this.state, views: put(this.state.views, saved, "id") });
    return saved;
  }

  async deleteView(id: string): Promise<void> {
    this.refuseInUse(id);
    const used = this.state.automations.filter((one) => "view" in one.basis && one.basis.view === id);
    if (used.length > 0) throw inUse("view_in_use", "view", used);
    this.state.views = this.state.views.filter((one) => one.id !== id);
  }

  private refuseInUse(view: string | undefined): void {
    const users = this.state.automations.filter(
      (one) => one.state === "active" && "view" in one.basis && one.basis.view === view,
    );
    if (users.length > 0) throw inUse("view_in_use", "view", users);
  }

  async saveTemplate(template: Omit<Template, "id"> & { id?: string }): Promise<Template> {
    const saved = { ...template, id: template.id || randomId("t") };
    await this.checked({ ...this.state, templates: put(this.state.templates, saved, "id") });
    return saved;
  }

  async deleteTemplate(id: string): Promise<void> {
    const says = (step: Step) => step.template === id || step.variants?.some((one) => one.template === id);
    const used = this.state.automations.filter((one) => one.steps.some(says));
    if (used.length > 0) throw inUse("template_in_use", "template", used);
    this.state.templates = this.state.templates.filter((one) => one.id !== id);
  }

  async saveAutomation(automation: Automation): Promise<Automation> {
    const saved = { ...automation, id: automation.id || randomId("a") };
    const locks = automation.id ? [] : await this.locks(saved);
    if (locks.length > 0) throw new Refusal(403, "subscription_needed", locks);
    await this.checked({ ...this.state, automations: put(this.state.automations, saved, "id") });
    return saved;
  }

  async deleteAutomation(id: string): Promise<void> {
    this.state.automations = this.state.automations.filter((one) => one.id !== id);
  }

  /** Next runs by the engine; what a run did stands in the log alone. */
  async jobs(): Promise<Automation[]> {
    const jobs = this.state.automations.filter((one) => one.kind === "recurring_job");
    return Promise.all(
      jobs.map(async (job) => {
        const request = { schedule: job.schedule!, zone: this.state.account.zone, after: this.clock, count: 1 };
        const { slots } = await app.engine.ask("nextSlots", request);
        return { ...job, next_at: slots[0]?.at ?? null, runs: this.runsOf(job.id) };
      }),
    );
  }

  /** The entries of each slot: in a rehearsal a run comes at its instant. */
  private runsOf(id: string): NonNullable<Automation["runs"]> {
    const records = new Map<string, number>();
    for (const entry of this.log) {
      if (entry.automation !== id || entry.what !== "entered") continue;
      records.set(entry.planned_at, (records.get(entry.planned_at) ?? 0) + 1);
    }
    const runs = [...records].map(([slot, count]) => ({ slot, missed_since: null, ended_at: slot, records: count }));
    return runs.sort((a, b) => b.slot.localeCompare(a.slot)).slice(0, 5);
  }

  async automation(id: string): Promise<Automation> {
    const found = this.state.automations.find((one) => one.id === id);
    if (!found) throw new Refusal(404, "not_found", [], `there is no automation ${id}`);
    return found;
  }

  async preview(id: string, audience: Audience): Promise<ActivationPreview> {
    const automation = await this.automation(id);
    const figures = await app.engine.ask("activation", {
      automation: { ...automation, state: "draft", activation: null },
      now: this.clock,
      days: PREVIEW_DAYS,
      activation: { audience },
    });
    return { ...figures, blockers: await this.locks(automation) };
  }

  private async locks(automation: Automation): Promise<Problem[]> {
    const { refused } = await app.engine.ask("subscription", this.clock, automation);
    return refused ? [refused] : [];
  }

  async activate(id: string, audience: Audience, confirmRecords: number): Promise<Automation> {
    const { would_start: records } = await this.preview(id, audience);
    if (records !== confirmRecords) {
      const message = `${records} records would start now, not ${confirmRecords}`;
      throw new Refusal(409, "confirmation_mismatch", [{ code: "confirmation_mismatch", message, at: "" }]);
    }
    const activation = { at: this.clock, audience };
    const automation = { ...(await this.automation(id)), state: "active" as const, activation };
    this.state.automations = put(this.state.automations, automation, "id");
    await app.engine.ask("setSetup", this.state);
    await this.rehearse({ from: this.clock, until: this.clock, activated: id });
    return automation;
  }

  async deactivate(id: string): Promise<Automation> {
    const automation = { ...(await this.automation(id)), state: "inactive" as const };
    this.state.automations = put(this.state.automations, automation, "id");
    return automation;
  }

  async runLog({ automation, record, after, limit = 100 }: LogQuery): Promise<LogPage> {
    const wanted = this.log
      .filter((entry) => !automation || entry.automation === automation)
      .filter((entry) => !record || entry.record === record)
      .reverse();
    const from = after ? wanted.findIndex((entry) => entry.id === after) + 1 : 0;
    const entries = wanted.slice(from, from + limit);
    const hasMore = from + limit < wanted.length;
    return { entries, next: hasMore ? (entries.at(-1)?.id ?? null) : null };
  }

  async results(id: string): Promise<Results> {
    const automation = this.state.automations.find((one) => one.id === id);
    return resultsOfLog(id, automation?.steps ?? [], this.log);
  }

  async messages(): Promise<MailboxMessage[]> {
    const sent = this.log.filter((entry) => entry.what === "sent" && entry.message);
    return sent.reverse().map((entry) => ({
      id: entry.id!,
      at: entry.planned_at,
      kind: entry.action === "sms_to_contact" ? "sms" : "email",
      to: entry.to ?? "",
      subject: entry.message!.subject,
      text: entry.message!.text,
      parts: entry.message!.parts,
      cost_micros: entry.message!.cost_micros,
      currency: entry.message!.currency,
      record: entry.record,
      automation: entry.automation,
    }));
  }

  async tasks(): Promise<TaskRow[]> {
    const made = this.log.filter((entry) => entry.what === "task_created" && entry.message);
    return made.reverse().map((entry) => ({
      id: entry.id!,
      title: entry.message!.subject ?? "",
      description: entry.message!.text,
      user: entry.to,
      record: entry.record,
      automation: entry.automation,
      created: entry.planned_at,
    }));
  }

  async inspectImport(csv: string, module: string): Promise<ImportInspection> {
    return app.engine.ask("inspectCsv", { csv, module });
  }

  async stageImport(request: ImportRequest): Promise<ImportStatus> {
    const id = randomId("i");
    const { rows, valid, problems, records } = await app.engine.ask("readCsv", request, id);
    const state = valid === rows ? "staged" : "refused";
    const status: ImportStatus = { id, rows, valid, problems, state };
    const { module } = request;
    const created = this.clock;
    this.imports.set(id, { status, rows: records.map((given) => ({ created, ...given, module })) });
    return status;
  }

  async applyImport(id: string): Promise<ImportStatus> {
    const { status, rows } = this.imports.get(id)!;
    await this.saveRecords(rows[0]?.module ?? "", rows);
    status.state = "done";
    status.applied = rows.length;
    return status;
  }

  async importStatus(id: string): Promise<ImportStatus> {
    return this.imports.get(id)!.status;
  }

  /** Lets the engine check a changed setup before it is kept. */
  private async checked(next: Setup): Promise<void> {
    Object.assign(this.state, await app.engine.ask("completeSetup", next));
  }
}

function put<T extends object>(list: T[], item: T, key: keyof T): T[] {
  const at = list.findIndex((one) => one[key] === item[key]);
  return at < 0 ? [...list, item] : list.with(at, item);
}

function inUse(code: string, what: string, users: Automation[]): Refusal {
  const names = users.map((one) => one.name).join(", ");
  return new Refusal(409, code, [{ code, message: `this ${what} is used by ${names}`, at: "" }]);
}
