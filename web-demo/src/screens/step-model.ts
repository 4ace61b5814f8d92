/** What the editors of all kinds of automation know of a step: a fresh one, its day, whether it is whole. */

import type { Action, Automation, Filter, Module, Problem, Step } from "@relance/preview";
import { app } from "../app-state.js";
import { EVERYONE } from "../filter/model.js";
import { templateKind } from "../ui/words.js";
import { variantsOf } from "./variant-model.js";

const TO_CONTACT: Action[] = ["email_to_contact", "sms_to_contact"];

/** The day of a step counted from entry, when all delays up to it are whole days; else null. */
export function dayOf(automation: Automation, index: number): number | null {
  const days = (step: Step | undefined): number | null => {
    if (!step) return null;
    const { amount, unit } = step.delay;
    if (amount === 0) return 0;
    return unit === "days" ? amount : unit === "weeks" ? 7 * amount : null;
  };
  if (automation.delay_base === "entry") return days(automation.steps[index]);
  let sum = 0;
  for (const step of automation.steps.slice(0, index + 1)) {
    const own = days(step);
    if (own === null) return null;
    sum += own;
  }
  return sum;
}

/** A step as it begins; of a sequence it acts a day later, of what has its own moment at once. */
export function freshStep(
  id: string,
  action: Action,
  module: Module | undefined,
  kind: Automation["kind"] = "sequence",
): Step {
  const isSms = action === "sms_to_contact";
  const isAtOnce = ["rule", "recurring_job", "one_off"].includes(kind) || !SPEAKING.has(action);
  return {
    id,
    action,
    delay: isAtOnce ? { amount: 0, unit: "days" } : { amount: 1, unit: "days" },
    timing: { days: isSms ? "working_days" : "any", hour: isSms ? { from: "09:00" } : "none" },
    expires_after: null,
    ...template(action, module),
    ...members(action, module),
  };
}

const SPEAKING = new Set<Action>(["email_to_contact", "sms_to_contact", "email_to_user", "task_for_user"]);

function template(action: Action, module: Module | undefined): Partial<Step> {
  const kind = templateKind(action);
  if (!kind) return {};
  const fitting = app.setup.templates.find((one) => one.kind === kind && one.module === module?.key);
  return { template: fitting?.id ?? "" };
}

function members(action: Action, module: Module | undefined): Partial<Step> {
  switch (action) {
    case "email_to_contact":
      return { recipient: "any_contact", sender: "owner", attachments: [] };
    case "sms_to_contact":
      return { recipient: "any_contact" };
    case "email_to_user":
      return { recipient: "owner" };
    case "task_for_user":
      return { recipient: "owner", notify: true };
    case "activity":
      return {
        activity: "meeting",
        recipient: "owner",
        date: { days: 1, time: "14:00" },
        complete_on_stage_change: false,
      };
    case "repeat_record":
      return { module: module?.key ?? "", name: null, recipient: "owner", stage: null };
    case "copy_record":
      return { stage: "", name: null, recipient: null };
    case "move_stage":
      return { stage: "" };
    case "add_to_lists":
      return { lists: [] };
    case "set_field":
      return { field: "", value: "" };
    case "add_tag":
    case "remove_tag":
      return { tag: "" };
    case "webhook":
      return { endpoint: "" };
    case "wait_for":
      return { event: app.setup.events[0] ?? "email_read", at_most: { amount: 7, unit: "days" } };
    case "branch":
      return { filter: { everyone: true }, then: null, otherwise: "exit" };
    default:
      return {};
  }
}

/** Whether a person has said everything that the step needs; whether it is right the engine says. */
export function isStepComplete(step: Step): boolean {
  if (templateKind(step.action) && variantsOf(step).some(({ template }) => !template)) return false;
  switch (step.action) {
    case "copy_record":
    case "move_stage":
      return Boolean(step.stage);
    case "set_field":
      return Boolean(step.field) && step.value !== "";
    case "add_to_lists":
      return (step.lists ?? []).length > 0;
    case "add_tag":
    case "remove_tag":
      return Boolean(step.tag?.trim());
    case "webhook":
      return Boolean(step.endpoint);
    default:
      return true;
  }
}

/** The condition that a basis comes to; everyone for a view that is gone. */
export function filterOfBasis(basis: Automation["basis"]): Filter {
  if ("stage" in basis) return { field: "stage", op: "is", value: basis.stage };
  if ("filter" in basis) return basis.filter;
  if ("everyone" in basis) return basis;
  return app.setup.views.find((view) => view.id === basis.view)?.filter ?? EVERYONE;
}

/** The basis of a condition that is written rather than saved as a view. */
export function basisOfFilter(filter: Filter): { everyone: true } | { filter: Filter } {
  return "everyone" in filter ? { everyone: true } : { filter };
}

/** Problems of one place, with the rest of their path: `steps[1].template` of `steps[1]` is `template`. */
export function problemsAt(problems: Problem[], place: string): Problem[] {
  return problems
    .filter(({ at }) => at === place || at.startsWith(`${place}.`) || at.startsWith(`${place}[`))
    .map((problem) => ({ ...problem, at: problem.at.slice(place.length).replace(/^\./, "") }));
}

export function isToContact(action: Action): boolean {
  return TO_CONTACT.includes(action);
}
