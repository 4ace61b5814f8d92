/** A control for one value, by the kind of its field: for conditions and for what an action sets. */

import { html, type TemplateResult } from "lit";
import type { Field } from "@relance/preview";
import { app } from "../app-state.js";
import { decimalsOf, t } from "../i18n/index.js";
import { valueOf } from "../ui/screen.js";

type Take = (value: unknown) => void;

/** Answers money in minor units, numbers as numbers, `""` for what is not said yet. */
export function valueInput(
  field: Field | undefined,
  value: unknown,
  take: Take,
  label = t("clause-value"),
): TemplateResult {
  const options = optionsOf(field);
  if (options) {
    return html`<select class="auto" aria-label=${label} @change=${(event: Event) => take(valueOf(event))}>
      ${value === "" || value === undefined || value === null
        ? html`<option value="" selected>${t("clause-choose")}</option>`
        : ""}
      ${options.map((one) => html`<option value=${one.key} ?selected=${one.key === value}>${one.label}</option>`)}
    </select>`;
  }
  if (field?.kind === "yes_no") {
    return html`<select class="auto" aria-label=${label} @change=${(event: Event) => take(valueOf(event) === "yes")}>
      <option value="yes" ?selected=${value === true}>${t("yes")}</option>
      <option value="no" ?selected=${value === false}>${t("no")}</option>
    </select>`;
  }
  if (field?.kind === "money") return money(field, value, take, label);
  if (field?.kind === "number") {
    return html`<input class="short" type="number" step="any" aria-label=${label} .value=${String(value ?? "")}
      @change=${(event: Event) => take(numberOr(valueOf(event)))} />`;
  }
  const isTime = field?.kind === "date" || field?.kind === "instant";
  return html`<input class="auto" type=${isTime ? "date" : "text"} aria-label=${label}
    .value=${isTime ? String(value ?? "").slice(0, 10) : String(value ?? "")}
    @change=${(event: Event) => take(valueOf(event))} />`;
}

function money(field: Field, value: unknown, take: Take, label: string): TemplateResult {
  const scale = 10 ** decimalsOf(field.currency ?? "EUR");
  const shown = typeof value === "number" ? String(value / scale) : "";
  return html`<input class="short" type="number" step="any" aria-label=${label} .value=${shown}
      @change=${(event: Event) => {
        const major = numberOr(valueOf(event));
        take(typeof major === "number" ? Math.round(major * scale) : "");
      }} />
    <span class="small muted">${field.currency}</span>`;
}

/** The values of a field that are chosen rather than written. */
export function optionsOf(field: Field | undefined): { key: string; label: string }[] | undefined {
  if (field?.kind === "choice") return field.options ?? [];
  if (field?.kind === "user") return app.setup.users.map((user) => ({ key: user.id, label: user.name }));
  if (field?.kind !== "stage") return undefined;
  if (field.options?.length) return field.options;
  const module = app.setup.modules.find((one) => one.fields.includes(field));
  const pipelines = module?.pipelines ?? [];
  return pipelines.flatMap((pipeline) =>
    pipeline.stages.map(({ key, label }) => ({
      key,
      label: pipelines.length > 1 ? `${pipeline.label}: ${label}` : label,
    })),
  );
}

function numberOr(text: string): number | "" {
  return text.trim() === "" || Number.isNaN(Number(text)) ? "" : Number(text);
}
