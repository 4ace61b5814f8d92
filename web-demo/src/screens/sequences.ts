/** Follow-up sequences per module (S2.7): the list, the way to a new one, the editor. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Automation, Module } from "@relance/preview";
import { app } from "../app-state.js";
import { guardOf } from "../backend/changing.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { featureOf, isAllowed } from "../ui/levels.js";
import { empty, go, Screen } from "../ui/screen.js";
import { basisLabel } from "../ui/words.js";
import "../ui/subscription-lock.js";
import { hindrance } from "./action-off.js";
import { isOn } from "./sequence-progress.js";
import "./sequence-editor.js";
import "./sequence-new.js";

@customElement("screen-sequences")
export class SequencesScreen extends Screen {
  @property() selected = "";
  @property({ attribute: false }) query = new URLSearchParams();

  protected override render() {
    if (this.selected === "new") {
      return html`<div class="screen"><sequence-new .query=${this.query}></sequence-new></div>`;
    }
    if (this.selected) {
      const automation = app.setup.automations.find((one) => one.id === this.selected);
      return html`<div class="screen">
        ${automation
          ? html`<sequence-editor .automation=${automation}></sequence-editor>`
          : empty(t("sequence-gone"), t("sequence-gone-help"))}
      </div>`;
    }
    return this.list();
  }

  private list(): TemplateResult {
    const modules = app.setup.modules.filter((module) => this.of(module).length > 0);
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${t("nav-sequences")}</h1>
        <a class="button primary" href="#/sequences/new">${icon("add")}${t("sequence-new")}</a>
      </div>
      <subscription-lock feature="sequences"></subscription-lock>
      ${modules.length === 0
        ? html`<div class="card">${empty(
            t("sequences-empty"),
            t("sequences-empty-help"),
            html`<a class="button primary" href="#/sequences/new">${t("sequence-new")}</a>`,
          )}</div>`
        : modules.map(
            (module) => html`<section class="stack" aria-labelledby="sequences-${module.key}">
              <h2 id="sequences-${module.key}">${module.label}</h2>
              <ul class="cards one">${this.of(module).map((automation) => this.card(automation))}</ul>
            </section>`,
          )}
    </div>`;
  }

  private of(module: Module): Automation[] {
    return app.setup.automations.filter(
      ({ kind, module: of }) => of === module.key && (kind === "sequence" || kind === "one_off"),
    );
  }

  private card(automation: Automation): TemplateResult {
    const { activation } = automation;
    return html`<li class="card row">
      <div class="grow stack tight">
        <div class="row">
          <a class="card-link" href="#/sequences/${automation.id}">${automation.name}</a>
          ${stateBadge(automation)}
          ${guardOf(automation).held
            ? html`<span class="badge warn">${t("guard-held-short", { count: guardOf(automation).held! })}</span>`
            : nothing}
          ${guardOf(automation).stopped ? html`<span class="badge bad">${t("guard-stopped-short")}</span>` : nothing}
        </div>
        <p class="small muted">
          ${t("sequence-about", {
            basis: basisLabel(automation),
            steps: automation.steps.length,
          })}
          ${activation ? t("active-since", { at: instant(activation.at) }) : nothing}
        </p>
        ${hindrance(automation)}
      </div>
      <div class="row">
        ${isOn(automation)
          ? html`<button class="button small" @click=${() => deactivate(automation)}>
              ${icon("pause")}${t("deactivate")}</button>`
          : html`<a class="button small" href="#/sequences/${automation.id}?activate">${t("open")}</a>`}
        <button class="button small icon" aria-label=${t("delete-named", { name: automation.name })}
          @click=${() => remove(automation)}>${icon("remove")}</button>
      </div>
    </li>`;
  }
}

/** Active, switched off, draft or just being switched on: in words and colour. */
export function stateBadge(automation: Automation): TemplateResult {
  const { state, progress } = automation;
  if (isStopped(automation)) {
    return html`<span class="badge bad" title=${t("subscription-stopped-help")}>${icon("lock")}${t("subscription-stopped")}</span>`;
  }
  const tone = state === "active" ? "good" : state === "activating" ? "warn" : "";
  const text =
    state === "activating" && progress
      ? t("state-activating-progress", { done: progress.done, total: progress.total })
      : t(`state-${state}`);
  return html`<span class="badge ${tone}">${icon(state === "active" ? "play" : "pause")}${text}</span>`;
}

/** Whether a level of the subscription that has ended lets it stand still (D30). */
export function isStopped(automation: Automation): boolean {
  return isOn(automation) && !isAllowed(featureOf(automation));
}

/** Switches a sequence off; records that wait keep their place (D6). */
export async function deactivate(automation: Automation): Promise<void> {
  const done = await app.attempt(async () => {
    await app.backend.deactivate(automation.id);
    await app.reloadSetup();
    return true;
  });
  if (done) app.toast(t("deactivated", { name: automation.name }));
}

/** Deletes a sequence; an undo brings back a switched-off copy. */
export async function remove(automation: Automation): Promise<void> {
  const done = await app.attempt(async () => {
    await app.backend.deleteAutomation(automation.id);
    await app.reloadSetup();
    return true;
  });
  if (!done) return;
  const undo = () =>
    void app.attempt(async () => {
      const copy = { ...automation, id: "", state: "draft" as const, activation: null };
      await app.backend.saveAutomation(copy);
      await app.reloadSetup();
    });
  app.toast(t("deleted", { name: automation.name }), { label: t("undo"), run: undo });
  if (location.hash.includes(automation.id)) {
    go(automation.kind === "recurring_job" ? "/jobs" : "/sequences");
  }
}
