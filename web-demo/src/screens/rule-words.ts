/** Rules in words: what they do, when, for whom. */

import type { Delay, Field, Step, Trigger, UserReference, Value } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { eventLabel, moduleLabel, stageLabel, userName, valueText } from "../ui/words.js";
import { pipelineOf } from "./stage-select.js";
import { isTested, variantsOf } from "./variant-model.js";

export function delayText({ amount, unit }: Delay): string {
  return amount === 0 ? t("delay-none") : t(`delay-${unit}`, { amount });
}

/** What an action does, beyond its name: `Delivery: To pack`, `Meeting, tomorrow at 14:00`. */
export function stepDetail(step: Step, module: string): string {
  switch (step.action) {
    case "copy_record":
    case "move_stage":
      return stagePath(module, step.stage);
    case "repeat_record":
      return step.stage ? stagePath(step.module ?? module, step.stage) : moduleLabel(step.module ?? module);
    case "activity": {
      const date = step.date ?? { days: 0, time: "" };
      const kind = t(`activity-${step.activity ?? "meeting"}`);
      return `${kind}, ${t("date-at", { day: t("in-days", { days: date.days }), time: date.time })}`;
    }
    case "set_field": {
      const field = fieldOf(module, step.field ?? "");
      const value = step.value === null ? t("blank") : valueText(field, step.value as Value);
      return field ? `${field.label}: ${value}` : "";
    }
    case "add_tag":
    case "remove_tag":
      return step.tag ?? "";
    case "wait_for":
      return `${eventLabel(step.event ?? "")}, ${t("wait-at-most").toLowerCase()} ${delayText(step.at_most ?? step.delay)}`;
    default:
      return templateNames(step) || colleagueName(step.recipient as UserReference | null | undefined);
  }
}

/** The template's name; of an A/B test all of them: `A: Short, B: Long`. */
function templateNames(step: Step): string {
  const known = (id: string) => app.setup.templates.find((one) => one.id === id)?.name ?? "";
  if (!isTested(step)) return known(step.template ?? "");
  return variantsOf(step).map(({ letter, template }) => `${letter}: ${known(template)}`).join(", ");
}

function colleagueName(reference: UserReference | null | undefined): string {
  return reference && typeof reference === "object" ? userName(reference.user) : "";
}

/** `Delivery: To pack`; only the stage where there is one pipeline. */
export function stagePath(module: string, stage: string | null | undefined): string {
  if (!stage) return "";
  const pipelines = app.module(module)?.pipelines ?? [];
  const pipeline = pipelines.find((one) => one.key === pipelineOf(module, stage));
  const label = stageLabel(module, stage);
  return pipeline && pipelines.length > 1 ? `${pipeline.label}: ${label}` : label;
}

function fieldOf(module: string, key: string): Field | undefined {
  return app.module(module)?.fields.find((one) => one.key === key);
}

/** What starts it, as the choice calls it. */
export function triggerText(trigger: Trigger, module: string): string {
  switch (trigger.on) {
    case "stage":
      return t(`trigger-stage-${trigger.when.replaceAll("_", "-")}`);
    case "event":
      return eventLabel(trigger.event);
    case "created":
      return createdLabel(module);
    case "changed": {
      const field = fieldOf(module, trigger.field);
      const value = (one: unknown) => valueText(field, one as Value) || t("held-empty");
      return t("trigger-changed-of", {
        field: field?.label ?? trigger.field,
        from: "from" in trigger ? value(trigger.from) : t("held-any"),
        to: "to" in trigger ? value(trigger.to) : t("held-any"),
      });
    }
    case "manual":
      return t("trigger-manual");
  }
}

/** "A task is created", "An e-mail is received" (S0.4); other records appear. */
export function createdLabel(module: string): string {
  if (module === "tasks") return t("trigger-task-created");
  if (module === "emails") return t("trigger-email-received");
  return t("trigger-created", { module: moduleLabel(module) });
}
