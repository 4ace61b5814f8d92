/** The Worker's HTTP API. Decides nothing: paths, verbs, and refusals as exceptions. */

import type {
  AccountSettings,
  Audience,
  Automation,
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
import {
  Refusal,
  type ActivationPreview,
  type ApiToken,
  type Backend,
  type CatchUp,
  type ByHand,
  type ImportInspection,
  type Inbound,
  type ImportRequest,
  type ImportStatus,
  type LogPage,
  type LogQuery,
  type MailboxMessage,
  type SentEvent,
  type TaskRow,
} from "./backend.js";
import { changingOver } from "./changing.js";
import { consentsOver } from "./consent.js";
import { outsideOver } from "./outside.js";
import { sendersOver } from "./senders.js";
import { Merges } from "./merges.js";
import { resultsOver } from "./results.js";
import { Operations } from "./operations.js";

const BASE = "/api/v1";
/** The API's own bound of a page of records. */
const PAGE_RECORDS = 5_000;
/** Remembers that there is a session cookie, which scripts cannot see. */
const SIGNED_IN = "relance.signed-in";
/** Messages and tasks shown at once. */
const PAGE_ROWS = 500;
/** Pages that are read to get to the last one. */
const PAGES_MAX = 200;

/** A message as the API keeps it. */
interface StoredMessage extends Omit<MailboxMessage, "id" | "at" | "kind"> {
  key: string;
  sent_at: string;
  channel: string;
}

/** Talks to the Worker that serves this page. */
export class HttpBackend implements Backend {
  readonly kind = "http";
  hasClock = false;
  readonly outside = outsideOver((method, path, body) => this.send(method, path, body));
  readonly consents = consentsOver((method, path, body) => this.send(method, path, body));
  readonly senders = sendersOver((method, path, body) => this.send(method, path, body));
  readonly changing = changingOver((method, path, body) => this.send(method, path, body));
  readonly results = resultsOver((method, path) => this.send(method, path));

  /** Answers a backend when a Worker stands behind this page and knows the person. */
  static async connect(): Promise<HttpBackend | "needs_token" | null> {
    if (!(await isWorkerThere())) return null;
    // Asked first, because a refused request is an error in the browser's log.
    if (!localStorage.getItem(SIGNED_IN)) return "needs_token";
    const backend = new HttpBackend();
    const isKnown = await backend.get("/settings").then(
      () => true,
      (error: unknown) => !(error instanceof Refusal && [401, 403].includes(error.status)),
    );
    if (!isKnown) {
      localStorage.removeItem(SIGNED_IN);
      return "needs_token";
    }
    backend.hasClock = await backend.get("/dev/clock").then(
      () => true,
      () => false,
    );
    return backend;
  }

  /** Trades a token for a session cookie. */
  static async signIn(token: string): Promise<void> {
    await new HttpBackend().send("POST", "/session", { token });
    localStorage.setItem(SIGNED_IN, "yes");
  }

  setup = (): Promise<Setup> => this.get("/setup");

  async now(): Promise<string> {
    if (!this.hasClock) return new Date().toISOString();
    return (await this.get<{ now: string }>("/dev/clock")).now;
  }

  tick = (until: string) =>
    this.send<{ now: string; ticks: number; log_entries: number }>("POST", "/dev/tick", { until });

  async onceKeys(): Promise<OnceKey[]> {
    const all: OnceKey[] = [];
    for (let after: string | null = "/"; after !== null; ) {
      const query: string = new URLSearchParams({ after }).toString();
      const page: { once_keys: OnceKey[]; next: string | null } = await this.get(`/once-keys?${query}`);
      all.push(...page.once_keys);
      after = page.next;
    }
    return all;
  }

  async standings(): Promise<Standing[]> {
    const all: Standing[] = [];
    for (let after: string | null = "/"; after !== null; ) {
      const query: string = new URLSearchParams({ after }).toString();
      const page: { standings: Standing[]; next: string | null } = await this.get(`/standings?${query}`);
      all.push(...page.standings);
      after = page.next;
    }
    return all;
  }

  async loadRecords(module: string, take: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    await this.eachPage(`/records/${module}`, {}, take);
  }

  async loadHistory(
    kind: "changes" | "events",
    module: string,
    take: (bytes: Uint8Array) => Promise<void>,
  ): Promise<void> {
    await this.eachPage(`/${kind}`, { module }, take);
  }

  /** Pages as bytes: the engine reads them, not the page. */
  private async eachPage(
    path: string,
    asked: Record<string, string>,
    take: (bytes: Uint8Array) => Promise<void>,
  ): Promise<void> {
    let after: string | null = "";
    while (after !== null) {
      const query: string = new URLSearchParams({ ...asked, after, limit: String(PAGE_RECORDS) }).toString();
      const response = await this.fetch("GET", `${path}?${query}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      after = nextOf(bytes);
      await take(bytes);
    }
  }

  async saveRecords(module: string, records: Partial<RecordRow>[]): Promise<RecordRow[]> {
    const answer = await this.send<{ records: { id: string }[] }>(
      "POST",
      `/records/${module}/bulk`,
      { records: records.map(({ id, created, values }) => ({ id, created, values })) },
    );
    return Promise.all(
      answer.records.map((row) => this.get<RecordRow>(`/records/${module}/${row.id}`)),
    );
  }

  sendEvent = async (_module: string, event: SentEvent): Promise<void> => {
    await this.send("POST", "/events", { events: [event] });
  };

  saveSettings = (account: Omit<AccountSettings, "sending">): Promise<void> =>
    this.send("PUT", "/settings", account);
  saveModule = (module: Module): Promise<void> =>
    this.send("PUT", `/modules/${module.key}`, module);
  saveUser = (user: Omit<User, "id"> & { id?: string }): Promise<void> => this.put("/users", user);
  tokens = async (): Promise<ApiToken[]> =>
    (await this.get<{ tokens: ApiToken[] }>("/tokens")).tokens;
  makeToken = async (name: string, scopes: string[]): Promise<string> =>
    (await this.send<{ token: string }>("POST", "/tokens", { name, scopes })).token;
  deleteToken = (id: string): Promise<void> => this.send("DELETE", `/tokens/${id}`);

  async signOut(): Promise<void> {
    await this.send("DELETE", "/session");
    localStorage.removeItem(SIGNED_IN);
    location.reload();
  }

  readonly operations = new Operations(
    (method, path, body) => this.send(method, path, body),
    async (path) => (await this.fetch("GET", path)).text(),
  );
  readonly merges = new Merges((method, path, body) => this.send(method, path, body));

  saveView = (view: Omit<View, "id"> & { id?: string }): Promise<View> => this.put("/views", view);
  moduleUses = (key: string): Promise<{ records: number; problems: Problem[] }> => this.send("GET", `/modules/${key}/uses`);

  deleteModule = (key: string): Promise<void> => this.send("DELETE", `/modules/${key}`);

  deleteView = (id: string): Promise<void> => this.send("DELETE", `/views/${id}`);
  saveTemplate = (template: Omit<Template, "id"> & { id?: string }): Promise<Template> =>
    this.put("/templates", template);
  deleteTemplate = (id: string): Promise<void> => this.send("DELETE", `/templates/${id}`);
  saveAutomation = (automation: Automation): Promise<Automation> =>
    this.put("/automations", automation);
  deleteAutomation = (id: string): Promise<void> => this.send("DELETE", `/automations/${id}`);
  jobs = async (): Promise<Automation[]> => {
    const { automations } = await this.get<{ automations: Automation[] }>("/automations");
    return automations.filter((one) => one.kind === "recurring_job");
  };
  automation = (id: string): Promise<Automation> => this.get(`/automations/${id}`);
  preview = (id: string, audience: Audience, catchUp?: CatchUp): Promise<ActivationPreview> =>
    this.send("POST", `/automations/${id}/preview`, { audience, catch_up: catchUp });
  activate = (
    id: string,
    audience: Audience,
    confirmRecords: number,
    catchUp?: CatchUp,
  ): Promise<Automation> =>
    this.send("POST", `/automations/${id}/activate`, {
      audience,
      confirm_records: confirmRecords,
      catch_up: catchUp,
    });
  deactivate = (id: string): Promise<Automation> =>
    this.send("POST", `/automations/${id}/deactivate`);

  byHand = ({ module, id }: RecordRow, { verb, automation, at }: ByHand): Promise<void> =>
    this.send("POST", `/records/${module}/${id}/automations/${automation}/${verb}`, at ? { at } : undefined);

  async runLog(query: LogQuery): Promise<LogPage> {
    const answer = await this.get<{ entries: LogEntry[]; next: number | null }>(
      `/run-log?${search(query)}&order=latest`,
    );
    return { entries: answer.entries, next: answer.next === null ? null : String(answer.next) };
  }

  async messages(): Promise<MailboxMessage[]> {
    const stored = await this.last<StoredMessage>("/messages", "messages");
    return stored.map(({ key, sent_at, channel, ...message }) => ({
      ...message,
      id: key,
      at: sent_at,
      kind: channel === "sms" ? "sms" : "email",
    }));
  }

  async tasks(): Promise<TaskRow[]> {
    const records = await this.last<RecordRow>("/tasks", "records");
    return records.map(taskOf).sort((a, b) => b.created.localeCompare(a.created));
  }

  readonly inbound: Inbound = {
    all: () => this.get("/inbound-addresses"),
    add: (address) => this.send("POST", "/inbound-addresses", address),
    change: (localPart, change) => this.send("PUT", `/inbound-addresses/${localPart}`, change),
    remove: (localPart) => this.send("DELETE", `/inbound-addresses/${localPart}`),
  };

  /** The last rows of a list that the API gives oldest first, the latest first. */
  private async last<T>(path: string, key: string): Promise<T[]> {
    let rows: T[] = [];
    let after: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const query = new URLSearchParams({ limit: String(PAGE_ROWS), ...(after ? { after } : {}) });
      const answer: Record<string, unknown> = await this.get(`${path}?${query}`);
      rows = [...rows, ...(answer[key] as T[])].slice(-PAGE_ROWS);
      after = (answer.next as string | null) ?? null;
      if (after === null) break;
    }
    return rows.reverse();
  }


  inspectImport = (csv: string, module: string): Promise<ImportInspection> =>
    this.send("POST", "/imports/inspect", { csv, module });
  stageImport = (request: ImportRequest): Promise<ImportStatus> =>
    this.send("POST", "/imports", request);
  applyImport = (id: string): Promise<ImportStatus> => this.send("POST", `/imports/${id}/apply`);
  importStatus = (id: string): Promise<ImportStatus> => this.get(`/imports/${id}`);

  /** A thing with an id is changed, one without is made. */
  private put<T>(path: string, body: { id?: string }): Promise<T> {
    const { id, ...rest } = body;
    return id ? this.send("PUT", `${path}/${id}`, body) : this.send("POST", path, rest);
  }

  private get<T>(path: string): Promise<T> {
    return this.send("GET", path);
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.fetch(method, path, body);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  private async fetch(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(BASE + path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (response.ok) return response;
    if (response.status === 401 && localStorage.getItem(SIGNED_IN)) {
      // The session has ended: the page begins anew, with the form to sign in.
      localStorage.removeItem(SIGNED_IN);
      location.reload();
    }
    const problem = await response.json().catch(() => ({}));
    throw new Refusal(
      response.status,
      problem.code ?? `http_${response.status}`,
      problem.problems ?? [],
      problem.title,
    );
  }
}

async function isWorkerThere(): Promise<boolean> {
  try {
    const response = await fetch("/health", { headers: { accept: "application/json" } });
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return response.ok && isJson;
  } catch {
    return false;
  }
}

function search(query: LogQuery): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString();
}


/** The `next` of a page stands at its end: reading it there spares parsing the page twice. */
function nextOf(bytes: Uint8Array): string | null {
  const tail = new TextDecoder().decode(bytes.subarray(Math.max(0, bytes.length - 200)));
  return /"next":"([^"]+)"[^"]*$/.exec(tail)?.[1] ?? null;
}

/** A task is a record of the built-in module `tasks`. */
function taskOf({ id, created, values }: RecordRow): TaskRow {
  const text = (key: string) => (values[key] ? String(values[key]) : null);
  return {
    id,
    title: text("name") ?? "",
    description: text("description"),
    user: text("owner"),
    record: text("about"),
    automation: text("origin"),
    created: text("due_at") ?? created ?? "",
  };
}
