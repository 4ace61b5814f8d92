/**
 * Steps at the left, actions at the right (S1.21): added by a click or dragged, moved by buttons,
 * keys (Alt and an arrow) or dragging. The editors of every kind of automation draw with it.
 */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Action, Automation, Problem, Step } from "@relance/preview";
import { app } from "../app-state.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, randomId, Screen } from "../ui/screen.js";
import { ACTION_GROUPS, ACTION_ICONS, actionLabel } from "../ui/words.js";
import { actionOff } from "./action-off.js";
import type { SequenceProgress } from "./sequence-progress.js";
import type { StepMove } from "./step-card.js";
import { dragSteps } from "./step-drag.js";
import { dayOf, freshStep, problemsAt } from "./step-model.js";
import "./step-card.js";

/** Emits `steps-change` with all steps. */
@customElement("step-list")
export class StepList extends Screen {
  @property({ attribute: false }) automation!: Automation;
  @property({ type: Boolean }) locked = false;
  /** Without the palette: a choice below the steps adds one. */
  @property({ type: Boolean }) compact = false;
  /** Where records stand, while it has been active. */
  @property({ attribute: false }) progress?: SequenceProgress;
  /** Of the whole automation; those of `steps[…]` are shown beside their fields. */
  @property({ attribute: false }) problems: Problem[] = [];
  /** Which actions are offered; all, unless said. */
  @property({ attribute: false }) actions?: Action[];
  /** The heading over the steps. */
  @property() heading = t("steps");
  private stopDragging?: () => void;

  protected override updated(): void {
    this.stopDragging?.();
    this.stopDragging = this.locked
      ? undefined
      : dragSteps(this, {
          move: (from, to) => this.moveTo(from, to),
          add: (action, to) => this.add(action, to),
        });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopDragging?.();
  }

  protected override render() {
    const { steps } = this.automation;
    return html`<div class=${this.compact ? "stack" : "editor"}>
      <section class="stack" aria-labelledby="steps-title">
        <h2 id="steps-title">${this.heading}</h2>
        ${steps.length === 0
          ? html`<div class="card drop-end" data-drop-index="0">${empty(t("steps-empty"), t("steps-empty-help"))}</div>`
          : html`<ol class="steps">
              ${repeat(steps, (step) => step.id, (step, index) => this.card(step, index))}
            </ol>`}
      </section>
      ${this.compact ? this.further() : this.palette()}
    </div>`;
  }

  private palette(): TemplateResult {
    return html`<aside class="stack palette" tabindex="0" aria-labelledby="palette-title">
      <h2 id="palette-title">${t("palette")}</h2>
      <p class="small muted">${t("palette-help")}</p>
      ${ACTION_GROUPS.map((group) => this.paletteGroup(group))}
    </aside>`;
  }

  private further(): TemplateResult {
    return html`<select class="auto further" aria-label=${t("step-further")} ?disabled=${this.locked}
      @change=${(event: Event) => {
        const select = event.target as HTMLSelectElement;
        this.add(select.value as Action, this.automation.steps.length);
        select.value = "";
      }}>
      <option value="" selected>${t("step-further")}</option>
      ${ACTION_GROUPS.map(
        ({ key, actions }) => html`<optgroup label=${t(`group-of-actions-${key}`)}>
          ${actions.map((action) => html`<option value=${action}>${actionLabel(action)}</option>`)}
        </optgroup>`,
      )}
    </select>`;
  }

  private card(step: Step, index: number): TemplateResult {
    return html`<li class="card step" data-step=${step.id} data-drop-index=${index}
      @keydown=${(event: KeyboardEvent) => this.onKey(event, index)}>
      ${this.waitingAt(step)}
      <step-card .step=${step} .automation=${this.automation} .index=${index} .locked=${this.locked}
        ?single=${this.compact && this.automation.steps.length === 1}
        .problems=${problemsAt(this.problems, `steps[${index}]`)}
        @step-change=${(event: CustomEvent<Step>) => this.changeStep(index, event.detail)}
        @step-move=${(event: CustomEvent<StepMove>) => this.moveBy(index, event.detail)}
        @step-remove=${() => this.removeStep(index)}></step-card>
    </li>`;
  }

  private waitingAt(step: Step): TemplateResult | typeof nothing {
    const at = this.progress?.steps.get(step.id);
    if (!at) return nothing;
    return html`<p class="small waiting">${icon("clock")}${t("progress-step", {
      count: at.waiting,
      next: at.next ? instant(at.next) : "–",
    })}</p>`;
  }

  private paletteGroup({ key, actions }: (typeof ACTION_GROUPS)[number]): TemplateResult | typeof nothing {
    const offered = actions.filter((action) => this.actions?.includes(action) ?? true);
    if (offered.length === 0) return nothing;
    return html`<div class="palette-group" role="group" aria-labelledby="palette-${key}">
      <h3 id="palette-${key}" class="small muted">${t(`group-of-actions-${key}`)}</h3>
      ${offered.map((action) => this.paletteButton(action))}
    </div>`;
  }

  private paletteButton(action: Action): TemplateResult {
    const off = actionOff(action, this.automation.module);
    const noteId = `${action}-off-note`;
    return html`<button class="button palette-item" data-action=${action}
        aria-disabled=${off ? "true" : nothing} ?disabled=${this.locked}
        aria-describedby=${off ? noteId : nothing}
        @click=${() => (off ? undefined : this.add(action, this.automation.steps.length))}>
        ${icon(ACTION_ICONS[action])}<span class="grow">${actionLabel(action)}</span>${icon("add")}
      </button>
      ${off
        ? html`<p id=${noteId} class="small muted">${off.why} <a href=${off.href}>${off.link}</a></p>`
        : nothing}`;
  }

  private onKey(event: KeyboardEvent, index: number): void {
    if (!event.altKey || this.locked) return;
    const direction = event.key === "ArrowUp" ? "up" : event.key === "ArrowDown" ? "down" : null;
    if (!direction) return;
    event.preventDefault();
    this.moveBy(index, direction);
  }

  private set(steps: Step[]): void {
    this.dispatchEvent(new CustomEvent("steps-change", { detail: steps, bubbles: true }));
  }

  private changeStep(index: number, step: Step): void {
    this.set(this.automation.steps.map((one, at) => (at === index ? step : one)));
  }

  private add(action: Action, at: number): void {
    const { module, kind } = this.automation;
    const step = freshStep(randomId("s"), action, app.module(module), kind);
    this.set(this.automation.steps.toSpliced(at, 0, step));
    void this.sayPlace("step-added", step, at, "input, select");
  }

  private moveBy(index: number, direction: StepMove): void {
    const to = index + (direction === "up" ? -1 : 1);
    if (to < 0 || to >= this.automation.steps.length) return;
    this.moveTo(index, to);
  }

  private moveTo(from: number, to: number): void {
    const steps = [...this.automation.steps];
    const [step] = steps.splice(from, 1);
    if (!step || from === to) return;
    steps.splice(to, 0, step);
    this.set(steps);
    const preferred = to < from ? "up" : "down";
    void this.sayPlace("step-moved", step, to, `[data-move=${preferred}]:enabled`);
  }

  private removeStep(index: number): void {
    const before = this.automation.steps;
    const step = before[index]!;
    this.set(before.filter((_, at) => at !== index));
    app.toast(t("step-removed", { action: actionLabel(step.action) }), {
      label: t("undo"),
      run: () => this.set(before),
    });
    void this.drawn().then(() => {
      const { steps } = this.automation;
      const next = steps[Math.min(index, steps.length - 1)];
      if (next) this.focusIn(next.id, "button");
      else this.querySelector<HTMLElement>(".palette-item")?.focus();
    });
  }

  /** The steps come back from the editor that holds them. */
  private async drawn(): Promise<void> {
    await Promise.resolve();
    await this.updateComplete;
    await this.updateComplete;
  }

  private async sayPlace(key: string, step: Step, at: number, focus: string): Promise<void> {
    await this.drawn();
    const day = dayOf(this.automation, at);
    const place = t(key, {
      action: actionLabel(step.action),
      position: at + 1,
      count: this.automation.steps.length,
    });
    app.say(day === null ? place : `${place}, ${t("day-number", { day })}`);
    this.focusIn(step.id, focus);
  }

  private focusIn(stepId: string, selector: string): void {
    const card = this.querySelector(`[data-step="${stepId}"]`);
    const target = card?.querySelector<HTMLElement>(selector) ?? card?.querySelector<HTMLElement>("button:enabled");
    target?.focus();
  }
}
