/** Contacts whom all automations together would write to too often (B9), and what becomes of what is above (D21). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Collisions } from "@relance/preview";
import { app } from "../app-state.js";
import { date, t } from "../i18n/index.js";
import { note, Screen } from "../ui/screen.js";
import { automationName, recordName } from "../ui/words.js";

/** Contacts shown; the sentence above counts all. */
const SHOWN = 20;

@customElement("plan-collisions")
export class PlanCollisions extends Screen {
  @property({ attribute: false }) collisions!: Collisions;
  @state() names = new Map<string, string>();
  private namedFor?: Collisions;

  protected override willUpdate(): void {
    if (this.namedFor === this.collisions) return;
    this.namedFor = this.collisions;
    void this.name();
  }

  private async name(): Promise<void> {
    const ids = [...new Set(this.shown.map((one) => one.contact))];
    const records = await Promise.all(ids.map((id) => app.engine.ask("record", "contacts", id)));
    this.names = new Map(ids.map((id, index) => [id, records[index] ? recordName(records[index]) : id]));
  }

  private get shown(): Collisions["first"] {
    return this.collisions.first.slice(0, SHOWN);
  }

  protected override render() {
    const { contacts, messages_above: above, first } = this.collisions;
    if (contacts === 0) return nothing;
    const isCapped = first.some((one) => one.is_capped);
    return html`<section class="stack" aria-labelledby="collisions-title">
      <h3 id="collisions-title">${t("collisions-title")}</h3>
      ${note("warn", html`${t("collisions-about", { contacts })}
        ${isCapped ? t("collisions-capped", { above }) : html`${t("collisions-uncapped")} <a href="#/settings">${t("settings-caps")}</a>`}`)}
      <div class="scroll-x" tabindex="0" role="region" aria-label=${t("collisions-title")}>
        <table>
          <thead><tr><th scope="col">${t("collisions-contact")}</th><th scope="col">${t("log-when")}</th>
            <th scope="col">${t("collisions-messages")}</th><th scope="col">${t("collisions-automations")}</th></tr></thead>
          <tbody>${this.shown.map((one) => this.row(one))}</tbody>
        </table>
      </div>
    </section>`;
  }

  private row(one: Collisions["first"][number]): TemplateResult {
    const when = t(`collisions-${one.per}`, { date: date(one.since) });
    return html`<tr>
      <td>${this.names.get(one.contact) ?? one.contact}</td>
      <td class="nowrap">${when}</td>
      <td>${t(`collisions-${one.channel}`, { messages: one.messages, places: one.places })}</td>
      <td>${one.automations.map(automationName).join(", ")}</td>
    </tr>`;
  }
}
