/**
 * The stage board: a pipeline's stages as columns, and under each name the rules of the stage in
 * their order and a "+" (S4.4). Rules that belong to no stage stand below (S0.3).
 */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Action, Module, Pipeline, Stage } from "@relance/preview";
import { app } from "../app-state.js";
import { number, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, go, Screen } from "../ui/screen.js";
import { deactivate } from "./sequences.js";
import { dragRules } from "./rule-drag.js";
import { ruleCard } from "./rule-card.js";
import { freshRule, isRule, moveRule, rulesOf, switchOn, type Rule } from "./rule-model.js";
import { stagePath } from "./rule-words.js";
import { isOn, progressOf, type SequenceProgress } from "./sequence-progress.js";
import "./rule-catalogue.js";
import "../ui/subscription-lock.js";
import "./rule-dialog.js";

@customElement("screen-board")
export class BoardScreen extends Screen {
  @property() module = "";
  @property() pipeline = "";
  @property({ attribute: false }) query = new URLSearchParams();
  @state() counts = new Map<string, number>();
  @state() conditions = new Map<string, string>();
  @state() progress = new Map<string, SequenceProgress>();
  /** The stage whose "+" was pressed; null is no stage. */
  @state() adding?: { stage: string | null };
  @state() edited?: Rule;
  private askedFor = "";
  private stopDragging?: () => void;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const asked = JSON.stringify([this.module, this.pipeline, app.now, app.revision, app.setup.automations]);
    if (asked !== this.askedFor) {
      this.askedFor = asked;
      void this.load();
    }
    if (changed.has("query") && this.query.get("rule")) {
      this.edited = app.setup.automations.filter(isRule).find((one) => one.id === this.query.get("rule"));
    }
  }

  protected override updated(): void {
    this.stopDragging?.();
    this.stopDragging = dragRules(this, (stage, from, to) => void this.move(stage, from, to));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopDragging?.();
  }

  /** The module that the address names; else the first with a pipeline and deals' rules in mind. */
  private get chosen(): Module | undefined {
    const modules = app.setup.modules;
    const withRules = modules.find((one) => one.pipelines.length > 0 && app.setup.automations.some((a) => isRule(a) && a.module === one.key));
    return app.module(this.module) ?? withRules ?? modules.find((one) => one.pipelines.length > 0) ?? modules[0];
  }

  private get path(): Pipeline | undefined {
    const pipelines = this.chosen?.pipelines ?? [];
    return pipelines.find((one) => one.key === this.pipeline) ?? pipelines[0];
  }

  private async load(): Promise<void> {
    const module = this.chosen;
    if (!module) return;
    const rules = app.setup.automations.filter((one) => isRule(one) && one.module === module.key);
    await app.attempt(async () => {
      const counts = (this.path?.stages ?? []).map(async ({ key }) => {
        const filter = { field: "stage", op: "is", value: key };
        return [key, (await app.engine.ask("count", module.key, filter, app.now)).count] as const;
      });
      this.counts = new Map(await Promise.all(counts));
      const texts = rules.map(async ({ id, basis }) => {
        if (!("filter" in basis)) return [id, ""] as const;
        return [id, (await app.engine.ask("checkFilter", module.key, { filter: basis.filter })).text] as const;
      });
      this.conditions = new Map(await Promise.all(texts));
      const standings = rules.some((one) => one.activation) ? await app.backend.standings() : [];
      this.progress = new Map(rules.map(({ id }) => [id, progressOf(id, standings)]));
    });
  }

  protected override render() {
    const module = this.chosen;
    if (!module) return html`<div class="screen">${empty(t("no-modules"), t("no-modules-help"))}</div>`;
    return html`<div class="screen board-screen">
      <div class="screen-head">
        <div class="grow stack tight">
          <h1>${t("nav-board")}</h1>
          <p class="small muted">${t("board-help")}</p>
        </div>
      </div>
      <subscription-lock feature="rules"></subscription-lock>
      ${this.chooser(module)}
      ${this.path ? this.columns(module, this.path) : nothing}
      ${this.free(module)}
      ${this.adding ? this.catalogue(module, this.adding.stage) : nothing}
      ${this.edited
        ? html`<rule-dialog .rule=${this.edited} @close-dialog=${this.closeRule}></rule-dialog>`
        : nothing}
    </div>`;
  }

  /** Module and pipeline in one drop-down at the top left (S4.4). */
  private chooser(module: Module): TemplateResult {
    const current = `${module.key}/${this.path?.key ?? ""}`;
    return html`<div class="field board-chooser">
      <label for="board-pipeline">${t("board-pipeline")}</label>
      <select id="board-pipeline" @change=${(event: Event) => go(`/board/${(event.target as HTMLSelectElement).value}`)}>
        ${app.setup.modules.map(({ key, label, pipelines }) =>
          pipelines.length === 0
            ? html`<option value="${key}/" ?selected=${current === `${key}/`}>${t("board-no-pipeline", { module: label })}</option>`
            : html`<optgroup label=${label}>
                ${pipelines.map(
                  (pipeline) => html`<option value="${key}/${pipeline.key}" ?selected=${current === `${key}/${pipeline.key}`}>
                    ${label} › ${pipeline.label}</option>`,
                )}
              </optgroup>`,
        )}
      </select>
    </div>`;
  }

  private columns(module: Module, pipeline: Pipeline): TemplateResult {
    return html`<div class="board" tabindex="0" role="region" aria-label=${t("board-of", { pipeline: pipeline.label })}>
      ${pipeline.stages.map((stage) => this.column(module, stage))}
    </div>`;
  }

  private column(module: Module, stage: Stage): TemplateResult {
    const rules = rulesOf(module.key, stage.key);
    const count = this.counts.get(stage.key);
    return html`<section class="board-column ${stage.is_final ? "final" : ""}" aria-labelledby="stage-${stage.key}">
      <header>
        <h2 id="stage-${stage.key}">${stage.label}</h2>
        <span class="badge" title=${t("records-count", { count: count ?? 0 })}>${count === undefined ? "…" : number(count)}<span class="visually-hidden">${t("records-count", { count: count ?? 0 })}</span></span>
      </header>
      <button class="button board-add" data-stage=${stage.key} aria-label=${t("rule-add-to", { stage: stage.label })}
        @click=${() => (this.adding = { stage: stage.key })}>${icon("add")}</button>
      ${this.list(rules, stage.key)}
    </section>`;
  }

  private list(rules: Rule[], stage: string | null): TemplateResult {
    const isOrdered = stage !== null;
    return html`<ol class="rules" data-stage=${stage ?? ""}>
      ${repeat(rules, (rule) => rule.id, (rule, index) => html`<li class="card rule ${isOn(rule) ? "on" : "off"}"
        data-rule-index=${index} @keydown=${(event: KeyboardEvent) => isOrdered && this.onKey(event, stage, index)}>
        ${ruleCard({
          rule,
          condition: this.conditions.get(rule.id) ?? "",
          progress: rule.activation ? this.progress.get(rule.id) : undefined,
          health: rule.health ?? [],
          index,
          count: rules.length,
          open: () => (this.edited = rule),
          toggle: () => void this.toggle(rule),
          move: isOrdered && rules.length > 1 ? (direction) => void this.move(stage, index, index + (direction === "up" ? -1 : 1)) : undefined,
        })}
      </li>`)}
    </ol>`;
  }

  /** Macros: rules that belong to no stage (S0.3-6). */
  private free(module: Module): TemplateResult {
    const rules = rulesOf(module.key, null);
    return html`<section class="stack" aria-labelledby="free-rules">
      <div class="row apart">
        <div>
          <h2 id="free-rules">${t("rules-without-stage", { module: module.label })}</h2>
          <p class="small muted">${t("rules-without-stage-help")}</p>
        </div>
        <button class="button" @click=${() => (this.adding = { stage: null })}>${icon("add")}${t("rule-new")}</button>
      </div>
      ${rules.length === 0
        ? html`<p class="muted small">${t("rules-without-stage-empty")}</p>`
        : html`<div class="free-rules">${this.list(rules, null)}</div>`}
    </section>`;
  }

  private catalogue(module: Module, stage: string | null): TemplateResult {
    const place = stage ? `${module.label} › ${stagePath(module.key, stage)}` : module.label;
    return html`<rule-catalogue .module=${module.key} place=${place}
      @choose-action=${(event: CustomEvent<Action>) => {
        this.edited = freshRule(module, stage, event.detail);
        this.adding = undefined;
      }}
      @close-dialog=${() => {
        this.adding = undefined;
        this.focusAdd(stage);
      }}></rule-catalogue>`;
  }

  private focusAdd(stage: string | null): void {
    this.querySelector<HTMLElement>(`.board-add[data-stage="${stage ?? ""}"]`)?.focus();
  }

  private closeRule = (): void => {
    const id = this.edited?.id;
    this.edited = undefined;
    if (this.query.get("rule")) history.replaceState(null, "", location.hash.split("?")[0]);
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(id ? `[data-rule="${id}"]` : ".board-add")?.focus({ preventScroll: true }),
    );
  };

  private async toggle(rule: Rule): Promise<void> {
    if (isOn(rule)) return deactivate(rule);
    const done = await app.attempt(async () => {
      await switchOn(rule.id);
      await app.reloadSetup();
      return true;
    });
    if (done) app.toast(t("activated", { name: rule.name }));
  }

  private onKey(event: KeyboardEvent, stage: string, index: number): void {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    void this.move(stage, index, index + (event.key === "ArrowUp" ? -1 : 1));
  }

  private async move(stage: string, from: number, to: number): Promise<void> {
    const rules = rulesOf(this.chosen?.key ?? "", stage);
    const rule = rules[from];
    if (!rule || to < 0 || to >= rules.length || from === to) return;
    const done = await app.attempt(() => moveRule(rules, from, to).then(() => true));
    if (!done) return;
    app.say(t("rule-moved", { name: rule.name, position: to + 1, count: rules.length }));
    await this.updateComplete;
    const card = this.querySelector(`[data-rule="${rule.id}"]`)?.closest("li");
    const preferred = `[data-move=${to < from ? "up" : "down"}]:enabled`;
    (card?.querySelector<HTMLElement>(preferred) ?? card?.querySelector<HTMLElement>("[data-move]:enabled"))?.focus();
  }
}
