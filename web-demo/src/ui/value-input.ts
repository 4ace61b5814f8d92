/**
 * One input for each kind of field, and what a person typed as a value.
 *
 * Decides nothing: what does not read as a number is given to the engine as it is, which says so.
 */

import { html, nothing, type TemplateResult } from "lit";
import type { Field, Module, Value } from "@relance/preview";
import { app } from "../app-state.js";
import { decimalsOf, instantOf, localOf, t } from "../i18n/index.js";
import { valueOf } from "./screen.js";

export interface ValueInput {
  id: string;
  field: Field;
  module: Module;
  value: Value | undefined;
  /** Ids of the elements that describe it: a problem, an advice. */
  describedBy?: string;
  isWrong?: boolean;
  onChange: (value: Value) => void;
}

/** The input of a field; relations have one of their own. */
export function valueInput(input: ValueInput): TemplateResult {
  const { field, value } = input;
  switch (field.kind) {
    case "choice":
      return select(input, (field.options ?? []).map(({ key, label }) => [key, label]));
    case "stage":
      return stageSelect(input);
    case "user":
      return select(input, app.setup.users
        .filter((user) => user.is_active || user.id === value)
        .map((user) => [user.id, user.name]));
    case "yes_no":
      return yesNo(input);
    case "date":
      return typed(input, "date", String(value ?? ""), (text) => text || null);
    case "instant":
      return typed(input, "datetime-local", shownLocal(value), (text) => (text ? instantOf(text) : null));
    case "number":
      return typed(input, "text", plain(value), numberOf, "decimal");
    case "money":
      return money(input);
    case "tags":
      return typed(input, "text", Array.isArray(value) ? value.join(", ") : "", listOf);
    default:
      return text(input);
  }
}

function text(input: ValueInput): TemplateResult {
  const value = plain(input.value);
  const isLong = value.length > 60 || value.includes("\n") || /note|description|body/.test(input.field.key);
  if (!isLong) return typed(input, typeOf(input.field.key), value, (given) => given.trim() || null);
  return html`<textarea id=${input.id} rows="3" aria-invalid=${input.isWrong ? "true" : nothing}
    aria-describedby=${input.describedBy ?? nothing} .value=${value}
    @input=${(event: Event) => input.onChange(valueOf(event).trim() || null)}></textarea>`;
}

/** Telephones show the right keyboard; the engine says what is a number. */
const typeOf = (key: string): string => (key === "phone" ? "tel" : key === "email" ? "email" : "text");

function typed(
  input: ValueInput,
  type: string,
  shown: string,
  read: (text: string) => Value,
  mode?: string,
): TemplateResult {
  return html`<input id=${input.id} type=${type} inputmode=${mode ?? nothing} autocomplete="off"
    aria-invalid=${input.isWrong ? "true" : nothing} aria-describedby=${input.describedBy ?? nothing}
    .value=${shown} @change=${(event: Event) => input.onChange(read(valueOf(event)))} />`;
}

function select(input: ValueInput, options: [string, string][]): TemplateResult {
  return selectOf(input, options.map((option) => optionOf(input, option)));
}

function stageSelect(input: ValueInput): TemplateResult {
  const { pipelines } = input.module;
  const stages = (index: number) =>
    pipelines[index]!.stages.map((stage) => optionOf(input, [stage.key, stage.label]));
  if (pipelines.length === 1) return selectOf(input, stages(0));
  return selectOf(input, pipelines.map((path, index) => html`<optgroup label=${path.label}>${stages(index)}</optgroup>`));
}

function selectOf(input: ValueInput, options: TemplateResult[]): TemplateResult {
  return html`<select id=${input.id} aria-invalid=${input.isWrong ? "true" : nothing}
    aria-describedby=${input.describedBy ?? nothing}
    @change=${(event: Event) => input.onChange(valueOf(event) || null)}>
    <option value="" ?selected=${!input.value}>${t("blank")}</option>
    ${options}
  </select>`;
}

const optionOf = ({ value }: ValueInput, [key, label]: [string, string]): TemplateResult =>
  html`<option value=${key} ?selected=${key === value}>${label}</option>`;

function yesNo(input: ValueInput): TemplateResult {
  const words: Record<string, Value> = { true: true, false: false };
  const shown = { ...input, value: typeof input.value === "boolean" ? String(input.value) : null };
  const onChange = (word: Value) => input.onChange(word === null ? null : words[String(word)]!);
  return select({ ...shown, onChange }, [["true", t("yes")], ["false", t("no")]]);
}

function money(input: ValueInput): TemplateResult {
  const currency = input.field.currency ?? "EUR";
  const decimals = decimalsOf(currency);
  const shown = typeof input.value === "number" ? (input.value / 10 ** decimals).toFixed(decimals) : plain(input.value);
  const read = (given: string): Value => {
    const amount = numberOf(given);
    return typeof amount === "number" ? Math.round(amount * 10 ** decimals) : amount;
  };
  return html`<span class="row nowrap-row">${typed(input, "text", shown, read, "decimal")}
    <span class="muted small">${currency}</span></span>`;
}

/** `1 250,50` and `1,250.50` alike; what is no number stays the text that it is. */
export function numberOf(given: string): Value {
  const compact = given.replace(/[\s\u00a0\u202f]/g, "");
  if (!compact) return null;
  const isComma = compact.lastIndexOf(",") > compact.lastIndexOf(".");
  const dotted = isComma ? compact.replaceAll(".", "").replace(",", ".") : compact.replaceAll(",", "");
  return /^-?\d+(\.\d+)?$/.test(dotted) ? Number(dotted) : given;
}

const listOf = (given: string): Value => {
  const items = given.split(/[,;]/).map((item) => item.trim()).filter(Boolean);
  return items.length > 0 ? items : null;
};

const plain = (value: Value | undefined): string => (value === null || value === undefined ? "" : String(value));

/** An instant as the account's clocks show it: `2026-11-21T09:30`; nothing for what is no instant. */
function shownLocal(value: Value | undefined): string {
  return typeof value !== "string" || Number.isNaN(Date.parse(value)) ? "" : localOf(value);
}
