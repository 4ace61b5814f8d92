/** The fields that only one action has: dates, stages, names, tags, lists, conditions, ways on. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Delay, DelayUnit, Field, Filter, Problem, Step } from "@relance/preview";
import { app } from "../app-state.js";
import { EVERYONE } from "../filter/model.js";
import { valueInput } from "../filter/value-input.js";
import { t } from "../i18n/index.js";
import { Screen, valueOf } from "../ui/screen.js";
import { actionLabel, eventLabel } from "../ui/words.js";
import { stageSelect } from "./stage-select.js";
import { mergePaths } from "./template-editor.js";
import { field, fieldProblem } from "./step-field.js";
import "../filter/filter-editor.js";
import "../ui/text-with-fields.js";
import "./mailing-lists-choice.js";

/** Kinds of activities (S3.15). */
const ACTIVITIES = ["meeting", "call", "documents"] as const;
/** Set by actions of their own, or by nobody. */
const NOT_SETTABLE = new Set([
  "stage", "created", "updated", "origin", "email_suppressed", "sms_suppressed", "email_consent_asked_at",
]);
const UNITS: DelayUnit[] = ["minutes", "hours", "days", "weeks", "months"];

/** Emits `action-change` with the members that changed. */
@customElement("step-action")
export class StepAction extends Screen {
  @property({ attribute: false }) step!: Step;
  /** The automation's module. */
  @property() module = "";
  /** All steps, for the ways of a branch. */
  @property({ attribute: false }) steps: Step[] = [];
  @property({ attribute: false }) problems: Problem[] = [];
  @property({ type: Boolean }) locked = false;

  protected override render() {
    switch (this.step.action) {
      case "email_to_contact":
        return this.attachments();
      case "activity":
        return html`${this.activity()} ${this.date()} ${this.completion()}`;
      case "repeat_record":
        return html`${this.name("repeat-name-default")} ${this.targetModule()} ${this.stage(true)}`;
      case "copy_record":
        return html`${this.name("copy-name-default")} ${this.pipeline()} ${this.stage(false)}`;
      case "move_stage":
        return html`${this.pipeline()} ${this.stage(false)}`;
      case "add_to_lists":
        return this.lists();
      case "set_field":
        return html`${this.fieldChoice()} ${this.value()}`;
      case "add_tag":
      case "remove_tag":
        return this.tag();
      case "webhook":
        return this.endpoint();
      case "wait_for":
        return html`${this.event()} ${this.atMost()}`;
      case "branch":
        return html`${this.condition()} ${this.way("then")} ${this.way("otherwise")}`;
      default:
        return nothing;
    }
  }

  private idOf(member: string): string {
    return `${member}-${this.step.id}`;
  }

  private change(change: Partial<Step>): void {
    this.dispatchEvent(new CustomEvent("action-change", { detail: change, bubbles: true }));
  }

  /** A labelled field with what is wrong with it beneath. */
  private field(member: string, label: string, control: unknown, wide = false): TemplateResult {
    return field({ id: this.idOf(member), label, control, wide, problem: fieldProblem(this.problems, member) });
  }

  private attachments(): TemplateResult | typeof nothing {
    const documents = app.setup.templates.filter((one) => one.kind === "document" && one.module === this.module);
    const chosen = this.step.attachments ?? [];
    if (documents.length === 0 && chosen.length === 0) return nothing;
    return html`<fieldset class="field">
      <legend class="label">${t("attachments")}</legend>
      <div>${documents.map(
        ({ id, name }) => html`<label class="check small">
          <input type="checkbox" .checked=${chosen.includes(id)} @change=${(event: Event) => {
            const isOn = (event.target as HTMLInputElement).checked;
            const ids = documents.map((one) => one.id);
            this.change({ attachments: ids.filter((one) => (one === id ? isOn : chosen.includes(one))) });
          }} /><span>${name}</span></label>`,
      )}</div>
      ${fieldProblem(this.problems, "attachments")}
    </fieldset>`;
  }

  private activity(): TemplateResult {
    const id = this.idOf("activity");
    return this.field("activity", t("activity-kind"), html`<select id=${id} @change=${(event: Event) =>
      this.change({ activity: valueOf(event) as Step["activity"] })}>
      ${ACTIVITIES.map(
        (kind) => html`<option value=${kind} ?selected=${kind === this.step.activity}>${t(`activity-${kind}`)}</option>`,
      )}
    </select>`);
  }

  /** "Tomorrow at 14:00" (S3.18). */
  private date(): TemplateResult {
    const date = this.step.date ?? { days: 1, time: "14:00" };
    const known = [0, 1, 2, 3, 7, 14, 30];
    const days = known.includes(date.days) ? known : [...known, date.days].sort((a, b) => a - b);
    return this.field("date", t("activity-date"), html`<div class="row">
      <select id=${this.idOf("date")} class="auto" @change=${(event: Event) =>
        this.change({ date: { ...date, days: Number(valueOf(event)) } })}>
        ${days.map((count) => html`<option value=${count} ?selected=${count === date.days}>${t("in-days", { days: count })}</option>`)}
      </select>
      <span class="small muted">${t("hour-at")}</span>
      <input class="auto" type="time" required aria-label=${t("hour-time")} .value=${date.time}
        @change=${(event: Event) => this.change({ date: { ...date, time: valueOf(event) } })} />
    </div>`);
  }

  private completion(): TemplateResult {
    return html`<label class="check wide">
      <input type="checkbox" .checked=${this.step.complete_on_stage_change ?? false} @change=${(event: Event) =>
        this.change({ complete_on_stage_change: (event.target as HTMLInputElement).checked })} />
      <span>${t("complete-on-stage-change")}</span></label>`;
  }

  private name(placeholder: string): TemplateResult {
    const id = this.idOf("name");
    return this.field("name", t("record-name"), html`<text-with-fields input-id=${id}
      .value=${this.step.name ?? ""} placeholder=${t(placeholder)} .groups=${mergePaths(this.module)}
      @text-change=${(event: CustomEvent<string>) => this.change({ name: event.detail.trim() || null })}></text-with-fields>`, true);
  }

  private targetModule(): TemplateResult {
    const id = this.idOf("module");
    return this.field("module", t("module"), html`<select id=${id} @change=${(event: Event) =>
      this.change({ module: valueOf(event), stage: null })}>
      ${app.setup.modules.map(
        ({ key, label }) => html`<option value=${key} ?selected=${key === this.step.module}>${label}</option>`,
      )}
    </select>`);
  }

  /** The target pipeline: choosing it takes its first stage (S3.12-13). */
  private pipeline(): TemplateResult {
    const pipelines = app.module(this.module)?.pipelines ?? [];
    const current = pipelines.find((one) => one.stages.some((stage) => stage.key === this.step.stage));
    const id = this.idOf("pipeline");
    return this.field("pipeline", t("target-pipeline"), html`<select id=${id} @change=${(event: Event) => {
      const chosen = pipelines.find((one) => one.key === valueOf(event));
      this.change({ stage: chosen?.stages[0]?.key ?? "" });
    }}>
      ${current ? nothing : html`<option value="" selected>${t("pipeline-choose")}</option>`}
      ${pipelines.map(
        ({ key, label }) => html`<option value=${key} ?selected=${key === current?.key}>${label}</option>`,
      )}
    </select>`);
  }

  private stage(isOptional: boolean): TemplateResult {
    const module = this.step.action === "repeat_record" ? (this.step.module ?? this.module) : this.module;
    const pipelines = app.module(module)?.pipelines ?? [];
    const current = pipelines.find((one) => one.stages.some((stage) => stage.key === this.step.stage));
    return this.field("stage", t("initial-stage"), stageSelect({
      id: this.idOf("stage"),
      module,
      value: this.step.stage,
      none: isOptional ? t("stage-first") : undefined,
      pipeline: isOptional ? undefined : current?.key,
      take: (stage) => this.change({ stage: stage ?? (isOptional ? null : "") }),
    }));
  }

  private lists(): TemplateResult {
    return html`<div class="field wide">
      <mailing-lists-choice .chosen=${this.step.lists ?? []}
        @lists-change=${(event: CustomEvent<string[]>) => this.change({ lists: event.detail })}></mailing-lists-choice>
      ${fieldProblem(this.problems, "lists")}
    </div>`;
  }

  private fieldChoice(): TemplateResult {
    const id = this.idOf("field");
    return this.field("field", t("field-to-set"), html`<select id=${id} aria-invalid=${this.step.field ? "false" : "true"}
      @change=${(event: Event) => {
        const chosen = this.settable().find((one) => one.key === valueOf(event));
        this.change({ field: valueOf(event), value: chosen?.kind === "yes_no" ? true : "" });
      }}>
      ${this.step.field ? nothing : html`<option value="" selected>${t("clause-choose")}</option>`}
      ${this.settable().map(
        ({ key, label }) => html`<option value=${key} ?selected=${key === this.step.field}>${label}</option>`,
      )}
    </select>`);
  }

  private settable(): Field[] {
    const fields = app.module(this.module)?.fields ?? [];
    return fields.filter((one) => one.kind !== "relation" && one.kind !== "tags" && !NOT_SETTABLE.has(one.key));
  }

  private value(): TemplateResult | typeof nothing {
    const chosen = this.settable().find((one) => one.key === this.step.field);
    if (!chosen) return nothing;
    const isEmptied = this.step.value === null;
    const take = (value: unknown) =>
      this.change({ value: chosen.kind === "instant" && value ? `${String(value)}T00:00:00Z` : value });
    return html`<div class="field">
      <span class="label">${t("value-to-set")}</span>
      <div class="row">
        ${isEmptied ? nothing : valueInput(chosen, this.step.value, take, t("value-to-set"))}
        <label class="check small"><input type="checkbox" .checked=${isEmptied} @change=${(event: Event) =>
          this.change({ value: (event.target as HTMLInputElement).checked ? null : "" })} />
          <span>${t("value-empty")}</span></label>
      </div>
      ${fieldProblem(this.problems, "value")}
    </div>`;
  }

  private tag(): TemplateResult {
    const id = this.idOf("tag");
    return this.field("tag", t("tag"), html`<input id=${id} maxlength="60" .value=${this.step.tag ?? ""}
      aria-invalid=${this.step.tag ? "false" : "true"}
      @change=${(event: Event) => this.change({ tag: valueOf(event).trim() })} />`);
  }

  private endpoint(): TemplateResult {
    const id = this.idOf("endpoint");
    const endpoints = app.setup.webhooks ?? [];
    const { endpoint } = this.step;
    const isGone = endpoint && !endpoints.some((one) => one.id === endpoint);
    return html`${this.field("endpoint", t("endpoint"), html`<select id=${id} aria-invalid=${endpoint ? "false" : "true"}
      @change=${(event: Event) => this.change({ endpoint: valueOf(event) })}>
      ${endpoint ? nothing : html`<option value="" selected>${t("clause-choose")}</option>`}
      ${isGone ? html`<option value=${endpoint} selected>${endpoint}</option>` : nothing}
      ${endpoints.map((one) => html`<option value=${one.id} ?selected=${one.id === endpoint}>${one.name}</option>`)}
    </select>
    ${endpoints.length === 0
      ? html`<p class="small muted">${t("endpoint-none")} <a href="#/integrations">${t("integration-open")}</a></p>`
      : nothing}`)}`;
  }

  private event(): TemplateResult {
    const id = this.idOf("event");
    return this.field("event", t("event-to-wait-for"), html`<select id=${id} @change=${(event: Event) =>
      this.change({ event: valueOf(event) })}>
      ${app.setup.events.map(
        (name) => html`<option value=${name} ?selected=${name === this.step.event}>${eventLabel(name)}</option>`,
      )}
    </select>`);
  }

  private atMost(): TemplateResult {
    const delay: Delay = this.step.at_most ?? { amount: 7, unit: "days" };
    return this.field("at_most", t("wait-at-most"), html`<div class="row nowrap">
      <input id=${this.idOf("at_most")} class="short" type="number" min="1" max="999" .value=${String(delay.amount)}
        @change=${(event: Event) =>
          this.change({ at_most: { ...delay, amount: Math.max(1, Math.round(Number(valueOf(event)))) } })} />
      <select aria-label=${t("delay-unit")} @change=${(event: Event) =>
        this.change({ at_most: { ...delay, unit: valueOf(event) as DelayUnit } })}>
        ${UNITS.map((unit) => html`<option value=${unit} ?selected=${unit === delay.unit}>${t(`unit-${unit}`)}</option>`)}
      </select>
    </div>`);
  }

  private condition(): TemplateResult {
    return html`<div class="field full">
      <span class="label">${t("branch-question")}</span>
      <filter-editor .module=${this.module} .filter=${(this.step.filter ?? EVERYONE) as Filter} ?locked=${this.locked}
        @filter-change=${(event: CustomEvent<Filter>) => this.change({ filter: event.detail })}></filter-editor>
      ${fieldProblem(this.problems, "filter")}
    </div>`;
  }

  /** Where a branch goes on: further down, or to the end. */
  private way(member: "then" | "otherwise"): TemplateResult {
    const at = this.steps.findIndex((one) => one.id === this.step.id);
    const current = this.step[member] ?? null;
    const id = this.idOf(member);
    return this.field(member, t(`branch-${member}`), html`<select id=${id} @change=${(event: Event) =>
      this.change({ [member]: valueOf(event) || null })}>
      <option value="" ?selected=${current === null}>${t("branch-next")}</option>
      ${this.steps.slice(at + 1).map((one, index) => html`<option value=${one.id} ?selected=${one.id === current}>
        ${t("step-number", { number: at + index + 2, action: actionLabel(one.action) })}</option>`)}
      <option value="exit" ?selected=${current === "exit"}>${t("branch-exit")}</option>
    </select>`);
  }
}
