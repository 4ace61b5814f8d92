/** What the account pays for: its level, the trial, and which level has what (D30). The engine says what is locked. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { Feature, Subscription, SubscriptionStanding } from "@relance/preview";
import { app } from "../app-state.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { featureLabel, levelLabel, lockText } from "../ui/levels.js";
import { note, Screen } from "../ui/screen.js";

@customElement("settings-subscription")
export class SettingsSubscription extends Screen {
  protected override render() {
    const { standing } = app;
    if (!standing) return nothing;
    const features = standing.features.map((one) => one.feature);
    return html`<section class="card stack" id="subscription" aria-labelledby="subscription-title">
      <h2 id="subscription-title">${t("subscription")}</h2>
      ${subscriptionNotes(standing)}
      <div class="scroll-x" tabindex="0" role="region" aria-label=${t("subscription-what")}>
        <table>
          <thead><tr>
            <th scope="col">${t("subscription-what")}</th>
            ${standing.levels.map((level) => html`<th scope="col" aria-current=${level.level === standing.level ? "true" : nothing}>
              ${levelLabel(level.level)}${level.level === standing.level ? html` <span class="badge accent">${t("subscription-yours")}</span>` : nothing}</th>`)}
            <th scope="col">${t("subscription-now")}</th>
          </tr></thead>
          <tbody>${features.map((feature) => this.row(standing, feature))}</tbody>
        </table>
      </div>
      ${app.backend.kind === "demo" ? this.tryLevel(standing) : html`<p class="small muted">${t("subscription-operator")}</p>`}
    </section>`;
  }

  private row(standing: SubscriptionStanding, feature: Feature): TemplateResult {
    const own = standing.features.find((one) => one.feature === feature)!;
    return html`<tr>
      <th scope="row">${featureLabel(feature)}</th>
      ${standing.levels.map((level) => html`<td>${level.has.includes(feature)
        ? html`${icon("check")}<span class="visually-hidden">${t("yes")}</span>`
        : html`<span class="muted" aria-label=${t("no")}>–</span>`}</td>`)}
      <td>${own.is_allowed
        ? html`<span class="badge good">${icon("check")}${t("yes")}</span>`
        : html`<span class="badge warn">${icon("lock")}${lockText(own)}</span>`}</td>
    </tr>`;
  }

  /** Without a server there is nobody to pay: levels can be tried. */
  private tryLevel(standing: SubscriptionStanding): TemplateResult {
    const save = (event: Event) => app.attempt(async () => {
      const level = (event.target as HTMLSelectElement).value;
      const subscription: Subscription = { level, trial_ends_at: null, ends_at: null, changed_at: app.now };
      await app.backend.saveSettings({ ...app.setup.account, subscription });
      await app.reloadSetup();
    });
    return html`<div class="field"><label for="try-level">${t("subscription-try")}</label>
      <select id="try-level" @change=${save}>${standing.levels.map(
        ({ level }) => html`<option value=${level} ?selected=${level === standing.level}>${levelLabel(level)}</option>`,
      )}</select></div>`;
  }
}

/** The trial's end, the level's end, or that nothing is paid. */
export function subscriptionNotes(standing: SubscriptionStanding): TemplateResult | typeof nothing {
  if (standing.is_trial) return note("info", t("subscription-trial", { until: instant(standing.trial_ends_at!) }), "clock");
  const ended = standing.features.find((one) => one.ended_at)?.ended_at;
  if (ended) return note("warn", t("subscription-ended", { at: instant(ended) }), "lock");
  if (standing.ends_at) return note("info", t("subscription-until", { level: levelLabel(standing.level ?? ""), until: instant(standing.ends_at) }), "clock");
  return nothing;
}
