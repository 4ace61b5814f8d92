/** Why and why not (B3): the filter's tree with a tick or a cross, what was read, and blanks. */

import { html, nothing, type TemplateResult } from "lit";
import type { Explanation, Module, Reading } from "@relance/preview";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { valueText } from "../ui/words.js";

/** The tree as nested lists. */
export function clauseTree(root: Explanation, module: Module | undefined): TemplateResult {
  return html`<ul class="why">${item(root, module)}</ul>`;
}

function item(node: Explanation, module: Module | undefined): TemplateResult {
  const sign = node.holds ? icon("check") : icon("close");
  return html`<li class="${node.holds ? "holds" : "fails"} ${node.decisive ? "decisive" : ""}">
    <div class="why-line">
      <span class="why-sign">${sign}<span class="visually-hidden">${t(node.holds ? "true" : "false")}</span></span>
      <div class="grow">
        ${node.kind === "clause"
          ? html`<span class="mono">${node.expected}</span>`
          : html`<span>${t(`explain-${node.kind}`)}</span>`}
        ${node.kind === "clause" ? readings(node, module) : nothing}
      </div>
    </div>
    ${node.parts ? html`<ul>${node.parts.map((part) => item(part, module))}</ul>` : nothing}
  </li>`;
}

function readings(node: Explanation, module: Module | undefined): TemplateResult {
  return html`<div class="small muted">
    ${(node.read ?? []).map((reading) => html`<p>${readingText(reading, module)}</p>`)}
    ${node.blank ? html`<p class="blank">${icon("question")}${t("why-blank")}</p>` : nothing}
    ${node.changes_at ? html`<p>${t("why-changes-at", { at: instant(node.changes_at) })}</p>` : nothing}
  </div>`;
}

function readingText(reading: Reading, module: Module | undefined): string {
  const field = (key: string) => module?.fields.find((one) => one.key === key);
  const label = (key: string) => field(key)?.label ?? key;
  switch (reading.what) {
    case "field":
      return t("read-field", {
        field: label(reading.field),
        value: valueText(field(reading.field), reading.value) || t("blank"),
      });
    case "related":
      return t("read-field", {
        field: `${label(reading.relation)}: ${reading.field}`,
        value: valueText(undefined, reading.value) || t("blank"),
      });
    case "events":
      return t("read-events", { event: reading.event, count: reading.count });
    case "change":
      return t("read-change", {
        field: label(reading.field),
        at: instant(reading.at),
        from: valueText(field(reading.field), reading.old) || t("blank"),
        to: valueText(field(reading.field), reading.new) || t("blank"),
      });
    case "held_since":
      return t("read-held-since", {
        field: label(reading.field),
        at: reading.since ? instant(reading.since) : t("unknown"),
      });
    case "counted_since":
      return t("read-counted-since", { at: reading.since ? instant(reading.since) : t("unknown") });
    case "cause":
      return t("read-cause", { at: instant(reading.at) });
  }
}
