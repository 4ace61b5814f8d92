/** Decisions as readable rows: for the run log and for plans, which have one shape. */

import { html, nothing, type TemplateResult } from "lit";
import type { Automation, LogEntry } from "@relance/preview";
import { app } from "../app-state.js";
import { instant, micros, t } from "../i18n/index.js";
import { icon, type IconName } from "../ui/icons.js";
import type { WithFacts } from "../backend/results.js";
import { ACTION_ICONS, automationName, reasonText, stepLabel, userName } from "../ui/words.js";
import { factLine } from "./message-facts.js";
import { variantText } from "./variant-model.js";

const TONES: Partial<Record<LogEntry["what"], string>> = {
  sent: "good",
  task_created: "good",
  record_changed: "good",
  record_created: "good",
  activity_completed: "good",
  lists_joined: "good",
  webhook_called: "good",
  stopped: "bad",
  dropped: "bad",
  skipped: "warn",
  held: "warn",
  deviated: "warn",
};

export interface LogTableOptions {
  caption: string;
  hideRecord?: boolean;
  /** Whether the decisions are still to come: then nothing "was sent". */
  isPlan?: boolean;
  /** Names of records by id, where they are known. */
  names?: Map<string, string>;
  /** An automation that is being edited, whose steps the setup does not know yet. */
  draft?: Automation;
}

/** A table of decisions, oldest first as given. */
export function logTable(entries: WithFacts<LogEntry>[], options: LogTableOptions): TemplateResult {
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${options.caption}>
    <table class="log">
      <caption class="visually-hidden">${options.caption}</caption>
      <thead><tr>
        <th scope="col">${t("log-when")}</th>
        ${options.hideRecord ? nothing : html`<th scope="col">${t("log-record")}</th>`}
        <th scope="col">${t("log-what")}</th>
      </tr></thead>
      <tbody>${entries.map((entry) => row(entry, options))}</tbody>
    </table>
  </div>`;
}

function row(entry: WithFacts<LogEntry>, options: LogTableOptions): TemplateResult {
  return html`<tr data-what=${entry.what}>
    <td class="nowrap when"><time datetime=${entry.planned_at}>${instant(entry.planned_at)}</time></td>
    ${options.hideRecord
      ? nothing
      : html`<td>${options.names?.get(entry.record) ?? entry.record}</td>`}
    <td>
      <span class="row">
        <span class="badge ${TONES[entry.what] ?? ""}">${icon(signOf(entry))}${t(whatKey(entry, options))}</span>
        <span>${sentence(entry, options.draft)}</span>
      </span>
      ${entry.message ? messageLine(entry) : nothing}
      ${entry.what === "sent" ? factLine(entry.facts) : nothing}
      ${entry.reason === "once_per_client" && !options.isPlan && app.backend.merges
        ? html`<button class="button small" @click=${() => sendAnyway(entry, options)}>${t("campaign-send-anyway")}</button>`
        : nothing}
    </td>
  </tr>`;
}

/** A person writes to a client whom a campaign left out (D13). */
async function sendAnyway(entry: LogEntry, options: LogTableOptions): Promise<void> {
  const done = await app.attempt(async () => {
    await app.backend.merges!.sendAnyway(entry.automation, entry.record);
    return true;
  });
  const name = options.names?.get(entry.record) ?? entry.record;
  if (done) app.toast(t("campaign-sent-anyway", { name }));
}

const PLANNED = new Set<LogEntry["what"]>([
  "entered",
  "sent",
  "task_created",
  "skipped",
  "finished",
  "record_changed",
  "record_created",
  "activity_completed",
  "lists_joined",
  "webhook_called",
]);

function whatKey(entry: LogEntry, options: LogTableOptions): string {
  const key = `what-${entry.what.replaceAll("_", "-")}`;
  return options.isPlan && PLANNED.has(entry.what) ? `plan-${key}` : key;
}

function signOf(entry: LogEntry): IconName {
  if (entry.what === "dropped" || entry.what === "skipped") return "close";
  if (entry.action) return ACTION_ICONS[entry.action];
  return entry.what === "finished" ? "check" : "clock";
}

/** One decision as a sentence: what, by which step, in which variant, to whom, why. */
export function sentence(entry: LogEntry, draft?: Automation): string {
  const isDraft = draft && (draft.id === entry.automation || !draft.id);
  const automation = isDraft ? draft : app.setup.automations.find((one) => one.id === entry.automation);
  const step = automation && entry.step ? stepLabel(automation, entry.step) : "";
  const to = entry.to ? (app.setup.users.some((user) => user.id === entry.to) ? userName(entry.to) : entry.to) : "";
  const variant = variantText(entry, automation);
  const parts = [isDraft ? "" : automationName(entry.automation), step, variant, to && t("log-to", { to }), reasonText(entry)];
  return parts.filter(Boolean).join(" · ");
}

function messageLine(entry: LogEntry): TemplateResult {
  const { message } = entry;
  const cost =
    message?.cost_micros && message.currency
      ? ` · ${t("parts-cost", { parts: message.parts ?? 1, cost: micros(message.cost_micros, message.currency) })}`
      : "";
  return html`<p class="clip small muted">${message?.subject ? `${message.subject}: ` : ""}${message?.text ?? ""}${cost}</p>`;
}
