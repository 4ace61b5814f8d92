/** A change of what runs: what becomes of whom, and the confirmation of exactly that (D16, D29, B2, B6). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import type { AutomationChange, Change, ChangeGroup, ChangePreview } from "../backend/changing.js";
import { instant, number, t } from "../i18n/index.js";
import { decision } from "../ui/decision.js";
import { note, Screen } from "../ui/screen.js";
import { costText, followProgress } from "./activation-dialog.js";
import { problemLines } from "./template-editor.js";

/** What waits, in the order in which a person worries about it. */
const WAITING = ["leaves", "ends", "moved", "passes_new_steps", "rescheduled", "kept"] as const;

@customElement("change-dialog")
export class ChangeDialog extends Screen {
  @property() heading = "";
  @property({ attribute: false }) change!: Change;
  @state() preview?: ChangePreview;
  @state() error = "";
  @state() isConfirmed = false;
  @state() isWorking = false;
  @query("dialog") dialog!: HTMLDialogElement;

  protected override firstUpdated(): void {
    this.dialog.showModal();
    void this.load();
  }

  private async load(): Promise<void> {
    this.preview = undefined;
    this.isConfirmed = false;
    try {
      this.preview = await this.change.preview();
    } catch (error) {
      this.error = problemLines(error);
    }
  }

  protected override render() {
    return decision({
      id: "change-title",
      title: this.heading,
      ...(this.preview ? { shown: this.shown(this.preview) } : {}),
      error: this.error,
      button: { text: t("change-confirm"), icon: "check", tone: "primary", isOff: !this.isConfirmed || this.isWorking },
      onSubmit: this.confirm,
      onClose: () => this.close(),
    });
  }

  private shown(preview: ChangePreview): TemplateResult {
    return html`
      ${preview.view
        ? html`<dl class="figures">
            ${this.group("change-enters", preview.view.enters)}
            ${this.group("change-leaves", preview.view.leaves)}
            ${this.group("change-stays", preview.view.stays)}
          </dl>`
        : nothing}
      ${preview.automations.length === 0 ? note("info", t("change-nobody")) : nothing}
      ${preview.automations.map((one) => this.automation(one))}
      <label class="check">
        <input type="checkbox" id="confirm-change" .checked=${this.isConfirmed} @change=${(event: Event) =>
          (this.isConfirmed = (event.target as HTMLInputElement).checked)} />
        <span>${t("change-confirm-exactly")}</span>
      </label>`;
  }

  private automation(one: AutomationChange): TemplateResult {
    const { figures } = one;
    return html`<section class="card stack" aria-label=${one.name}>
      <h2>${one.name}</h2>
      <dl class="figures">
        ${this.group("change-enters", one.enters)}
        ${WAITING.filter((key) => one[key].count > 0).map((key) =>
          this.group(`change-${key.replaceAll("_", "-")}`, one[key]))}
        ${this.group("change-stays", one.stays)}
      </dl>
      ${one.starts > 0
        ? note("warn", t("change-sends", {
            starts: one.starts,
            emails: figures.emails,
            sms: figures.sms,
            parts: figures.parts,
            tasks: figures.tasks,
            cost: costText(figures.cost),
          }))
        : html`<p class="small muted">${t("change-sends-nothing")}</p>`}
    </section>`;
  }

  private group(label: string, group: ChangeGroup): TemplateResult {
    return html`<div data-group=${label}>
      <dt>${t(label)}</dt>
      <dd class="number">${number(group.count)}</dd>
      ${group.sample.length > 0
        ? html`<dd class="small muted">${group.sample.map((one) => html`<div>${one.name}${
            one.due_at ? html` · ${instant(one.due_at)}` : nothing}</div>`)}
            ${group.count > group.sample.length ? "…" : nothing}</dd>`
        : nothing}
    </div>`;
  }

  private confirm = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!this.preview || !this.isConfirmed) return;
    this.isWorking = true;
    try {
      await this.change.confirm(this.preview.digest);
      await app.reloadSetup();
      this.dispatchEvent(new CustomEvent("changed", { bubbles: true }));
      this.dialog.close();
      app.toast(t("change-done"));
      for (const { automation } of this.preview.automations) void followProgress(automation);
    } catch (error) {
      this.error = problemLines(error);
      await this.load();
    }
    this.isWorking = false;
  };

  private close = (): void => {
    this.dispatchEvent(new CustomEvent("close-dialog", { bubbles: true }));
  };
}
