/** Who stays out of an automation, and the goal with which a record is done (E9). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation, Filter } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { Screen, valueOf } from "../ui/screen.js";
import "../filter/filter-editor.js";

const EVERYONE: Filter = { everyone: true };

/** Emits `options-change`, as what stands around it does. */
@customElement("sequence-who")
export class SequenceWho extends Screen {
  @property({ attribute: false }) automation!: Automation;
  @property({ type: Boolean }) locked = false;
  /** A goal that is begun and says nothing yet is none. */
  @state() isGoalOpen = false;

  protected override render() {
    return html`<div class="stack">
      <div class="form-grid">${this.exclude()}${this.goalSwitch()}</div>
      ${this.hasGoal ? this.goal() : nothing}
    </div>`;
  }

  private get hasGoal(): boolean {
    return this.isGoalOpen || Boolean(this.automation.goal);
  }

  private exclude(): TemplateResult {
    const { exclude, module } = this.automation;
    const views = app.setup.views.filter((view) => view.module === module);
    return html`<div class="field">
      <label for="option-exclude">${t("option-exclude")}</label>
      <select id="option-exclude" ?disabled=${this.locked} @change=${(event: Event) =>
        this.tell({ exclude: valueOf(event) || null })}>
        <option value="" ?selected=${!exclude}>${t("option-exclude-nobody")}</option>
        ${views.map((view) => html`<option value=${view.id} ?selected=${view.id === exclude}>${view.name}</option>`)}
      </select>
      <p class="small muted">${t("option-exclude-help")}</p>
    </div>`;
  }

  private goalSwitch(): TemplateResult {
    return html`<div class="field">
      <label class="check"><input type="checkbox" .checked=${this.hasGoal} ?disabled=${this.locked}
        aria-describedby="option-goal-help" @change=${(event: Event) => {
          this.isGoalOpen = (event.target as HTMLInputElement).checked;
          if (!this.isGoalOpen) this.tell({ goal: null });
        }} />
        <span>${t("option-goal")}</span></label>
      <p id="option-goal-help" class="small muted">${t("option-goal-help")}</p>
    </div>`;
  }

  private goal(): TemplateResult {
    const { automation } = this;
    return html`<section class="stack" aria-label=${t("option-goal")}>
      <filter-editor .module=${automation.module} .filter=${automation.goal ?? EVERYONE} .locked=${this.locked}
        @filter-change=${(event: CustomEvent<Filter>) => {
          event.stopPropagation();
          // The goal of everybody would end everything at once.
          this.tell({ goal: "everyone" in event.detail ? null : event.detail });
        }}></filter-editor>
    </section>`;
  }

  private tell(change: Partial<Automation>): void {
    this.dispatchEvent(new CustomEvent("options-change", { detail: change, bubbles: true }));
  }
}
