/** Modules: the SMS switch (S1.20), names, fields, pipelines and stages. What is held cannot be taken away. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Field, FieldKind, Module, Pipeline, Stage } from "@relance/preview";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";
import { icon } from "../ui/icons.js";
import { note, Screen, valueOf } from "../ui/screen.js";
import { eventLabel } from "../ui/words.js";
import { problemLines } from "./template-editor.js";

/** Kinds of fields that a person may add; a stage comes with its pipeline. */
const KINDS: FieldKind[] = ["text", "number", "money", "date", "instant", "choice", "user", "tags", "yes_no", "relation"];

type Change = (module: Module) => void;

@customElement("settings-modules")
export class SettingsModules extends Screen {
  /** The module whose fields and stages are open. */
  @state() open = "";
  @state() draft?: Module;
  @state() error = "";

  protected override render() {
    return html`<section class="card stack" aria-labelledby="modules-title">
      <h2 id="modules-title">${t("settings-modules")}</h2>
      <p class="small muted">${t("settings-modules-help")}</p>
      <ul class="plain-list stack">${app.setup.modules.map((module) => this.row(module))}</ul>
      <form class="row" @submit=${this.addModule}>
        <div class="field grow"><label for="module-name">${t("module-new")}</label>
          <input id="module-name" name="label" required maxlength="120" autocomplete="off" /></div>
        <button class="button align-end">${icon("add")}${t("add")}</button>
      </form>
    </section>`;
  }

  private row(module: Module): TemplateResult {
    const isOpen = this.open === module.key;
    return html`<li class="stack">
      <div class="row apart">
        <label class="check">
          <input type="checkbox" .checked=${module.sms_enabled} @change=${(event: Event) =>
            this.save({ ...module, sms_enabled: (event.target as HTMLInputElement).checked })} />
          <span>${t("settings-sms-in", { module: module.label })}</span>
        </label>
        <button class="button small" aria-expanded=${isOpen ? "true" : "false"} @click=${() => this.toggle(module)}>
          ${icon(isOpen ? "up" : "down")}${t("module-edit", { module: module.label })}</button>
      </div>
      ${isOpen && this.draft ? this.editor(this.draft) : nothing}
    </li>`;
  }

  private toggle(module: Module): void {
    this.open = this.open === module.key ? "" : module.key;
    this.draft = this.open ? structuredClone(module) : undefined;
    this.error = "";
  }

  private editor(draft: Module): TemplateResult {
    return html`<form class="stack sunken" @submit=${this.saveDraft}>
      <div class="field"><label for="module-label">${t("name")}</label>
        <input id="module-label" required maxlength="120" .value=${draft.label}
          @input=${(event: Event) => this.change((module) => { module.label = valueOf(event); })} /></div>
      <fieldset class="stack"><legend><h3>${t("module-fields")}</h3></legend>
        ${draft.fields.map((field, index) => this.field(field, index))}
        ${this.newField()}
      </fieldset>
      <fieldset class="stack"><legend><h3>${t("module-pipelines")}</h3></legend>
        <p class="small muted">${t("module-held-help")}</p>
        ${draft.pipelines.map((pipeline, index) => this.pipeline(pipeline, index))}
        <div class="row"><button class="button small" type="button" @click=${this.addPipeline}>
          ${icon("add")}${t("pipeline-add")}</button></div>
      </fieldset>
      ${this.error ? note("bad", html`<span class="lines">${this.error}</span>`) : nothing}
      <div class="row"><button class="button primary">${t("save")}</button>
        <button class="button" type="button" @click=${() => this.toggle(draft)}>${t("cancel")}</button>
        <span class="grow"></span>
        ${app.backend.deleteModule
          ? html`<button class="button danger" type="button" @click=${() => void this.deleteModule(draft)}>${icon("remove")}${t("module-delete")}</button>`
          : nothing}</div>
    </form>`;
  }

  private field(field: Field & { built_in?: boolean }, index: number): TemplateResult {
    return html`<div class="row nowrap-row">
      <input aria-label=${t("field-name", { field: field.key })} required maxlength="120" .value=${field.label}
        @input=${(event: Event) => this.change((module) => { module.fields[index]!.label = valueOf(event); })} />
      <span class="badge">${t(`field-kind-${field.kind.replace("_", "-")}`)}</span>
      ${field.built_in
        ? html`<span class="small muted" title=${t("field-built-in")}>${icon("lock")}<span class="visually-hidden">${t("field-built-in")}</span></span>`
        : this.removeButton(field.label, (module) => { module.fields.splice(index, 1); })}
    </div>
    ${field.kind === "choice" ? this.options(field, index) : nothing}
    ${!field.built_in && (field.kind === "number" || field.kind === "money") ? this.emptyIsZero(field, index) : nothing}`;
  }

  /** A property of the field and not of a condition, so that it means the same in all filters and templates (D7). */
  private emptyIsZero(field: Field, index: number): TemplateResult {
    return html`<div class="indent">
      <label class="check small"><input type="checkbox" .checked=${field.empty_is_zero === true} @change=${(event: Event) => {
        const isOn = (event.target as HTMLInputElement).checked;
        this.change((module) => { module.fields[index]!.empty_is_zero = isOn; });
      }} /><span>${t("field-empty-is-zero", { field: field.label })}</span></label>
      ${field.empty_is_zero ? html`<p class="small muted">${t("field-empty-is-zero-help")}</p>` : nothing}
    </div>`;
  }

  private options(field: Field, index: number): TemplateResult {
    const write = (labels: string[]) => this.change((module) => {
      const before = field.options ?? [];
      module.fields[index]!.options = labels.map((label, at) =>
        before.find((one) => one.label === label) ?? (labels.length === before.length ? { ...before[at]!, label } : { key: keyOf(label, before), label }));
    });
    return html`<div class="field indent"><label for="options-${field.key}">${t("field-options", { field: field.label })}</label>
      <input id="options-${field.key}" .value=${(field.options ?? []).map((one) => one.label).join(", ")}
        @change=${(event: Event) => write(listOf(valueOf(event)))} /></div>`;
  }

  private newField(): TemplateResult {
    return html`<div class="row">
      <div class="field grow"><label for="field-new">${t("field-new")}</label><input id="field-new" maxlength="120" autocomplete="off" /></div>
      <div class="field"><label for="field-new-kind">${t("field-new-kind")}</label>
        <select id="field-new-kind">${KINDS.map((kind) => html`<option value=${kind}>${t(`field-kind-${kind.replace("_", "-")}`)}</option>`)}</select></div>
      <button class="button align-end" type="button" @click=${this.addField}>${icon("add")}${t("add")}</button>
    </div>`;
  }

  private addField = (): void => {
    const input = this.querySelector<HTMLInputElement>("#field-new")!;
    const label = input.value.trim();
    if (!label) return void input.focus();
    const kind = this.querySelector<HTMLSelectElement>("#field-new-kind")!.value as FieldKind;
    this.change((module) => {
      const field: Field = { key: keyOf(label, module.fields), label, kind };
      // What a kind needs besides; each can be changed before saving.
      if (kind === "money") field.currency = app.setup.account.sms_prices[0]?.currency ?? "EUR";
      if (kind === "choice") field.options = [{ key: "first", label: "1" }, { key: "second", label: "2" }];
      if (kind === "relation") field.module = "contacts";
      module.fields.push(field);
    });
    input.value = "";
    input.focus();
  };

  private pipeline(pipeline: Pipeline, at: number): TemplateResult {
    return html`<div class="stack indent">
      <div class="row nowrap-row">
        <input aria-label=${t("pipeline-name")} required maxlength="120" .value=${pipeline.label}
          @input=${(event: Event) => this.change((module) => { module.pipelines[at]!.label = valueOf(event); })} />
        ${this.removeButton(pipeline.label, (module) => { module.pipelines.splice(at, 1); })}
      </div>
      <ol class="plain-list stack tight indent">${pipeline.stages.map((stage, index) => this.stage(pipeline, at, stage, index))}</ol>
      <div class="row indent"><button class="button small" type="button" @click=${() => this.addStage(at)}>
        ${icon("add")}${t("stage-add")}</button></div>
    </div>`;
  }

  private stage(pipeline: Pipeline, at: number, stage: Stage, index: number): TemplateResult {
    const move = (by: number): Change => (module) => {
      const { stages } = module.pipelines[at]!;
      stages.splice(index + by, 0, ...stages.splice(index, 1));
    };
    return html`<li class="row nowrap-row">
      <input aria-label=${t("stage-name", { number: index + 1 })} required maxlength="120" .value=${stage.label}
        @input=${(event: Event) => this.change((module) => { module.pipelines[at]!.stages[index]!.label = valueOf(event); })} />
      <label class="check small nowrap"><input type="checkbox" .checked=${Boolean(stage.is_final)}
        @change=${(event: Event) => this.change((module) => { module.pipelines[at]!.stages[index]!.is_final = (event.target as HTMLInputElement).checked; })} />
        <span>${t("stage-final")}</span></label>
      <select class="auto small" aria-label=${t("stage-tells", { stage: stage.label })} title=${t("stage-tells-help")}
        @change=${(event: Event) => this.change((module) => {
          module.pipelines[at]!.stages[index]!.tells = (event.target as HTMLSelectElement).value || undefined;
        })}>
        <option value="" ?selected=${!stage.tells}>${t("stage-tells-nothing")}</option>
        ${app.setup.events.map((name) => html`<option value=${name} ?selected=${stage.tells === name}>${t("stage-tells-event", { event: eventLabel(name) })}</option>`)}
      </select>
      <button class="button icon small quiet" type="button" ?disabled=${index === 0} aria-label=${t("stage-up", { stage: stage.label })}
        @click=${() => this.change(move(-1))}>${icon("up")}</button>
      <button class="button icon small quiet" type="button" ?disabled=${index === pipeline.stages.length - 1}
        aria-label=${t("stage-down", { stage: stage.label })} @click=${() => this.change(move(1))}>${icon("down")}</button>
      ${this.removeButton(stage.label, (module) => { module.pipelines[at]!.stages.splice(index, 1); })}
    </li>`;
  }

  private removeButton(name: string, change: Change): TemplateResult {
    return html`<button class="button icon small quiet" type="button" aria-label=${t("delete-named", { name })}
      @click=${() => this.change(change)}>${icon("close")}</button>`;
  }

  private addStage(at: number): void {
    this.change((module) => {
      const stages = module.pipelines.flatMap((pipeline) => pipeline.stages);
      const label = t("stage-new");
      module.pipelines[at]!.stages.push({ key: keyOf(label, stages), label });
    });
  }

  private addPipeline = (): void => {
    this.change((module) => {
      const stages = module.pipelines.flatMap((pipeline) => pipeline.stages);
      const stage = { key: keyOf(t("stage-new"), stages), label: t("stage-new") };
      module.pipelines.push({ key: keyOf(t("pipeline-new"), module.pipelines), label: t("pipeline-new"), stages: [stage] });
    });
  };

  private change(change: Change): void {
    const draft = structuredClone(this.draft!);
    change(draft);
    this.draft = draft;
  }

  private addModule = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const label = String(new FormData(form).get("label")).trim();
    const key = keyOf(label, app.setup.modules);
    if (await this.save({ key, label, sms_enabled: false, fields: [], pipelines: [] } as unknown as Module)) form.reset();
  };

  private saveDraft = async (event: Event): Promise<void> => {
    event.preventDefault();
    const draft = this.draft!;
    if (await this.save(draft)) this.draft = structuredClone(app.module(draft.key));
  };

  /** What keeps it is said instead of deleting it; nothing that anybody uses goes. */
  private async deleteModule(module: Module): Promise<void> {
    try {
      const { problems } = await app.backend.moduleUses!(module.key);
      this.error = problems.map((problem) => problem.message).join("\n");
      if (problems.length > 0 || !confirm(t("module-delete-sure", { module: module.label }))) return;
      await app.backend.deleteModule!(module.key);
      this.toggle(module);
      await app.reloadSetup();
      app.toast(t("module-deleted", { module: module.label }));
    } catch (error) {
      this.error = problemLines(error);
    }
  }

  private async save(module: Module): Promise<boolean> {
    try {
      await app.backend.saveModule(module);
      await app.reloadSetup();
      this.error = "";
      app.toast(t("saved"));
      return true;
    } catch (error) {
      this.error = problemLines(error);
      if (!this.open) app.toast(this.error);
      return false;
    }
  }
}

/** A key of a label: its latin letters, and a number where another has it. */
function keyOf(label: string, others: { key: string }[]): string {
  const latin = label.normalize("NFD").toLowerCase().replaceAll("ł", "l").replace(/[\u0300-\u036f]/g, "");
  const words = latin.replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 30);
  const key = words || "item";
  const taken = new Set(others.map((other) => other.key));
  for (let number = 2; ; number++) {
    const candidate = number === 2 && !taken.has(key) ? key : `${key}_${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

const listOf = (text: string): string[] => text.split(/[,;]/).map((item) => item.trim()).filter(Boolean);
