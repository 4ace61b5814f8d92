/** "Execute on event": what starts a rule, and on which stage or field (S4.7-12, D24). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Problem, Trigger } from "@relance/preview";
import { app } from "../app-state.js";
import { optionsOf, valueInput } from "../filter/value-input.js";
import { t } from "../i18n/index.js";
import { note, Screen, valueOf } from "../ui/screen.js";
import { eventLabel } from "../ui/words.js";
import { choiceOf, FREE_EVENTS, STAGE_EVENTS, stageOf, triggerOf } from "./rule-model.js";
import { createdLabel } from "./rule-words.js";
import { stageSelect } from "./stage-select.js";
import { field, fieldProblem } from "./step-field.js";

/** Emits `trigger-change` with the whole trigger. */
@customElement("rule-trigger")
export class RuleTrigger extends Screen {
  @property({ attribute: false }) trigger!: Trigger;
  @property() module = "";
  @property({ attribute: false }) problems: Problem[] = [];

  private get stage(): string | null {
    return stageOf({ trigger: this.trigger } as Parameters<typeof stageOf>[0]);
  }

  protected override render() {
    const { trigger } = this;
    const isUnheard = trigger.on === "event" && trigger.event === "email_read" && !app.setup.account.tracking?.opens;
    return html`<div class="form-grid">${this.choice()} ${this.where()}</div>
      ${isUnheard && app.backend.kind === "http"
        ? note("info", html`${t("trigger-opens-off")} <a href="#/settings">${t("nav-settings")}</a>`)
        : nothing}
      ${fieldProblem(this.problems, "trigger")}`;
  }

  private choice(): TemplateResult {
    const current = choiceOf(this.trigger);
    const hasStages = (app.module(this.module)?.pipelines.length ?? 0) > 0;
    const known = new Set([...STAGE_EVENTS, ...FREE_EVENTS]);
    const told = app.setup.events.map((name) => `event:${name}`).filter((one) => !known.has(one));
    const events = STAGE_EVENTS.filter((one) => hasStages || !one.startsWith("stage:"));
    const option = (choice: string) => html`<option value=${choice} ?selected=${choice === current}>${this.label(choice)}</option>`;
    return field({
      id: "rule-trigger-choice",
      label: t("rule-event-choice"),
      control: html`<select id="rule-trigger-choice" @change=${(event: Event) =>
        this.tell(triggerOf(valueOf(event), this.trigger, this.stage, app.module(this.module)))}>
        <optgroup label=${t("events-of-stage")}>${events.map(option)}</optgroup>
        <optgroup label=${t("events-of-record")}>${FREE_EVENTS.map(option)}</optgroup>
        ${told.length > 0 ? html`<optgroup label=${t("events-told")}>${told.map(option)}</optgroup>` : nothing}
      </select>`,
    });
  }

  private label(choice: string): string {
    const [on, detail = ""] = choice.split(":");
    if (on === "stage") return t(`trigger-stage-${detail.replaceAll("_", "-")}`);
    if (on === "event") return eventLabel(detail);
    return on === "created" ? createdLabel(this.module) : t(`trigger-${on}`);
  }

  private where(): TemplateResult | typeof nothing {
    const { trigger } = this;
    if (trigger.on === "stage" || trigger.on === "event") {
      if ((app.module(this.module)?.pipelines.length ?? 0) === 0) return nothing;
      const isFree = trigger.on === "event";
      return field({
        id: "rule-trigger-stage",
        label: t(isFree ? "rule-while-on-stage" : "rule-stage"),
        control: stageSelect({
          id: "rule-trigger-stage",
          module: this.module,
          value: this.stage,
          none: isFree ? t("rule-any-stage") : undefined,
          take: (stage) => this.tell({ ...trigger, stage: stage ?? (isFree ? null : "") } as Trigger),
        }),
      });
    }
    return trigger.on === "changed" ? this.changed(trigger) : nothing;
  }

  private changed(trigger: Trigger & { on: "changed" }): TemplateResult {
    const fields = (app.module(this.module)?.fields ?? []).filter((one) => one.kind !== "relation");
    const chosen = fields.find((one) => one.key === trigger.field);
    const side = (key: "from" | "to") => {
      const isSet = key in trigger;
      const { [key]: value, ...rest } = trigger;
      const first = optionsOf(chosen)?.[0]?.key ?? (chosen?.kind === "yes_no" ? true : "");
      return html`<div class="field">
        <span class="label">${t(`clause-changed-${key}`)}</span>
        <div class="row">
          <select class="auto" aria-label=${t(`clause-changed-${key}`)} @change=${(event: Event) =>
            this.tell((valueOf(event) === "any" ? rest : { ...trigger, [key]: first }) as Trigger)}>
            <option value="any" ?selected=${!isSet}>${t("held-any")}</option>
            <option value="one" ?selected=${isSet}>${t("trigger-this-value")}</option>
          </select>
          ${isSet ? valueInput(chosen, value, (next) => this.tell({ ...trigger, [key]: next })) : nothing}
        </div>
      </div>`;
    };
    return html`${field({
      id: "rule-trigger-field",
      label: t("field-to-set"),
      control: html`<select id="rule-trigger-field" @change=${(event: Event) =>
        this.tell({ on: "changed", field: valueOf(event) })}>
        ${fields.map((one) => html`<option value=${one.key} ?selected=${one.key === trigger.field}>${one.label}</option>`)}
      </select>`,
    })}
    ${side("from")} ${side("to")}`;
  }

  private tell(trigger: Trigger): void {
    this.dispatchEvent(new CustomEvent("trigger-change", { detail: trigger, bubbles: true }));
  }
}
