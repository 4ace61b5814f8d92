// worker/entry.js around a stand-in for the generated module: what happens when Rust panics.
import assert from "node:assert/strict";
import { copyFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { repository } from "../../worker/dev/local.mjs";
import { temporaryFolder } from "../support/server.mjs";

// As wasm-bindgen's module does: a panic sets `criticalError`, and its promise never settles.
const STAND_IN = `
  const state = {};
  export const __worker_init_state = () => state;
  export const fetch = (request) => request.panics ? panic() : request.answer;
  export const scheduled = () => panic();
  const panic = () => { state.criticalError = true; return new Promise(() => {}); };
`;

async function entry(t) {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(folder, "index.js"), STAND_IN);
  copyFileSync(path.join(repository, "worker/entry.js"), path.join(folder, "entry.js"));
  t.mock.method(console, "error", () => {});
  return (await import(pathToFileURL(path.join(folder, "entry.js")).href)).default;
}

test("a panic answers its own request and those in flight, and no later one", async (t) => {
  const worker = await entry(t);
  const inFlight = worker.fetch({ answer: new Promise(() => {}) });
  const panicking = worker.fetch({ panics: true });
  for (const response of await Promise.all([inFlight, panicking])) {
    assert.equal(response.status, 500);
    const { problems } = await response.json();
    assert.equal(problems[0].code, "internal");
  }
  assert.equal(await worker.fetch({ answer: Promise.resolve("well") }), "well");
});

test("a panic in the cron handler fails the call, so that the platform sees it", async (t) => {
  const worker = await entry(t);
  await assert.rejects(worker.scheduled(), /panicked/);
});

test("a handler that the Worker does not have counts as done", async (t) => {
  const worker = await entry(t);
  assert.equal(await worker.queue(), undefined);
  assert.equal(await worker.email(), undefined);
});
