/** Names and values as people read them. Words only; the engine decides what they mean. */

import type { Action, Automation, Field, Filter, LogEntry, RecordRow, TemplateKind, Value } from "@relance/preview";
import { app } from "../app-state.js";
import { EVERYONE } from "../filter/model.js";
import { date, has, instant, minor, number, t } from "../i18n/index.js";
import type { IconName } from "./icons.js";

/** Actions in the groups of the catalogue (S3.2, S3.22). */
export const ACTION_GROUPS: { key: string; actions: Action[] }[] = [
  { key: "messages", actions: ["email_to_contact", "sms_to_contact"] },
  { key: "tasks", actions: ["task_for_user", "email_to_user"] },
  { key: "repeat-sales", actions: ["repeat_record", "copy_record", "activity"] },
  { key: "record", actions: ["set_field", "move_stage", "add_tag", "remove_tag", "generate_document"] },
  { key: "lists", actions: ["add_to_lists", "webhook"] },
  { key: "other", actions: ["wait_for", "branch", "exit"] },
];

export const ACTION_ICONS: Record<Action, IconName> = {
  email_to_contact: "mailbox",
  sms_to_contact: "sms",
  email_to_user: "user",
  task_for_user: "task",
  activity: "plan",
  repeat_record: "refresh",
  copy_record: "copy",
  add_to_lists: "lists",
  set_field: "pencil",
  move_stage: "forward",
  add_tag: "tag",
  remove_tag: "tag",
  generate_document: "template",
  webhook: "webhook",
  wait_for: "clock",
  branch: "branch",
  exit: "flag",
};

export function actionLabel(action: Action): string {
  return t(`action-${action.replaceAll("_", "-")}`);
}

/** The kind of template that an action takes (S1.14). */
export function templateKind(action: Action): TemplateKind | undefined {
  return TEMPLATE_KINDS[action];
}

const TEMPLATE_KINDS: Partial<Record<Action, TemplateKind>> = {
  email_to_contact: "email",
  email_to_user: "email",
  sms_to_contact: "sms",
  task_for_user: "task",
  activity: "task",
  generate_document: "document",
};

/** What happened, as the account's own systems call it. */
export function eventLabel(name: string): string {
  const key = `event-${name.replaceAll("_", "-")}`;
  return has(key) ? t(key) : name.replaceAll("_", " ");
}

export function userName(id: string | null | undefined): string {
  if (!id) return "";
  return app.setup.users.find((user) => user.id === id)?.name ?? id;
}

export function automationName(id: string): string {
  return app.setup.automations.find((automation) => automation.id === id)?.name ?? id;
}

export function viewName(id: string): string {
  return app.setup.views.find((view) => view.id === id)?.name ?? id;
}

export function moduleLabel(key: string): string {
  return app.module(key)?.label ?? key;
}

export function stageLabel(module: string, key: string): string {
  for (const pipeline of app.module(module)?.pipelines ?? []) {
    const stage = pipeline.stages.find((one) => one.key === key);
    if (stage) return stage.label;
  }
  return key;
}

/** What the automation is about: its view's or stage's name. */
export function basisLabel(automation: Automation): string {
  const { basis } = automation;
  if ("view" in basis) return viewName(basis.view);
  if ("stage" in basis) return stageLabel(automation.module, basis.stage);
  return t("everyone" in basis ? "view-everyone" : "basis-own-filter");
}

/** The name of a record, from the fields that name things. */
export function recordName(record: RecordRow): string {
  const { values } = record;
  const person = [values.first_name, values.last_name].filter(Boolean).join(" ");
  return String(values.name ?? (person || values.company_name || values.title || record.id));
}

export function stepLabel(automation: Automation, stepId: string | null): string {
  const index = automation.steps.findIndex((step) => step.id === stepId);
  const step = automation.steps[index];
  if (!step) return "";
  return t("step-number", { number: index + 1, action: actionLabel(step.action) });
}

/** A value of a field as text. */
export function valueText(field: Field | undefined, value: Value | undefined): string {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  switch (field?.kind) {
    case "money":
      return minor(Number(value), field.currency ?? "EUR");
    case "number":
      return number(Number(value));
    case "date":
      return date(String(value));
    case "instant":
      return instant(String(value));
    case "user":
      return userName(String(value));
    case "stage":
      return stageOf(field, String(value));
    case "choice":
      return field.options?.find((option) => option.key === value)?.label ?? String(value);
    default:
      return String(value);
  }
}

function stageOf(field: Field, key: string): string {
  const option = field.options?.find((one) => one.key === key);
  if (option) return option.label;
  const owner = app.setup.modules.find((module) => module.fields.includes(field));
  return owner ? stageLabel(owner.key, key) : key;
}

/** A reason code as a sentence; the engine's detail follows where it says more. */
export function reasonText(entry: Pick<LogEntry, "reason" | "detail">): string {
  if (!entry.reason) return entry.detail ?? "";
  const key = `reason-${entry.reason.replaceAll("_", "-")}`;
  const sentence = has(key) ? t(key) : entry.reason.replaceAll("_", " ");
  return entry.detail ? `${sentence} (${entry.detail})` : sentence;
}

/** Records whose name contains a text. */
export function nameFilter(moduleKey: string, text: string): Filter {
  if (!text) return EVERYONE;
  const keys = ["name", "first_name", "last_name", "company_name", "email", "number"];
  const fields = app.module(moduleKey)?.fields.filter((field) => keys.includes(field.key)) ?? [];
  if (fields.length === 0) return EVERYONE;
  return {
    any: fields.map(({ key }) => ({ field: key, op: "contains", value: text, ignoring_accents: true })),
  };
}
