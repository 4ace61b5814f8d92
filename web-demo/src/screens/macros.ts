/** Macros and filters (S0.4-6): what happens when an e-mail arrives or a task is created. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Filter, Template } from "@relance/preview";
import { app } from "../app-state.js";
import type { InboundAddresses } from "../backend/backend.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { empty, note, randomId, Screen } from "../ui/screen.js";
import { userName } from "../ui/words.js";
import { freshRule, keepRule, rulesOf, switchOn, type Rule } from "./rule-model.js";
import { isOn } from "./sequence-progress.js";
import { problemLines } from "./template-editor.js";

/** What a macro waits for: records of these modules. */
const SOURCES = ["emails", "tasks"] as const;
/** Where its text is looked for. */
const PLACES = { emails: ["subject", "body"], tasks: ["name", "description"] };

@customElement("macro-list")
export class MacroList extends Screen {
  @property({ type: Boolean }) isOpen = false;
  /** Where e-mail arrives, so that a macro can ask for one address. */
  @property({ attribute: false }) inbound?: InboundAddresses;
  @state() source: (typeof SOURCES)[number] = "emails";
  @state() error = "";

  protected override render() {
    const macros = SOURCES.flatMap((module) => rulesOf(module, null)).filter((rule) => rule.trigger.on === "created");
    return html`<section class="card stack" aria-labelledby="macros-title">
      <div class="row apart">
        <h2 id="macros-title">${t("macros")}</h2>
        ${this.isOpen
          ? nothing
          : html`<button class="button primary" @click=${() => (this.isOpen = true)}>${icon("add")}${t("macro-add")}</button>`}
      </div>
      ${this.isOpen ? this.form() : nothing}
      ${macros.length === 0 && !this.isOpen ? empty(t("macros-empty"), t("macros-empty-help")) : nothing}
      ${macros.length > 0 ? html`<ul class="stack plain-list">${macros.map((rule) => this.row(rule))}</ul>` : nothing}
    </section>`;
  }

  private row(rule: Rule): TemplateResult {
    const [step] = rule.steps;
    const recipient = step?.recipient;
    const person = typeof recipient === "object" && recipient ? userName(recipient.user) : t("macro-owner");
    return html`<li class="row apart">
      <span><strong>${rule.name}</strong><br />
        <span class="small muted">${step?.action === "task_for_user"
          ? t("macro-does-task", { person })
          : t(`macro-when-${rule.module}`)}</span></span>
      <span class="row">
        <label class="check small">
          <input type="checkbox" .checked=${isOn(rule)} @change=${(event: Event) =>
            this.set(rule, (event.target as HTMLInputElement).checked)} />
          <span>${t("macro-is-on")}</span>
        </label>
        <button class="button small" @click=${() => this.discard(rule)} aria-label=${t("macro-delete", { name: rule.name })}>
          ${icon("remove")}</button>
      </span>
    </li>`;
  }

  private form(): TemplateResult {
    const users = app.setup.users.filter((user) => user.is_active);
    return html`<form class="stack" @submit=${this.save}>
      <div class="form-grid">
        <div class="field">
          <label for="macro-source">${t("macro-when")}</label>
          <select id="macro-source" @change=${(event: Event) =>
            (this.source = (event.target as HTMLSelectElement).value as (typeof SOURCES)[number])}>
            ${SOURCES.map((one) => html`<option value=${one} ?selected=${one === this.source}>${t(`macro-when-${one}`)}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="macro-text">${t("macro-containing")}</label>
          <input id="macro-text" name="text" maxlength="200" aria-describedby="macro-text-help" />
          <p id="macro-text-help" class="small muted">${t(`macro-places-${this.source}`)}</p>
        </div>
        ${this.source === "emails"
          ? html`<div class="field">
              <label for="macro-from">${t("macro-from")}</label>
              <input id="macro-from" name="from" maxlength="200" />
            </div>
            ${this.addresses()}`
          : nothing}
        <div class="field">
          <label for="macro-title">${t("macro-task")}</label>
          <input id="macro-title" name="title" required maxlength="200" />
        </div>
        <div class="field">
          <label for="macro-user">${t("macro-person")}</label>
          <select id="macro-user" name="user" required>
            ${users.map((user) => html`<option value=${user.id}>${user.name}</option>`)}
          </select>
        </div>
      </div>
      ${users.length === 0 ? note("warn", t("macro-no-users")) : nothing}
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
      <div class="row">
        <button class="button primary" ?disabled=${users.length === 0}>${t("macro-save")}</button>
        <button class="button" type="button" @click=${() => (this.isOpen = false)}>${t("cancel")}</button>
      </div>
    </form>`;
  }

  /** A choice only where there is more than one address. */
  private addresses(): TemplateResult | typeof nothing {
    const { domain, addresses } = this.inbound ?? { domain: null, addresses: [] };
    if (!domain || addresses.length < 2) return nothing;
    return html`<div class="field">
      <label for="macro-at">${t("macro-at")}</label>
      <select id="macro-at" name="at">
        <option value="">${t("macro-at-any")}</option>
        ${addresses.map(({ local_part, name }) => html`<option value="${local_part}@${domain}">${name || local_part}</option>`)}
      </select>
    </div>`;
  }

  private save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target as HTMLFormElement)) as Record<string, string>;
    const text = (key: string) => (given[key] ?? "").trim();
    const module = app.module(this.source)!;
    try {
      const template = await app.backend.saveTemplate(taskTemplate(this.source, text("title")));
      const rule = freshRule(module, null, "task_for_user");
      const name = [t(`macro-when-${this.source}`), text("text") || text("from") || text("at")].filter(Boolean).join(": ");
      const steps = rule.steps.map((step) => ({
        ...step,
        template: template.id,
        recipient: { user: text("user") },
        notify: true,
      }));
      await keepRule({ ...rule, name, basis: basisOf(this.source, { text: text("text"), from: text("from"), at: text("at") }), steps }, "switch_on");
      await app.reloadSetup();
      app.toast(t("rule-saved-on", { name }));
      this.error = "";
      this.isOpen = false;
    } catch (error) {
      this.error = problemLines(error);
      await app.reloadSetup();
    }
  };

  private set(rule: Rule, isOn: boolean): Promise<unknown> {
    return app.attempt(async () => {
      if (isOn) await switchOn(rule.id);
      else await app.backend.deactivate(rule.id);
      await app.reloadSetup();
    });
  }

  private discard(rule: Rule): Promise<unknown> {
    return app.attempt(async () => {
      if (!confirm(t("macro-delete-sure", { name: rule.name }))) return;
      await app.backend.deleteAutomation(rule.id);
      await app.reloadSetup();
    });
  }
}

/** The text may stand in any of its places (S0.6: subject or body); sender and address beside it. */
function basisOf(
  source: (typeof SOURCES)[number],
  { text, from, at }: { text: string; from: string; at: string },
): { everyone: true } | { filter: Filter } {
  const contains = (field: string, value: string) => ({ field, op: "contains", value });
  const parts: unknown[] = [];
  if (text) parts.push({ any: PLACES[source].map((field) => contains(field, text)) });
  if (from && source === "emails") parts.push(contains("from", from));
  if (at && source === "emails") parts.push({ field: "arrived_at", op: "is", value: at });
  if (parts.length === 0) return { everyone: true };
  return { filter: (parts.length === 1 ? parts[0] : { all: parts }) as Filter };
}

/** The task carries what the message says, so that nobody has to look for it. */
function taskTemplate(module: "emails" | "tasks", title: string): Omit<Template, "id"> {
  const description = module === "emails"
    ? '{{ from | default: "" }}\n{{ subject | default: "" }}\n\n{{ body | default: "" }}'
    : '{{ name | default: "" }}\n{{ description | default: "" }}';
  const name = `${title} (${randomId("").slice(-4)})`;
  return { name, module, kind: "task", class: "transactional", title, description, when_missing: { text: "" } };
}
