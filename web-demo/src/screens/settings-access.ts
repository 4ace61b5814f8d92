/** Who works here, and which programs may: colleagues, and the API's tokens. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { User } from "@relance/preview";
import { app } from "../app-state.js";
import type { ApiToken } from "../backend/backend.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { note, Screen } from "../ui/screen.js";
import { problemLines } from "./template-editor.js";

/** Each with those before it; `start` alone is for another program that may start rules, and no more. */
const SCOPES = ["read", "write", "admin", "start"];

@customElement("settings-access")
export class SettingsAccess extends Screen {
  @state() error = "";
  @state() tokens?: ApiToken[];
  /** Shown once, right after it was made. */
  @state() freshToken = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loadTokens();
  }

  private async loadTokens(): Promise<void> {
    this.tokens = await app.backend.tokens?.().catch(() => undefined);
  }

  protected override render() {
    return html`${this.colleagues()} ${this.tokens ? this.tokenList(this.tokens) : nothing}`;
  }

  private colleagues(): TemplateResult {
    return html`<section class="card stack" aria-labelledby="users-title">
      <h2 id="users-title">${t("settings-users")}</h2>
      <ul class="stack plain-list">
        ${app.setup.users.map(
          (user) => html`<li class="row apart">
            <span><strong>${user.name}</strong> <span class="muted">${user.email}</span></span>
            <label class="check small">
              <input type="checkbox" .checked=${user.is_active} @change=${(event: Event) =>
                this.saveUser({ ...user, is_active: (event.target as HTMLInputElement).checked })} />
              <span>${t("user-active")}</span>
            </label>
          </li>`,
        )}
      </ul>
      <form class="row" @submit=${this.addUser}>
        <div class="field grow"><label for="user-name">${t("name")}</label>
          <input id="user-name" name="name" required maxlength="120" /></div>
        <div class="field grow"><label for="user-email">${t("user-email")}</label>
          <input id="user-email" name="email" type="email" required /></div>
        <button class="button align-end">${icon("add")}${t("user-add")}</button>
      </form>
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
    </section>`;
  }

  private addUser = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { name, email } = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const isSaved = await this.saveUser({ name: name!.trim(), email: email!, is_active: true });
    if (isSaved) form.reset();
  };

  private async saveUser(user: Omit<User, "id"> & { id?: string }): Promise<boolean> {
    try {
      await app.backend.saveUser(user);
      await app.reloadSetup();
      app.toast(t("saved"));
      this.error = "";
      return true;
    } catch (error) {
      this.error = problemLines(error);
      return false;
    }
  }

  private tokenList(tokens: ApiToken[]): TemplateResult {
    return html`<section class="card stack" aria-labelledby="tokens-title">
      <h2 id="tokens-title">${t("settings-tokens")}</h2>
      <p class="small muted">${t("settings-tokens-help")}</p>
      <ul class="stack plain-list">
        ${tokens.map(
          (token) => html`<li class="row apart">
            <span><strong>${token.name}</strong>
              <span class="small muted">${token.scopes.join(", ")} · ${instant(token.created)}</span></span>
            <button class="button small" @click=${() => this.revoke(token)}>${t("token-revoke")}</button>
          </li>`,
        )}
      </ul>
      <div role="status">
        ${this.freshToken
          ? note("good", html`${t("token-shown-once")}<br /><code class="mono break">${this.freshToken}</code>`)
          : nothing}
      </div>
      <form class="row" @submit=${this.makeToken}>
        <div class="field grow"><label for="token-name">${t("token-for")}</label>
          <input id="token-name" name="name" required maxlength="120" /></div>
        <div class="field"><label for="token-scope">${t("token-may")}</label>
          <select id="token-scope" name="scope">
            ${SCOPES.map((scope) => html`<option value=${scope}>${t(`scope-${scope}`)}</option>`)}
          </select></div>
        <button class="button align-end">${icon("add")}${t("token-make")}</button>
      </form>
    </section>`;
  }

  private makeToken = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { name, scope } = Object.fromEntries(new FormData(form)) as Record<string, string>;
    // Each scope includes those before it.
    const scopes = scope === "start" ? [scope] : SCOPES.slice(0, SCOPES.indexOf(scope!) + 1);
    const made = await app.attempt(async () => app.backend.makeToken!(name!.trim(), scopes));
    if (!made) return;
    this.freshToken = made;
    form.reset();
    await this.loadTokens();
  };

  private async revoke(token: ApiToken): Promise<void> {
    await app.attempt(async () => app.backend.deleteToken!(token.id));
    await this.loadTokens();
  }
}
