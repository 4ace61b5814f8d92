/** The catalogue that "+" opens: what a rule can do, in groups (S3.2, S3.22). */

import { html, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { Action } from "@relance/preview";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { Screen } from "../ui/screen.js";
import { ACTION_GROUPS, ACTION_ICONS, actionLabel } from "../ui/words.js";
import { actionOff } from "./action-off.js";

/** Emits `choose-action`, and `close-dialog` when nothing is chosen. */
@customElement("rule-catalogue")
export class RuleCatalogue extends Screen {
  @property() module = "";
  /** Where the rule will stand, in words. */
  @property() place = "";
  @query("dialog") dialog!: HTMLDialogElement;

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render() {
    return html`<dialog class="wide-dialog" aria-labelledby="catalogue-title"
      @close=${() => this.dispatchEvent(new CustomEvent("close-dialog", { bubbles: true }))}>
      <div class="dialog-body">
        <div class="row apart nowrap-row">
          <div>
            <h1 id="catalogue-title">${t("catalogue-title")}</h1>
            <p class="muted">${this.place}</p>
          </div>
          <button class="button icon small quiet" aria-label=${t("close")} @click=${() => this.dialog.close()}>${icon("close")}</button>
        </div>
        <div class="catalogue">${ACTION_GROUPS.map((group) => this.group(group))}</div>
      </div>
    </dialog>`;
  }

  private group({ key, actions }: (typeof ACTION_GROUPS)[number]): TemplateResult {
    return html`<section class="stack" aria-labelledby="catalogue-${key}">
      <h2 id="catalogue-${key}">${t(`group-of-actions-${key}`)}</h2>
      <ul class="catalogue-items">
        ${actions.map((action) => html`<li>${this.item(action)}</li>`)}
      </ul>
    </section>`;
  }

  private item(action: Action): TemplateResult {
    const off = actionOff(action, this.module);
    return html`<button class="catalogue-item" data-action=${action} @click=${() => this.choose(action)}>
      <span class="step-icon">${icon(ACTION_ICONS[action])}</span>
      <span class="grow"><strong>${actionLabel(action)}</strong><br />
        <span class="small muted">${off?.why ?? t(`about-${action.replaceAll("_", "-")}`)}</span></span>
    </button>`;
  }

  private choose(action: Action): void {
    this.dispatchEvent(new CustomEvent<Action>("choose-action", { detail: action, bubbles: true }));
  }
}
