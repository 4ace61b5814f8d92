/** Where the account's e-mail arrives: its addresses, which of them takes the answers to its messages. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { InboundAddress, InboundAddresses } from "../backend/backend.js";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { note, Screen } from "../ui/screen.js";
import { problemLines } from "./template-editor.js";

@customElement("inbound-addresses")
export class InboundAddressesCard extends Screen {
  @property({ attribute: false }) inbound!: InboundAddresses;
  @state() error = "";

  protected override render() {
    const { domain, addresses } = this.inbound;
    return html`<section class="card stack" aria-labelledby="address-title">
      <h2 id="address-title">${t("emails-address")}</h2>
      <p class="small muted">${t("emails-address-help")}</p>
      ${domain ? nothing : note("info", t("emails-no-domain"))}
      ${addresses.length === 0 ? html`<p>${t("emails-no-address")}</p>` : nothing}
      <ul class="stack plain-list">${addresses.map((one) => this.row(one))}</ul>
      <p class="small muted">${t("inbound-answers-help")}</p>
      ${this.form(addresses)}
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
    </section>`;
  }

  private row(one: InboundAddress): TemplateResult {
    const address = this.whole(one);
    return html`<li class="row apart">
      <span>${one.name ? html`<strong>${one.name}</strong><br />` : nothing}<code class="break">${address}</code></span>
      <span class="row">
        <label class="check small">
          <input type="checkbox" .checked=${one.takes_answers} aria-label=${t("inbound-answers-of", { address })}
            @change=${(event: Event) => this.take(one, event.target as HTMLInputElement)} />
          <span>${t("inbound-answers")}</span>
        </label>
        <button class="button small" @click=${() => this.discard(one)} aria-label=${t("inbound-remove", { address })}>
          ${icon("remove")}</button>
      </span>
    </li>`;
  }

  private form(addresses: InboundAddress[]): TemplateResult {
    return html`<form class="stack" @submit=${this.add}>
      <div class="form-grid">
        <div class="field">
          <label for="local-part">${t("inbound-beginning")}</label>
          <input id="local-part" name="local" maxlength="64" autocomplete="off" spellcheck="false"
            placeholder="sales" aria-describedby="local-part-help" />
          <p id="local-part-help" class="small muted">${t("emails-choose-help")}</p>
        </div>
        <div class="field">
          <label for="address-name">${t("inbound-name")}</label>
          <input id="address-name" name="name" maxlength="80" autocomplete="off" />
        </div>
      </div>
      <label class="check">
        <input type="checkbox" name="answers" ?checked=${!addresses.some((one) => one.takes_answers)} />
        <span>${t("inbound-answers")}</span>
      </label>
      <div class="row"><button class="button">${icon("add")}${t("inbound-add")}</button></div>
    </form>`;
  }

  private whole = (one: InboundAddress): string => `${one.local_part}@${this.inbound.domain ?? "…"}`;

  private add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = new FormData(form);
    const text = (key: string) => String(given.get(key) ?? "").trim();
    const address = { local_part: text("local") || null, name: text("name"), takes_answers: given.has("answers") };
    if (await this.change(app.backend.inbound!.add(address), "inbound-added")) form.reset();
  };

  private async take(one: InboundAddress, box: HTMLInputElement): Promise<void> {
    const changed = app.backend.inbound!.change(one.local_part, { takes_answers: box.checked });
    // What was not kept does not stay ticked.
    if (!(await this.change(changed, "inbound-changed"))) box.checked = one.takes_answers;
  }

  private discard(one: InboundAddress): void {
    const address = this.whole(one);
    if (confirm(t("inbound-remove-sure", { address }))) {
      void this.change(app.backend.inbound!.remove(one.local_part), "inbound-removed");
    }
  }

  private async change(work: Promise<InboundAddresses>, said: string): Promise<boolean> {
    try {
      const detail = await work;
      this.error = "";
      this.dispatchEvent(new CustomEvent("inbound-change", { detail }));
      app.toast(t(said));
      return true;
    } catch (error) {
      this.error = problemLines(error);
      return false;
    }
  }
}
