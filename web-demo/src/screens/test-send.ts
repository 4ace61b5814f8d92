/** A template, or every message of a sequence, sent to oneself (E4). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { RecordRow } from "@relance/preview";
import { app } from "../app-state.js";
import type { TestedMessage } from "../backend/senders.js";
import { EVERYONE } from "../filter/model.js";
import { micros, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { debounce, Latest, note, Screen, valueOf } from "../ui/screen.js";
import { nameFilter, reasonText, recordName } from "../ui/words.js";
import { problemLines } from "./template-editor.js";

const SAMPLE_RECORDS = 30;
const TONES = { sent: "good", failed: "bad", uncertain: "warn", refused: "bad", not_sent: "" } as const;

/** Where a test may go: to colleagues, addresses and telephones of the account. */
export function ownAddresses(channel: "email" | "sms"): string[] {
  const { sending } = app.setup.account;
  if (channel === "sms") return sending.test_numbers;
  const users = app.setup.users.filter((user) => user.is_active).map((user) => user.email);
  return [...new Set([...users, ...sending.identities.map((one) => one.address)])];
}

/** What came of one message. */
export function answerText(message: Pick<TestedMessage, "answer" | "reason" | "said">): string {
  const reason = message.reason ? reasonText({ reason: message.reason, detail: null }) : "";
  return [t(`test-${message.answer.replace("_", "-")}`), reason, message.said].filter(Boolean).join(" · ");
}

@customElement("test-send")
export class TestSend extends Screen {
  @property() what: "templates" | "automations" = "templates";
  @property() thing = "";
  @property() heading = "";
  @property() module = "";
  /** Which channels it has. */
  @property({ attribute: false }) channels: ("email" | "sms")[] = ["email"];
  @property() record = "";
  @state() records: RecordRow[] = [];
  @state() messages?: TestedMessage[];
  @state() error = "";
  @state() isBusy = false;
  @query("dialog") dialog!: HTMLDialogElement;
  private readonly latest = new Latest();
  private readonly searchSoon = debounce(200, () => void this.load());
  private search = "";

  protected override firstUpdated(): void {
    this.dialog.showModal();
    void this.load();
  }

  private async load(): Promise<void> {
    const filter = this.search ? nameFilter(this.module, this.search) : EVERYONE;
    const page = await this.latest.of(
      app.engine.ask("page", { module: this.module, filter, offset: 0, limit: SAMPLE_RECORDS, now: app.now }),
    );
    if (!page) return;
    this.records = page.records;
    if (!this.records.some((one) => one.id === this.record)) this.record = this.records[0]?.id ?? "";
  }

  protected override render() {
    return html`<dialog class="wide-dialog" aria-labelledby="test-send-title" @close=${this.close}>
      <form class="stack" @submit=${this.send}>
        <h1 id="test-send-title">${this.heading}</h1>
        <p class="small muted">${t("test-send-about")}</p>
        <div class="form-grid">
          <div class="field">
            <label for="test-search">${t("test-send-search")}</label>
            <input id="test-search" type="search" autocomplete="off" @input=${(event: Event) => {
              this.search = valueOf(event).trim();
              this.searchSoon();
            }} />
          </div>
          <div class="field">
            <label for="test-record">${t("test-send-record")}</label>
            <select id="test-record" required @change=${(event: Event) => (this.record = valueOf(event))}>
              ${this.records.map((one) => html`<option value=${one.id} ?selected=${one.id === this.record}>${recordName(one)}</option>`)}
            </select>
          </div>
          ${this.channels.map((channel) => this.address(channel))}
        </div>
        ${this.error ? html`<div role="alert">${note("bad", html`<span class="lines">${this.error}</span>`)}</div>` : nothing}
        <div aria-live="polite">${this.messages ? this.outcome(this.messages) : nothing}</div>
        <div class="row end">
          <button class="button" type="button" @click=${() => this.dialog.close()}>${t(this.messages ? "close" : "cancel")}</button>
          <button class="button primary" ?disabled=${this.isBusy || !this.record}>${icon("play")}${t("test-send-now")}</button>
        </div>
      </form>
    </dialog>`;
  }

  private address(channel: "email" | "sms"): TemplateResult {
    const own = ownAddresses(channel);
    const id = `test-${channel}`;
    return html`<div class="field">
      <label for=${id}>${t(`test-send-${channel}`)}</label>
      <select id=${id} name=${channel} ?required=${this.channels.length === 1} ?disabled=${own.length === 0}>
        ${own.length === 0 || this.channels.length > 1 ? html`<option value="">${t("test-send-nowhere")}</option>` : nothing}
        ${own.map((address, index) => html`<option value=${address} ?selected=${index === 0}>${address}</option>`)}
      </select>
      ${own.length === 0 ? html`<p class="small muted">${t(`test-send-no-${channel}`)} <a href="#/settings">${t("nav-settings")}</a></p>` : nothing}
    </div>`;
  }

  private outcome(messages: TestedMessage[]): TemplateResult {
    return html`<ol class="stack plain-list">
      ${messages.map((one) => html`<li class="sunken stack tight">
        <div class="row apart">
          <strong>${one.subject ?? one.text ?? t("test-send-no-text")}</strong>
          <span class="badge ${TONES[one.answer]}">${t(`test-${one.answer.replace("_", "-")}`)}</span>
        </div>
        <p class="small muted">${[one.to, one.parts ? t("test-send-parts", { parts: one.parts }) : "",
          one.cost_micros && one.currency ? micros(one.cost_micros, one.currency) : ""].filter(Boolean).join(" · ")}</p>
        ${one.reason ? html`<p class="small">${reasonText({ reason: one.reason, detail: one.detail ?? null })}</p>` : nothing}
        ${one.said ? html`<p class="small">${one.said}</p>` : nothing}
      </li>`)}
    </ol>`;
  }

  private send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const to = String(data.get("email") ?? "");
    const sms = String(data.get("sms") ?? "");
    this.isBusy = true;
    this.error = "";
    try {
      const order = { record: this.record, ...(to ? { to } : {}), ...(sms ? { sms_to: sms } : {}) };
      this.messages = await app.backend.senders!.testSend(this.what, this.thing, order);
    } catch (error) {
      this.messages = undefined;
      this.error = problemLines(error);
    } finally {
      this.isBusy = false;
    }
  };

  private close = (): void => {
    this.dispatchEvent(new CustomEvent("close-dialog", { bubbles: true }));
  };
}
