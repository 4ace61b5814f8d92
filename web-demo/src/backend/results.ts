/** What automations came to: types and calls. Decides nothing. */

import type { LogEntry, Step } from "@relance/preview";
import { variantsOf } from "../screens/variant-model.js";

/** What is counted of messages, of steps, or of all. */
export interface Figures {
  sent: number;
  delivered: number;
  /** By persons, as far as anybody can tell (E13). */
  opened: number;
  /** By machines alone. */
  opened_automatic: number;
  clicked: number;
  clicked_automatic: number;
  replied: number;
  bounced: number;
  complained: number;
  unsubscribed: number;
  /** Nobody knows whether it left. */
  unknown: number;
  /** What was done that is no message. */
  done: number;
  skipped: number;
  entered: number;
  goal_reached: number;
  skipped_by_reason: { reason: string; count: number }[];
  spent: { currency: string; micros: number }[];
}

export interface StepFigures extends Figures {
  step: string;
  /** From 1; `null` when the automation no longer has the step. */
  place: number | null;
  /** Of an A/B test: those in it in their order, then those that left it. */
  variants: VariantFigures[];
  /** What the engine says of those in it; `null` while none is tested. */
  comparison: Comparison | null;
}

export interface VariantFigures extends Figures {
  template: string;
  /** From 1, which is A; `null` when it is no longer in the test. */
  place: number | null;
  /** Percent of the clients. */
  share: number | null;
}

/** Which variant does better, as far as can be said. */
export interface Comparison {
  measure: "goal_reached" | "clicked" | "replied";
  verdict: "early" | "even" | "leads";
  /** The template of the one that leads. */
  leader: string | null;
  /** From when on anything is said: so many sent of each, and so many that reached it of all together. */
  needs: { sent: number; reached: number };
}

export interface Results {
  automation: string;
  total: Figures;
  steps: StepFigures[];
  /** What is counted at all. */
  tracking: { opens: boolean; clicks: boolean };
}

/** Something that became known of a message after it left. */
export interface Fact {
  kind: "delivered" | "bounced" | "complained" | "opened" | "clicked" | "replied" | "unsubscribed";
  is_automatic: boolean;
  /** The link that was followed; whether it came back for good. */
  about: string | null;
  detail: string | null;
  at: string;
}

/** A row with what is known of its message. */
export type WithFacts<T> = T & { facts?: Fact[] };

type Send = <T>(method: string, path: string) => Promise<T>;

/** Results over the API. */
export function resultsOver(send: Send): (automation: string) => Promise<Results> {
  return (automation) => send("GET", `/automations/${automation}/results`);
}

const NOTHING: Figures = {
  sent: 0, delivered: 0, opened: 0, opened_automatic: 0, clicked: 0, clicked_automatic: 0, replied: 0, bounced: 0,
  complained: 0, unsubscribed: 0, unknown: 0, done: 0, skipped: 0, entered: 0, goal_reached: 0,
  skipped_by_reason: [], spent: [],
};

/** Results from a run log that is all there: where there is no server, nothing comes back. */
export function resultsOfLog(automation: string, steps: Step[], log: LogEntry[]): Results {
  const own = log.filter((entry) => entry.automation === automation);
  const ids = steps.map((step) => step.id);
  const known = [...new Set([...ids, ...own.flatMap(({ step }) => (step ? [step] : []))])];
  return {
    automation,
    total: figuresOf(own),
    steps: known.map((step) => {
      const entries = own.filter((entry) => entry.step === step);
      const place = ids.indexOf(step) + 1 || null;
      const variants = variantsOfLog(steps.find((one) => one.id === step), entries);
      return { ...figuresOf(entries), step, place, variants, comparison: null };
    }),
    tracking: { opens: false, clicks: false },
  };
}

function variantsOfLog(step: Step | undefined, entries: LogEntry[]): VariantFigures[] {
  const variants = step ? variantsOf(step) : [];
  const inTest = variants.length > 1 ? variants : [];
  const templates = inTest.map(({ template }) => template);
  const known = [...new Set([...templates, ...entries.flatMap(({ variant }) => (variant ? [variant] : []))])];
  return known.map((template) => {
    const at = templates.indexOf(template);
    const figures = figuresOf(entries.filter(({ variant }) => variant === template));
    return { ...figures, template, place: at < 0 ? null : at + 1, share: inTest[at]?.share ?? null };
  });
}

function figuresOf(entries: LogEntry[]): Figures {
  const count = (...whats: string[]) => entries.filter(({ what }) => whats.includes(what)).length;
  const skipped = entries.filter(({ what }) => ["skipped", "dropped", "deviated"].includes(what));
  const spent = new Map<string, number>();
  for (const { what, message } of entries) {
    if (what !== "sent" || !message?.currency) continue;
    spent.set(message.currency, (spent.get(message.currency) ?? 0) + (message.cost_micros ?? 0));
  }
  const reasons = new Map<string, number>();
  for (const { reason } of skipped) reasons.set(reason ?? "", (reasons.get(reason ?? "") ?? 0) + 1);
  return {
    ...NOTHING,
    sent: count("sent", "lists_joined", "webhook_called"),
    done: count("task_created", "record_changed", "record_created", "activity_completed"),
    entered: count("entered"),
    goal_reached: entries.filter(({ reason }) => reason === "goal_reached").length,
    skipped: skipped.length,
    skipped_by_reason: [...reasons].map(([reason, count]) => ({ reason, count })),
    spent: [...spent].map(([currency, micros]) => ({ currency, micros })),
  };
}
