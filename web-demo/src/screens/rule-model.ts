/** Rules as the board keeps them: by stage, in their order; fresh ones; saved and switched on. */

import type { Action, Automation, Module, Placement, Trigger } from "@relance/preview";
import { app } from "../app-state.js";
import { unpublishedOf } from "../backend/changing.js";
import { randomId } from "../ui/screen.js";
import { isEditedBeside } from "./draft-bar.js";
import { isOn } from "./sequence-progress.js";
import { freshStep } from "./step-model.js";

export type Rule = Automation & { kind: "rule"; trigger: Trigger; placement: Placement };

export const AT_FIRST: Placement = { after: "parallel", position: 1, continue_anyway: false };

/** The events that start a rule of a stage, in the document's order (S4.8-12), then those of D24. */
export const STAGE_EVENTS = [
  "stage:moved",
  "stage:created",
  "stage:moved_or_created",
  "event:email_read",
  "event:invoice_paid",
  "event:invoice_issued",
  "event:order_delivered",
  "event:offer_sent",
];

/** What starts a rule that belongs to no stage. */
export const FREE_EVENTS = ["created", "changed", "manual"];

export function isRule(automation: Automation): automation is Rule {
  return automation.kind === "rule";
}

export function stageOf(rule: Automation): string | null {
  const { trigger } = rule;
  if (trigger?.on === "stage") return trigger.stage;
  return trigger?.on === "event" ? (trigger.stage ?? null) : null;
}

/** The rules of a stage in their order; of no stage, by name. */
export function rulesOf(module: string, stage: string | null): Rule[] {
  const rules = app.setup.automations
    .filter(isRule)
    .filter((rule) => rule.module === module && stageOf(rule) === stage);
  const position = (rule: Rule) => rule.placement?.position ?? 1;
  return rules.sort((a, b) => (stage === null ? 0 : position(a) - position(b)) || a.name.localeCompare(b.name));
}

/** A trigger as one word, for a choice: `stage:moved`, `event:email_read`, `changed`. */
export function choiceOf(trigger: Trigger): string {
  if (trigger.on === "stage") return `stage:${trigger.when}`;
  return trigger.on === "event" ? `event:${trigger.event}` : trigger.on;
}

/** The inverse; what the choice does not say is taken over. */
export function triggerOf(choice: string, before: Trigger, stage: string | null, module: Module | undefined): Trigger {
  const [on, detail = ""] = choice.split(":");
  const stages = module?.pipelines.flatMap((pipeline) => pipeline.stages) ?? [];
  if (on === "stage") {
    const when = detail as (Trigger & { on: "stage" })["when"];
    return { on: "stage", stage: stage ?? stages[0]?.key ?? "", when };
  }
  if (on === "event") return { on: "event", event: detail, stage };
  if (on === "changed") {
    return before.on === "changed" ? before : { on: "changed", field: module?.fields[0]?.key ?? "" };
  }
  return { on: on as "created" | "manual" };
}

/** A rule as the catalogue begins it: everyone, at once, beside the others. */
export function freshRule(module: Module, stage: string | null, action: Action): Rule {
  const last = rulesOf(module.key, stage).at(-1)?.placement?.position ?? 0;
  return {
    id: "",
    name: "",
    kind: "rule",
    module: module.key,
    basis: { everyone: true },
    trigger: stage ? { on: "stage", stage, when: "moved_or_created" } : { on: "created" },
    placement: { ...AT_FIRST, position: last + 1 },
    keep_after_leaving: null,
    delay_base: "previous_action",
    reentry: { mode: "after_exit" },
    quiet: "next_window",
    zone: "account",
    exclude: null,
    goal: null,
    steps: [freshStep(randomId("s"), action, module, "rule")],
    state: "draft",
    activation: null,
  };
}

/** Whether a waiting passage outlives the stay on the stage, when nobody says (D14). */
export function isKeptByDefault(module: Module | undefined, stage: string | null): boolean {
  const stages = module?.pipelines.flatMap((pipeline) => pipeline.stages) ?? [];
  return stages.find((one) => one.key === stage)?.is_final ?? false;
}

/**
 * Keeps a rule that does not run; one that does is kept as a draft beside it (`draft-bar.ts`). Where
 * nothing can be published, an active one is switched off for the change (S1.17).
 */
export async function keepRule(rule: Automation, then: "switch_on" | "leave_off"): Promise<Automation> {
  const before = app.setup.automations.find((one) => one.id === rule.id);
  if (before && before.state !== "draft" && before.state !== "inactive") await app.backend.deactivate(rule.id);
  const saved = await app.backend.saveAutomation({ ...rule, state: "draft", activation: null });
  if (then === "switch_on") await switchOn(saved.id);
  return saved;
}

/** Switches on; the number that is confirmed is the one just counted, since nothing starts at once. */
export async function switchOn(id: string): Promise<void> {
  const { would_start: records } = await app.backend.preview(id, "all");
  await app.backend.activate(id, "all", records);
}

function placed<A extends Automation>(rule: A, position: number): A {
  return { ...rule, placement: { ...(rule.placement ?? AT_FIRST), position } };
}

/** Gives a rule that runs another place at once; what is edited beside it stays a draft (D29). */
async function republish(rule: Rule, position: number): Promise<void> {
  const { draft } = unpublishedOf(rule) ?? {};
  await app.backend.saveAutomation(placed(rule, position));
  const change = app.backend.changing!.automation(rule.id);
  await change.confirm((await change.preview()).digest);
  if (draft) await app.backend.saveAutomation(placed(draft, position));
}

/** Moves a rule to another place among the rules of its stage, and numbers them anew (D25). */
export async function moveRule(rules: Rule[], from: number, to: number): Promise<void> {
  const moved = [...rules];
  const [rule] = moved.splice(from, 1);
  if (!rule) return;
  moved.splice(to, 0, rule);
  for (const [index, one] of moved.entries()) {
    if (one.placement.position === index + 1) continue;
    if (isEditedBeside(one)) await republish(one, index + 1);
    else await keepRule(placed(one, index + 1), isOn(one) ? "switch_on" : "leave_off");
  }
  await app.reloadSetup();
}
