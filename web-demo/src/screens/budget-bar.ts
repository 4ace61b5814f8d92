/** How much of the month's SMS budget is spent (E8); told from 80 per cent on. */

import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import type { SmsSpending } from "../backend/operations.js";
import { micros, minor, t } from "../i18n/index.js";
import { note, Screen } from "../ui/screen.js";

@customElement("budget-bar")
export class BudgetBar extends Screen {
  @state() spending?: SmsSpending;
  private askedFor?: unknown;

  protected override willUpdate(): void {
    const { sms_budget } = app.setup.account;
    if (!app.backend.operations || this.askedFor === sms_budget) return;
    this.askedFor = sms_budget;
    void app.attempt(async () => (this.spending = await app.backend.operations!.spending()));
  }

  protected override render() {
    const { budget, spent_micros, is, month } = this.spending ?? {};
    if (!budget || !month) return nothing;
    const spent = micros(spent_micros ?? 0, budget.currency);
    const text = t("budget-spent", { spent, budget: minor(budget.amount, budget.currency), month });
    return html`<div class="stack tight">
      <progress class="wide" max=${Math.max(budget.amount, 1)} value=${(spent_micros ?? 0) / MICROS_PER_MINOR}
        aria-label=${text}></progress>
      ${is === "within" ? html`<p class="small">${text}</p>` : note(is === "all" ? "bad" : "warn", html`${text} ${t(`budget-is-${is}`)}`)}
    </div>`;
  }
}

const MICROS_PER_MINOR = 10_000;
