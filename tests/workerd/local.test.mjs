// The Worker runs in real workerd over real D1: what `cargo xtask start` promises.
import assert from "node:assert/strict";
import { test } from "node:test";
import { spawnServer, startServer, temporaryFolder } from "../support/server.mjs";

test("the Worker answers that it is well", async (t) => {
  const server = await startServer(t);
  const { status, body } = await server.get("/health");
  assert.equal(status, 200);
  assert.ok(body, "an answer with a body");
});

test("an unknown address of the API is the Worker's 404, not the console's page", async (t) => {
  const server = await startServer(t);
  for (const route of ["/api/v1/there-is-no-such-thing", "/v1/there-is-no-such-thing"]) {
    const answer = await server.get(route, { accept: "text/html", "sec-fetch-mode": "navigate" });
    assert.equal(answer.status, 404, route);
    assert.doesNotMatch(answer.headers.get("content-type") ?? "", /html/, route);
  }
});

test("the cron handler can be called, for any moment", async (t) => {
  const server = await startServer(t);
  await server.tick();
  await server.tick(new Date("2026-03-02T09:00:00Z"));
});

test("what D1 was asked is counted", async (t) => {
  const server = await startServer(t, { countCosts: true });
  await server.get("/health");
  const costs = await server.costs();
  assert.deepEqual(Object.keys(costs), ["calls", "statements", "rowsRead", "rowsWritten"]);
  assert.ok(Object.values(costs).every(Number.isInteger));
});

test("a kill -9 loses nothing that was committed, nor the token", async (t) => {
  const state = temporaryFolder(t);
  const writer = await startServer(t, { state });
  await writer.database.prepare("CREATE TABLE kept(id TEXT PRIMARY KEY) STRICT").run();
  await writer.database.prepare("INSERT INTO kept VALUES ('before')").run();
  await writer.stop();

  const first = await spawnServer(t, { state });
  assert.equal((await first.get("/health")).status, 200);
  await first.kill();
  await assert.rejects(first.get("/health"), "it is gone");

  const second = await spawnServer(t, { state });
  assert.equal((await second.get("/health")).status, 200);
  assert.equal(second.adminToken, first.adminToken);
  await second.stop();

  const reader = await startServer(t, { state });
  const { results } = await reader.database.prepare("SELECT id FROM kept").all();
  assert.deepEqual(results, [{ id: "before" }]);
});
