/** The sequence editor: steps at the left, actions at the right (S1.21), Save apart from Activate. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation, Problem, Step } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { note, Screen } from "../ui/screen.js";
import { basisLabel, moduleLabel } from "../ui/words.js";
import { draftBar, editedOf, publishDialog } from "./draft-bar.js";
import { isOn, progressOf, type SequenceProgress } from "./sequence-progress.js";
import { deactivate, remove, stateBadge } from "./sequences.js";
import { problemLines, problemsOf } from "./template-editor.js";
import "./activation-dialog.js";
import "./automation-results.js";
import "./held-bar.js";
import "./sequence-options.js";
import "./sequence-preview.js";
import "./step-list.js";
import "./test-send.js";

@customElement("sequence-editor")
export class SequenceEditor extends Screen {
  @property({ attribute: false }) automation!: Automation;
  @state() draft!: Automation;
  @state() isDirty = false;
  @state() error = "";
  /** What the engine says against the draft as it was last saved. */
  @state() problems: Problem[] = [];
  @state() isActivating = false;
  @state() isPublishing = false;
  @state() isTesting = false;
  /** Where records stand, while it has been active. */
  @state() progress?: SequenceProgress;
  private progressFor = "";

  protected override willUpdate(changed: PropertyValues<this>): void {
    const asked = JSON.stringify([this.automation.id, this.automation.state, app.now]);
    if (asked !== this.progressFor) {
      this.progressFor = asked;
      void this.loadProgress();
    }
    if (!changed.has("automation")) return;
    const isOther = this.draft?.id !== this.automation.id;
    if (isOther || !this.isDirty) {
      this.draft = editedOf(this.automation);
      this.isDirty = false;
      this.error = "";
      this.problems = [];
    }
  }

  private async loadProgress(): Promise<void> {
    this.progress = undefined;
    if (this.automation.state === "draft") return;
    const standings = await app.attempt(() => app.backend.standings());
    if (standings) this.progress = progressOf(this.automation.id, standings);
  }

  protected get isRunning(): boolean {
    return isOn(this.automation);
  }

  /** Where nothing can be published, what runs is not edited. */
  protected get isLocked(): boolean {
    return this.isRunning && !app.backend.changing;
  }

  protected override render() {
    const { draft } = this;
    return html`
      ${this.head()}
      ${this.isLocked ? note("info", t("sequence-locked"), "lock") : nothing}
      ${draftBar({
        automation: this.automation,
        isDirty: this.isDirty,
        publish: () => (this.isPublishing = true),
        discarded: () => (this.isDirty = false),
      })}
      ${this.isPublishing ? publishDialog(this.automation, () => (this.isPublishing = false)) : nothing}
      <held-bar .automation=${this.automation}></held-bar>
      ${this.progress
        ? html`<p class="row" role="status">
            <span class="badge accent">${t("progress-waiting", { count: this.progress.waiting })}</span>
            <span class="badge good">${t("progress-finished", { count: this.progress.finished })}</span>
            <span class="badge">${t("progress-left", { count: this.progress.left })}</span>
            <a class="small" href="#/log?automation=${draft.id}">${t("nav-log")}</a>
          </p>`
        : nothing}
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
      <automation-results .automation=${this.automation} ?locked=${this.isDirty}></automation-results>
      ${this.panel()}
      <step-list heading=${this.stepsHeading} .automation=${draft} .progress=${this.progress} .problems=${this.problems} ?locked=${this.isLocked}
        @steps-change=${(event: CustomEvent<Step[]>) => this.set({ steps: event.detail })}></step-list>
      <sequence-options .automation=${draft} .locked=${this.isLocked}
        @options-change=${(event: CustomEvent<Partial<Automation>>) => this.set(event.detail)}></sequence-options>
      <sequence-preview .automation=${draft}></sequence-preview>
      ${this.isActivating
        ? html`<activation-dialog .automation=${this.automation}
            @close-dialog=${() => (this.isActivating = false)}></activation-dialog>`
        : nothing}
      ${this.isTesting
        ? html`<test-send what="automations" thing=${draft.id} module=${draft.module} .channels=${channelsOf(draft)}
            heading=${t("test-send-sequence", { name: draft.name })}
            @close-dialog=${() => (this.isTesting = false)}></test-send>`
        : nothing}
    `;
  }

  /** Every message of the steps to oneself (E4); what is saved is what is tested. */
  private testButton(draft: Automation): TemplateResult | typeof nothing {
    if (!app.backend.senders || channelsOf(draft).length === 0) return nothing;
    return html`<button class="button" ?disabled=${this.isDirty} title=${this.isDirty ? t("save-first") : ""}
      @click=${() => (this.isTesting = true)}>${icon("mailbox")}${t("test-send")}</button>`;
  }

  /** What the kind has besides steps. */
  protected panel(): TemplateResult | typeof nothing {
    return nothing;
  }

  protected get stepsHeading(): string {
    return t("steps");
  }

  protected get listPath(): string {
    return "#/sequences";
  }

  protected get listLabel(): string {
    return t("nav-sequences");
  }

  /** Which records it is about. */
  protected about(): string {
    const { draft } = this;
    const { basis } = draft;
    const key = "view" in basis ? "runs-for-view" : "stage" in basis ? "runs-for-stage" : "runs-for-condition";
    return `${moduleLabel(draft.module)} · ${t(key, { name: basisLabel(draft) })}`;
  }

  private head(): TemplateResult {
    const { draft } = this;
    const isComplete = draft.steps.length > 0;
    return html`<div class="screen-head">
      <div class="grow stack tight">
        <a class="small" href=${this.listPath}>${this.listLabel}</a>
        <div class="row">
          <h1 class="visually-hidden">${draft.name}</h1>
          <input class="title-input" aria-label=${t("name")} maxlength="120" .value=${draft.name}
            ?disabled=${this.isLocked}
            @input=${(event: Event) => this.set({ name: (event.target as HTMLInputElement).value })} />
          ${stateBadge(this.automation)}
        </div>
        <p class="small muted">${this.about()}</p>
      </div>
      <div class="row">
        ${this.isDirty ? html`<span class="small muted">${t("unsaved")}</span>` : nothing}
        <button class="button danger" @click=${() => remove(this.automation)}>${icon("remove")}${t("delete")}</button>
        ${this.isLocked
          ? nothing
          : html`<button class="button" ?disabled=${!this.isDirty} @click=${this.save}>${t("save")}</button>`}
        ${this.testButton(draft)}
        ${this.isRunning
          ? html`<button class="button" @click=${() => deactivate(this.automation)}>${icon("pause")}${t("deactivate")}</button>`
          : html`<button class="button primary" ?disabled=${this.isDirty || !isComplete}
                title=${this.isDirty ? t("save-first") : ""}
                @click=${() => (this.isActivating = true)}>${icon("play")}${t("activate")}</button>`}
      </div>
    </div>`;
  }

  protected set(change: Partial<Automation>): void {
    this.draft = { ...this.draft, ...change };
    this.isDirty = true;
  }

  private save = async (): Promise<void> => {
    try {
      const saved = await app.backend.saveAutomation(this.draft);
      this.isDirty = false;
      this.error = "";
      this.problems = [];
      this.draft = structuredClone(saved);
      await app.reloadSetup();
      this.draft = editedOf(this.automation);
      app.toast(t("saved"));
    } catch (error) {
      this.error = problemLines(error);
      this.problems = problemsOf(error);
    }
  };
}

/** Which kinds of messages its steps send. */
function channelsOf({ steps }: Automation): ("email" | "sms")[] {
  const sends = (...actions: string[]) => steps.some((step) => actions.includes(step.action));
  return [
    ...(sends("email_to_contact", "email_to_user") ? (["email"] as const) : []),
    ...(sends("sms_to_contact") ? (["sms"] as const) : []),
  ];
}
