/** The values of a record as a form: typed inputs, each problem beside its field, undo after saving. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { RelanceProblems, type Field, type Module, type Problem, type RecordRow, type Value } from "@relance/preview";
import { app, errorText } from "../app-state.js";
import { Refusal } from "../backend/backend.js";
import { t } from "../i18n/index.js";
import { note, Screen } from "../ui/screen.js";
import { recordName } from "../ui/words.js";
import { valueInput } from "../ui/value-input.js";
import "../ui/relation-input.js";

/** Fields that the engine writes. */
const ENGINE_FIELDS = ["created", "updated", "origin", "email_suppressed", "sms_suppressed", "email_consent_asked_at"];

@customElement("record-form")
export class RecordForm extends Screen {
  @property() module = "";
  /** The record; nothing makes a new one. */
  @property({ attribute: false }) record?: RecordRow;
  /** What was typed, by field; the others stay. */
  @state() changed: Record<string, Value> = {};
  @state() problems: Problem[] = [];
  @state() error = "";
  @state() isSaving = false;

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }

  protected override render() {
    const module = app.module(this.module)!;
    return html`<form class="stack" @submit=${this.save} novalidate>
      ${module.fields.filter((field) => !ENGINE_FIELDS.includes(field.key)).map((field) => this.field(module, field))}
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
      <div class="row">
        <button class="button primary" ?disabled=${this.isSaving}>${t("save")}</button>
        <button class="button" type="button" @click=${this.close}>${t("cancel")}</button>
      </div>
    </form>`;
  }

  private field(module: Module, field: Field): TemplateResult {
    const id = `value-${field.key}`;
    const problem = this.problems.find((one) => fieldOf(one) === field.key);
    const input = {
      id, field, module,
      value: this.held(field.key),
      isWrong: Boolean(problem),
      describedBy: problem ? `${id}-problem` : undefined,
      onChange: (value: Value) => {
        this.changed = { ...this.changed, [field.key]: value };
        this.problems = this.problems.filter((one) => fieldOf(one) !== field.key);
      },
    };
    return html`<div class="field" data-field=${field.key}>
      <label for=${id}>${field.label}</label>
      ${field.kind === "relation"
        ? html`<relation-input .inputId=${id} .module=${field.module ?? ""} .value=${(input.value as string[] | null) ?? []}
            @relation-change=${(event: CustomEvent<string[]>) => input.onChange(event.detail.length > 0 ? event.detail : null)}></relation-input>`
        : valueInput(input)}
      ${problem
        ? html`<p class="small problem" id="${id}-problem">${[problem.message, problem.help].filter(Boolean).join(" · ")}</p>`
        : nothing}
    </div>`;
  }

  private held(key: string): Value | undefined {
    return key in this.changed ? this.changed[key] : this.record?.values[key];
  }

  private save = async (event: Event): Promise<void> => {
    event.preventDefault();
    this.isSaving = true;
    try {
      const before = this.record;
      const { values } = await app.engine.ask("checkRecord", this.module, { values: this.changed });
      const saved = await app.saveRecord(this.module, { id: before?.id, values });
      const undo = before && { label: t("undo"), run: () => void undoTo(before, values) };
      app.toast(t("record-saved", { name: recordName(saved) }), undo || undefined);
      this.dispatchEvent(new CustomEvent("record-saved", { detail: saved, bubbles: true }));
    } catch (error) {
      this.refused(error);
    } finally {
      this.isSaving = false;
    }
  };

  /** Problems of a field stand beside it; the first one gets the focus. */
  private refused(error: unknown): void {
    this.problems = error instanceof RelanceProblems || error instanceof Refusal ? error.problems : [];
    const others = this.problems.filter((problem) => !fieldOf(problem));
    this.error = this.problems.length === 0 ? errorText(error) : others.map((one) => one.message).join("\n");
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("[aria-invalid]")?.focus());
  }

  private close = (): void => {
    this.dispatchEvent(new CustomEvent("close-form", { bubbles: true }));
  };
}

/** The field that a problem is about: the places of the engine and of the API end alike. */
function fieldOf(problem: Problem): string | undefined {
  return /(?:^|\.)values\.(\w+)/.exec(problem.at)?.[1];
}

/** Puts back what the fields held. */
async function undoTo(before: RecordRow, changed: Record<string, Value>): Promise<void> {
  const values = Object.fromEntries(Object.keys(changed).map((key) => [key, before.values[key] ?? null]));
  const saved = await app.attempt(() => app.saveRecord(before.module, { id: before.id, values }));
  if (saved) app.toast(t("record-restored", { name: recordName(saved) }));
}
