/** What happened to one record: events told by hand, so that a rule can be tried, and what followed. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { LogEntry, RecordRow } from "@relance/preview";
import { app } from "../app-state.js";
import { has, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { Latest, note, randomId, Screen } from "../ui/screen.js";
import { logTable } from "./log-table.js";
import { problemLines } from "./template-editor.js";

/** Events that the documents name (S1.3 to S1.5, S4.11, S4.12). */
export const KNOWN_EVENTS = ["offer_sent", "invoice_issued", "invoice_paid", "order_delivered", "email_read"];
/** Decisions shown; the run log has the others. */
const ENTRIES_SHOWN = 8;

@customElement("record-happenings")
export class RecordHappenings extends Screen {
  @property({ attribute: false }) record!: RecordRow;
  @state() entries: LogEntry[] = [];
  @state() name = "";
  @state() error = "";
  private lookedFor = "";
  private readonly latest = new Latest();

  protected override willUpdate(_: PropertyValues<this>): void {
    const asked = `${this.record.id} ${app.revision} ${app.now}`;
    if (asked === this.lookedFor) return;
    this.lookedFor = asked;
    void this.look();
  }

  private async look(): Promise<void> {
    const query = { record: this.record.id, limit: ENTRIES_SHOWN };
    const page = await app.attempt(() => this.latest.of(app.backend.runLog(query)));
    if (page) this.entries = page.entries;
  }

  protected override render() {
    return html`<section class="stack" aria-labelledby="happened-title">
        <h3 id="happened-title">${t("record-happened")}</h3>
        ${this.entries.length > 0
          ? logTable(this.entries, { caption: t("record-happened"), hideRecord: true })
          : html`<p class="muted small">${t("record-nothing-happened")}</p>`}
      </section>
      ${this.eventForm()}`;
  }

  private eventForm(): TemplateResult {
    const names = [...new Set([...KNOWN_EVENTS, ...app.setup.events])];
    return html`<details>
      <summary>${t("event-send")}</summary>
      <form class="stack" @submit=${this.send}>
        <p class="small muted">${t("event-send-help")}</p>
        <div class="field">
          <label for="event-name">${t("event-which")}</label>
          <select id="event-name" name="name" @change=${(event: Event) => (this.name = (event.target as HTMLSelectElement).value)}>
            ${names.map((name) => html`<option value=${name}>${eventLabel(name)}</option>`)}
            <option value="">${t("event-other")}</option>
          </select>
        </div>
        ${this.name === "" && this.querySelector("#event-name")
          ? html`<div class="field"><label for="event-other-name">${t("event-other-name")}</label>
              <input id="event-other-name" name="other" placeholder="demo_booked" autocomplete="off" /></div>`
          : nothing}
        <div class="field">
          <label for="event-about">${t("event-about")}</label>
          <input id="event-about" name="about" maxlength="60" autocomplete="off" />
        </div>
        ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
        <div class="row"><button class="button">${icon("play")}${t("event-send-now")}</button></div>
      </form>
    </details>`;
  }

  private send = async (submit: SubmitEvent): Promise<void> => {
    submit.preventDefault();
    const given = Object.fromEntries(new FormData(submit.target as HTMLFormElement)) as Record<string, string>;
    const name = given.name || (given.other ?? "").trim();
    const about = given.about?.trim() || undefined;
    try {
      await app.sendEvent(this.record.module, { id: randomId("e"), name, record: this.record.id, at: app.now, about });
      this.error = "";
      app.toast(t("event-sent", { event: eventLabel(name) }));
    } catch (error) {
      this.error = problemLines(error);
    }
  };
}

/** An event in the reader's words; one that an account made itself shows its name. */
export function eventLabel(name: string): string {
  const key = `happened-${name.replaceAll("_", "-")}`;
  return has(key) ? t(key) : name.replaceAll("_", " ");
}
