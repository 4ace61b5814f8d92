/**
 * What keeps the account in order, over the API: pausing everything, what a person should know of or decide,
 * the month's SMS budget, and people who ask what is known of them. Decides nothing.
 */

import type { SmsBudget } from "@relance/preview";
import type { CatchUp } from "./backend.js";

type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** What becomes of deals and the like that are a person's alone. */
export type Business = "goes" | "stays";

/** A record as a list names it. */
export interface NamedRecord {
  id: string;
  module: string;
  name: string | null;
}

/** What an erasure would do; `digest` confirms exactly that. */
export interface ErasePreview {
  contact: string;
  business: Business;
  goes: {
    records: NamedRecord[];
    changes: number;
    events: number;
    decisions: number;
    passages: number;
    messages_waiting: number;
  };
  stays: { records: NamedRecord[] };
  twins: { id: string; address: string }[];
  suppressed: { channel: "email" | "sms"; address: string }[];
  digest: string;
}

/** An erasure, without who it was. */
export interface Erasure {
  id: string;
  by: string;
  records: number;
  at: string;
  done_at: string | null;
}

interface ExportPage {
  contact: string;
  at: string;
  tables: Record<string, unknown[]>;
  next: string | null;
}

/** Whether everything stands still, and what fell due meanwhile. */
export interface Standstill {
  paused: boolean;
  deployment_paused: boolean;
  overdue: { count: number; oldest_due_at: string | null };
}

/** Something that stopped by itself or waits for a person. */
export interface Notice {
  kind: "unknown" | "stopped" | "loop" | "level" | "refused" | "colleague" | "budget_nearly" | "budget_spent";
  about: string;
  count: number;
  first_at: string;
  last_at: string;
  alerted_at: string | null;
  is_seen: boolean;
}

/** A message of which nobody knows whether it arrived. */
export interface UnknownMessage {
  key: string;
  channel: string;
  automation: string;
  record: string;
  contact: string | null;
  to: string;
  subject: string | null;
  provider: string | null;
  reason: string | null;
  problem: string | null;
  attempts: number;
  planned: string | null;
  settled: string | null;
}

/** What becomes of one. */
export type Verdict = "resend" | "count-as-sent";

/** The month's budget for SMS, and what they cost so far. */
export interface SmsSpending {
  month: string;
  budget: SmsBudget | null;
  spent_micros: number;
  is: "within" | "nearly" | "all" | null;
}

/** A page of lines of JSON, the answer to a GET. */
type Lines = (path: string) => Promise<string>;

/** The calls, over whatever sends them. */
export class Operations {
  constructor(private readonly send: Send, private readonly lines: Lines) {}

  erasePreview = (contact: string, business: Business): Promise<ErasePreview> =>
    this.send("POST", `/contacts/${contact}/erase`, { business });
  erase = (contact: string, business: Business, digest: string): Promise<Erasure> =>
    this.send("POST", `/contacts/${contact}/erase`, { business, digest });
  erasures = async (): Promise<Erasure[]> =>
    (await this.send<{ erasures: Erasure[] }>("GET", "/erasures")).erasures;

  standstill = (): Promise<Standstill> => this.send("GET", "/pause");
  pause = (): Promise<Standstill> => this.send("POST", "/pause", {});
  resume = (catchUp?: CatchUp): Promise<Standstill> =>
    this.send("POST", "/resume", catchUp === undefined ? {} : { catch_up: catchUp });

  notices = async (): Promise<Notice[]> =>
    (await this.send<{ notices: Notice[] }>("GET", "/notices")).notices;
  /** How many of all nobody has looked at yet. */
  unseen = async (): Promise<number> =>
    (await this.send<{ unseen: number }>("GET", "/notices?limit=1")).unseen;
  seen = (): Promise<unknown> => this.send("POST", "/notices/seen", {});
  unknown = async (): Promise<UnknownMessage[]> =>
    (await this.send<{ messages: UnknownMessage[] }>("GET", "/messages/unknown?limit=500")).messages;
  decide = (key: string, verdict: Verdict): Promise<unknown> =>
    this.send("POST", `/messages/${key}/${verdict}`, {});
  spending = (): Promise<SmsSpending> => this.send("GET", "/sms-budget");

  /** Everything that is known of a person, all pages of it. */
  async export(contact: string): Promise<Omit<ExportPage, "next">> {
    const all: Omit<ExportPage, "next"> = { contact, at: "", tables: {} };
    for (let after: string | null = ""; after !== null; ) {
      const query: string = after ? `?${new URLSearchParams({ after }).toString()}` : "";
      const page: ExportPage = await this.send("GET", `/contacts/${contact}/export${query}`);
      all.at = page.at;
      for (const [table, rows] of Object.entries(page.tables)) (all.tables[table] ??= []).push(...rows);
      after = page.next;
    }
    return all;
  }

  /** Everything that the account owns, page by page; `onPage` learns how many lines there are so far. */
  async exportAccount(onPage: (lines: number) => void): Promise<Blob> {
    const parts: BlobPart[] = [];
    let lines = 0;
    for (let after: unknown = ""; after !== null; ) {
      const query: string = after ? `&${new URLSearchParams({ after: JSON.stringify(after) }).toString()}` : "";
      const page = await this.lines(`/export?limit=5000${query}`);
      // The last line says where to go on, and is no part of the file.
      const end = page.lastIndexOf("\n", page.length - 2) + 1;
      after = (JSON.parse(page.slice(end)) as { next: unknown }).next;
      parts.push(page.slice(0, end));
      lines += page.slice(0, end).split("\n").length - 1;
      onPage(lines);
    }
    return new Blob(parts, { type: "application/x-ndjson" });
  }
}
