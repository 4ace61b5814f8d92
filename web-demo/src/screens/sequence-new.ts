/** "New automation" (S2.8): by view or by status, the condition, who is included, Add. */

import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { goOn, note, Screen } from "../ui/screen.js";
import { isAllowed } from "../ui/levels.js";
import "../ui/subscription-lock.js";
import { preferAudience } from "./preferred-audience.js";
import { problemLines } from "./template-editor.js";
import { viewName } from "../ui/words.js";

type BasisKind = "view" | "stage";

@customElement("sequence-new")
export class SequenceNew extends Screen {
  /** `view=v_1` when the button of a saved view was pressed (S1.19). */
  @property({ attribute: false }) query = new URLSearchParams();
  @state() module = "";
  @state() basis: BasisKind = "view";
  @state() view = "";
  @state() stage = "";
  @state() name = "";
  @state() onlyNew = true;
  /** A bulk send to the view as it is at its start (S2.6); a status has no such. */
  @state() isOnce = false;
  @state() error = "";

  private get isFromView(): boolean {
    return this.query.has("view");
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("query")) return;
    this.view = this.query.get("view") ?? "";
    const view = app.setup.views.find((one) => one.id === this.view);
    this.module = view?.module ?? this.query.get("module") ?? this.firstModule();
    this.name = view ? t("sequence-name-for", { view: view.name }) : "";
    this.view ||= this.views()[0]?.id ?? "";
    this.stage = this.stages()[0]?.key ?? "";
  }

  private firstModule(): string {
    return app.setup.views[0]?.module ?? app.setup.modules[0]?.key ?? "";
  }

  private views() {
    return app.setup.views.filter((view) => view.module === this.module);
  }

  private stages() {
    return (app.module(this.module)?.pipelines ?? []).flatMap((pipeline) =>
      pipeline.stages.map((stage) => ({ ...stage, pipeline: pipeline.label })),
    );
  }

  protected override render() {
    return html`
      <div class="screen-head">
        <h1>${t("sequence-new")}</h1>
        <a class="button quiet" href="#/sequences">${t("back-to-list")}</a>
      </div>
      <subscription-lock feature="sequences"></subscription-lock>
      <form class="card stack wide narrow" @submit=${this.add}>
        ${this.isFromView
          ? note("info", t("sequence-from-view", { view: viewName(this.view) }))
          : this.chooser()}
        <div class="field">
          <label for="sequence-name">${t("name")}</label>
          <input id="sequence-name" required maxlength="120" .value=${this.name}
            @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)} />
        </div>
        ${this.isView ? this.kindChooser() : nothing}
        ${this.isView && this.isOnce ? nothing : this.onlyNewChoice()}
        ${this.error ? note("bad", this.error) : nothing}
        <div class="row"><button class="button primary" ?disabled=${!isAllowed("sequences")}>${t("add")}</button></div>
      </form>
    `;
  }

  private get isView(): boolean {
    return this.isFromView || this.basis === "view";
  }

  private kindChooser() {
    const choice = (isOnce: boolean) => html`<label class="check">
      <input type="radio" name="kind" .checked=${this.isOnce === isOnce} @change=${() => (this.isOnce = isOnce)} />
      <span>${t(isOnce ? "kind-one-off" : "kind-sequence")}</span>
    </label>`;
    return html`<fieldset class="stack">
      <legend class="label small muted">${t("option-kind")}</legend>
      <div class="row">${choice(false)}${choice(true)}</div>
      ${this.isOnce ? html`<p class="small muted">${t("audience-one-off")}</p>` : nothing}
    </fieldset>`;
  }

  private onlyNewChoice() {
    return html`<label class="check">
      <input type="checkbox" .checked=${this.onlyNew} @change=${(event: Event) =>
        (this.onlyNew = (event.target as HTMLInputElement).checked)} />
      <span>${t(this.isFromView ? "audience-created-after-activation" : "audience-entering-after-activation")}<br />
        <span class="small muted">${t("only-new-help")}</span></span>
    </label>`;
  }

  private chooser() {
    return html`
      <div class="field">
        <label for="sequence-module">${t("module")}</label>
        <select id="sequence-module" @change=${(event: Event) => {
          this.module = (event.target as HTMLSelectElement).value;
          this.view = this.views()[0]?.id ?? "";
          this.stage = this.stages()[0]?.key ?? "";
        }}>
          ${app.setup.modules.map(
            (module) => html`<option value=${module.key} ?selected=${module.key === this.module}>${module.label}</option>`,
          )}
        </select>
      </div>
      <fieldset class="stack">
        <legend class="label small muted">${t("filter-basis")}</legend>
        <div class="row">
          ${(["view", "stage"] as const).map(
            (basis) => html`<label class="check">
              <input type="radio" name="basis" .checked=${this.basis === basis}
                @change=${() => (this.basis = basis)} />
              <span>${t(`basis-${basis}`)}</span>
            </label>`,
          )}
        </div>
      </fieldset>
      ${this.basis === "view" ? this.viewChooser() : this.stageChooser()}
    `;
  }

  private viewChooser() {
    const views = this.views();
    if (views.length === 0) {
      return note(
        "info",
        html`${t("no-views-yet")}
          <a href="#/records/${this.module}">${t("make-a-view")}</a>`,
      );
    }
    return html`<div class="field">
      <label for="sequence-view">${t("condition")}</label>
      <select id="sequence-view" @change=${(event: Event) =>
        (this.view = (event.target as HTMLSelectElement).value)}>
        ${views.map((view) => html`<option value=${view.id} ?selected=${view.id === this.view}>${view.name}</option>`)}
      </select>
    </div>`;
  }

  private stageChooser() {
    const stages = this.stages();
    if (stages.length === 0) return note("info", t("no-stages"));
    return html`<div class="field">
      <label for="sequence-stage">${t("condition")}</label>
      <select id="sequence-stage" @change=${(event: Event) =>
        (this.stage = (event.target as HTMLSelectElement).value)}>
        ${stages.map(
          (stage) => html`<option value=${stage.key} ?selected=${stage.key === this.stage}>${stage.pipeline}: ${stage.label}</option>`,
        )}
      </select>
    </div>`;
  }

  private add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { isView } = this;
    const basis = isView ? { view: this.view } : { stage: this.stage };
    if (!(isView ? this.view : this.stage)) {
      this.error = t("choose-condition");
      return;
    }
    const automation: Automation = {
      id: "",
      name: this.name.trim(),
      kind: isView && this.isOnce ? "one_off" : "sequence",
      module: this.module,
      basis,
        // D1: what S1's button makes counts from the previous action, what S2's page makes from entry.
      delay_base: this.isFromView ? "previous_action" : "entry",
      reentry: { mode: "after_exit" },
      quiet: "drop",
      zone: "account",
      steps: [],
      state: "draft",
      activation: null,
    };
    const from = location.hash;
    try {
      const saved = await app.backend.saveAutomation(automation);
      await app.reloadSetup();
      if (!this.onlyNew) preferAudience(saved.id, "all");
      goOn(from, `/sequences/${saved.id}`);
    } catch (error) {
      this.error = problemLines(error);
    }
  };
}
