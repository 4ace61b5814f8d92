/** Merges of contacts over the API: types and calls. Decides nothing. */

import type { RecordRow, Value } from "@relance/preview";

export type Side = "survivor" | "loser";

/** What a merge makes of one field. */
export interface FieldMerge {
  field: string;
  survivor: Value;
  loser: Value;
  merged: Value;
  from: Side | "both" | "refusal" | "nobody";
  is_choosable: boolean;
}

/** What a merge does, or did. */
export interface MergeAnswer {
  id?: string;
  survivor: string;
  loser: string;
  record: RecordRow;
  fields: FieldMerge[];
  relinked: { id: string; module: string; name: string | null }[];
  automations: { automation: string; kept: Side; other_exits: boolean }[];
}

export interface MergeAsked {
  survivor: string;
  loser: string;
  choices: Record<string, Side>;
}

/** Contacts that share an address. */
export interface TwinGroup {
  kind: "email" | "sms";
  address: string;
  count: number;
  records: RecordRow[];
}

/** A merge as the list shows it. */
export interface MergeRow {
  id: string;
  survivor: string;
  loser: string;
  by: string;
  at: string;
  undone_at: string | null;
  relinked: number;
  before: RecordRow;
  since: Since | null;
}

/** What happened between a merge and its undo, and stayed with the survivor. */
export interface Since {
  fields: string[];
  automations: string[];
  records: string[];
}

/** What a campaign did so far, in clients. */
export interface ClientCounts {
  automation: string;
  audience: number;
  waiting: number;
  sent: number;
  skipped_once: number;
}

type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** The calls, over whatever sends them. */
export class Merges {
  constructor(private readonly send: Send) {}

  twins = async (): Promise<TwinGroup[]> =>
    (await this.send<{ twins: TwinGroup[] }>("GET", "/contacts/twins")).twins;
  list = async (): Promise<MergeRow[]> =>
    (await this.send<{ merges: MergeRow[] }>("GET", "/merges")).merges;
  preview = (asked: MergeAsked): Promise<MergeAnswer> =>
    this.send("POST", "/contacts/merge", { ...asked, preview: true });
  merge = (asked: MergeAsked): Promise<MergeAnswer> => this.send("POST", "/contacts/merge", asked);
  clients = (automation: string): Promise<ClientCounts> =>
    this.send("GET", `/automations/${automation}/clients`);
  sendAnyway = (automation: string, record: string): Promise<unknown> =>
    this.send("POST", `/automations/${automation}/send_anyway`, { record });
  undo = (id: string): Promise<{ since: Since }> => this.send("POST", `/merges/${id}/undo`, {});
}
