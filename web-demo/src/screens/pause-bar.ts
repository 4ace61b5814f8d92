/** Everything stands still, by one tap, and goes on by a choice of what becomes of what fell due (D6). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import type { CatchUp } from "../backend/backend.js";
import type { Standstill } from "../backend/operations.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { Screen } from "../ui/screen.js";
import { problemLines } from "./template-editor.js";

/** How many an hour, when they are spread. */
const PER_HOUR = 30;
const CHOICES: [string, CatchUp][] = [
  ["send", "send"], ["spread", { spread: { per_hour: PER_HOUR } }], ["skip", "skip"],
];

@customElement("pause-bar")
export class PauseBar extends Screen {
  @state() standstill?: Standstill;
  @state() choice?: CatchUp;
  @state() isAsking = false;
  @state() isWorking = false;
  @state() error = "";
  @query("dialog") dialog?: HTMLDialogElement;

  protected override firstUpdated(): void {
    void this.load();
  }

  private async load(): Promise<void> {
    if (!app.backend.operations) return;
    this.standstill = await app.attempt(() => app.backend.operations!.standstill());
  }

  protected override render() {
    if (!app.backend.operations) return nothing;
    const isPaused = app.setup.account.paused ?? false;
    if (!isPaused && !this.standstill?.deployment_paused) return nothing;
    return html`<section class="pause-bar" aria-labelledby="pause-title">
      ${icon("pause")}
      <div class="grow"><strong id="pause-title">${t("pause-title")}</strong>
        <span>${t(isPaused ? "pause-help" : "pause-deployment")}</span></div>
      ${isPaused
        ? html`<button class="button" id="resume" ?disabled=${this.isWorking} @click=${this.resume}>
            ${icon("play")}${t("pause-resume")}</button>`
        : nothing}
      ${this.isAsking ? this.question() : nothing}
    </section>`;
  }

  private question(): TemplateResult {
    const { count = 0, oldest_due_at } = this.standstill?.overdue ?? {};
    return html`<dialog aria-labelledby="overdue-heading" @close=${() => (this.isAsking = false)}>
      <form method="dialog" @submit=${this.goOn}>
        <fieldset class="stack">
          <legend><h1 id="overdue-heading">${t("overdue-title", { count })}</h1></legend>
          ${oldest_due_at ? html`<p class="small muted">${t("overdue-since", { at: instant(oldest_due_at) })}</p>` : nothing}
          ${CHOICES.map(([key, choice]) => html`<label class="check">
            <input type="radio" name="catch-up" value=${key} required @change=${() => (this.choice = choice)} />
            <span><strong>${t(`overdue-${key}`, { perHour: PER_HOUR })}</strong></span>
          </label>`)}
        </fieldset>
        ${this.error ? html`<p role="alert" class="lines">${this.error}</p>` : nothing}
        <div class="row end">
          <button class="button" type="button" @click=${() => this.dialog?.close()}>${t("cancel")}</button>
          <button class="button primary" ?disabled=${!this.choice || this.isWorking}>${icon("play")}${t("pause-resume")}</button>
        </div>
      </form>
    </dialog>`;
  }

  private resume = async (): Promise<void> => {
    this.choice = undefined;
    this.error = "";
    await this.load();
    if ((this.standstill?.overdue.count ?? 0) === 0) return this.goOn();
    this.isAsking = true;
    await this.updateComplete;
    this.dialog?.showModal();
  };

  private goOn = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    this.isWorking = true;
    try {
      this.standstill = await app.backend.operations!.resume(this.choice);
      this.dialog?.close();
      await app.reloadSetup();
      app.toast(t("pause-resumed"));
    } catch (error) {
      this.error = problemLines(error);
    }
    this.isWorking = false;
  };
}

/** Lets everything stand still. */
export async function pauseEverything(): Promise<void> {
  if (!(await app.attempt(() => app.backend.operations!.pause()))) return;
  await app.reloadSetup();
  app.toast(t("pause-done"));
}
