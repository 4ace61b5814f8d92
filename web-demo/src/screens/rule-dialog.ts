/**
 * The rule window: for whom, on which event, what, and when among the other rules, in one form
 * (S4.5-7, S4.14, S4.16). Its main button saves and switches on (D28); of a rule that runs, it keeps a
 * draft and publishes that (D29).
 */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Automation, Filter, Findings, Problem, Step } from "@relance/preview";
import { app } from "../app-state.js";
import { unpublishedOf } from "../backend/changing.js";
import { EVERYONE } from "../filter/model.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { debounce, Latest, note, Screen } from "../ui/screen.js";
import { actionLabel, moduleLabel, viewName } from "../ui/words.js";
import { draftBar, editedOf, isEditedBeside, publishDialog } from "./draft-bar.js";
import { findingNotes } from "./findings.js";
import { AT_FIRST, isKeptByDefault, keepRule, stageOf, type Rule } from "./rule-model.js";
import { stagePath } from "./rule-words.js";
import { remove } from "./sequences.js";
import { fieldProblem } from "./step-field.js";
import { basisOfFilter, isStepComplete } from "./step-model.js";
import { problemLines, problemsOf } from "./template-editor.js";
import "../filter/filter-editor.js";
import "./rule-check.js";
import "./rule-trigger.js";
import "./sequence-options.js";
import "./step-list.js";

const NOTHING: Findings = { loop: null, lost_steps: null };

/** Where the window shows a problem beside its field. */
const PLACES = ["name", "basis", "trigger", "placement", "steps"];

@customElement("rule-dialog")
export class RuleDialog extends Screen {
  @property({ attribute: false }) rule!: Rule;
  @state() draft!: Rule;
  @state() problems: Problem[] = [];
  @state() error = "";
  @state() isWorking = false;
  @state() isPublishing = false;
  @state() findings = NOTHING;
  @query("dialog") dialog!: HTMLDialogElement;
  private askedFor = "";
  private readonly latest = new Latest();
  private readonly findSoon = debounce(200, () => void this.find());

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("rule")) this.draft = editedOf(this.rule);
    const asked = JSON.stringify([this.draft, app.revision, app.setup.automations]);
    if (asked === this.askedFor) return;
    this.askedFor = asked;
    this.findSoon();
  }

  /** The rule as it is kept: what runs, while a draft is edited. */
  private get kept(): Rule {
    return (app.setup.automations.find((one) => one.id === this.rule.id) as Rule | undefined) ?? this.rule;
  }

  private get isDirty(): boolean {
    return JSON.stringify(this.draft) !== JSON.stringify(editedOf(this.kept));
  }

  /** What the rule would do that nobody means; nothing as long as it is not complete. */
  private async find(): Promise<void> {
    const { draft } = this;
    const isComplete = draft.steps.length > 0 && draft.steps.every(isStepComplete);
    const automation = { ...draft, id: draft.id || "a_draft", name: draft.name || this.defaultName, state: "draft" as const, activation: null };
    const found = isComplete ? await this.latest.of(app.engine.ask("findings", automation).catch(() => NOTHING)) : NOTHING;
    if (found) this.findings = found;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render() {
    const { draft } = this;
    return html`<dialog class="wide-dialog rule-dialog" aria-labelledby="rule-title" @close=${this.close}>
      <form class="dialog-body" novalidate @submit=${(event: Event) => {
        event.preventDefault();
        void (isEditedBeside(this.kept) ? this.saveDraft("publish") : this.save("switch_on"));
      }}>
        ${this.head()}
        ${draftBar({
          automation: this.kept,
          isDirty: this.isDirty,
          publish: () => (this.isPublishing = true),
          discarded: () => (this.draft = structuredClone(this.kept)),
        })}
        ${this.condition()} ${this.trigger()} ${this.steps()} ${this.place()}
        <sequence-options .automation=${draft} heading=${t("rule-more")}
          @options-change=${(event: CustomEvent<Partial<Automation>>) => this.set(event.detail as Partial<Rule>)}></sequence-options>
        <rule-check .automation=${draft}></rule-check>
        ${findingNotes(this.findings)} ${this.unplaced()} ${this.foot()}
      </form>
      ${this.isPublishing ? publishDialog(this.kept, () => (this.isPublishing = false), () => this.dialog.close()) : nothing}
    </dialog>`;
  }

  private head(): TemplateResult {
    const { draft } = this;
    const stage = stageOf(draft);
    const [first] = draft.steps;
    return html`<div class="stack tight">
      <div class="row apart nowrap-row">
        <h1 id="rule-title">${first ? t("rule-title", { action: actionLabel(first.action) }) : t("rule-new")}</h1>
        <button class="button icon small quiet" type="button" aria-label=${t("close")}
          @click=${() => this.dialog.close()}>${icon("close")}</button>
      </div>
      <p class="muted">${moduleLabel(draft.module)}${stage ? ` › ${stagePath(draft.module, stage)}` : ""}</p>
      <div class="field narrow">
        <label for="rule-name">${t("rule-name")}</label>
        <input id="rule-name" maxlength="120" .value=${draft.name} placeholder=${this.defaultName}
          @input=${(event: Event) => this.set({ name: (event.target as HTMLInputElement).value })} />
        ${fieldProblem(this.problems, "name")}
      </div>
    </div>`;
  }

  private get defaultName(): string {
    const [first] = this.draft.steps;
    return first ? actionLabel(first.action) : t("rule-new");
  }

  /** "For all deals where …" (S4.5-6). */
  private condition(): TemplateResult {
    const { basis, module } = this.draft;
    return html`<section class="card stack" aria-labelledby="rule-condition">
      <h2 id="rule-condition">${t("rule-condition", { key: module, module: moduleLabel(module) })}</h2>
      ${"view" in basis
        ? html`<p>${t("runs-for-view", { name: viewName(basis.view) })}</p>`
        : html`<filter-editor .module=${module} .filter=${"filter" in basis ? basis.filter : EVERYONE}
            @filter-change=${(event: CustomEvent<Filter>) => this.set({ basis: basisOfFilter(event.detail) })}></filter-editor>`}
      ${fieldProblem(this.problems, "basis")}
    </section>`;
  }

  /** "Execute on event" (S4.7-12, D24). */
  private trigger(): TemplateResult {
    return html`<section class="card stack" aria-labelledby="rule-trigger">
      <h2 id="rule-trigger">${t("rule-event")}</h2>
      <rule-trigger .trigger=${this.draft.trigger} .module=${this.draft.module} .problems=${this.problems}
        @trigger-change=${(event: CustomEvent<Rule["trigger"]>) => this.set({ trigger: event.detail })}></rule-trigger>
    </section>`;
  }

  private steps(): TemplateResult {
    return html`<div class="stack">
      <step-list compact heading=${t("rule-actions")} .automation=${this.draft} .problems=${this.problems}
        @steps-change=${(event: CustomEvent<Step[]>) => this.set({ steps: event.detail })}></step-list>
    </div>`;
  }

  /** Its place among the rules of its stage (D25), and what leaving the stage does to it (D14). */
  private place(): TemplateResult | typeof nothing {
    const { draft } = this;
    const stage = stageOf(draft);
    if (!stage) return nothing;
    const placement = draft.placement ?? AT_FIRST;
    const isAfter = placement.after === "previous";
    const isKept = draft.keep_after_leaving ?? isKeptByDefault(app.module(draft.module), stage);
    const radio = (after: "parallel" | "previous") => html`<label class="check">
      <input type="radio" name="placement" .checked=${placement.after === after} @change=${() =>
        this.set({ placement: { ...placement, after } })} />
      <span><strong>${t(`placement-${after}`)}</strong><br />
        <span class="small muted">${t(`placement-${after}-help`)}</span></span></label>`;
    return html`<fieldset class="card stack">
      <legend class="legend-title">${t("rule-placement")}</legend>
      ${radio("parallel")} ${radio("previous")}
      <label class="check indent">
        <input type="checkbox" ?disabled=${!isAfter} .checked=${isAfter && placement.continue_anyway}
          @change=${(event: Event) =>
            this.set({ placement: { ...placement, continue_anyway: isChecked(event) } })} />
        <span>${t("continue-anyway")}</span></label>
      <label class="check">
        <input type="checkbox" .checked=${isKept} @change=${(event: Event) =>
          this.set({ keep_after_leaving: isChecked(event) })} />
        <span>${t("keep-after-leaving")}</span></label>
      ${fieldProblem(this.problems, "placement")}
    </fieldset>`;
  }

  /** What is wrong without a field of its own. */
  private unplaced(): TemplateResult | typeof nothing {
    const isPlaced = ({ at }: Problem) => PLACES.some((place) => at === place || at.startsWith(place));
    const others = this.problems.filter((problem) => !isPlaced(problem));
    const text = this.problems.length === 0 ? this.error : others.map((one) => one.message).join("\n");
    if (this.problems.length === 0 && !text) return nothing;
    return html`<div role="alert">${note("bad", html`<span class="lines">${text || t("rule-has-problems")}</span>`)}</div>`;
  }

  private foot(): TemplateResult {
    return html`<div class="row end rule-dialog-foot">
      ${this.rule.id
        ? html`<button class="button danger" type="button" @click=${this.delete}>${icon("remove")}${t("delete")}</button>`
        : nothing}
      <span class="grow"></span>
      ${isEditedBeside(this.kept)
        ? html`<button class="button" type="button" ?disabled=${this.isWorking} @click=${() => this.saveDraft("keep")}>${t("draft-save")}</button>
            <button class="button primary" ?disabled=${this.isWorking}>${t("draft-save-publish")}</button>`
        : html`<button class="button" type="button" ?disabled=${this.isWorking} @click=${() => this.save("leave_off")}>${t("save-only")}</button>
            <button class="button primary" ?disabled=${this.isWorking} title=${t("save-switches-on")}>${t("save")}</button>`}
    </div>`;
  }

  /** Keeps the changes beside what runs (D29); publishing shows first what becomes of whom. */
  private async saveDraft(then: "publish" | "keep"): Promise<void> {
    this.isWorking = true;
    const rule = { ...this.draft, name: this.draft.name.trim() || this.defaultName };
    try {
      await app.backend.saveAutomation(rule);
      await app.reloadSetup();
      this.draft = editedOf(this.kept);
      this.problems = [];
      this.error = "";
      const isDifferent = Boolean(unpublishedOf(this.kept));
      if (then === "publish" && isDifferent) this.isPublishing = true;
      else app.toast(t("saved"));
      if (!isDifferent) this.dialog.close();
    } catch (error) {
      await this.showProblems(error);
    }
    this.isWorking = false;
  }

  private async showProblems(error: unknown): Promise<void> {
    this.problems = problemsOf(error);
    this.error = problemLines(error);
    await app.reloadSetup();
    await this.updateComplete;
    this.querySelector<HTMLElement>(".field-problem, [role=alert]")?.scrollIntoView({ block: "center" });
  }

  private set(change: Partial<Rule>): void {
    this.draft = { ...this.draft, ...change };
  }

  private async save(then: "switch_on" | "leave_off"): Promise<void> {
    this.isWorking = true;
    const rule = { ...this.draft, name: this.draft.name.trim() || this.defaultName };
    try {
      const saved = await keepRule(rule, then);
      await app.reloadSetup();
      app.toast(t(then === "switch_on" ? "rule-saved-on" : "saved", { name: saved.name }));
      this.dialog.close();
    } catch (error) {
      await this.showProblems(error);
    }
    this.isWorking = false;
  }

  private delete = async (): Promise<void> => {
    this.dialog.close();
    await remove(this.rule);
  };

  private close = (event: Event): void => {
    if (event.target === this.dialog) this.dispatchEvent(new CustomEvent("close-dialog", { bubbles: true }));
  };
}

function isChecked(event: Event): boolean {
  return (event.target as HTMLInputElement).checked;
}
