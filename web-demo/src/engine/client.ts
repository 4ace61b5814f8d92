/** The page's end of the engine: the same calls, as promises. */

import { RelanceProblems } from "@relance/preview";
import type { EngineCalls, EngineMethod, EngineReply } from "./protocol.js";

type Pending = { resolve: (value: never) => void; reject: (error: unknown) => void };

/** The engine in its Web Worker. */
export class EngineClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  constructor() {
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", (event: MessageEvent<EngineReply>) => {
      const pending = this.#pending.get(event.data.id);
      this.#pending.delete(event.data.id);
      if (!pending) return;
      if ("problems" in event.data) pending.reject(new RelanceProblems(event.data.problems));
      else if ("error" in event.data) pending.reject(new Error(event.data.error));
      else pending.resolve(event.data.value as never);
    });
    this.#worker.addEventListener("error", (event) => {
      for (const pending of this.#pending.values()) {
        pending.reject(new Error(event.message || "the engine's worker could not start"));
      }
      this.#pending.clear();
    });
  }

  /** Asks the engine; rejects with `RelanceProblems` when it refuses the input. */
  ask<M extends EngineMethod>(
    method: M,
    ...args: Parameters<EngineCalls[M]>
  ): Promise<ReturnType<EngineCalls[M]>> {
    const id = ++this.#last;
    const bytes = args.filter((arg): arg is Uint8Array => arg instanceof Uint8Array);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending["resolve"], reject });
      this.#worker.postMessage(
        { id, method, args },
        bytes.map((part) => part.buffer),
      );
    });
  }
}
