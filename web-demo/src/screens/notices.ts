/** What stopped by itself, and messages of which nobody knows whether they arrived: a person decides (D23). */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { app } from "../app-state.js";
import type { Notice, UnknownMessage, Verdict } from "../backend/operations.js";
import { instant, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, note, Screen } from "../ui/screen.js";
import { automationName, userName } from "../ui/words.js";

@customElement("screen-notices")
export class NoticesScreen extends Screen {
  @state() notices?: Notice[];
  @state() unknown: UnknownMessage[] = [];
  @state() isWorking = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    const { operations } = app.backend;
    if (!operations) return;
    const found = await app.attempt(() => Promise.all([operations.notices(), operations.unknown()]));
    if (!found) return;
    [this.notices, this.unknown] = found;
    if (app.unseenNotices === 0 && this.notices.every((one) => one.is_seen)) return;
    await app.attempt(() => operations.seen());
    await app.lookAtNotices();
  }

  protected override render() {
    return html`<div class="screen">
      <div class="screen-head"><h1>${t("nav-notices")}</h1></div>
      ${app.backend.operations ? this.content() : note("info", t("notices-need-server"))}
    </div>`;
  }

  private content(): TemplateResult {
    if (!this.notices) return html`<progress aria-label=${t("counting")}></progress>`;
    const isEmpty = this.notices.length === 0 && this.unknown.length === 0;
    return html`
      ${isEmpty ? empty(t("notices-none"), t("notices-none-help")) : nothing}
      ${this.unknown.length > 0 ? this.decisions() : nothing}
      ${this.notices.length > 0
        ? html`<section class="card stack wide" aria-labelledby="notices-title">
            <h2 id="notices-title">${t("notices-title")}</h2>
            <ul class="stack tight plain">${this.notices.map((one) => this.notice(one))}</ul>
          </section>`
        : nothing}
      ${this.pausing()}`;
  }

  private notice(one: Notice): TemplateResult {
    const name = one.kind === "colleague" ? userName(one.about) : automationName(one.about) || one.about;
    return html`<li class="row apart ${one.is_seen ? "muted" : ""}">
      <span>${one.is_seen ? nothing : html`<span class="badge bad">${t("notice-new")}</span> `}
        ${t(`notice-${one.kind.replaceAll("_", "-")}`, { name, count: one.count })}</span>
      <span class="small muted">${instant(one.last_at)}${one.alerted_at ? ` · ${t("notice-alerted")}` : ""}</span>
    </li>`;
  }

  private decisions(): TemplateResult {
    return html`<section class="card stack wide" aria-labelledby="unknown-title">
      <h2 id="unknown-title">${t("unknown-title", { count: this.unknown.length })}</h2>
      <p>${t("unknown-help")}</p>
      <dl class="values">
        <div><dt>${t("unknown-resend")}</dt><dd>${t("unknown-resend-risk")}</dd></div>
        <div><dt>${t("unknown-count")}</dt><dd>${t("unknown-count-risk")}</dd></div>
      </dl>
      <div class="row">
        <button class="button" id="resend-all" ?disabled=${this.isWorking}
          @click=${() => this.decide(this.unknown, "resend")}>${icon("refresh")}${t("unknown-resend-all")}</button>
        <button class="button" id="count-all" ?disabled=${this.isWorking}
          @click=${() => this.decide(this.unknown, "count-as-sent")}>${icon("check")}${t("unknown-count-all")}</button>
      </div>
      <ul class="stack plain">${this.unknown.map((one) => this.message(one))}</ul>
    </section>`;
  }

  private message(one: UnknownMessage): TemplateResult {
    const what = one.subject ?? t(`channel-${one.channel.replaceAll("_", "-")}`);
    return html`<li class="unknown-message row apart">
      <div class="grow">
        <strong>${what}</strong> ${one.to}
        <div class="small muted">${automationName(one.automation)}
          ${one.settled ? html` · ${instant(one.settled)}` : nothing}
          ${one.provider ? html` · ${one.provider}` : nothing}
          ${one.problem ? html` · ${one.problem}` : nothing}</div>
      </div>
      <div class="row">
        <button class="button small" ?disabled=${this.isWorking} aria-label=${`${t("unknown-resend")}: ${one.to}`}
          @click=${() => this.decide([one], "resend")}>${t("unknown-resend")}</button>
        <button class="button small" ?disabled=${this.isWorking} aria-label=${`${t("unknown-count")}: ${one.to}`}
          @click=${() => this.decide([one], "count-as-sent")}>${t("unknown-count")}</button>
      </div>
    </li>`;
  }

  private pausing(): TemplateResult | typeof nothing {
    if (app.setup.account.paused) return nothing;
    return html`<section class="card stack wide" aria-labelledby="pausing-title">
      <h2 id="pausing-title">${t("pause-everything")}</h2>
      <p>${t("pause-everything-help")}</p>
      <div class="row"><button class="button danger" id="pause-everything" @click=${async () =>
        (await import("./pause-bar.js")).pauseEverything()}>${icon("pause")}${t("pause-everything")}</button></div>
    </section>`;
  }

  private async decide(messages: UnknownMessage[], verdict: Verdict): Promise<void> {
    this.isWorking = true;
    for (const { key } of messages) {
      if ((await app.attempt(() => app.backend.operations!.decide(key, verdict))) === undefined) break;
    }
    await this.load();
    app.toast(t(verdict === "resend" ? "unknown-resent" : "unknown-counted", { count: messages.length }));
    this.isWorking = false;
  }
}
