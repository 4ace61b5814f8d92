// The engine in Node: the generated module that the npm package wraps, with its answers unwrapped.
import { readFile } from "node:fs/promises";

const folder = new URL("../../wasm/npm/dist/wasm/", import.meta.url);

/** Starts the engine. Made by `cargo xtask build`. */
export async function loadEngine() {
  const glue = await import(new URL("index.js", folder));
  glue.initSync({ module: await readFile(new URL("index_bg.wasm", folder)) });
  return {
    glue,
    measureSms: (text, options = {}) => unwrap(glue.measureSms({ text, ...options })),
  };
}

/** What was asked for, or an error with all problems of the question. */
export function unwrap(answer) {
  if ("ok" in answer) return answer.ok;
  throw new Error(answer.problems.map((problem) => `${problem.at}: ${problem.message}`).join("\n"));
}
