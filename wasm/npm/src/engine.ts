/** The engine as typed functions: plain objects in, plain objects out, problems as exceptions. */

import { Dataset } from "./dataset.js";
import { EngineCrashed, RelanceProblems, unwrap } from "./errors.js";
import type { Answer, Glue } from "./glue.js";
import type {
  CheckedFilter,
  FilterInput,
  NextSlots,
  OperatorTable,
  RecordRow,
  RenderedTemplate,
  Schedule,
  Setup,
  SmsMeasure,
  SmsOptions,
  Template,
} from "./types.js";

/** A started engine. Made by `init()`. */
export class Engine {
  readonly #glue: Glue;

  constructor(glue: Glue) {
    this.#glue = glue;
  }

  /** The engine's version, the same as the package's. */
  get version(): string {
    return this.#glue.version();
  }

  /** What a text costs as SMS: alphabet, units, parts, where it splits, what would make it cheaper. */
  measureSms(text: string, options: SmsOptions = {}): SmsMeasure {
    return call(() => this.#glue.measureSms({ text, ...options })) as SmsMeasure;
  }

  /** How many parts a text is billed as, without the rest: for long lists of texts. */
  smsParts(text: string): number {
    return this.#glue.smsParts(text);
  }

  /** The next slots of a recurring job, from an instant on, and what its schedule says. */
  nextSlots(request: { schedule: Schedule; zone: string; after: string; count?: number }): NextSlots {
    return call(() => this.#glue.nextSlots(request)) as NextSlots;
  }

  /** A template filled with a record's values. */
  renderTemplate(request: {
    template: Template;
    record: RecordRow;
    related?: RecordRow[];
    setup: Setup;
    now: string;
  }): RenderedTemplate {
    return call(() => this.#glue.renderTemplate(request)) as RenderedTemplate;
  }

  /** Checks a filter against its module and answers it in both forms, canonical JSON and text. */
  checkFilter(request: { module: string; setup: Setup } & FilterInput): CheckedFilter {
    return call(() => this.#glue.checkFilter(request)) as CheckedFilter;
  }

  /** What can be asked of each kind of field, and of events. */
  operators(): OperatorTable {
    return call(() => this.#glue.operators()) as OperatorTable;
  }

  /** The same setup with what the engine adds: built-in fields and modules, views as text. */
  completeSetup(setup: Setup): Setup {
    return call(() => this.#glue.completeSetup(setup)) as Setup;
  }

  /** Holds records in the engine's memory; `free()` it when done. */
  dataset(setup: Setup): Dataset {
    return call(() => ({ ok: new Dataset(new this.#glue.Dataset(setup)) })) as Dataset;
  }
}

/** Runs a call into wasm; a trap becomes `EngineCrashed`. */
export function call<T>(attempt: () => Answer<T>): T {
  let answer: Answer<T>;
  try {
    answer = attempt();
  } catch (cause) {
    if (cause instanceof RelanceProblems) throw cause;
    const problems = (cause as { problems?: unknown } | null)?.problems;
    if (Array.isArray(problems)) throw new RelanceProblems(problems);
    throw new EngineCrashed(cause);
  }
  return unwrap(answer);
}
