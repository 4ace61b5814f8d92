/** Edits one template; shows it filled in with a record, and what an SMS of it costs. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Field, Problem, RecordRow, RenderedTemplate, Template } from "@relance/preview";
import { RelanceProblems } from "@relance/preview";
import "@relance/preview/define";
import { Refusal } from "../backend/backend.js";
import { EVERYONE } from "../filter/model.js";
import { app, errorText } from "../app-state.js";
import { currentLanguage, t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { debounce, goOn, Latest, note, Screen, valueOf } from "../ui/screen.js";
import { recordName } from "../ui/words.js";
import "./test-send.js";

type TextPart = "subject" | "body" | "text" | "title" | "description";

const PARTS: Record<Template["kind"], TextPart[]> = {
  email: ["subject", "body"],
  sms: ["text"],
  task: ["title", "description"],
  document: ["title", "body"],
};
const ONE_LINE: TextPart[] = ["subject", "title"];
const SAMPLE_RECORDS = 50;

@customElement("template-editor")
export class TemplateEditor extends Screen {
  @property({ attribute: false }) template?: Template;
  @state() draft?: Template;
  @state() records: RecordRow[] = [];
  @state() record = "";
  @state() rendered?: RenderedTemplate;
  @state() renderError = "";
  @state() saveError = "";
  @state() lastPart: TextPart = "body";
  @state() isTesting = false;
  private sampledAt = -1;
  private readonly latest = new Latest();
  private readonly renderSoon = debounce(150, () => void this.renderPreview());

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Opened by its address, the editor is there before the records are.
    if (this.draft && this.records.length === 0 && this.sampledAt !== app.revision) void this.loadSamples();
    if (!changed.has("template") || !this.template) return;
    if (this.draft?.id === this.template.id && this.draft.kind === this.template.kind) return;
    this.draft = { ...this.template };
    this.lastPart = PARTS[this.template.kind].at(-1)!;
    this.saveError = "";
    void this.loadSamples();
  }

  private async loadSamples(): Promise<void> {
    this.sampledAt = app.revision;
    const page = await app.attempt(() =>
      app.engine.ask("page", {
        module: this.draft!.module,
        filter: EVERYONE,
        offset: 0,
        limit: SAMPLE_RECORDS,
        now: app.now,
      }),
    );
    this.records = page?.records ?? [];
    if (!this.records.some((one) => one.id === this.record)) this.record = this.records[0]?.id ?? "";
    await this.renderPreview();
  }

  private async renderPreview(): Promise<void> {
    const record = this.records.find((one) => one.id === this.record);
    if (!record || !this.draft) return;
    try {
      const template = { ...this.draft, id: this.draft.id || "t_draft", name: this.draft.name || "–" };
      const rendered = await this.latest.of(
        app.engine.ask("renderTemplate", { template, record: record.id, now: app.now }),
      );
      if (rendered) {
        this.rendered = rendered;
        this.renderError = "";
      }
    } catch (error) {
      this.rendered = undefined;
      this.renderError = problemLines(error);
    }
  }

  protected override render() {
    const draft = this.draft;
    if (!draft) return nothing;
    return html`
      <div class="screen-head">
        <h1>${draft.id ? t("template-edit") : t(`template-new-${draft.kind}`)}</h1>
        <a class="button quiet" href="#/templates">${t("back-to-list")}</a>
        ${draft.id
          ? html`<button class="button danger" @click=${this.delete}>${icon("remove")}${t("delete")}</button>`
          : nothing}
      </div>
      <div class="two">
        <form class="card stack wide" @submit=${this.save} @input=${this.renderSoon}>
          ${this.head(draft)} ${PARTS[draft.kind].map((part) => this.textPart(draft, part))}
          ${this.mergeFields()}
          <div class="form-grid">
            ${draft.kind === "task" ? nothing : this.messageClass(draft)} ${this.whenMissing(draft)}
          </div>
          ${this.saveError ? note("bad", this.saveError) : nothing}
          <div class="row">
            <button class="button primary">${t("save")}</button>
            ${this.testButton(draft)}
          </div>
        </form>
        ${this.preview(draft)}
      </div>
      ${this.isTesting
        ? html`<test-send what="templates" thing=${draft.id} module=${draft.module} record=${this.record}
            .channels=${[draft.kind]} heading=${t("test-send-template", { name: draft.name })}
            @close-dialog=${() => (this.isTesting = false)}></test-send>`
        : nothing}
    `;
  }

  /** To oneself (E4); what is saved is what is tested. */
  private testButton(draft: Template): TemplateResult | typeof nothing {
    if (!app.backend.senders || (draft.kind !== "email" && draft.kind !== "sms")) return nothing;
    const isDirty = !draft.id || JSON.stringify(draft) !== JSON.stringify(app.setup.templates.find((one) => one.id === draft.id));
    return html`<button class="button" type="button" ?disabled=${isDirty} title=${isDirty ? t("save-first") : ""}
      @click=${() => (this.isTesting = true)}>${icon("mailbox")}${t("test-send")}</button>`;
  }

  private head(draft: Template): TemplateResult {
    return html`<div class="form-grid">
      <div class="field">
        <label for="template-name">${t("name")}</label>
        <input id="template-name" required maxlength="120" .value=${draft.name}
          @input=${(event: Event) => this.set({ name: valueOf(event) })} />
      </div>
      <div class="field">
        <label for="template-module">${t("module")}</label>
        <select id="template-module" @change=${(event: Event) => {
          this.set({ module: valueOf(event) });
          void this.loadSamples();
        }}>
          ${app.setup.modules.map(
            (module) => html`<option value=${module.key} ?selected=${module.key === draft.module}>${module.label}</option>`,
          )}
        </select>
      </div>
    </div>`;
  }

  private textPart(draft: Template, part: TextPart): TemplateResult {
    const id = `template-${part}`;
    const onInput = (event: Event) => this.set({ [part]: valueOf(event) });
    const onFocus = () => (this.lastPart = part);
    return html`<div class="field">
      <label for=${id}>${t(`part-${part}`)}</label>
      ${ONE_LINE.includes(part)
        ? html`<input id=${id} required .value=${draft[part] ?? ""} @input=${onInput} @focus=${onFocus} />`
        : html`<textarea id=${id} rows=${draft.kind === "email" ? 12 : 5} .value=${draft[part] ?? ""}
            ?required=${part !== "description"} @input=${onInput} @focus=${onFocus}></textarea>`}
    </div>`;
  }

  private mergeFields(): TemplateResult {
    return html`<div class="row">
      <div class="field grow">
        <label for="merge-field">${t("merge-field")}</label>
        <select id="merge-field">
          ${mergePaths(this.draft!.module).map(
            (group) => html`<optgroup label=${group.label}>
              ${group.paths.map((path) => html`<option value=${path.path}>${path.label}</option>`)}
            </optgroup>`,
          )}
        </select>
      </div>
      <button class="button align-end" type="button" @click=${this.insert}>${icon("add")}${t("insert")}</button>
    </div>`;
  }

  private messageClass(draft: Template): TemplateResult {
    return html`<div class="field">
      <label for="template-class">${t("template-class")}</label>
      <select id="template-class" @change=${(event: Event) =>
        this.set({ class: valueOf(event) as Template["class"] })}>
        ${(["marketing", "transactional"] as const).map(
          (one) => html`<option value=${one} ?selected=${one === draft.class}>${t(`class-${one}`)}</option>`,
        )}
      </select>
      <p class="small muted">${t(`class-${draft.class}-help`)}</p>
    </div>`;
  }

  /** What a value that a record lacks does to the message (D27). */
  private whenMissing(draft: Template): TemplateResult {
    const choice = draft.when_missing ?? "skip";
    const isText = typeof choice === "object";
    return html`<div class="field">
      <label for="when-missing">${t("when-missing")}</label>
      <select id="when-missing" @change=${(event: Event) =>
        this.set({ when_missing: valueOf(event) === "skip" ? "skip" : { text: "" } })}>
        <option value="skip" ?selected=${!isText}>${t("when-missing-skip")}</option>
        <option value="text" ?selected=${isText}>${t("when-missing-text")}</option>
      </select>
      ${isText
        ? html`<input aria-label=${t("when-missing-text")} .value=${choice.text}
            @input=${(event: Event) => this.set({ when_missing: { text: valueOf(event) } })} />`
        : nothing}
    </div>`;
  }

  private preview(draft: Template): TemplateResult {
    return html`<aside class="stack" aria-label=${t("preview")}>
      <div class="card stack">
        <div class="field">
          <label for="preview-record">${t("preview-on")}</label>
          <select id="preview-record" @change=${(event: Event) => {
            this.record = valueOf(event);
            void this.renderPreview();
          }}>
            ${this.records.map(
              (record) => html`<option value=${record.id} ?selected=${record.id === this.record}>${recordName(record)}</option>`,
            )}
          </select>
        </div>
        ${this.renderError ? note("bad", this.renderError) : this.message(draft)}
      </div>
      ${draft.kind === "sms" ? this.smsCounter() : nothing}
    </aside>`;
  }

  private message(draft: Template): TemplateResult {
    const { title, text } = messageParts(this.rendered);
    return html`<div class="message ${draft.kind}">
      ${title ? html`<p class="message-title">${title}</p>` : nothing}
      <p class="message-text">${text}</p>
    </div>`;
  }

  private smsCounter(): TemplateResult {
    const price = app.setup.account.sms_prices[0];
    return html`<div class="card">
      <relance-sms-counter readonly
        .text=${messageParts(this.rendered).text || this.draft?.text || ""}
        .textLanguage=${app.setup.account.language} lang=${currentLanguage()}
        .microsPerPart=${price?.micros_per_part ?? 0}
        currency=${price?.currency ?? ""}
      ></relance-sms-counter>
    </div>`;
  }

  private set(change: Partial<Template>): void {
    this.draft = { ...this.draft!, ...change };
  }

  private insert = (): void => {
    const path = this.querySelector<HTMLSelectElement>("#merge-field")!.value;
    const target = this.querySelector<HTMLInputElement | HTMLTextAreaElement>(
      `#template-${this.lastPart}`,
    )!;
    const start = target.selectionStart ?? target.value.length;
    target.setRangeText(`{{ ${path} }}`, start, target.selectionEnd ?? start, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.focus();
  };

  private save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { id, ...rest } = this.draft!;
    const from = location.hash;
    try {
      const saved = await app.backend.saveTemplate(id ? { id, ...rest } : rest);
      await app.reloadSetup();
      app.toast(t("saved"));
      this.draft = saved;
      goOn(from, `/templates/${saved.id}`);
      this.saveError = "";
    } catch (error) {
      this.saveError = problemLines(error);
    }
  };

  private delete = async (): Promise<void> => {
    const before = this.template!;
    const from = location.hash;
    const done = await app.attempt(async () => {
      await app.backend.deleteTemplate(before.id);
      await app.reloadSetup();
      return true;
    });
    if (!done) return;
    const undo = () =>
      void app.attempt(async () => {
        await app.backend.saveTemplate(before);
        await app.reloadSetup();
      });
    app.toast(t("deleted", { name: before.name }), { label: t("undo"), run: undo });
    goOn(from, "/templates");
  };
}

/** Title and text of a rendered template, whatever its kind. */
export function messageParts(rendered: RenderedTemplate | undefined): { title: string; text: string } {
  const title = rendered?.subject ?? rendered?.title ?? "";
  const text = rendered?.text ?? rendered?.description ?? "";
  return { title, text };
}

/** What the engine or the server says, place by place. */
export function problemsOf(error: unknown): Problem[] {
  if (!(error instanceof RelanceProblems || error instanceof Refusal)) return [];
  // Checked within a whole setup, a place begins with the automation's.
  return error.problems.map((one) => ({ ...one, at: one.at.replace(/^(setup\.)?automations\[\d+\]\./, "") }));
}

/** All problems of an error, with their places. */
export function problemLines(error: unknown): string {
  if (!(error instanceof RelanceProblems)) return errorText(error);
  return error.problems
    .map((problem) => [problem.at, problem.message, problem.help].filter(Boolean).join(" · "))
    .join("\n");
}

interface PathGroup {
  label: string;
  paths: { path: string; label: string }[];
}

/** What a template of a module may read: its own fields, its contact's, the owner's, the company's. */
export function mergePaths(moduleKey: string): PathGroup[] {
  const module = app.module(moduleKey);
  const isPlain = (field: Field) => field.kind !== "relation" && field.kind !== "user";
  const own = (module?.fields ?? []).filter(isPlain);
  const groups: PathGroup[] = [
    {
      label: module?.label ?? moduleKey,
      paths: own.map((field) => ({ path: field.key, label: field.label })),
    },
  ];
  const contacts = moduleKey === "contacts" ? undefined : app.module("contacts");
  if (contacts) {
    groups.push({
      label: contacts.label,
      paths: contacts.fields
        .filter(isPlain)
        .map((field) => ({ path: `contact.${field.key}`, label: field.label })),
    });
  }
  groups.push({
    label: t("company-and-owner"),
    paths: [
      { path: "owner.name", label: t("owner-name") },
      { path: "owner.email", label: t("owner-email") },
      { path: "account.name", label: t("company-name") },
    ],
  });
  return groups;
}
