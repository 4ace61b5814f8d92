/** A choice among the stages of a module, by pipeline. */

import { html, type TemplateResult } from "lit";
import { app } from "../app-state.js";
import { t } from "../i18n/index.js";

export interface StageSelect {
  id: string;
  module: string;
  value: string | null | undefined;
  /** The word for no stage; without it a stage must be chosen. */
  none?: string;
  /** Only the stages of this pipeline. */
  pipeline?: string;
  describedBy?: string;
  take: (stage: string | null) => void;
}

export function stageSelect(choice: StageSelect): TemplateResult {
  const all = app.module(choice.module)?.pipelines ?? [];
  const pipelines = choice.pipeline ? all.filter((one) => one.key === choice.pipeline) : all;
  const { value } = choice;
  return html`<select id=${choice.id} aria-invalid=${value || choice.none ? "false" : "true"}
    aria-describedby=${choice.describedBy ?? ""}
    @change=${(event: Event) => choice.take((event.target as HTMLSelectElement).value || null)}>
    ${choice.none || !value
      ? html`<option value="" ?selected=${!value}>${choice.none ?? t("stage-choose")}</option>`
      : ""}
    ${pipelines.map(
      (pipeline) => html`<optgroup label=${pipeline.label}>
        ${pipeline.stages.map(
          (stage) => html`<option value=${stage.key} ?selected=${stage.key === value}>${stage.label}</option>`,
        )}
      </optgroup>`,
    )}
  </select>`;
}

/** The pipeline in which a stage stands. */
export function pipelineOf(moduleKey: string, stage: string | null | undefined): string | undefined {
  const pipelines = app.module(moduleKey)?.pipelines ?? [];
  return pipelines.find((pipeline) => pipeline.stages.some((one) => one.key === stage))?.key;
}
