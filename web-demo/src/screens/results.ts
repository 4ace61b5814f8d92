/** The results of one automation on a page of their own: rules have no other (E5). */

import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import { unpublishedOf } from "../backend/changing.js";
import { t } from "../i18n/index.js";
import { empty, Screen } from "../ui/screen.js";
import { draftBar, publishDialog } from "./draft-bar.js";
import { stateBadge } from "./sequences.js";
import "./automation-results.js";

@customElement("screen-results")
export class ResultsScreen extends Screen {
  @property() selected = "";
  @state() isPublishing = false;

  protected override render() {
    const automation = app.setup.automations.find((one) => one.id === this.selected);
    return html`<div class="screen">
      <div class="screen-head"><div class="stack tight">
        <a class="small" href="#/automations">${t("nav-automations")}</a>
        <div class="row"><h1>${automation?.name ?? t("results")}</h1>${automation ? stateBadge(automation) : ""}</div>
      </div></div>
      ${automation
        ? html`${unpublishedOf(automation)
              ? draftBar({ automation, isDirty: false, publish: () => (this.isPublishing = true), discarded: () => {} })
              : nothing}
            ${this.isPublishing ? publishDialog(automation, () => (this.isPublishing = false)) : nothing}
            <automation-results .automation=${automation}></automation-results>`
        : html`<div class="card">${empty(t("sequence-gone"), t("sequence-gone-help"))}</div>`}
    </div>`;
  }
}
