/** Errors as values that a program can branch on: never bare strings. */

import type { Problem } from "./types.js";

export type EngineInitCode = "csp" | "fetch" | "mime" | "abi" | "wasm";

const HINTS: Record<EngineInitCode, string> = {
  csp: "allow WebAssembly in the page's Content-Security-Policy: script-src 'wasm-unsafe-eval'",
  fetch: "serve engine.wasm beside the script, or pass its URL to init()",
  mime: "serve .wasm files as application/wasm",
  abi: "the .wasm file belongs to another version of @relance/preview: deploy both together",
  wasm: "the file at that URL is not this package's engine.wasm",
};

/** The engine could not start. `code` says why, `hint` what to do. */
export class EngineInitError extends Error {
  readonly code: EngineInitCode;
  readonly hint: string;

  constructor(code: EngineInitCode, message: string, cause?: unknown) {
    super(`${message} (${HINTS[code]})`, { cause });
    this.name = "EngineInitError";
    this.code = code;
    this.hint = HINTS[code];
  }
}

/** The engine refused an input: all its problems at once. */
export class RelanceProblems extends Error {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(problems.map((p) => (p.at ? `${p.at}: ${p.message}` : p.message)).join("; "));
    this.name = "RelanceProblems";
    this.problems = problems;
  }
}

/** The engine itself failed: a bug of ours. A reload of the page gives a fresh engine. */
export class EngineCrashed extends Error {
  constructor(cause: unknown) {
    super("the engine stopped; reload the page to start it again", { cause });
    this.name = "EngineCrashed";
  }
}

/** `{ok}` becomes the value, `{problems}` an exception. */
export function unwrap<T>(answer: { ok: T } | { problems: Problem[] }): T {
  if ("problems" in answer) throw new RelanceProblems(answer.problems);
  return answer.ok;
}
