/** One step of any automation, its fields in the documents' order (S1.22-27). Edits a copy, tells by events. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Automation, Delay, DelayUnit, Problem, Step, Template, Timing, UserReference } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { note, Screen, valueOf } from "../ui/screen.js";
import { ACTION_ICONS, actionLabel, templateKind } from "../ui/words.js";
import { actionOff } from "./action-off.js";
import { delayText } from "./rule-words.js";
import { fieldProblem } from "./step-field.js";
import { dayOf, isToContact } from "./step-model.js";
import { addVariantButton, testBadge, variantId, variantsField } from "./step-variants.js";
import { isTested, variantsOf, withVariant } from "./variant-model.js";
import "./step-action.js";

const UNITS: DelayUnit[] = ["minutes", "hours", "days", "weeks", "months"];
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Actions that name a person; of the second set it is who is responsible for what is made. */
const WITH_RECIPIENT = new Set<Step["action"]>([
  "email_to_contact",
  "sms_to_contact",
  "email_to_user",
  "task_for_user",
  "activity",
  "repeat_record",
  "copy_record",
]);
const RESPONSIBLE = new Set<Step["action"]>(["activity", "repeat_record", "copy_record"]);

export type StepMove = "up" | "down";

@customElement("step-card")
export class StepCard extends Screen {
  @property({ attribute: false }) step!: Step;
  @property({ attribute: false }) automation!: Automation;
  @property({ type: Number }) index = 0;
  /** What the engine says against this step; places count from the step. */
  @property({ attribute: false }) problems: Problem[] = [];
  @property({ type: Boolean }) locked = false;
  /** A step that stands alone has no number and no place. */
  @property({ type: Boolean }) single = false;

  /** The control of a variant that was just added, or of the one that is left. */
  private focusOn = "";

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.focusOn || !changed.has("step")) return;
    this.querySelector<HTMLElement>(`[id="${this.focusOn}"]`)?.focus();
    this.focusOn = "";
  }

  protected override render() {
    const { step, index } = this;
    const title = this.single
      ? actionLabel(step.action)
      : t("step-number", { number: index + 1, action: actionLabel(step.action) });
    return html`<div class="step-head">
        <span class="step-icon">${icon(ACTION_ICONS[step.action])}</span>
        <div class="grow">
          <h3 id="step-title-${step.id}">${title} ${testBadge(step)}</h3>
          <p class="small muted">${this.dayText()}</p>
        </div>
        ${this.single ? nothing : this.place()}
      </div>
      ${this.smsWarning()}
      <fieldset class="step-fields" ?disabled=${this.locked} aria-labelledby="step-title-${step.id}">
        ${this.delay()} ${this.timing()} ${this.template()} ${this.recipient()} ${this.sender()}
        <step-action .step=${step} .module=${this.automation.module} .steps=${this.automation.steps}
          .problems=${this.problems} ?locked=${this.locked}
          @action-change=${(event: CustomEvent<Partial<Step>>) => this.change(event.detail)}></step-action>
        ${this.expiry()}
      </fieldset>`;
  }

  private place(): TemplateResult {
    const { index } = this;
    const last = this.automation.steps.length - 1;
    return html`<div class="row" role="group" aria-label=${t("step-move", { number: index + 1 })}>
      ${this.moveButton("up", index === 0)} ${this.moveButton("down", index === last)}
      <button class="button icon small" type="button" ?disabled=${this.locked}
        aria-label=${t("step-remove", { number: index + 1 })} @click=${() => this.tell("step-remove")}>
        ${icon("remove")}
      </button>
    </div>`;
  }

  /** Both readings of a delay, always (D1). */
  private dayText(): string {
    const { delay } = this.step;
    const after =
      this.automation.delay_base === "entry" || this.index === 0 ? "after-entry" : "after-previous";
    const text = delay.amount === 0 ? t(`${after}-at-once`) : t(after, { delay: delayText(delay) });
    const day = dayOf(this.automation, this.index);
    return day === null || this.automation.kind === "rule" ? text : `${text} = ${t("day-number", { day })}`;
  }

  private moveButton(direction: StepMove, isLast: boolean): TemplateResult {
    return html`<button class="button icon small" type="button" ?disabled=${this.locked || isLast}
      aria-label=${t(`step-move-${direction}`, { number: this.index + 1 })} data-move=${direction}
      @click=${() => this.tell("step-move", direction)}>${icon(direction)}</button>`;
  }

  private smsWarning(): TemplateResult | typeof nothing {
    if (this.step.action !== "sms_to_contact") return nothing;
    const off = actionOff("sms_to_contact", this.automation.module);
    return off ? note("warn", html`${off.why}
      <a href=${off.href}>${off.link}</a>`) : nothing;
  }

  private delay(): TemplateResult {
    const { delay, id } = this.step;
    return html`<div class="field">
      <label for="delay-${id}">${t("delay")}</label>
      <div class="row nowrap">
        <input id="delay-${id}" class="short" type="number" min="0" max="999" .value=${String(delay.amount)}
          @change=${(event: Event) =>
            this.change({ delay: { ...delay, amount: Math.max(0, Math.round(Number(valueOf(event)))) } })} />
        <select aria-label=${t("delay-unit")} @change=${(event: Event) =>
          this.change({ delay: { ...delay, unit: valueOf(event) as DelayUnit } })}>
          ${UNITS.map((unit) => html`<option value=${unit} ?selected=${unit === delay.unit}>${t(`unit-${unit}`)}</option>`)}
        </select>
      </div>
    </div>`;
  }

  /** What is this late is left out (D6). */
  private expiry(): TemplateResult {
    const { expires_after: expiry, id } = this.step;
    const amount = (event: Event) => Math.max(0, Math.round(Number(valueOf(event))));
    const after = (change: Partial<Delay>) => {
      const next = { amount: 1, unit: "days" as DelayUnit, ...expiry, ...change };
      this.change({ expires_after: next.amount > 0 ? next : null });
    };
    return html`<div class="field">
      <label for="expiry-${id}">${t("expiry")}</label>
      <div class="row nowrap">
        <input id="expiry-${id}" class="short" type="number" min="1" max="999" placeholder="–"
          .value=${String(expiry?.amount ?? "")} @change=${(event: Event) => after({ amount: amount(event) })} />
        <select aria-label=${t("expiry-unit")} @change=${(event: Event) =>
          after({ unit: valueOf(event) as DelayUnit })}>
          ${UNITS.map((unit) => html`<option value=${unit} ?selected=${unit === (expiry?.unit ?? "days")}>${t(`unit-${unit}`)}</option>`)}
        </select>
      </div>
    </div>`;
  }

  private timing(): TemplateResult {
    const { timing, id } = this.step;
    const kind = Array.isArray(timing.days) ? "chosen" : timing.days;
    return html`<div class="field wide">
      <label for="days-${id}">${t("timing")}</label>
      <div class="row">
        <select id="days-${id}" class="auto" @change=${(event: Event) => {
          const days = valueOf(event);
          this.setTiming({ days: days === "chosen" ? ["mon"] : (days as Timing["days"]) });
        }}>
          ${["any", "working_days", "weekend", "chosen"].map(
            (days) => html`<option value=${days} ?selected=${days === kind}>${t(`days-${days.replace("_", "-")}`)}</option>`,
          )}
        </select>
        ${this.hour()}
      </div>
      ${Array.isArray(timing.days) ? this.weekdays(timing.days) : nothing}
    </div>`;
  }

  private hour(): TemplateResult {
    const { hour } = this.step.timing;
    const mode = hour === "none" ? "none" : "at" in hour ? "at" : "from";
    const time = hour === "none" ? "09:00" : "at" in hour ? hour.at : hour.from;
    return html`
      <select class="auto" aria-label=${t("hour")} @change=${(event: Event) => {
        const next = valueOf(event);
        this.setTiming({
          hour: next === "none" ? "none" : next === "at" ? { at: time } : { from: time },
        });
      }}>
        ${["none", "from", "at"].map(
          (one) => html`<option value=${one} ?selected=${one === mode}>${t(`hour-${one}`)}</option>`,
        )}
      </select>
      ${mode === "none"
        ? nothing
        : html`<input class="auto" type="time" required .value=${time} aria-label=${t("hour-time")}
            @change=${(event: Event) =>
              this.setTiming({ hour: mode === "at" ? { at: valueOf(event) } : this.fromHour({ from: valueOf(event) }) })} />`}
      ${hour !== "none" && "from" in hour
        ? html`<span class="small muted">${t("hour-until")}</span>
            <input class="auto" type="time" .value=${hour.until ?? ""} aria-label=${t("hour-until-time")}
              @change=${(event: Event) => this.setTiming({ hour: this.fromHour({ until: valueOf(event) }) })} />`
        : nothing}
    `;
  }

  private fromHour(change: { from?: string; until?: string }): Timing["hour"] {
    const { hour } = this.step.timing;
    const before = hour !== "none" && "from" in hour ? hour : { from: "09:00" };
    const { from, until } = { ...before, ...change };
    return until ? { from, until } : { from };
  }

  private weekdays(chosen: readonly string[]): TemplateResult {
    return html`<div class="row" role="group" aria-label=${t("days-chosen")}>
      ${WEEKDAYS.map(
        (day) => html`<label class="check small">
          <input type="checkbox" .checked=${chosen.includes(day)} @change=${(event: Event) => {
            const isOn = (event.target as HTMLInputElement).checked;
            const days = WEEKDAYS.filter((one) => (one === day ? isOn : chosen.includes(one)));
            this.setTiming({ days: days.length > 0 ? days : ["mon"] });
          }} /><span>${t(`weekday-${day}`)}</span>
        </label>`,
      )}
    </div>`;
  }

  private template(): TemplateResult | typeof nothing {
    const { step } = this;
    const kind = templateKind(step.action);
    if (!kind) return nothing;
    const fitting = app.setup.templates.filter(
      (template) => template.kind === kind && template.module === this.automation.module,
    );
    if (isTested(step)) return this.variants(fitting);
    const id = variantId(step, 0);
    return html`<div class="field">
      <label for=${id}>${t(step.action === "activity" ? "activity-description" : "template")}</label>
      <select id=${id} aria-invalid=${step.template ? "false" : "true"}
        @change=${(event: Event) => this.change({ template: valueOf(event) })}>
        <option value="" ?selected=${!step.template}>${t("template-choose")}</option>
        ${fitting.map(
          (one) => html`<option value=${one.id} ?selected=${one.id === step.template}>${one.name}</option>`,
        )}
      </select>
      <p class="small">
        ${step.template
          ? html`<a href="#/templates/${step.template}">${t("template-open")}</a>`
          : html`<a href="#/templates/new-${kind}">${t(`template-new-${kind}`)}</a>`}
      </p>
      ${fieldProblem(this.problems, "template")} ${fieldProblem(this.problems, "variants")}
      ${isToContact(step.action) && step.template ? html`<div>${addVariantButton(step, this.addVariant)}</div>` : nothing}
    </div>`;
  }

  /** The A/B test of a message (E5). */
  private variants(fitting: Template[]): TemplateResult {
    const { step, problems } = this;
    const change = (next: Partial<Step>) => this.change(next);
    return variantsField({
      step,
      fitting,
      problems,
      change,
      removed: (letter, before) => {
        this.focusOn = variantId(step, 0);
        app.toast(t("variant-removed", { letter }), { label: t("undo"), run: () => change(before) });
      },
    }, this.addVariant);
  }

  private addVariant = (): void => {
    this.focusOn = variantId(this.step, variantsOf(this.step).length);
    this.change(withVariant(this.step));
  };

  private recipient(): TemplateResult | typeof nothing {
    const { action, recipient, id } = this.step;
    if (!WITH_RECIPIENT.has(action)) return nothing;
    const isResponsible = RESPONSIBLE.has(action);
    return html`<div class="field">
      <label for="recipient-${id}">${t(isResponsible ? "responsible" : "recipient")}</label>
      ${isToContact(action)
        ? this.contactChooser()
        : this.userChooser(
            `recipient-${id}`,
            recipient as UserReference | null,
            (user) => this.change({ recipient: user }),
            action === "copy_record" ? t("responsible-kept") : undefined,
          )}
      ${action === "task_for_user"
        ? html`<label class="check small">
            <input type="checkbox" .checked=${this.step.notify ?? true} @change=${(event: Event) =>
              this.change({ notify: (event.target as HTMLInputElement).checked })} />
            <span>${t("notify")}</span></label>`
        : nothing}
      ${fieldProblem(this.problems, "recipient")}
    </div>`;
  }

  private contactChooser(): TemplateResult {
    const { recipient, id } = this.step;
    return html`<select id="recipient-${id}" @change=${(event: Event) =>
      this.change({ recipient: valueOf(event) as Step["recipient"] })}>
      ${["any_contact", "person", "company"].map(
        (one) => html`<option value=${one} ?selected=${one === recipient}>${t(`recipient-${one.replace("_", "-")}`)}</option>`,
      )}
    </select>`;
  }

  private sender(): TemplateResult | typeof nothing {
    if (this.step.action !== "email_to_contact") return nothing;
    const id = `sender-${this.step.id}`;
    return html`<div class="field">
      <label for=${id}>${t("sender")}</label>
      ${this.userChooser(id, this.step.sender ?? "owner", (user) => this.change({ sender: user }))}
      ${fieldProblem(this.problems, "sender")}
    </div>`;
  }

  private userChooser(
    id: string,
    chosen: UserReference | null | undefined,
    take: (user: UserReference | null) => void,
    none?: string,
  ) {
    const current = chosen && typeof chosen === "object" ? chosen.user : chosen || !none ? "owner" : "";
    return html`<select id=${id} @change=${(event: Event) => {
      const user = valueOf(event);
      take(user === "" ? null : user === "owner" ? "owner" : { user });
    }}>
      ${none ? html`<option value="" ?selected=${current === ""}>${none}</option>` : nothing}
      <option value="owner" ?selected=${current === "owner"}>${t("owner-of-record")}</option>
      ${app.setup.users.map(
        (user) => html`<option value=${user.id} ?selected=${user.id === current}>${user.name}</option>`,
      )}
    </select>`;
  }

  private setTiming(change: Partial<Timing>): void {
    this.change({ timing: { ...this.step.timing, ...change } });
  }

  private change(change: Partial<Step>): void {
    this.tell("step-change", { ...this.step, ...change });
  }

  private tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
