/** What the account decides about consent: double opt-in, and who sends, in the foot of e-mails (D20, E6). */

import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { ConsentSettings } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { note, Screen, valueOf } from "../ui/screen.js";
import { problemLines } from "./template-editor.js";

@customElement("settings-consent")
export class SettingsConsent extends Screen {
  @state() draft?: ConsentSettings;
  @state() error = "";

  protected override willUpdate(): void {
    this.draft ??= { ...app.setup.account.consent };
  }

  protected override render() {
    const draft = this.draft!;
    return html`<form class="card stack wide" @submit=${this.save} aria-labelledby="settings-consent-title">
      <h2 id="settings-consent-title">${t("settings-consent")}</h2>
      <label class="check">
        <input type="checkbox" .checked=${draft.double_opt_in} @change=${(event: Event) =>
          this.set({ double_opt_in: (event.target as HTMLInputElement).checked })} />
        <span><strong>${t("settings-opt-in")}</strong><br /><span class="small muted">${t("settings-opt-in-help")}</span></span>
      </label>
      <div class="form-grid">
        <div class="field">
          <label for="footer-name">${t("settings-footer-name")}</label>
          <input id="footer-name" maxlength="120" placeholder=${app.setup.account.name} .value=${draft.footer_name}
            @input=${(event: Event) => this.set({ footer_name: valueOf(event) })} />
        </div>
        <div class="field">
          <label for="footer-address">${t("settings-footer-address")}</label>
          <textarea id="footer-address" rows="3" maxlength="400" autocomplete="street-address" .value=${draft.footer_address}
            @input=${(event: Event) => this.set({ footer_address: valueOf(event) })}></textarea>
        </div>
      </div>
      <p class="small muted">${t("settings-footer-help")}</p>
      ${draft.footer_address.trim() === "" ? note("warn", t("settings-footer-missing")) : nothing}
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
      <div class="row"><button class="button primary">${t("save")}</button></div>
    </form>`;
  }

  private set(change: Partial<ConsentSettings>): void {
    this.draft = { ...this.draft!, ...change };
  }

  private save = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await app.backend.saveSettings({ ...app.setup.account, consent: this.draft! });
      await app.reloadSetup();
      this.draft = { ...app.setup.account.consent };
      this.error = "";
      app.toast(t("saved"));
    } catch (error) {
      this.error = problemLines(error);
    }
  };
}
