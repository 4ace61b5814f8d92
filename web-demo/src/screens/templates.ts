/** Templates by type (S1.35): list and editor, with a preview on a chosen record. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Template, TemplateKind } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon, type IconName } from "../ui/icons.js";
import { empty, go, Screen } from "../ui/screen.js";
import { moduleLabel } from "../ui/words.js";
import "./template-editor.js";

const KINDS: TemplateKind[] = ["email", "sms", "task", "document"];
const KIND_ICONS: Record<TemplateKind, IconName> = { email: "mailbox", sms: "sms", task: "task", document: "template" };

@customElement("screen-templates")
export class TemplatesScreen extends Screen {
  /** A template's id, `new-email`, `new-sms`, `new-task` or nothing. */
  @property() selected = "";
  @state() module = "";

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("selected")) this.module ||= app.setup.modules[0]?.key ?? "";
  }

  protected override render() {
    if (this.selected) {
      return html`<div class="screen">
        <template-editor .template=${this.chosen()}></template-editor>
      </div>`;
    }
    return html`<div class="screen">
      <div class="screen-head">
        <h1>${t("nav-templates")}</h1>
        ${KINDS.map(
          (kind) => html`<a class="button" href="#/templates/new-${kind}">
            ${icon("add")}${t(`template-new-${kind}`)}</a>`,
        )}
      </div>
      ${app.setup.templates.length === 0
        ? html`<div class="card">${empty(t("templates-empty"), t("templates-empty-help"))}</div>`
        : KINDS.map((kind) => this.group(kind))}
    </div>`;
  }

  private group(kind: TemplateKind): TemplateResult | typeof nothing {
    const templates = app.setup.templates.filter((template) => template.kind === kind);
    if (templates.length === 0) return nothing;
    return html`<section class="stack" aria-labelledby="kind-${kind}">
      <h2 id="kind-${kind}" class="row">${icon(KIND_ICONS[kind])}${t(`template-kind-${kind}`)}</h2>
      <ul class="cards">
        ${templates.map(
          (template) => html`<li class="card">
            <a class="card-link" href="#/templates/${template.id}">${template.name}</a>
            <p class="clip muted small">${template.subject ?? template.title ?? template.text ?? ""}</p>
            <p class="row small">
              <span class="badge">${moduleLabel(template.module)}</span>
              ${kind === "task"
                ? nothing
                : html`<span class="badge">${t(`class-${template.class}`)}</span>`}
            </p>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  private chosen(): Template | undefined {
    const existing = app.setup.templates.find((template) => template.id === this.selected);
    if (existing) return existing;
    const kind = KINDS.find((one) => this.selected === `new-${one}`);
    if (!kind) {
      go("/templates");
      return undefined;
    }
    return {
      id: "",
      name: "",
      module: this.module,
      kind,
      class: kind === "email" ? "marketing" : "transactional",
      ...(kind === "email" ? { subject: "", body: "" } : {}),
      ...(kind === "sms" ? { text: "" } : {}),
      ...(kind === "task" ? { title: "", description: "" } : {}),
      when_missing: "skip",
    };
  }
}
