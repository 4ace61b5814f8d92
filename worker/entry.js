// Entry point of the Worker: glue between workerd's module format and the wasm-bindgen output.
// Decides nothing. Copied next to the generated `index.js` by `cargo xtask build`.
import * as wasm from "./index.js";

// A Rust panic traps: its own promise, and those of the other requests in flight, would never
// settle. The worker crate's panic hook sets `criticalError`; all of them are answered here. The
// next call gets a fresh wasm instance, by wasm-bindgen's abort handler.
const state = wasm.__worker_init_state();
const inFlight = new Set();
Object.defineProperty(state, "criticalError", {
  get: () => false,
  set: (panicked) => {
    if (panicked) for (const fail of inFlight) fail(new Error("the worker panicked"));
  },
});

const guard = async (call) => {
  let fail;
  const lost = new Promise((_, reject) => { fail = reject; });
  inFlight.add(fail);
  try {
    return await Promise.race([call(), lost]);
  } finally {
    inFlight.delete(fail);
  }
};

const internalError = () => Response.json(
  { problems: [{ code: "internal", message: "the server failed at this request" }] },
  { status: 500 },
);

export default {
  fetch: (request, env, context) =>
    guard(() => wasm.fetch(request, env, context)).catch((error) => {
      console.error(error);
      return internalError();
    }),
  // A handler that the crate does not export is skipped: the platform then counts the call as done.
  scheduled: (event, env, context) => guard(async () => wasm.scheduled?.(event, env, context)),
  queue: (batch, env, context) => guard(async () => wasm.queue?.(batch, env, context)),
  email: (message, env, context) => guard(async () => wasm.email?.(message, env, context)),
};
