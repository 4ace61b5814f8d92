/** One condition: what it is about, what is asked, and the value, by the field's kind. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Field, OperandShape, OperatorInfo, OperatorTable } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { Screen, valueOf } from "../ui/screen.js";
import { optionsOf, valueInput } from "./value-input.js";
import { aboutClause, startValue, subjectKey, type Subject } from "./model.js";

/** What is compared with the value of a field, where empty may count as 0 (D7). */
const COMPARES: ReadonlySet<OperandShape> = new Set(["one", "two", "list"]);
const PERIOD_UNITS = ["minutes", "hours", "days", "weeks", "months", "years"];

type Json = Record<string, unknown>;
interface PeriodJson {
  amount: number;
  unit: string;
}

@customElement("clause-editor")
export class ClauseEditor extends Screen {
  @property({ attribute: false }) json: Json = {};
  @property({ attribute: false }) subjects: Subject[] = [];
  @property({ attribute: false }) operators!: OperatorTable;
  @property() position = "";

  private get subject(): Subject | undefined {
    return this.subjects.find((one) => one.key === subjectKey(this.json));
  }

  private offers(subject: Subject | undefined): OperatorInfo[] {
    if (!subject) return [];
    const table = this.operators[subject.field?.kind ?? "event"] ?? [];
    return subject.isRelated ? table.filter((offer) => offer.behind_relation) : table;
  }

  protected override render() {
    const { subject } = this;
    const offers = this.offers(subject);
    const shape = offers.find((offer) => offer.op === this.json.op)?.value ?? "nothing";
    return html`<fieldset class="clause">
      <legend class="visually-hidden">${this.position}</legend>
      <select class="auto" aria-label=${t("clause-about")} @change=${this.changeSubject}>
        ${subject ? nothing : html`<option value="" selected>${t("clause-choose")}</option>`}
        ${groups(this.subjects).map(
          ([label, subjects]) => html`<optgroup label=${label}>
            ${subjects.map(
              (one) => html`<option value=${one.key} ?selected=${one.key === subject?.key}>${one.label}</option>`,
            )}
          </optgroup>`,
        )}
      </select>
      ${subject?.isRelated ? this.quantifier() : nothing}
      <select class="auto" aria-label=${t("clause-operator")} @change=${(event: Event) => this.changeOperator(event, offers)}>
        ${offers.map(
          (offer) => html`<option value=${offer.op} ?selected=${offer.op === this.json.op}>${operatorLabel(offer, subject)}</option>`,
        )}
      </select>
      ${this.operand(shape, subject?.field)}
      ${subject?.field?.empty_is_zero && COMPARES.has(shape)
        ? html`<span class="small muted">${t("clause-empty-is-zero")}</span>` : nothing}
      <button class="button icon small quiet" type="button" aria-label=${t("clause-remove", { position: this.position })}
        @click=${() => this.tell("clause-remove")}>${icon("close")}</button>
    </fieldset>`;
  }

  private quantifier(): TemplateResult {
    const current = this.json.quantifier ?? "any";
    return html`<select class="auto" aria-label=${t("clause-quantifier")}
      @change=${(event: Event) => this.set({ quantifier: valueOf(event) })}>
      ${["any", "all", "none"].map(
        (one) => html`<option value=${one} ?selected=${one === current}>${t(`quantifier-${one}`)}</option>`,
      )}
    </select>`;
  }

  private operand(shape: OperandShape, field: Field | undefined): TemplateResult | typeof nothing {
    const { value } = this.json;
    switch (shape) {
      case "one":
        return html`${valueInput(field, value, (next) => this.set({ value: next }))}${this.accents(field)}`;
      case "held":
        return this.held("value", field, t("clause-value"));
      case "two": {
        const [from, to] = Array.isArray(value) ? value : ["", ""];
        return html`${valueInput(field, from, (next) => this.set({ value: [next, to] }), t("clause-from"))}
          <span class="small muted">${t("and")}</span>
          ${valueInput(field, to, (next) => this.set({ value: [from, next] }), t("clause-to"))}`;
      }
      case "list":
        return this.list(field, Array.isArray(value) ? value : []);
      case "period":
        return this.period(value as PeriodJson, (next) => this.set({ value: next }));
      case "days":
        return html`<input class="short" type="number" min="0" max="366" aria-label=${t("clause-days")}
            .value=${String(value ?? 0)} @change=${(event: Event) => this.set({ value: Number(valueOf(event)) })} />
          <span class="small muted">${t("unit-days")}</span>`;
      case "times":
        return html`<input class="short" type="number" min="0" aria-label=${t("clause-times")}
            .value=${String(value ?? 1)} @change=${(event: Event) => this.set({ value: Number(valueOf(event)) })} />
          <span class="small muted">${t("times")}</span>${this.optionalPeriod("within")}`;
      case "events":
        return html`${this.checks(app.setup.events.map((name) => ({ key: name, label: name.replaceAll("_", " ") })), Array.isArray(value) ? value : [])}
          ${this.optionalPeriod("older_than")}`;
      case "change":
        return html`${this.held("from", field, t("clause-changed-from"))}
          ${this.held("to", field, t("clause-changed-to"))}${this.optionalPeriod("within")}`;
      default:
        return nothing;
    }
  }

  private list(field: Field | undefined, chosen: unknown[]): TemplateResult {
    const options = optionsOf(field);
    if (options) return this.checks(options, chosen);
    const isNumber = field?.kind === "number" || field?.kind === "money";
    return html`<input class="auto" aria-label=${t("clause-list")} placeholder=${t("clause-list")}
      .value=${chosen.join(", ")} @change=${(event: Event) => {
        const items = valueOf(event).split(",").map((item) => item.trim()).filter(Boolean);
        this.set({ value: isNumber ? items.map(Number) : items });
      }} />`;
  }

  private checks(options: { key: string; label: string }[], chosen: unknown[]): TemplateResult {
    const names = options.filter((one) => chosen.includes(one.key)).map((one) => one.label);
    return html`<details class="picker">
      <summary>${names.length > 0 ? names.join(", ") : t("clause-choose")}</summary>
      <div class="picker-list">
        ${options.map(
          (one) => html`<label class="check">
            <input type="checkbox" .checked=${chosen.includes(one.key)} @change=${(event: Event) => {
              const isOn = (event.target as HTMLInputElement).checked;
              const value = options.map((other) => other.key)
                .filter((key) => (key === one.key ? isOn : chosen.includes(key)));
              this.set({ value });
            }} /><span>${one.label}</span></label>`,
        )}
      </div>
    </details>`;
  }

  /** A value that the field held: one, empty, or (for changes) any. */
  private held(key: "value" | "from" | "to", field: Field | undefined, label: string): TemplateResult {
    const isSet = key in this.json;
    const current = this.json[key];
    const options = optionsOf(field);
    const canBeAny = key !== "value";
    if (!options) {
      return html`<input class="auto" aria-label=${label} placeholder=${canBeAny ? t("held-any") : ""}
        .value=${current === null || current === undefined ? "" : String(current)}
        @change=${(event: Event) => this.setHeld(key, valueOf(event) || (canBeAny ? "*" : ""))} />`;
    }
    const first = Array.isArray(current) ? current[0] : current;
    return html`<label class="row small"><span class="muted">${label}</span>
      <select class="auto" @change=${(event: Event) => this.setHeld(key, valueOf(event))}>
        ${canBeAny ? html`<option value="*" ?selected=${!isSet}>${t("held-any")}</option>` : nothing}
        ${!canBeAny && first === "" ? html`<option value="" selected>${t("clause-choose")}</option>` : nothing}
        <option value="null" ?selected=${isSet && first === null}>${t("held-empty")}</option>
        ${options.map((one) => html`<option value=${one.key} ?selected=${isSet && one.key === first}>${one.label}</option>`)}
      </select></label>`;
  }

  private setHeld(key: string, value: string): void {
    const { [key]: _, ...rest } = this.json;
    this.tell("clause-change", value === "*" ? rest : { ...rest, [key]: value === "null" ? null : value });
  }

  private accents(field: Field | undefined): TemplateResult | typeof nothing {
    if (field?.kind !== "text") return nothing;
    return html`<label class="check small">
      <input type="checkbox" .checked=${this.json.ignoring_accents === true} @change=${(event: Event) => {
        const { ignoring_accents: _, ...rest } = this.json;
        const isOn = (event.target as HTMLInputElement).checked;
        this.tell("clause-change", isOn ? { ...rest, ignoring_accents: true } : rest);
      }} /><span>${t("ignoring-accents")}</span></label>`;
  }

  private optionalPeriod(key: "within" | "older_than"): TemplateResult {
    const period = this.json[key] as PeriodJson | undefined;
    return html`<label class="check small">
        <input type="checkbox" .checked=${Boolean(period)} @change=${(event: Event) => {
          const { [key]: _, ...rest } = this.json;
          const isOn = (event.target as HTMLInputElement).checked;
          this.tell("clause-change", isOn ? { ...rest, [key]: { amount: 30, unit: "days" } } : rest);
        }} /><span>${t(`clause-${key.replace("_", "-")}`)}</span></label>
      ${period ? this.period(period, (next) => this.set({ [key]: next })) : nothing}`;
  }

  private period(period: PeriodJson | undefined, take: (period: PeriodJson) => void): TemplateResult {
    const current = period ?? { amount: 3, unit: "days" };
    return html`<input class="short" type="number" min="1" aria-label=${t("clause-amount")}
        .value=${String(current.amount)}
        @change=${(event: Event) => take({ ...current, amount: Math.max(0, Math.round(Number(valueOf(event)))) })} />
      <select class="auto" aria-label=${t("clause-unit")}
        @change=${(event: Event) => take({ ...current, unit: valueOf(event) })}>
        ${PERIOD_UNITS.map((unit) => html`<option value=${unit} ?selected=${unit === current.unit}>${t(`unit-${unit}`)}</option>`)}
      </select>`;
  }

  private changeSubject = (event: Event): void => {
    const subject = this.subjects.find((one) => one.key === valueOf(event));
    const [offer] = this.offers(subject);
    if (!subject || !offer) return;
    this.tell("clause-change", {
      ...aboutClause(subject, offer.op),
      ...startValue(offer.value, subject.field, followUps()),
    });
  };

  private changeOperator(event: Event, offers: OperatorInfo[]): void {
    const { subject } = this;
    const before = offers.find((one) => one.op === this.json.op);
    const offer = offers.find((one) => one.op === valueOf(event));
    if (!subject || !offer) return;
    const isSameShape = before?.value === offer.value;
    const quantifier = this.json.quantifier ? { quantifier: this.json.quantifier } : {};
    const value = isSameShape
      ? ("value" in this.json ? { value: this.json.value } : {})
      : startValue(offer.value, subject.field, followUps());
    this.tell("clause-change", { ...aboutClause(subject, offer.op), ...quantifier, ...value });
  }

  private set(change: Json): void {
    this.tell("clause-change", { ...this.json, ...change });
  }

  private tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

function operatorLabel(offer: OperatorInfo, subject: Subject | undefined): string {
  const isEvent = subject && !subject.field;
  const name = offer.op.replaceAll("_", "-");
  return t(isEvent ? `op-event-${name}` : `op-${name}`);
}

function groups(subjects: Subject[]): [string, Subject[]][] {
  const map = new Map<string, Subject[]>();
  for (const subject of subjects) {
    map.set(subject.group, [...(map.get(subject.group) ?? []), subject]);
  }
  return [...map];
}

/** The events that the account counts as a follow-up, happened or not. */
export function followUps(): string[] {
  return app.setup.account.follow_up_events;
}
