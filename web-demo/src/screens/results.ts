/** The results of one automation on a page of their own: rules have no other (E5). */

import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { empty, Screen } from "../ui/screen.js";
import { stateBadge } from "./sequences.js";
import "./automation-results.js";

@customElement("screen-results")
export class ResultsScreen extends Screen {
  @property() selected = "";

  protected override render() {
    const automation = app.setup.automations.find((one) => one.id === this.selected);
    return html`<div class="screen">
      <div class="screen-head"><div class="stack tight">
        <a class="small" href="#/automations">${t("nav-automations")}</a>
        <div class="row"><h1>${automation?.name ?? t("results")}</h1>${automation ? stateBadge(automation) : ""}</div>
      </div></div>
      ${automation
        ? html`<automation-results .automation=${automation}></automation-results>`
        : html`<div class="card">${empty(t("sequence-gone"), t("sequence-gone-help"))}</div>`}
    </div>`;
  }
}
