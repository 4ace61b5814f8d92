/** The sequence editor: steps at the left, actions at the right (S1.21), Save apart from Activate. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Action, Automation, Step } from "@relance/preview";
import { app } from "../app-state.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, note, randomId, Screen } from "../ui/screen.js";
import { ACTION_ICONS, ACTIONS, actionLabel, basisLabel, moduleLabel } from "../ui/words.js";
import { progressOf, type SequenceProgress } from "./sequence-progress.js";
import { deactivate, remove, stateBadge } from "./sequences.js";
import { dayOf, freshStep, type StepMove } from "./step-card.js";
import { problemLines } from "./template-editor.js";
import "./activation-dialog.js";
import "./sequence-options.js";
import "./sequence-preview.js";
import "./step-card.js";
import { dragSteps } from "./step-drag.js";

@customElement("sequence-editor")
export class SequenceEditor extends Screen {
  @property({ attribute: false }) automation!: Automation;
  @state() draft!: Automation;
  @state() isDirty = false;
  @state() error = "";
  @state() isActivating = false;
  /** Where records stand, while it has been active. */
  @state() progress?: SequenceProgress;
  private progressFor = "";
  private stopDragging?: () => void;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const asked = JSON.stringify([this.automation.id, this.automation.state, app.now]);
    if (asked !== this.progressFor) {
      this.progressFor = asked;
      void this.loadProgress();
    }
    if (!changed.has("automation")) return;
    const isOther = this.draft?.id !== this.automation.id;
    if (isOther || !this.isDirty) {
      this.draft = structuredClone(this.automation);
      this.isDirty = false;
      this.error = "";
    }
  }

  private async loadProgress(): Promise<void> {
    this.progress = undefined;
    if (this.automation.state === "draft") return;
    const standings = await app.attempt(() => app.backend.standings());
    if (standings) this.progress = progressOf(this.automation.id, standings);
  }

  protected override updated(): void {
    this.stopDragging?.();
    this.stopDragging = this.isLocked
      ? undefined
      : dragSteps(this, {
          move: (from, to) => this.moveTo(from, to),
          add: (action, to) => this.addStep(action, to),
        });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopDragging?.();
  }

  private get isLocked(): boolean {
    return this.automation.state === "active" || this.automation.state === "activating";
  }

  protected override render() {
    const { draft } = this;
    return html`
      ${this.head()}
      ${this.isLocked ? note("info", t("sequence-locked"), "lock") : nothing}
      ${this.progress
        ? html`<p class="row" role="status">
            <span class="badge accent">${t("progress-waiting", { count: this.progress.waiting })}</span>
            <span class="badge good">${t("progress-finished", { count: this.progress.finished })}</span>
            <span class="badge">${t("progress-left", { count: this.progress.left })}</span>
            <a class="small" href="#/log?automation=${draft.id}">${t("nav-log")}</a>
          </p>`
        : nothing}
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
      <div class="editor">
        <section class="stack" aria-labelledby="steps-title">
          <h2 id="steps-title">${t("steps")}</h2>
          ${draft.steps.length === 0
            ? html`<div class="card drop-end" data-drop-index="0">${empty(t("steps-empty"), t("steps-empty-help"))}</div>`
            : html`<ol class="steps">
                ${repeat(draft.steps, (step) => step.id, (step, index) => this.card(step, index))}
              </ol>`}
        </section>
        <aside class="stack palette" aria-labelledby="palette-title">
          <h2 id="palette-title">${t("palette")}</h2>
          <p class="small muted">${t("palette-help")}</p>
          ${ACTIONS.map((action) => this.paletteButton(action))}
        </aside>
      </div>
      <sequence-options .automation=${draft} .locked=${this.isLocked}
        @options-change=${(event: CustomEvent<Partial<Automation>>) => this.set(event.detail)}></sequence-options>
      <sequence-preview .automation=${draft}></sequence-preview>
      ${this.isActivating
        ? html`<activation-dialog .automation=${this.automation}
            @close-dialog=${() => (this.isActivating = false)}></activation-dialog>`
        : nothing}
    `;
  }

  private head(): TemplateResult {
    const { draft } = this;
    const isComplete = draft.steps.length > 0;
    return html`<div class="screen-head">
      <div class="grow stack tight">
        <a class="small" href="#/sequences">${t("nav-sequences")}</a>
        <div class="row">
          <h1 class="visually-hidden">${draft.name}</h1>
          <input class="title-input" aria-label=${t("name")} maxlength="120" .value=${draft.name}
            ?disabled=${this.isLocked}
            @input=${(event: Event) => this.set({ name: (event.target as HTMLInputElement).value })} />
          ${stateBadge(this.automation)}
        </div>
        <p class="small muted">
          ${moduleLabel(draft.module)} ·
          ${t("view" in draft.basis ? "runs-for-view" : "runs-for-stage", { name: basisLabel(draft) })}
        </p>
      </div>
      <div class="row">
        ${this.isDirty ? html`<span class="small muted">${t("unsaved")}</span>` : nothing}
        <button class="button danger" @click=${() => remove(this.automation)}>${icon("remove")}${t("delete")}</button>
        ${this.isLocked
          ? html`<button class="button" @click=${() => deactivate(this.automation)}>${icon("pause")}${t("deactivate")}</button>`
          : html`<button class="button" ?disabled=${!this.isDirty} @click=${this.save}>${t("save")}</button>
              <button class="button primary" ?disabled=${this.isDirty || !isComplete}
                title=${this.isDirty ? t("save-first") : ""}
                @click=${() => (this.isActivating = true)}>${icon("play")}${t("activate")}</button>`}
      </div>
    </div>`;
  }

  private card(step: Step, index: number): TemplateResult {
    return html`<li class="card step" data-step=${step.id} data-drop-index=${index}
      @keydown=${(event: KeyboardEvent) => this.onKey(event, index)}>
      ${this.waitingAt(step)}
      <step-card .step=${step} .automation=${this.draft} .index=${index} .locked=${this.isLocked}
        @step-change=${(event: CustomEvent<Step>) => this.changeStep(index, event.detail)}
        @step-move=${(event: CustomEvent<StepMove>) => this.moveStep(index, event.detail)}
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

  private paletteButton(action: Action): TemplateResult {
    const module = app.module(this.draft.module);
    const isOff = action === "sms_to_contact" && module?.sms_enabled === false;
    return html`<button class="button palette-item" data-action=${action}
        aria-disabled=${isOff ? "true" : nothing} ?disabled=${this.isLocked}
        aria-describedby=${isOff ? "sms-off-note" : nothing}
        @click=${() => (isOff ? undefined : this.addStep(action, this.draft.steps.length))}>
        ${icon(ACTION_ICONS[action])}<span class="grow">${actionLabel(action)}</span>${icon("add")}
      </button>
      ${isOff
        ? html`<p id="sms-off-note" class="small muted">${t("sms-off", { module: module.label })}
            <a href="#/settings">${t("sms-off-link")}</a></p>`
        : nothing}`;
  }

  private onKey(event: KeyboardEvent, index: number): void {
    if (!event.altKey || this.isLocked) return;
    const direction = event.key === "ArrowUp" ? "up" : event.key === "ArrowDown" ? "down" : null;
    if (!direction) return;
    event.preventDefault();
    this.moveStep(index, direction);
  }

  private set(change: Partial<Automation>): void {
    this.draft = { ...this.draft, ...change };
    this.isDirty = true;
  }

  private changeStep(index: number, step: Step): void {
    this.set({ steps: this.draft.steps.map((one, at) => (at === index ? step : one)) });
  }

  private addStep(action: Action, at: number): void {
    const step = freshStep(randomId("s"), action, app.module(this.draft.module));
    const steps = [...this.draft.steps];
    steps.splice(at, 0, step);
    this.set({ steps });
    this.sayPlace("step-added", step, at);
    void this.updateComplete.then(() => this.focusIn(step.id, "input"));
  }

  private moveStep(index: number, direction: StepMove): void {
    const to = index + (direction === "up" ? -1 : 1);
    if (to < 0 || to >= this.draft.steps.length) return;
    this.moveTo(index, to);
  }

  private moveTo(from: number, to: number): void {
    const steps = [...this.draft.steps];
    const [step] = steps.splice(from, 1);
    if (!step || from === to) return;
    steps.splice(to, 0, step);
    this.set({ steps });
    this.sayPlace("step-moved", step, to);
    const preferred = to < from ? "up" : "down";
    void this.updateComplete.then(() => this.focusIn(step.id, `[data-move=${preferred}]:enabled`));
  }

  private removeStep(index: number): void {
    const before = this.draft.steps;
    const step = before[index]!;
    this.set({ steps: before.filter((_, at) => at !== index) });
    app.toast(t("step-removed", { action: actionLabel(step.action) }), {
      label: t("undo"),
      run: () => this.set({ steps: before }),
    });
    const next = this.draft.steps[Math.min(index, this.draft.steps.length - 1)];
    void this.updateComplete.then(() =>
      next ? this.focusIn(next.id, "button") : this.querySelector<HTMLElement>(".palette-item")?.focus(),
    );
  }

  private sayPlace(key: string, step: Step, at: number): void {
    const day = dayOf(this.draft, at);
    const place = t(key, {
      action: actionLabel(step.action),
      position: at + 1,
      count: this.draft.steps.length,
    });
    app.say(day === null ? place : `${place}, ${t("day-number", { day })}`);
  }

  private focusIn(stepId: string, selector: string): void {
    const card = this.querySelector(`[data-step="${stepId}"]`);
    const target = card?.querySelector<HTMLElement>(selector) ?? card?.querySelector<HTMLElement>("button:enabled");
    target?.focus();
  }

  private save = async (): Promise<void> => {
    try {
      const saved = await app.backend.saveAutomation(this.draft);
      this.isDirty = false;
      this.error = "";
      this.draft = structuredClone(saved);
      await app.reloadSetup();
      app.toast(t("saved"));
    } catch (error) {
      this.error = problemLines(error);
    }
  };
}
