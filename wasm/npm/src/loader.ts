/** Starts the engine, once, from whatever the host has at hand. */

import { Engine } from "./engine.js";
import { EngineInitError, type EngineInitCode } from "./errors.js";
import type { Glue } from "./glue.js";

export const VERSION = "0.1.0";

/** Where the engine's bytes come from. */
export type InitInput =
  | URL
  | string
  | Response
  | Promise<Response>
  | BufferSource
  | WebAssembly.Module;

/** Streaming first; plain bytes where the server names another media type. */
export async function compile(input: InitInput): Promise<WebAssembly.Module> {
  if (input instanceof WebAssembly.Module) return input;
  if (input instanceof ArrayBuffer || ArrayBuffer.isView(input)) {
    return failingAs("wasm", () => WebAssembly.compile(input as BufferSource));
  }
  const response = await failingAs("fetch", async () =>
    input instanceof URL || typeof input === "string" ? fetch(input) : input,
  );
  if (!response.ok) {
    throw new EngineInitError("fetch", `engine.wasm: HTTP ${response.status} at ${response.url}`);
  }
  const mediaType = response.headers.get("content-type")?.split(";")[0]?.trim() ?? "";
  if (mediaType === "text/html") {
    throw new EngineInitError("mime", `engine.wasm: got a web page at ${response.url}`);
  }
  if (mediaType === "application/wasm" && "compileStreaming" in WebAssembly) {
    return failingAs("wasm", () => WebAssembly.compileStreaming(response));
  }
  const bytes = await failingAs("fetch", () => response.arrayBuffer());
  return failingAs("wasm", () => WebAssembly.compile(bytes));
}

/** Gives the compiled module to the generated glue and checks that both are of one version. */
export function connect(glue: Glue, module: BufferSource | WebAssembly.Module): Engine {
  try {
    glue.initSync({ module });
  } catch (cause) {
    throw new EngineInitError("abi", "the engine's file does not fit this script", cause);
  }
  if (glue.version() !== VERSION) {
    throw new EngineInitError("abi", `engine ${glue.version()} under script ${VERSION}`);
  }
  return new Engine(glue);
}

/** Makes an idempotent `init`: one engine per page; a failed start may be tried again. */
export function once(start: (input?: InitInput) => Promise<Engine>) {
  let started: Promise<Engine> | undefined;
  return (input?: InitInput): Promise<Engine> => {
    started ??= start(input).catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return started;
  };
}

async function failingAs<T>(code: EngineInitCode, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (cause) {
    const text = String(cause);
    const isPolicy = /Content Security Policy|unsafe-eval|disallowed by embedder/i.test(text);
    throw new EngineInitError(isPolicy ? "csp" : code, `the engine could not start: ${text}`, cause);
  }
}
