/** What every screen shares: backend, engine, setup, clock, messages. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import { RelanceProblems, type Module, type RecordRow, type Setup, type SubscriptionStanding } from "@relance/preview";
import { Refusal, type Backend, type SentEvent } from "./backend/backend.js";
import { EngineClient } from "./engine/client.js";
import { setZone, t } from "./i18n/index.js";

export interface Toast {
  text: string;
  action?: { label: string; run: () => void };
}

const TOAST_MS = 7_000;
const CLOCK_PAUSE_MS = 60_000;
/** Built-in modules whose records the engine itself makes. */
const MADE_BY_AUTOMATIONS = ["tasks", "activities", "documents"];

/** The one state of the page; `change` is its only event. */
export class AppState extends EventTarget {
  backend!: Backend;
  engine!: EngineClient;
  setup!: Setup;
  now = "";
  /** What the account may use now. */
  standing?: SubscriptionStanding;
  toasts: Toast[] = [];
  /** Said to screen readers, politely. */
  announcement = "";
  isLoading = false;
  /** Notices that nobody has looked at yet. */
  unseenNotices = 0;
  /** Grows with every change of records, so that counts are taken again. */
  revision = 0;

  async start(backend: Backend): Promise<void> {
    this.backend = backend;
    this.engine = new EngineClient();
    this.setup = await backend.setup();
    setZone(this.setup.account.zone);
    this.now = await backend.now();
    await this.engine.ask("start", this.setup);
    await this.lookAtSubscription();
    this.changed();
    void this.loadAll();
    void this.lookAtNotices();
    if (backend.kind === "http") setInterval(() => void this.lookAtClock(), CLOCK_PAUSE_MS);
  }

  /** The account's clock goes on while somebody looks. */
  private async lookAtClock(): Promise<void> {
    if (document.hidden) return;
    this.now = await this.backend.now().catch(() => this.now);
    await this.lookAtNotices();
    this.changed();
  }

  /** What waits for a person is counted beside the bell. Who cannot ask sees no count. */
  async lookAtNotices(): Promise<void> {
    this.unseenNotices = (await this.backend.operations?.unseen().catch(() => 0)) ?? 0;
    this.changed();
  }

  private async lookAtSubscription(): Promise<void> {
    this.standing = await this.engine.ask("subscription", this.now);
  }

  /** Streams all records into the engine, page by page. */
  async loadAll(): Promise<void> {
    this.isLoading = true;
    for (const module of this.setup.modules) await this.loadModule(module.key);
    this.isLoading = false;
    this.recordsChanged();
  }

  private async loadModule(module: string): Promise<void> {
    await this.backend.loadRecords(module, async (bytes) => {
      await this.engine.ask("load", module, bytes);
      this.recordsChanged();
    });
    // Filters that look back answer as the Worker does only with the same history.
    await this.backend.loadHistory("changes", module, async (bytes) => {
      await this.engine.ask("loadChanges", module, bytes);
    });
    await this.backend.loadHistory("events", module, async (bytes) => {
      await this.engine.ask("loadEvents", module, bytes);
    });
  }

  async reloadRecords(): Promise<void> {
    await this.engine.ask("clear");
    await this.loadAll();
  }

  async reloadSetup(): Promise<void> {
    this.setup = await this.backend.setup();
    setZone(this.setup.account.zone);
    try {
      await this.engine.ask("setSetup", this.setup);
    } catch (error) {
      const isOtherFields =
        error instanceof RelanceProblems && error.problems[0]?.code === "modules_changed";
      if (!isOtherFields) throw error;
      await this.engine.ask("start", this.setup);
      void this.loadAll();
    }
    await this.lookAtSubscription();
    this.changed();
  }

  async tick(until: string): Promise<number> {
    const answer = await this.backend.tick(until);
    this.now = answer.now;
    await this.reloadSetup();
    // Tasks are the records that the engine itself makes.
    await this.loadModule("tasks");
    await this.lookAtNotices();
    this.recordsChanged();
    return answer.log_entries;
  }

  /** Saves one record; the engine of this page knows it at once, and what automations made of it. */
  async saveRecord(module: string, given: Partial<RecordRow>): Promise<RecordRow> {
    const [saved] = await this.backend.saveRecords(module, [given]);
    await this.engine.ask("upsert", module, [saved!]);
    await this.afterWrite();
    return saved!;
  }

  /** Tells that something happened to a record. */
  async sendEvent(module: string, event: SentEvent): Promise<void> {
    await this.backend.sendEvent(module, event);
    if (!this.setup.events.includes(event.name)) await this.reloadSetup();
    if (this.backend.kind === "http") await this.tellEngine(module, event);
    await this.afterWrite();
  }

  /** The engine of this page learns of an event. */
  async tellEngine(module: string, event: SentEvent): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify({ events: [event] }));
    await this.engine.ask("loadEvents", module, bytes);
  }

  private async afterWrite(): Promise<void> {
    for (const key of MADE_BY_AUTOMATIONS) if (this.module(key)) await this.loadModule(key);
    this.recordsChanged();
  }

  recordsChanged(): void {
    this.revision++;
    this.changed();
  }

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  say(text: string): void {
    this.announcement = text;
    this.changed();
  }

  toast(text: string, action?: Toast["action"]): void {
    const toast = { text, action };
    this.toasts = [...this.toasts.slice(-2), toast];
    this.changed();
    setTimeout(() => this.dismiss(toast), TOAST_MS);
  }

  dismiss(toast: Toast): void {
    this.toasts = this.toasts.filter((other) => other !== toast);
    this.changed();
  }

  /** Runs what may fail, and says so when it does. Answers undefined on failure. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.toast(errorText(error));
      return undefined;
    }
  }

  module(key: string): Module | undefined {
    return this.setup.modules.find((module) => module.key === key);
  }
}

/** An error in words, in English where the catalogue has none for its code. */
export function errorText(error: unknown): string {
  if (error instanceof RelanceProblems || error instanceof Refusal) {
    return error.message || t("error-unknown");
  }
  return error instanceof Error ? error.message : String(error);
}

export const app = new AppState();

/** Renders its host again whenever the state changes. */
export class WatchApp implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #onChange = () => this.#host.requestUpdate();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    app.addEventListener("change", this.#onChange);
  }

  hostDisconnected(): void {
    app.removeEventListener("change", this.#onChange);
  }
}
