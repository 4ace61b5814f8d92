// The published package where it says that it runs: Node and Cloudflare's runtime.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Miniflare } from "miniflare";
import { init, EngineInitError } from "@relance/preview";
import { initSync } from "@relance/preview/sync";
import manifest from "@relance/preview/package.json" with { type: "json" };
import { repository } from "../../worker/dev/local.mjs";

const folder = path.join(repository, "wasm/npm");

// First, because afterwards there is an engine, and there is only ever one.
test("a file that is no engine is refused with a code and a hint", () => {
  assert.throws(() => initSync(new Uint8Array([1, 2, 3])), (error) => {
    assert.ok(error instanceof EngineInitError);
    assert.equal(error.code, "abi");
    return true;
  });
});

test("in Node the engine starts once, however often it is asked to", async () => {
  const [first, second] = await Promise.all([init(), init()]);
  assert.equal(first, second);
  assert.equal(first.version, manifest.version);
  assert.equal(first.measureSms("Dziękujemy!").encoding, "UCS-2");
});

test("every file that the manifest names is there", () => {
  const files = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(files));
  for (const file of files(manifest.exports)) assert.ok(existsSync(path.join(folder, file)), file);
});

test("in workerd it starts from the module that was compiled at deployment", async (t) => {
  const dist = path.join(folder, "dist");
  const module = (name) => ({
    type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
    path: path.join(dist, name),
  });
  const entry = `import { init } from "./workerd.js";
    export default { async fetch() {
      const engine = await init();
      return Response.json(engine.measureSms("Cześć"));
    } };`;
  const shared = readdirSync(dist).filter((name) => /^shared-.*\.js$/.test(name));
  const worker = new Miniflare({
    cf: false,
    telemetry: { enabled: false },
    compatibilityDate: "2026-04-01",
    modulesRoot: dist,
    modules: [
      { type: "ESModule", path: path.join(dist, "test-entry.js"), contents: entry },
      ...["workerd.js", ...shared, "wasm/index.js", "wasm/index_bg.wasm"].map(module),
    ],
  });
  t.after(() => worker.dispose());
  const answer = await (await worker.dispatchFetch("http://localhost/")).json();
  assert.deepEqual([answer.encoding, answer.parts], ["UCS-2", 1]);
});
