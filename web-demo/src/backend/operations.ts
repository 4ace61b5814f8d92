/** People who ask what is known of them or to be forgotten, over the API: types and calls. Decides nothing. */

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

/** The calls, over whatever sends them. */
export class Operations {
  constructor(private readonly send: Send) {}

  erasePreview = (contact: string, business: Business): Promise<ErasePreview> =>
    this.send("POST", `/contacts/${contact}/erase`, { business });
  erase = (contact: string, business: Business, digest: string): Promise<Erasure> =>
    this.send("POST", `/contacts/${contact}/erase`, { business, digest });
  erasures = async (): Promise<Erasure[]> =>
    (await this.send<{ erasures: Erasure[] }>("GET", "/erasures")).erasures;

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
}
