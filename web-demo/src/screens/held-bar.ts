/** What the blast guard holds, released or discarded by a person; and why an automation stopped (D18). */

import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Automation } from "@relance/preview";
import { app } from "../app-state.js";
import { guardOf, type HeldRecords } from "../backend/changing.js";
import { t } from "../i18n/index.js";
import { note, Screen } from "../ui/screen.js";

/** Names that are shown. */
const NAMES_SHOWN = 5;

@customElement("held-bar")
export class HeldBar extends Screen {
  @property({ attribute: false }) automation!: Automation;
  @state() held?: HeldRecords;
  @state() isWorking = false;
  private askedFor = "";

  protected override willUpdate(): void {
    const { held = 0 } = guardOf(this.automation);
    const asked = `${this.automation.id}/${held}`;
    if (asked === this.askedFor) return;
    this.askedFor = asked;
    this.held = undefined;
    if (held > 0 && app.backend.changing) void this.load();
  }

  private async load(): Promise<void> {
    this.held = await app.attempt(() => app.backend.changing!.held(this.automation.id));
  }

  protected override render() {
    const { held = 0, stopped } = guardOf(this.automation);
    const names = this.held?.holds.slice(0, NAMES_SHOWN).map((one) => one.name ?? one.record) ?? [];
    return html`
      ${stopped ? note("bad", t("guard-stopped")) : nothing}
      ${held > 0 && app.backend.changing
        ? note("warn", html`<div class="row">
            <span class="grow"><strong>${t("guard-held", { count: held })}</strong><br />
              ${names.join(", ")}${held > names.length && names.length > 0 ? ", …" : nothing}</span>
            <button class="button small" ?disabled=${this.isWorking} @click=${() =>
              this.settle(() => app.backend.changing!.discardHeld(this.automation.id))}>${t("guard-discard")}</button>
            <button class="button small primary" ?disabled=${this.isWorking} @click=${() =>
              this.settle(() => app.backend.changing!.releaseHeld(this.automation.id))}>${t("guard-release")}</button>
          </div>`, "pause")
        : nothing}`;
  }

  private async settle(work: () => Promise<void>): Promise<void> {
    this.isWorking = true;
    await app.attempt(async () => {
      await work();
      await app.reloadSetup();
    });
    this.isWorking = false;
  }
}
