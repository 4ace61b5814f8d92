/** Changing what runs: a preview first, then the confirmation of exactly that (D16, D29). */

import type { AccountSettings, Automation, Filter, Money } from "@relance/preview";

/** A record that a change concerns, and what becomes of it. */
export interface ChangeSample {
  record: string;
  name: string;
  step?: string;
  to_step?: string;
  due_at?: string;
  was_due_at?: string;
  steps?: string[];
}

export interface ChangeGroup {
  count: number;
  sample: ChangeSample[];
}

/** What a change does to the records of one automation. */
export interface AutomationChange {
  automation: string;
  name: string;
  starts: number;
  enters: ChangeGroup;
  leaves: ChangeGroup;
  stays: ChangeGroup;
  kept: ChangeGroup;
  rescheduled: ChangeGroup;
  moved: ChangeGroup;
  passes_new_steps: ChangeGroup;
  skipped: ChangeGroup;
  ends: ChangeGroup;
  figures: { emails: number; sms: number; parts: number; tasks: number; dropped: number; cost: Money[] };
}

export interface ChangePreview {
  digest: string;
  automations: AutomationChange[];
  /** Of a view that is replaced. */
  view?: { enters: ChangeGroup; leaves: ChangeGroup; stays: ChangeGroup };
}

/** One change: looked at, then made. */
export interface Change {
  preview(): Promise<ChangePreview>;
  confirm(digest: string): Promise<void>;
}

/** The changes that a server knows to make. */
export interface Changing {
  view(id: string, filter: Filter): Change;
  automation(id: string): Change;
  settings(settings: Omit<AccountSettings, "sending">): Change;
  discard(id: string): Promise<void>;
  /** What the blast guard holds: the first of them by name. */
  held(id: string): Promise<HeldRecords>;
  releaseHeld(id: string): Promise<void>;
  discardHeld(id: string): Promise<void>;
}

/** Records that would have begun far beyond what anybody confirmed (D18). */
export interface HeldRecords {
  count: number;
  holds: { record: string; name: string | null; held_at: string }[];
}

/** What is edited beside an automation that runs. */
export interface Unpublished {
  draft: Automation | null;
  changed_templates: string[];
}

type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** The changes over the API. */
export function changingOver(send: Send): Changing {
  const change = (path: string, what: object = {}): Change => ({
    preview: () => send("POST", path, { ...what, preview: true }),
    confirm: async (digest) => {
      await send("POST", path, { ...what, confirm: digest });
    },
  });
  return {
    view: (id, filter) => change(`/views/${id}/replace`, { filter }),
    automation: (id) => change(`/automations/${id}/publish`),
    settings: (settings) => change("/settings/publish", { settings }),
    discard: async (id) => {
      await send("DELETE", `/automations/${id}/draft`);
    },
    held: (id) => send("GET", `/automations/${id}/holds`),
    releaseHeld: async (id) => {
      await send("POST", `/automations/${id}/holds/release`, {});
    },
    discardHeld: async (id) => {
      await send("POST", `/automations/${id}/holds/discard`, {});
    },
  };
}

/** How many records this automation holds, and why it stopped by itself, if it did. */
export function guardOf(automation: Automation): { held?: number; stopped?: string } {
  return automation as { held?: number; stopped?: string };
}

/** What is edited beside this automation; undefined when nothing is. */
export function unpublishedOf(automation: Automation): Unpublished | undefined {
  return (automation as Automation & { unpublished?: Unpublished }).unpublished;
}
