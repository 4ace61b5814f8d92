/** "Now" of the account, and in development the buttons that move it. */

import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import { currentZone, instant, t } from "../i18n/index.js";
import { icon } from "./icons.js";
import { Screen } from "./screen.js";

const HOUR_MS = 3_600_000;

@customElement("relance-clock")
export class ClockBar extends Screen {
  @state() isMoving = false;

  protected override render() {
    return html`
      <span class="row number">
        ${icon("clock")}
        <time datetime=${app.now}>${instant(app.now)}</time>
        <span class="muted">${currentZone()}</span>
      </span>
      ${app.backend.hasClock
        ? html`<span class="row" role="group" aria-label=${t("clock-move")}>
            ${this.button("clock-hour", HOUR_MS)} ${this.button("clock-day", 24 * HOUR_MS)}
            ${this.button("clock-week", 7 * 24 * HOUR_MS)}
            <label class="visually-hidden" for="clock-until">${t("clock-until")}</label>
            <input id="clock-until" class="clock-until" type="date" .value=${app.now.slice(0, 10)}
              min=${app.now.slice(0, 10)} ?disabled=${this.isMoving} @change=${this.moveToDate} />
          </span>`
        : nothing}
    `;
  }

  private button(label: string, forward_ms: number) {
    const until = () => new Date(Date.parse(app.now) + forward_ms).toISOString();
    return html`<button class="button small" ?disabled=${this.isMoving}
      @click=${() => this.move(until())}>${t(label)}</button>`;
  }

  private moveToDate = (event: Event): void => {
    const day = (event.target as HTMLInputElement).value;
    if (day > app.now.slice(0, 10)) void this.move(`${day}T12:00:00.000Z`);
  };

  private async move(until: string): Promise<void> {
    this.isMoving = true;
    const entries = await app.attempt(() => app.tick(until));
    this.isMoving = false;
    if (entries !== undefined) app.toast(t("clock-moved", { now: instant(app.now), entries }));
  }
}
