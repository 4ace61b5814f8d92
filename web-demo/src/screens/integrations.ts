/** Services outside: Unisender with its lists, webhooks, and what went there. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import type { Delivery, MailingList, Outside, UnisenderState } from "../backend/outside.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, note, Screen } from "../ui/screen.js";
import { automationName, reasonText } from "../ui/words.js";
import { problemLines } from "./template-editor.js";
import "./webhooks.js";

/** The badge of each state. */
const TONES = { not_configured: "", works: "good", problem: "warn", refused: "bad" } as const;
const DELIVERY_TONES = { pending: "", sent: "good", not_sent: "bad", unknown: "warn" } as const;

@customElement("screen-integrations")
export class IntegrationsScreen extends Screen {
  @state() unisender?: UnisenderState;
  @state() lists: MailingList[] = [];
  @state() deliveries: Delivery[] = [];
  @state() error = "";
  /** What the last synchronisation changed, in words. */
  @state() synced = "";
  @state() isBusy = false;
  private loadedFor = "";

  private get outside(): Outside | undefined {
    return app.backend.outside;
  }

  protected override willUpdate(): void {
    if (!this.outside || this.loadedFor === app.now) return;
    this.loadedFor = app.now;
    void this.load();
  }

  private async load(): Promise<void> {
    await app.attempt(async () => {
      this.unisender = await this.outside!.unisender();
      this.lists = await this.outside!.lists();
      this.deliveries = await this.outside!.deliveries();
    });
  }

  protected override render() {
    return html`<div class="screen">
      <div class="screen-head"><h1>${t("nav-integrations")}</h1></div>
      ${this.outside ? this.parts() : note("info", t("integrations-need-server"))}
    </div>`;
  }

  private parts(): TemplateResult {
    if (!this.unisender) return html`<p class="muted padded">${t("starting")}</p>`;
    const isConnected = this.unisender.state !== "not_configured";
    return html`<div class="stack">
      <section class="card stack" aria-labelledby="unisender-title">
        <div class="row apart">
          <h2 id="unisender-title">Unisender</h2>
          <span class="badge ${TONES[this.unisender.state]}">${t(`integration-${this.unisender.state.replace("_", "-")}`)}</span>
        </div>
        <p class="small muted">${t("unisender-about")}</p>
        ${this.standing(this.unisender)}
        ${this.keyForm(isConnected)}
        ${isConnected ? this.options(this.unisender) : this.instruction()}
        ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
      </section>
      ${isConnected ? this.listCard() : nothing}
      <webhook-list></webhook-list>
      ${this.deliveryCard()}
    </div>`;
  }

  private standing(unisender: UnisenderState) {
    if (!unisender.problem) return nothing;
    const text = t(unisender.state === "refused" ? "unisender-refused" : "unisender-problem");
    return note(unisender.state === "refused" ? "bad" : "warn", html`${text}<br /><span class="small">${unisender.problem}</span>`);
  }

  /** What to do there first (S4.19). */
  private instruction(): TemplateResult {
    return html`<ol class="small numbered">
      <li>${t("unisender-step-open")}</li>
      <li>${t("unisender-step-key")}</li>
      <li>${t("unisender-step-paste")}</li>
    </ol>`;
  }

  private keyForm(isConnected: boolean): TemplateResult {
    return html`<form class="row" @submit=${this.connect}>
      <div class="field grow"><label for="unisender-key">${t(isConnected ? "unisender-new-key" : "unisender-key")}</label>
        <input id="unisender-key" name="key" type="password" autocomplete="off" required /></div>
      <button class="button ${isConnected ? "" : "primary"} align-end" ?disabled=${this.isBusy}>
        ${t(isConnected ? "unisender-replace-key" : "integration-connect")}</button>
      ${isConnected
        ? html`<button type="button" class="button align-end" @click=${this.disconnect}>${t("integration-disconnect")}</button>`
        : nothing}
    </form>`;
  }

  private options(unisender: UnisenderState): TemplateResult {
    return html`<label class="check">
      <input type="checkbox" name="service_asks" .checked=${unisender.service_asks ?? false}
        @change=${(event: Event) => this.save({ service_asks: (event.target as HTMLInputElement).checked })} />
      <span>${t("unisender-asks")}<br /><span class="small muted">${t("unisender-asks-help")}</span></span>
    </label>
    <div class="field"><label for="unisender-tags">${t("unisender-tags")}</label>
      <input id="unisender-tags" .value=${(unisender.tags ?? []).join(", ")}
        @change=${(event: Event) => this.save({ tags: words((event.target as HTMLInputElement).value) })} /></div>`;
  }

  private connect = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const key = String(new FormData(form).get("key") ?? "").trim();
    if (await this.save({ key })) form.reset();
  };

  private async save(change: Parameters<Outside["saveUnisender"]>[0]): Promise<boolean> {
    this.isBusy = true;
    try {
      this.unisender = await this.outside!.saveUnisender(change);
      this.lists = await this.outside!.lists();
      this.error = "";
      await app.reloadSetup();
      app.toast(t("saved"));
      return true;
    } catch (error) {
      this.error = problemLines(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  private disconnect = async (): Promise<void> => {
    if (!confirm(t("unisender-disconnect-sure"))) return;
    await app.attempt(async () => {
      await this.outside!.disconnectUnisender();
      await app.reloadSetup();
    });
    await this.load();
  };

  private listCard(): TemplateResult {
    return html`<section class="card stack" aria-labelledby="lists-title">
      <div class="row apart">
        <h2 id="lists-title">${t("lists-title")}</h2>
        <button class="button" ?disabled=${this.isBusy} @click=${this.sync}>${icon("refresh")}${t("lists-sync")}</button>
      </div>
      <p class="small muted">${t("lists-help")}</p>
      <div role="status">${this.synced ? note("good", this.synced) : nothing}</div>
      ${this.lists.length === 0
        ? empty(t("lists-empty"), t("lists-empty-help"))
        : html`<ul class="stack plain-list">
            ${this.lists.map(
              (list) => html`<li class="row apart">
                <span><strong>${list.title}</strong> <span class="small muted">${list.external_id}</span></span>
                ${list.is_gone ? html`<span class="badge bad">${t("list-is-gone")}</span>` : nothing}
              </li>`,
            )}
          </ul>`}
    </section>`;
  }

  private sync = async (): Promise<void> => {
    this.isBusy = true;
    const result = await app.attempt(() => this.outside!.syncLists());
    this.isBusy = false;
    if (!result) return void this.load();
    this.lists = result.lists;
    this.unisender = await this.outside!.unisender();
    this.synced = syncText(result);
    await app.reloadSetup();
  };

  private deliveryCard(): TemplateResult {
    return html`<section class="card stack" aria-labelledby="deliveries-title">
      <h2 id="deliveries-title">${t("deliveries-title")}</h2>
      ${this.deliveries.length === 0
        ? empty(t("deliveries-empty"), t("deliveries-empty-help"))
        : html`<div class="scroll-x" tabindex="0" role="region" aria-labelledby="deliveries-title"><table>
            <thead><tr>
              <th scope="col">${t("delivery-planned")}</th><th scope="col">${t("delivery-to")}</th>
              <th scope="col">${t("delivery-by")}</th><th scope="col">${t("delivery-state")}</th>
            </tr></thead>
            <tbody>${this.deliveries.map((one) => this.deliveryRow(one))}</tbody>
          </table></div>`}
    </section>`;
  }

  private deliveryRow(one: Delivery): TemplateResult {
    return html`<tr>
      <td class="nowrap when">${instant(one.planned)}</td>
      <td><span class="small muted">${t(`delivery-${one.channel}`)}</span><br />${one.to ?? ""}</td>
      <td>${automationName(one.automation)}</td>
      <td>
        <span class="badge ${DELIVERY_TONES[one.state]}">${t(`delivery-state-${one.state.replace("_", "-")}`)}</span>
        ${one.attempts > 1 ? html`<span class="small muted">${t("delivery-attempts", { attempts: one.attempts })}</span>` : nothing}
        ${one.due && one.attempts > 0 ? html`<p class="small muted">${t("delivery-again", { at: instant(one.due) })}</p>` : nothing}
        ${one.reason ? html`<p class="small">${reasonText({ reason: one.reason, detail: null })}</p>` : nothing}
        ${one.problem ? html`<p class="small muted">${one.problem}</p>` : nothing}
      </td>
    </tr>`;
  }
}

/** What a synchronisation changed, in one sentence. */
export function syncText(result: { added: MailingList[]; removed: MailingList[] }): string {
  const titles = (lists: MailingList[]) => lists.map((list) => list.title).join(", ");
  const parts = [
    result.added.length > 0 ? t("lists-added", { lists: titles(result.added) }) : "",
    result.removed.length > 0 ? t("lists-removed", { lists: titles(result.removed) }) : "",
  ].filter(Boolean);
  return parts.join(" ") || t("lists-unchanged");
}

const words = (text: string): string[] =>
  text.split(",").map((word) => word.trim()).filter(Boolean);
