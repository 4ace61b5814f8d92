/** What holds for the whole sequence: how it runs, from where delays count, re-entry, night, zone. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Automation } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { Screen } from "../ui/screen.js";
import "./sequence-who.js";

/** As core has it. */
const PER_HOUR_MAX = 100_000;

@customElement("sequence-options")
export class SequenceOptions extends Screen {
  @property({ attribute: false }) automation!: Automation;
  @property({ type: Boolean }) locked = false;
  @property() heading = t("sequence-options");

  protected override render() {
    const { automation } = this;
    const isView = "view" in automation.basis;
    // Whom a recurring job acts on again is a question of its own (D15).
    const isJob = automation.kind === "recurring_job";
    const { quiet_from: from, quiet_until: until } = app.setup.account;
    return html`<details class="card">
      <summary><h2>${this.heading}</h2></summary>
      <fieldset class="form-grid options" ?disabled=${this.locked}>
        ${automation.kind === "sequence" || automation.kind === "one_off"
          ? this.select("kind", isView ? ["sequence", "one_off"] : ["sequence"], automation.kind)
          : nothing}
        ${automation.kind === "one_off" ? this.rate(automation) : nothing}
        ${this.select("delay_base", ["previous_action", "entry"], automation.delay_base)}
        ${isJob ? nothing : html`<div class="field">
          <label for="option-reentry">${t("option-reentry")}</label>
          <select id="option-reentry" @change=${(event: Event) => {
            const mode = (event.target as HTMLSelectElement).value as Automation["reentry"]["mode"];
            this.tell({ reentry: mode === "after_exit_and_days" ? { mode, days: 30 } : { mode } });
          }}>
            ${(["never", "after_exit", "after_exit_and_days"] as const).map(
              (mode) => html`<option value=${mode} ?selected=${mode === automation.reentry.mode}>
                ${t(`reentry-${mode.replaceAll("_", "-")}`)}</option>`,
            )}
          </select>
          ${automation.reentry.mode === "after_exit_and_days"
            ? html`<label class="small row">${t("reentry-days")}
                <input class="short" type="number" min="1" max="3650" .value=${String(automation.reentry.days ?? 30)}
                  @change=${(event: Event) =>
                    this.tell({
                      reentry: {
                        mode: "after_exit_and_days",
                        days: Number((event.target as HTMLInputElement).value),
                      },
                    })} /></label>`
            : nothing}
        </div>`}
        ${this.select("quiet", ["drop", "next_window"], automation.quiet, t("quiet-help", { from, until }))}
        ${this.select("zone", ["account", "contact"], automation.zone)}
        ${this.onReply(automation)}
      </fieldset>
      <sequence-who .automation=${automation} ?locked=${this.locked}></sequence-who>
    </details>`;
  }

  private select(
    key: "kind" | "delay_base" | "quiet" | "zone",
    values: string[],
    current: string,
    help = "",
  ): TemplateResult {
    const name = key.replaceAll("_", "-");
    return html`<div class="field">
      <label for="option-${name}">${t(`option-${name}`)}</label>
      <select id="option-${name}" @change=${(event: Event) =>
        this.tell({
          [key]: (event.target as HTMLSelectElement).value,
          // Only a bulk send has a rate.
          ...(key === "kind" ? { rate_per_hour: undefined } : {}),
        })}>
        ${values.map(
          (value) => html`<option value=${value} ?selected=${value === current}>${t(`${name}-${value.replaceAll("_", "-")}`)}</option>`,
        )}
      </select>
      ${help ? html`<p class="small muted">${help}</p>` : nothing}
    </div>`;
  }

  private rate(automation: Automation): TemplateResult {
    return html`<div class="field">
      <label for="option-rate">${t("option-rate")}</label>
      <input id="option-rate" class="short" type="number" min="1" max=${PER_HOUR_MAX} aria-describedby="rate-help"
        .value=${String(automation.rate_per_hour ?? "")}
        @change=${(event: Event) =>
          this.tell({ rate_per_hour: Number((event.target as HTMLInputElement).value) || null })} />
      <p id="rate-help" class="small muted">${t("option-rate-help")}</p>
    </div>`;
  }

  private onReply(automation: Automation): TemplateResult {
    // What core takes where nobody chose (E1).
    const stops = automation.stop_on_reply ?? !["rule", "recurring_job"].includes(automation.kind);
    return html`<div class="field">
      <label class="check"><input type="checkbox" .checked=${stops} aria-describedby="stop-on-reply-help"
        @change=${(event: Event) => this.tell({ stop_on_reply: (event.target as HTMLInputElement).checked })} />
        <span>${t("option-stop-on-reply")}</span></label>
      <p id="stop-on-reply-help" class="small muted">${t("option-stop-on-reply-help")}</p>
    </div>`;
  }

  private tell(change: Partial<Automation>): void {
    this.dispatchEvent(new CustomEvent("options-change", { detail: change, bubbles: true }));
  }
}
