/** Everything that the account owns, as a file: nobody is held by what they put in. */

import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { saveFile, Screen } from "../ui/screen.js";

@customElement("settings-export")
export class SettingsExport extends Screen {
  /** So many lines are here; undefined while nothing is fetched. */
  @state() lines?: number;

  protected override render() {
    if (!app.backend.operations) return nothing;
    const isWorking = this.lines !== undefined;
    return html`<section class="card stack wide" aria-labelledby="export-title">
      <h2 id="export-title">${t("export-title")}</h2>
      <p>${t("export-help")}</p>
      <div class="row">
        <button class="button" id="export-account" ?disabled=${isWorking} @click=${this.export}>
          ${icon("download")}${t("export-download")}</button>
        <span class="small muted" role="status">${isWorking ? t("export-lines", { count: this.lines! }) : nothing}</span>
      </div>
    </section>`;
  }

  private export = async (): Promise<void> => {
    this.lines = 0;
    const file = await app.attempt(() => app.backend.operations!.exportAccount((lines) => (this.lines = lines)));
    this.lines = undefined;
    if (!file) return;
    saveFile(file, `${app.setup.account.id}-${app.now.slice(0, 10)}.ndjson`);
    app.toast(t("export-done"));
  };
}
