/** What planned SMS do to the month's budget (E8), beside the figures of a plan. */

import { html, nothing, type TemplateResult } from "lit";
import type { PlannedBudget } from "@relance/preview";
import { date, micros, minor, t } from "../i18n/index.js";
import { note } from "../ui/screen.js";

/** Nothing where there is no budget, or no SMS. */
export function plannedBudget(budget: PlannedBudget | null): TemplateResult | typeof nothing {
  if (!budget || (budget.months.length === 0 && budget.sms_uncounted === 0)) return nothing;
  return html`<div class="stack tight" id="planned-budget">
    ${budget.months.map((month) => ofMonth(month, budget))}
    ${budget.sms_uncounted > 0 ? note("warn", t("budget-uncounted", { count: budget.sms_uncounted, currency: budget.currency })) : nothing}
  </div>`;
}

function ofMonth(month: PlannedBudget["months"][number], { amount, currency }: PlannedBudget): TemplateResult {
  const whole = minor(amount, currency);
  const name = date(`${month.month}-01`, { month: "long", year: "numeric" });
  if (month.reached_on === null) {
    const spent = micros(month.spent_micros, currency);
    return html`<p class="small muted">${t("budget-planned", { month: name, spent, budget: whole })}</p>`;
  }
  return note("warn", t("budget-reached", {
    date: date(month.reached_on),
    budget: whole,
    month: name,
    count: month.sms_not_sent,
    cost: micros(month.micros_not_sent, currency),
  }));
}
